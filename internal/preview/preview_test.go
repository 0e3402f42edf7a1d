package preview

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"twoticks/internal/media"
	"twoticks/internal/messenger"
)

// memory keeps previews as a store would.
type memory struct {
	mu   sync.Mutex
	kept map[string]messenger.Preview
}

func (m *memory) KeepPreview(_ context.Context, p messenger.Preview) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[p.URL] = p
	return nil
}

func (m *memory) Preview(_ context.Context, link string, _ time.Duration) (messenger.Preview, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.kept[link]
	return p, ok, nil
}

// web is a site on this machine that the operator allowed, and the previews that ask it.
type web struct {
	*httptest.Server
	previews *Previews
	asked    atomic.Int32
}

func newWeb(t *testing.T, pages map[string]http.HandlerFunc) *web {
	w := &web{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.asked.Add(1)
		if page := pages[r.URL.Path]; page != nil {
			page(out, r)
			return
		}
		http.NotFound(out, r)
	}))
	t.Cleanup(w.Close)
	w.previews = New(&memory{kept: map[string]messenger.Preview{}}, media.New(nil, nil, media.Config{}, slog.New(slog.DiscardHandler)), []string{w.URL}, slog.New(slog.DiscardHandler))
	return w
}

// look asks for a page at once: a test has no second to wait for each.
func (w *web) look(t *testing.T, path string) (messenger.Preview, bool) {
	t.Helper()
	w.previews.hosts = newHosts()
	p, ok, err := w.previews.Look(t.Context(), w.URL+path)
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return p, ok
}

func page(head string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><html><head>%s</head><body><title>Not this</title>", head)
	}
}

func picture(w, h int) []byte {
	var b bytes.Buffer
	png.Encode(&b, image.NewRGBA(image.Rect(0, 0, w, h)))
	return b.Bytes()
}

