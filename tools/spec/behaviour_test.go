package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestBehaviourNamesTests: whatever docs/behaviour.md gives as shown by a test stands in a test.
func TestBehaviourNamesTests(t *testing.T) {
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "behaviour.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := textOfTests(t, root)
	quoted := regexp.MustCompile("`([^`]+)`")
	rows := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 4 || strings.HasPrefix(strings.TrimSpace(cells[2]), "---") || strings.TrimSpace(cells[2]) == "shown by" {
			continue
		}
		rows++
		names := quoted.FindAllStringSubmatch(cells[2], -1)
		if len(names) == 0 && !strings.Contains(cells[2], "not yet") {
			t.Errorf("nothing shows it:%s", cells[1])
		}
		for _, name := range names {
			if !strings.Contains(tests, name[1]) {
				t.Errorf("no test is called %q, for%s", name[1], cells[1])
			}
		}
	}
	if rows < 80 {
		t.Errorf("the page has %d rows", rows)
	}
}

// textOfTests is everything that is written in tests, in one string, as names read in reports: without escapes.
func textOfTests(t *testing.T, root string) string {
	t.Helper()
	var all strings.Builder
	for _, folder := range []string{"e2e", "internal", "web/src", "lab", "cmd", "protocol", "tools"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			name := entry.Name()
			if name == "behaviour_test.go" || !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, ".spec.ts") && !strings.HasSuffix(name, ".test.ts") &&
				!strings.Contains(path, "storetest") && !strings.Contains(path, "channeltest") {
				return nil
			}
			text, err := os.ReadFile(path)
			all.WriteString(strings.ReplaceAll(string(text), `\'`, `'`))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
