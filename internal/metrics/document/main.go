// Command document writes docs/metrics.md from the list of metrics.
package main

import (
	"log"
	"os"
	"path/filepath"

	"twoticks/internal/metrics"
)

func main() {
	log.SetFlags(0)
	// go generate runs in the folder of metrics.
	if err := os.WriteFile(filepath.Join("..", "..", "docs", "metrics.md"), []byte(metrics.Markdown()), 0o644); err != nil {
		log.Fatalf("document: %v", err)
	}
}
