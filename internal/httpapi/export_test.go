package httpapi_test

import (
	"archive/zip"
	"bytes"
	"testing"

	"twoticks/internal/testkit"
)

func TestExport(t *testing.T) {
	s := testkit.Start(t)
	token := session(t, s, "ana")
	ask := func(header ...string) answer {
		given := map[string]string{}
		for i := 0; i < len(header); i += 2 {
			given[header[i]] = header[i+1]
		}
		return do(t, s, request{method: "GET", path: "/api/export", header: given})
	}
	t.Run("a person gets what they may read, as a file", func(t *testing.T) {
		a := ask("Cookie", "sid="+token, "Sec-Fetch-Site", "same-origin")
		z, err := zip.NewReader(bytes.NewReader([]byte(a.body)), int64(len(a.body)))
		if err != nil || a.status != 200 || a.header.Get("Content-Type") != "application/zip" {
			t.Fatalf("%d %v, %v", a.status, a.header, err)
		}
		if len(z.File) != 2 || z.File[0].Name != "profile.json" {
			t.Errorf("in it are %d files", len(z.File))
		}
	})
	for name, c := range map[string]struct {
		header []string
		status int
	}{
		"without a session it is refused":        {[]string{"Sec-Fetch-Site", "same-origin"}, 401},
		"a link on another site starts nothing":  {[]string{"Cookie", "sid=" + token, "Sec-Fetch-Site", "cross-site"}, 403},
		"nor does what does not say where it is": {[]string{"Cookie", "sid=" + token}, 403},
		"a session that is none is refused":      {[]string{"Cookie", "sid=" + token[:len(token)-1] + "x", "Sec-Fetch-Site", "same-origin"}, 401},
	} {
		t.Run(name, func(t *testing.T) {
			if a := ask(c.header...); a.status != c.status {
				t.Errorf("it gives %d %s, want %d", a.status, a.body, c.status)
			}
		})
	}
	t.Run("who asks again and again waits", func(t *testing.T) {
		for range 2 {
			ask("Cookie", "sid="+token, "Sec-Fetch-Site", "same-origin")
		}
		if a := ask("Cookie", "sid="+token, "Sec-Fetch-Site", "same-origin"); a.status != 429 || a.header.Get("Retry-After") == "" {
			t.Errorf("it gives %d %s", a.status, a.body)
		}
	})
}
