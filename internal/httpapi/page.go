package httpapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// page is the built page and its files, in memory, compressed once.
type page struct {
	files map[string]*file // by path
	index *file
}

type file struct {
	kind  string
	cache string
	etag  string
	plain []byte
	gzip  []byte
}

const (
	indexFile = "/index.html"
	assets    = "/assets/"
	// leastGain: what shrinks by less is not worth unpacking.
	leastGain = 100
	// fileWithin is longer than for other answers: on a slow line the page's script takes a while.
	fileWithin = time.Minute
)

// kinds are the types of the files that a page is made of: the machine's own table differs from one to the next.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".webp": "image/webp", ".woff2": "font/woff2",
	".json": "application/json", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
}

func readPage(files fs.FS) (*page, error) {
	p := &page{files: map[string]*file{}}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(entry.Name(), ".") && name != ".":
			// Notes of the build, not part of the page.
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		plain, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		p.files["/"+name] = newFile("/"+name, plain)
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the page: %w", err)
	}
	p.index = p.files[indexFile]
	delete(p.files, indexFile) // it is served at its routes, and has no second address
	return p, p.complete()
}

var reference = regexp.MustCompile(`(?:src|href)="(/[^"]+\.[a-z0-9]+)"`)

// complete sees that every file that the page names is there: a page without its script is a white screen (R1.1).
func (p *page) complete() error {
	if p.index == nil {
		return nil
	}
	for _, match := range reference.FindAllSubmatch(p.index.plain, -1) {
		if name := string(match[1]); p.files[name] == nil {
			return fmt.Errorf("the page asks for %s, which is not part of this program: build it again (make build)", name)
		}
	}
	return nil
}

func newFile(name string, plain []byte) *file {
	sum := sha256.Sum256(plain)
	f := &file{
		plain: plain, kind: kinds[path.Ext(name)], cache: "no-cache",
		etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
	}
	if f.kind == "" {
		if f.kind = mime.TypeByExtension(path.Ext(name)); f.kind == "" {
			f.kind = "application/octet-stream"
		}
	}
	switch {
	case name == indexFile:
		f.cache = "no-store"
	case strings.HasPrefix(name, assets):
		// Their names change with their content.
		f.cache = "public, max-age=31536000, immutable"
	}
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is one that exists
	z.Write(plain)                                             // to memory
	z.Close()
	if packed.Len()+leastGain < len(plain) {
		f.gzip = packed.Bytes()
	}
	return f
}

func (p *page) has(name string) bool { return p.files[name] != nil }

// servePage answers every address of the page: the page itself reads the address and shows what belongs there.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	if s.page.index == nil {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(notBuilt))
		return
	}
	s.page.index.serve(w, r, http.StatusOK)
}

const notBuilt = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Twoticks</title></head>
<body><h1>The server runs, without its page</h1><p>This program was built without the page. Build it with <code>make build</code>, or work on the page with <code>make dev</code>.</p></body>
</html>
`

// serveFile answers with one of the page's files. The route has seen that it is there.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.page.files[r.URL.Path].serve(w, r, http.StatusOK)
}

func (f *file) serve(w http.ResponseWriter, r *http.Request, status int) {
	h := w.Header()
	h.Set("Cache-Control", f.cache)
	if f.cache != "no-store" {
		h.Set("ETag", f.etag)
	}
	body := f.plain
	if f.gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			body = f.gzip
			h.Set("Content-Encoding", "gzip")
		}
	}
	if f.cache != "no-store" && strings.Contains(r.Header.Get("If-None-Match"), f.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", f.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(fileWithin))
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

// acceptsGzip reads as much of the header as matters: gzip, unless it is ruled out.
func acceptsGzip(header string) bool {
	const most = 256
	if len(header) > most {
		header = header[:most]
	}
	for part := range strings.SplitSeq(header, ",") {
		coding, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding == "gzip" {
			q := strings.TrimPrefix(strings.TrimSpace(quality), "q=")
			return q != "0" && q != "0.0" && q != "0.00" && q != "0.000"
		}
	}
	return false
}
