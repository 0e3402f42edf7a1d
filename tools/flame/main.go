// Command flame draws where a program's time goes: it reads what `go tool pprof -traces` prints and writes an SVG in which
// each box is a room, as wide as the time spent in it and in what it called, which hangs below it.
//
//	go tool pprof -traces bin/twoticks .results/profiles/W2.pprof | go run ./tools/flame > docs/pictures/profile-w2.svg
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"html"
	"io"
	"log"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	width    = 1180
	height   = 22
	narrow   = 5  // px; what is narrower is left out
	labelled = 30 // px; what is narrower has no label
	letter   = 6.4
	deepest  = 11
)

// box is a room that was called from the one above.
type box struct {
	name  string
	took  time.Duration
	below map[string]*box
}

func (b *box) call(name string) *box {
	child := b.below[name]
	if child == nil {
		child = &box{name: name, below: map[string]*box{}}
		b.below[name] = child
	}
	return child
}

func main() {
	log.SetFlags(0)
	root, err := read(os.Stdin)
	if err != nil {
		log.Fatalf("flame: %v", err)
	}
	if root.took == 0 {
		log.Fatal("flame: there are no traces; give it the output of go tool pprof -traces")
	}
	draw(os.Stdout, root)
}

var generic = regexp.MustCompile(`\[.*`)

// room is what a function belongs to, and the word that is shown for it.
func room(function string) string {
	function = generic.ReplaceAllString(strings.TrimSuffix(function, " (inline)"), "")
	path, last := "", function
	if i := strings.LastIndexByte(function, '/'); i >= 0 {
		path, last = function[:i+1], function[i+1:]
	}
	name, method, _ := strings.Cut(last, ".")
	switch {
	case strings.HasPrefix(path, "twoticks/internal/store/sqlite"), name == "sqlite" && strings.HasPrefix(path, "twoticks/"):
		if who, ok := strings.CutPrefix(method, "(*writer)."); ok && who != "" {
			return "store/sqlite: writer"
		}
		return "store/sqlite"
	case strings.HasPrefix(path, "twoticks/internal/live"), name == "live":
		if strings.HasPrefix(method, "(*outbox)") {
			return "live: outbox"
		}
		return "live"
	case strings.HasPrefix(path, "modernc.org/"):
		return "SQLite"
	case name == "syscall", strings.HasSuffix(path, "runtime/syscall/"), name == "poll", name == "linux":
		return "system"
	case name == "runtime", strings.HasPrefix(path, "internal/runtime"):
		return "runtime"
	case strings.Contains(path, "go-json-experiment"):
		return "json"
	case path == "database/" || name == "sql":
		return "database/sql"
	}
	return name
}

// passed are rooms that only pass a call on.
var passed = map[string]bool{"sync": true, "around": true, "context": true}

func read(r io.Reader) (*box, error) {
	root := &box{name: "all", below: map[string]*box{}}
	var took time.Duration
	var stack []string // the innermost first
	add := func() {
		root.took += took
		at, depth := root, 0
		for _, function := range slices.Backward(stack) {
			name := room(function)
			if name == at.name || passed[name] || depth == deepest {
				continue
			}
			at = at.call(name)
			at.took += took
			depth++
		}
		took, stack = 0, nil
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "-----") {
			add()
			continue
		}
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		if d, err := time.ParseDuration(fields[0]); err == nil && len(fields) > 1 {
			took = d
			fields = fields[1:]
		} else if took == 0 {
			continue // the heading
		}
		stack = append(stack, strings.Join(fields, " "))
	}
	add()
	return root, lines.Err()
}

var colours = map[string]string{
	"system": "#f2c078", "SQLite": "#8fc7b5", "database/sql": "#b9dccf", "runtime": "#c9ccd3", "json": "#d8c3e8",
}

func draw(w io.Writer, root *box) {
	rows := depth(root, float64(width)/float64(root.took))
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, rows*height)
	fmt.Fprintf(w, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", width, rows*height)
	root.draw(w, 0, 0, root.took)
	fmt.Fprintln(w, "</svg>")
}

func depth(b *box, scale float64) int {
	most := 0
	for _, child := range b.below {
		if float64(child.took)*scale >= narrow {
			most = max(most, depth(child, scale))
		}
	}
	return most + 1
}

func (b *box) draw(w io.Writer, x float64, row int, all time.Duration) {
	wide := float64(b.took) / float64(all) * width
	if wide < narrow {
		return
	}
	colour := cmp.Or(colours[b.name], "#aab4f0")
	share := fmt.Sprintf("%s %.0f %%", b.name, 100*float64(b.took)/float64(all))
	fmt.Fprintf(w, `<g><title>%s</title><rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" stroke="#fff"/>`, html.EscapeString(share), x, row*height, wide, height, colour)
	if label := fitting(share, b.name, wide); label != "" {
		fmt.Fprintf(w, `<text x="%.1f" y="%d" fill="#1c2230">%s</text>`, x+4, row*height+15, html.EscapeString(label))
	}
	fmt.Fprintln(w, "</g>")
	children := slices.SortedFunc(maps.Values(b.below), func(a, b *box) int {
		return cmp.Or(cmp.Compare(b.took, a.took), cmp.Compare(a.name, b.name))
	})
	for _, child := range children {
		child.draw(w, x, row+1, all)
		x += float64(child.took) / float64(all) * width
	}
}

// fitting is as much of a label as there is room for.
func fitting(long, short string, wide float64) string {
	room := int((wide - 8) / letter)
	switch {
	case len(long) <= room:
		return long
	case len(short) <= room:
		return short
	case wide < labelled:
		return ""
	}
	return short[:room]
}
