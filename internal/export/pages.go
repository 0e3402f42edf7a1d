package export

import (
	_ "embed"
	"html/template"
	"time"
)

type indexView struct {
	Owner Owner
	At    time.Time
	Chats []chat
}

//go:embed pages.html
var pages string

// The pages escape whatever people wrote, and hold no script.
var (
	all = template.Must(template.New("").Funcs(template.FuncMap{
		"minute": func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") },
		"file":   func(c chat) string { return c.Base + ".html" },
	}).Parse(pages))
	indexPage = all.Lookup("index")
	chatHead  = all.Lookup("chat")
	chatLine  = all.Lookup("line")
)

const chatFoot = "</main>\n</html>\n"