func TestWhatAPageSaysOfItself(t *testing.T) {
	w := newWeb(t, map[string]http.HandlerFunc{
		"/og": page(`<title>Plain</title><meta property="og:title" content="The &lt;b&gt;sea&lt;/b&gt; &amp; I"><meta property="OG:Description" content=" line
one&#10;two "><meta property="og:site_name" content="Harbour"><meta property="og:image" content="/sea.png">`),
		"/plain": page(`<meta name="description" content="About it"><title> Only
			a title </title>`),
		"/latin": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
			w.Write([]byte("<title>Caf\xe9</title>"))
		},
		"/hidden":  page("<title>a\u202eb\u200b\u0007c\ufeff" + strings.Repeat("\u0301", 50) + "</title>"),
		"/long":    page("<title>" + strings.Repeat("ä", 10<<20) + "</title>"),
		"/late":    page(strings.Repeat("<!-- -->", 100_000) + "<title>Too late</title>"),
		"/script":  page(`<script>document.title = "<title>x</title>"</script><title>Said</title>`),
		"/sea.png": func(w http.ResponseWriter, _ *http.Request) { w.Write(picture(1200, 600)) },
		"/none":    page(""),
		"/json": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"a":"<title>x</title>"}`)
		},
		"/gone":    func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410); fmt.Fprint(w, "<title>Gone</title>") },
		"/moved":   func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/sub/og2", http.StatusFound) },
		"/sub/og2": page(`<title>Moved</title><meta property="og:image" content="../sea.png">`),
	})
	p, ok := w.look(t, "/og")
	if !ok || p.Title != "The <b>sea</b> & I" || p.Description != "line one two" || p.Site != "Harbour" || p.URL != w.URL+"/og" {
		t.Errorf("%v %+v", ok, p)
	}
	if m, format, err := image.Decode(bytes.NewReader(p.Picture)); err != nil || format != "jpeg" || m.Bounds().Dx() != 320 || m.Bounds().Dy() != 160 || p.Width != 320 || p.Height != 160 || len(p.Picture) > thumbBytes {
		t.Errorf("its picture: %v, %s, %d bytes", err, format, len(p.Picture))
	}
	for path, want := range map[string]string{
		"/plain": "Only a title", "/latin": "Café", "/hidden": "ab c" + strings.Repeat("\u0301", 4), "/script": "Said", "/moved": "Moved",
		"/late": "", "/none": "", "/json": "", "/gone": "", "/nothing": "",
	} {
		if p, ok := w.look(t, path); ok != (want != "") || p.Title != want {
			t.Errorf("%s: %v %q", path, ok, p.Title)
		}
	}
	if p, _ := w.look(t, "/moved"); len(p.Picture) == 0 {
		t.Error("a picture beside where it moved to was not found")
	}
	if p, ok := w.look(t, "/long"); ok && len([]rune(p.Title)) > maxTitle+1 {
		t.Errorf("a title of %d characters", len([]rune(p.Title)))
	}
}

// Row 76 of the bad inputs.
func TestPagesThatDoNotEnd(t *testing.T) {
	bomb := func() []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte("<html><head>"))
		blank := bytes.Repeat([]byte{' '}, 1<<20)
		for range 200 {
			z.Write(blank)
		}
		z.Close()
		return b.Bytes()
	}()
	huge := picture(6_000, 6_000)
	wide := func(w http.ResponseWriter, _ *http.Request) { w.Write(bombPNG) }
	w := newWeb(t, map[string]http.HandlerFunc{
		"/endless": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			for r.Context().Err() == nil {
				if _, err := w.Write(bytes.Repeat([]byte("<p>"), 4096)); err != nil {
					return
				}
			}
		},
		"/slow": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			for range 200 {
				fmt.Fprint(w, " ")
				w.(http.Flusher).Flush()
				select {
				case <-time.After(100 * time.Millisecond):
				case <-r.Context().Done():
					return
				}
			}
		},
		"/bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb)
		},
		"/circle":   func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) },
		"/wide":     page(`<title>Wide</title><meta property="og:image" content="/wide.png">`),
		"/wide.png": wide,
		"/huge":     page(`<title>Huge</title><meta property="og:image" content="/huge.png">`),
		"/huge.png": func(w http.ResponseWriter, _ *http.Request) { w.Write(huge); w.Write(make([]byte, 4<<20)) },
		"/lie":      page(`<title>Lie</title><meta property="og:image" content="javascript:alert(1)">`),
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	var all sync.WaitGroup
	for _, path := range []string{"/endless", "/slow", "/bomb", "/circle"} {
		all.Go(func() {
			if p, ok, err := w.previews.Look(t.Context(), w.URL+path); ok || err != nil {
				t.Errorf("%s: %v %v %+v", path, ok, err, p)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took > patience+3*between+time.Second {
		t.Errorf("it took %v", took)
	}
	for path, title := range map[string]string{"/wide": "Wide", "/huge": "Huge", "/lie": "Lie"} {
		if p, ok := w.look(t, path); !ok || p.Title != title || p.Picture != nil && path != "/huge" {
			t.Errorf("%s: %v %q with %d bytes of picture", path, ok, p.Title, len(p.Picture))
		}
	}
	runtime.ReadMemStats(&after)
	if sum := int64(after.TotalAlloc - before.TotalAlloc); sum > 256<<20 {
		t.Errorf("%d MiB were allocated in all", sum>>20)
	}
}

// bombPNG says that it is 65,500 pixels wide and high.
var bombPNG = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xdc\x00\x00\xff\xdc\x08\x02\x00\x00\x00\xa4\x8e\x2b\x1c")

// Row 75 of the bad inputs, through the whole room: nothing private is asked for a page, by a redirect or for a picture.
func TestNothingPrivateIsLookedAt(t *testing.T) {
	canary := newWeb(t, map[string]http.HandlerFunc{"/": page("<title>Inside</title>"), "/a.png": func(w http.ResponseWriter, _ *http.Request) { w.Write(picture(9, 9)) }})
	w := newWeb(t, map[string]http.HandlerFunc{
		"/redirect": func(out http.ResponseWriter, r *http.Request) {
			http.Redirect(out, r, canary.URL+"/", http.StatusFound)
		},
		"/picture": page(`<title>Outside</title><meta property="og:image" content="` + canary.URL + `/a.png">`),
	})
	if p, ok := w.look(t, "/redirect"); ok {
		t.Errorf("a redirect led inside: %+v", p)
	}
	if p, ok := w.look(t, "/picture"); !ok || p.Picture != nil {
		t.Errorf("a picture came from inside: %v, %d bytes", ok, len(p.Picture))
	}
	for _, link := range []string{canary.URL, "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://0.0.0.0/", "http://2130706433/", "http://example.org:22/", "http://user:secret@example.org/"} {
		if _, ok, err := w.previews.Look(t.Context(), link); ok || err != nil {
			t.Errorf("%s: %v, %v", link, ok, err)
		}
	}
	for _, link := range []string{"file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "http://", "http://" + strings.Repeat("a", 3_000), "\x00"} {
		if _, _, err := w.previews.Look(t.Context(), link); messenger.KindOf(err) != messenger.Invalid {
			t.Errorf("%q: %v", link, err)
		}
	}
	if n := canary.asked.Load(); n != 0 {
		t.Errorf("%d requests came inside", n)
	}
}

func TestAskedOnce(t *testing.T) {
	w := newWeb(t, map[string]http.HandlerFunc{"/a": page("<title>A</title>"), "/down": func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if p, ok, err := w.previews.Look(t.Context(), w.URL+"/a"); !ok || err != nil || p.Title != "A" {
				t.Errorf("%v %v %+v", ok, err, p)
			}
		})
	}
	all.Wait()
	if n := w.asked.Load(); n != 1 {
		t.Errorf("it was asked %d times", n)
	}
	for range failures {
		host := w.previews.hosts.list[strings.TrimPrefix(w.URL, "http://")]
		host.next = time.Time{}
		w.previews.Look(t.Context(), w.URL+"/down")
	}
	before := w.asked.Load()
	if _, ok, err := w.previews.Look(t.Context(), w.URL+"/b"); ok || err != nil || w.asked.Load() != before {
		t.Errorf("a host that fails was asked: %v %v", ok, err)
	}
}

// What comes out of any page is one line each, short, and of letters that can be shown.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`<title>a</title><meta property="og:title" content="b">`), "text/html")
	f.Add([]byte("<meta charset=utf-16><title>\xff\xfe"), "text/html; charset=nonsense")
	f.Fuzz(func(t *testing.T, page []byte, kind string) {
		s := read(page, kind)
		for what, text := range map[string]string{"title": s.title, "description": s.description, "site": s.site} {
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\n\r\t\x00\u202e\u2066") || utf8.RuneCountInString(text) > maxDescription+2 || strings.TrimSpace(text) != text {
				t.Errorf("the %s is %q", what, text)
			}
		}
	})
}
