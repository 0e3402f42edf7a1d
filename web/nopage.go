//go:build nopage

// Package web, built without the page: for work on the server alone, where no Node is at hand.
package web

import (
	"embed"
	"io/fs"
)

// Files returns a tree without any file.
func Files() fs.FS { return embed.FS{} }
