package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What the page may cost, in bytes after gzip.
const (
	chatBudget  = 45_000 // all the JavaScript that runs before a chat that the device holds is painted
	liveBudget  = 62_000 // the same and what connects it: a device that holds nothing yet waits for both
	chunkBudget = 35_000 // each chunk loaded later
	styleBudget = 8_000  // all the CSS of an open chat
)

// Chunks of these rooms are needed to paint an open chat even where they are loaded by import().
var chatRooms = []string{"src/ui/app", "src/ui/chat-list/", "src/ui/conversation/", "src/ui/composer/", "src/ui/message/", "src/ui/status-banner/"}

// liveRooms connect a chat that is painted. They load beside the rest.
var liveRooms = []string{"src/sync/account"}

type chunk struct {
	File    string   `json:"file"`
	Src     string   `json:"src"`
	IsEntry bool     `json:"isEntry"`
	Imports []string `json:"imports"`
	CSS     []string `json:"css"`
}

type manifest map[string]chunk

func page(root string) (ok bool, err error) {
	dist := filepath.Join(root, "web", "dist")
	body, err := os.ReadFile(filepath.Join(dist, ".vite", "manifest.json"))
	if err != nil {
		return false, fmt.Errorf("no page to weigh, build it first: %w", err)
	}
	var all manifest
	if err := json.Unmarshal(body, &all); err != nil {
		return false, fmt.Errorf("read the manifest: %w", err)
	}
	weigh := func(files []string) (total int, err error) {
		for _, name := range files {
			n, err := gzipped(filepath.Join(dist, name))
			if err != nil {
				return 0, err
			}
			total += n
		}
		return total, nil
	}
	scripts, styles, later := all.split()
	ok = true
	loads := []load{
		{"JavaScript of an open chat", scripts, chatBudget}, {"the same, connected", all.scriptsOf(chatRooms, liveRooms), liveBudget},
		{"CSS of an open chat", styles, styleBudget},
	}
	for _, l := range append(loads, later...) {
		n, err := weigh(l.files)
		if err != nil {
			return false, err
		}
		verdict := "ok"
		if n > l.budget {
			verdict, ok = "TOO LARGE", false
		}
		fmt.Printf("%-44s %6.1f kB of %2d kB  %s\n", l.what, float64(n)/1000, l.budget/1000, verdict)
	}
	return ok, nil
}

// load is what the browser fetches in one go, and what that may weigh.
type load struct {
	what   string
	files  []string
	budget int
}

// split divides the chunks into what an open chat needs and what comes later, one load each.
func (m manifest) split() (scripts, styles []string, later []load) {
	needed := m.needed(chatRooms)
	for key, c := range m {
		switch {
		case needed[key]:
			scripts, styles = appendByEnding(scripts, styles, c)
		case strings.HasSuffix(c.File, ".js"):
			later = append(later, load{"later: " + c.File, []string{c.File}, chunkBudget})
		}
	}
	slices.SortFunc(later, func(a, b load) int { return strings.Compare(a.what, b.what) })
	return unique(scripts), unique(styles), later
}

// needed are the chunks of the entry and of some rooms, with all that they import.
func (m manifest) needed(rooms ...[]string) map[string]bool {
	needed := map[string]bool{}
	for key, c := range m {
		if c.IsEntry || slices.ContainsFunc(slices.Concat(rooms...), func(room string) bool { return strings.HasPrefix(c.Src, room) }) {
			m.follow(key, needed)
		}
	}
	return needed
}

func (m manifest) scriptsOf(rooms ...[]string) (scripts []string) {
	for key := range m.needed(rooms...) {
		if strings.HasSuffix(m[key].File, ".js") {
			scripts = append(scripts, m[key].File)
		}
	}
	return unique(scripts)
}

func (m manifest) follow(key string, seen map[string]bool) {
	if seen[key] {
		return
	}
	seen[key] = true
	for _, next := range m[key].Imports {
		m.follow(next, seen)
	}
}

func appendByEnding(scripts, styles []string, c chunk) ([]string, []string) {
	if strings.HasSuffix(c.File, ".js") {
		scripts = append(scripts, c.File)
	}
	return scripts, append(styles, c.CSS...)
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

func gzipped(path string) (int, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	if _, err := w.Write(body); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return packed.Len(), nil
}
