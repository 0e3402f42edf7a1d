package app_test

import (
	"go/build"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "twoticks/"

// line is one of the law: which of our packages a room may import, and why no others. A room stands there by its path; what
// is below it follows the same line unless it has its own.
type line struct {
	room   string
	may    []string
	reason string
}

var law = []line{
	{"protocol", nil, "the wire is the one truth of both sides, so it depends on neither"},
	{"protocol/client", []string{"protocol"}, "a client knows nothing of a server but the wire"},
	{"protocol/gen", []string{"protocol"}, "it writes what follows from the wire"},
	{"web", nil, "it holds bytes"},
	{"internal/messenger", nil, "rules must be readable, and testable, without anything around them"},
	{"internal/channel", nil, "topics and bytes: an adapter that knew a message could decide about it"},
	{"internal/channel/memory", []string{"internal/channel"}, "it implements the port"},
	{"internal/channel/redis", []string{"internal/channel", "internal/channel/memory"}, "what comes from other nodes is handed on as what happens here is"},
	{"internal/channel/channeltest", []string{"internal/channel"}, "it is the contract of the port"},
	{"internal/auth", []string{"internal/messenger"}, "ids and error kinds only; who knocks does not depend on what they want"},
	{"internal/media", []string{"internal/messenger"}, "bytes and pictures: who may have them is the domain's"},
	{"internal/safehttp", nil, "it knows addresses, and not why they are asked"},
	{"internal/preview", []string{"internal/messenger", "internal/safehttp", "internal/media"}, "it asks strangers; what becomes of the answer is the domain's"},
	{"internal/push", []string{"internal/messenger", "internal/safehttp"}, "who is told is the domain's; it carries that out"},
	{"internal/limit", []string{"internal/messenger"}, "a bucket needs to know nothing of what it counts"},
	{"internal/store", []string{"internal/messenger", "internal/auth", "internal/search", "internal/store/rows"}, "a store implements ports and decides nothing"},
	{"internal/store/rows", nil, "rows of tables: it knows no store and no rule"},
	{"internal/store/around", []string{"internal/messenger", "internal/auth"}, "it names the acts of the ports and nothing of a store"},
	{"internal/store/breaker", []string{"internal/messenger", "internal/store/around"}, "it knows how acts end, and not what they do"},
	{"internal/move", []string{"internal/store/rows"}, "it carries rows, and knows neither of the stores"},
	{"internal/backup", []string{"internal/messenger", "internal/store/rows", "internal/store/sqlite"}, "a backup is a file of SQLite, whatever it is of"},
	{"internal/export", []string{"internal/messenger"}, "it reads what a person may read, as the person does"},
	{"internal/wire", []string{"internal/messenger", "protocol"}, "the one translation between the domain and the wire"},
	{"internal/fanout", []string{"internal/messenger", "internal/wire", "internal/channel", "protocol"}, "events go up, and never back down"},
	{"internal/repair", []string{"internal/messenger", "internal/channel", "protocol"}, "it compares what was carried with what is kept, and tells who lacks something"},
	{"internal/peers", []string{"internal/messenger", "internal/auth", "internal/channel", "protocol"}, "it carries between nodes what rooms above and below have to say, and decides nothing"},
	{"internal/search", []string{"internal/messenger"}, "what is found must not depend on the store; it needs the normal forms of Unicode, which messenger may not import"},
	{"internal/indexer", []string{"internal/messenger"}, "it decides when, and the store does"},
	{"internal/upkeep", []string{"internal/messenger"}, "it decides when, and the domain decides what"},
	{"internal/command", []string{"internal/messenger", "internal/wire", "internal/auth", "internal/limit", "protocol"},
		"it is called by the doors and calls the domain"},
	{"internal/live", []string{"protocol", "internal/command", "internal/auth", "internal/channel"}, "a door goes through the command room"},
	{"internal/httpapi", []string{"protocol", "internal/command", "internal/auth", "internal/live"}, "a door goes through the command room"},
	{"internal/metrics", nil, "figures come to it; it fetches none"},
	{"internal/metrics/document", []string{"internal/metrics"}, "it writes what follows from the list"},
	{"internal/doctor", []string{"internal/httpapi"}, "it looks at what is around a server, from outside; what is inside, app asks the rooms"},
	{"internal/config", []string{"internal/auth", "internal/limit", "internal/push", "internal/safehttp", "internal/live", "internal/httpapi", "internal/channel/redis"}, "it composes what rooms declare"},
	{"internal/config/example", []string{"internal/config"}, "it writes what follows from the options"},
	{"internal/app", []string{"*"}, "it wires everything"},
	{"internal/testkit", []string{"*"}, "it starts everything"},
	{"cmd", []string{"internal/app", "internal/config", "internal/doctor", "protocol"}, "a few lines for each subcommand"},
	{"cmd/twoticks-faulty", []string{"internal/app", "internal/config", "internal/messenger", "internal/store/around"}, "the program, and the port that it decorates"},
	{"tools", []string{"tools", "protocol"}, "they look at the code from outside"},
	{"lab", []string{"lab", "protocol", "protocol/client"}, "what measures or breaks a server speaks only the protocol to it"},
}

// onlyBy names the packages that hardly anybody may import.
var onlyBy = map[string][]string{
	"internal/app":     {"internal/testkit", "cmd"},
	"internal/testkit": {},
}

func TestImportLaw(t *testing.T) {
	root := filepath.Join("..", "..")
	checked := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() {
			return nil
		}
		if name := entry.Name(); path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata") {
			return fs.SkipDir
		}
		pkg, err := build.ImportDir(path, 0)
		if err != nil {
			return nil // no Go here
		}
		room, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		checked++
		checkRoom(t, filepath.ToSlash(room), pkg.Imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 10 {
		t.Errorf("only %d packages were found: this test does not look where the code is", checked)
	}
}

func checkRoom(t *testing.T, room string, imports []string) {
	line := lineOf(room)
	if line == nil {
		t.Errorf("%s is not in the table of the import law: say there what it may import, and why", room)
		return
	}
	for _, path := range imports {
		ours, ok := strings.CutPrefix(path, module)
		if !ok {
			if line.room == "internal/messenger" && strings.Contains(path, ".") {
				t.Errorf("%s imports %s: it uses the standard library only", room, path)
			}
			continue
		}
		if !within(ours, line.may) {
			t.Errorf("%s may not import %s: %s", room, ours, line.reason)
		}
		if by, closed := onlyBy[ours]; closed && !within(room, by) {
			t.Errorf("%s may not import %s: only %v may", room, ours, by)
		}
	}
}

// lineOf finds the line of a room, or that of the nearest room above it.
func lineOf(room string) *line {
	for {
		if i := slices.IndexFunc(law, func(l line) bool { return l.room == room }); i >= 0 {
			return &law[i]
		}
		i := strings.LastIndex(room, "/")
		if i < 0 {
			return nil
		}
		room = room[:i]
	}
}

// within tells whether a package is one of the list, or "*" is in it. The tools, cmd and lab are named as wholes.
func within(pkg string, list []string) bool {
	return slices.ContainsFunc(list, func(allowed string) bool {
		whole := allowed == "tools" || allowed == "cmd" || allowed == "lab"
		return allowed == "*" || pkg == allowed || whole && strings.HasPrefix(pkg, allowed+"/")
	})
}
