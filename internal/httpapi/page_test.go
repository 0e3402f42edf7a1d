package httpapi

import (
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// serverWith is a door with a page and nothing behind it: no request of these tests goes further.
func serverWith(t *testing.T, files fstest.MapFS) http.Handler {
	t.Helper()
	s, err := New(Ports{Page: files, Log: slog.New(slog.DiscardHandler)}, Config{})
	if err != nil {
		t.Fatal(err)
	}
	h, err := s.Handler(nil)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

var built = fstest.MapFS{
	"index.html":          {Data: []byte(`<!doctype html><title>Twoticks</title><script type="module" src="/assets/main-abc.js"></script>`)},
	"assets/main-abc.js":  {Data: []byte(strings.Repeat("console.log('tick');\n", 100))},
	"icon.svg":            {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
	".vite/manifest.json": {Data: []byte(`{}`)},
}

func get(h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPageIsServedAtItsAddressesOnly(t *testing.T) {
	h := serverWith(t, built)
	for path, want := range map[string]int{
		"/": 200, "/c/abc": 200, "/notifications": 200, "/settings": 200, "/sign-up": 200, "/sign-in": 200,
		"/invite/abc": 200, "/j/abc": 200, "/set-up/abc": 200, "/reset/abc": 200, "/icon.svg": 200, "/assets/main-abc.js": 200,
		"/index.html": 404, "/c": 404, "/c/": 404, "/c/a/b": 404, "/sign-up/x": 404, "/assets/": 404, "/assets/none.js": 404,
		"/.vite/manifest.json": 404, "/favicon.ico": 404,
	} {
		if w := get(h, path); w.Code != want {
			t.Errorf("%s gives %d, want %d", path, w.Code, want)
		}
	}
	w := get(h, "/no/such", "Accept", "text/html")
	if w.Code != 404 || w.Body.String() != get(h, "/").Body.String() {
		t.Errorf("a person who goes astray gets %d %s, want the page", w.Code, w.Body)
	}
	w = get(serverWith(t, nil), "/no/such", "Accept", "text/html")
	if w.Code != 404 || !strings.Contains(w.Body.String(), "There is nothing here") {
		t.Errorf("without the page they get %d %s", w.Code, w.Body)
	}
}

func TestPageCaching(t *testing.T) {
	h := serverWith(t, built)
	if c := get(h, "/c/abc").Header().Get("Cache-Control"); c != "no-store" {
		t.Errorf("the page is cached: %s", c)
	}
	if c := get(h, "/assets/main-abc.js").Header().Get("Cache-Control"); !strings.Contains(c, "immutable") {
		t.Errorf("a file whose name changes with its content is not cached: %s", c)
	}
	icon := get(h, "/icon.svg")
	if again := get(h, "/icon.svg", "If-None-Match", icon.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("an unchanged file is sent again: %d", again.Code)
	}
}

func TestPageIsCompressedForWhoCanReadIt(t *testing.T) {
	h := serverWith(t, built)
	plain, packed := get(h, "/assets/main-abc.js"), get(h, "/assets/main-abc.js", "Accept-Encoding", "br, gzip")
	for _, w := range []*httptest.ResponseRecorder{plain, packed} {
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Error("a cache could give the packed file to who cannot read it")
		}
	}
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len() >= plain.Body.Len() {
		t.Fatalf("not packed: %v", packed.Header())
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || string(text) != plain.Body.String() {
		t.Errorf("unpacked it is something else: %v", err)
	}
	if w := get(h, "/assets/main-abc.js", "Accept-Encoding", "gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
		t.Error("packed for who refuses it")
	}
}

func TestIncompletePageStopsTheStart(t *testing.T) {
	t.Run("R1.1", func(t *testing.T) {
		_, err := New(Ports{Page: fstest.MapFS{"index.html": built["index.html"]}}, Config{})
		if err == nil || !strings.Contains(err.Error(), "/assets/main-abc.js") {
			t.Errorf("a page without its script starts: %v", err)
		}
	})
}

func TestBadRouteStopsTheStart(t *testing.T) {
	s, err := New(Ports{Page: fstest.MapFS{}}, Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []route{
		{"/{", []string{"GET"}, s.servePage}, {"/livez", []string{"GET"}, s.servePage}, {"/x", nil, s.servePage}, {"/y", []string{"GET"}, nil},
	} {
		t.Run("R1.1 "+bad.pattern, func(t *testing.T) {
			_, err := s.muxOf(append(s.routes(), bad))
			if err == nil || !strings.Contains(err.Error(), bad.pattern) {
				t.Errorf("the route starts: %v", err)
			}
		})
	}
}

func TestMissingPageIsSaid(t *testing.T) {
	if w := get(serverWith(t, fstest.MapFS{}), "/"); w.Code != 200 || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("a program without its page shows %d %s", w.Code, w.Body)
	}
}
