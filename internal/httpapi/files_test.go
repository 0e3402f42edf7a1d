package httpapi

import (
	"mime"
	"net/http"
	"strings"
	"testing"

	"twoticks/internal/command"
	"twoticks/internal/messenger"
)

// Names of files come from people, and go into a header.
func FuzzFileName(f *testing.F) {
	for _, name := range []string{"report.pdf", "Ünïcode 文書.txt", `a"b\c.txt`, "x\r\nSet-Cookie: a=b", "../../etc/passwd", "a\u202egpj.exe"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, given string) {
		name, err := messenger.CheckFileName(given)
		if err != nil {
			return
		}
		if strings.ContainsAny(name, "/\\\r\n\x00") {
			t.Errorf("%q became the name %q", given, name)
		}
		h := http.Header{}
		describe(h, command.OpenFile{Name: name}, false, true)
		how, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
		if err != nil || how != "attachment" || params["filename"] != name {
			t.Errorf("%q is offered as %q %q: %v", name, how, params["filename"], err)
		}
	})
}
