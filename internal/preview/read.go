package preview

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

const (
	maxTitle       = 200 // characters
	maxDescription = 300
	maxSite        = 60
)

// said is what a page says of itself.
type said struct{ title, description, site, picture string }

// read reads the head of a page. It runs nothing, and goes no further than the body begins.
func read(page []byte, kind string) said {
	decoded, err := charset.NewReader(bytes.NewReader(page), kind)
	if err != nil {
		return said{}
	}
	meta := map[string]string{}
	var title string
	z := html.NewTokenizer(decoded)
	z.SetMaxBuf(maxPage)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return of(meta, title)
		case html.StartTagToken, html.SelfClosingTagToken:
			switch t := z.Token(); t.DataAtom {
			case atom.Body:
				return of(meta, title)
			case atom.Title:
				if title == "" && z.Next() == html.TextToken {
					title = string(z.Text())
				}
			case atom.Meta:
				if name, content := metaOf(t); name != "" && meta[name] == "" {
					meta[name] = content
				}
			}
		}
	}
}

func metaOf(t html.Token) (name, content string) {
	for _, a := range t.Attr {
		switch strings.ToLower(a.Key) {
		case "property", "name":
			name = strings.ToLower(strings.TrimSpace(a.Val))
		case "content":
			content = a.Val
		}
	}
	return name, content
}

func of(meta map[string]string, title string) said {
	first := func(most int, names ...string) string {
		for _, name := range names {
			if text := clean(meta[name], most); text != "" {
				return text
			}
		}
		return ""
	}
	s := said{
		title: first(maxTitle, "og:title", "twitter:title"), description: first(maxDescription, "og:description", "description", "twitter:description"),
		site: first(maxSite, "og:site_name"), picture: strings.TrimSpace(meta["og:image"]),
	}
	if s.title == "" {
		s.title = clean(title, maxTitle)
	}
	if s.picture == "" {
		s.picture = strings.TrimSpace(meta["twitter:image"])
	}
	return s
}

// clean makes of what a stranger wrote one line of visible letters that neither turn nor hide others.
func clean(text string, most int) string {
	var b strings.Builder
	space, n, marks := false, 0, 0
	for _, r := range text {
		switch {
		case r == utf8.RuneError || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r):
			continue
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = n > 0
			continue
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks++; marks > 4 || n == 0 {
				continue
			}
		default:
			marks = 0
		}
		if space {
			b.WriteByte(' ')
			space = false
			n++
		}
		if n >= most {
			return strings.TrimSpace(b.String()) + "…"
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
