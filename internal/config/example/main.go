// Command example writes twoticks.example.toml from the table of options.
package main

import (
	"log"
	"os"
	"path/filepath"

	"twoticks/internal/config"
)

func main() {
	log.SetFlags(0)
	// go generate runs in the folder of config.
	if err := os.WriteFile(filepath.Join("..", "..", "twoticks.example.toml"), []byte(config.Example()), 0o644); err != nil {
		log.Fatalf("example: %v", err)
	}
}
