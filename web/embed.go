//go:build !nopage

// Package web puts the built page into the binary, so that one file is all there is to install.
//
// It holds bytes and no behaviour: httpapi serves them and decides on headers, caching and which paths lead to the page.
// On a fresh clone dist holds only its placeholder, so the module compiles before the page was ever built; a server made
// that way has no index.html, which whoever serves the files has to notice. Build tag nopage leaves the page out.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built page, rooted where index.html is.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("web: the embedded folder is named by this file, so this cannot fail: " + err.Error())
	}
	return files
}
