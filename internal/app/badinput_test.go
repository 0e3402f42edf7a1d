package app_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// TestEveryFieldOfEveryCommand breaks each field of each command's golden frame in each way, and sends it to a whole
// server on a live socket. Each gets its clear error, and the socket stays.
func TestEveryFieldOfEveryCommand(t *testing.T) {
	s := testkit.Start(t, testkit.With(unlimited))
	ana := s.SignUp(t, "Ana")
	frames := clientFrames(t)
	tried := 0
	for _, name := range slices.Sorted(maps.Keys(frames)) {
		info := protocol.LookUp(name)
		if info == nil || info.Doors&protocol.Socket == 0 || name == "hello" {
			continue
		}
		c := ana.GoOnline(t)
		for _, b := range broken(frames[name]) {
			tried++
			_, err := client.Do[protocol.Done](testkit.Within(t), c, name, b.body)
			var bad *protocol.Error
			if !errors.As(err, &bad) || bad.Code != protocol.CodeBadField && bad.Code != protocol.CodeUnknownField {
				t.Errorf("%s with %s: got %v", name, b.what, err)
				continue
			}
			if !strings.HasPrefix(bad.Field, b.field) {
				t.Errorf("%s with %s: the error is about %q", name, b.what, bad.Field)
			}
		}
		do[protocol.BeatReply](t, c, "beat", protocol.Beat{Visible: true})
		c.Close()
	}
	if tried < 100 {
		t.Errorf("only %d broken frames were tried", tried)
	}
}

// clientFrames reads the bodies of the golden requests, one for each command.
func clientFrames(t *testing.T) map[string]map[string]any {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "protocol", "golden", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden frames: %v", err)
	}
	frames := map[string]map[string]any{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var golden struct {
			Direction string
			Frame     struct {
				Type string
				Body map[string]any
			}
		}
		if err := json.Unmarshal(text, &golden); err != nil {
			t.Fatal(err)
		}
		if golden.Direction == "client" && len(golden.Frame.Body) >= len(frames[golden.Frame.Type]) {
			frames[golden.Frame.Type] = golden.Frame.Body
		}
	}
	return frames
}

type brokenBody struct {
	what, field string
	body        map[string]any
}

// broken gives a body with each field in turn null, of another type, and beside one that does not exist.
func broken(body map[string]any) []brokenBody {
	all := []brokenBody{{"an unknown field", "is_admin", with(body, "is_admin", true)}}
	for name, value := range body {
		wrong := []any{nil, map[string]any{"a": 1}, []any{map[string]any{}}}
		switch value := value.(type) {
		case string:
			wrong = append(wrong, 5, true)
		case float64:
			wrong = append(wrong, "5", 1.5, -1, 1e300, true)
		case bool:
			wrong = append(wrong, "true", 1)
		case []any:
			wrong = append(wrong, "text", []any{nil})
			if numbers := len(value) > 0 && isNumber(value[0]); numbers {
				wrong = append(wrong, []any{"5"}, []any{1.5}, []any{-1})
			} else {
				wrong = append(wrong, []any{5})
			}
		}
		for _, w := range wrong {
			text, _ := json.Marshal(w)
			all = append(all, brokenBody{name + " = " + string(text), name, with(body, name, w)})
		}
	}
	return all
}

func isNumber(value any) bool { _, ok := value.(float64); return ok }

func with(body map[string]any, name string, value any) map[string]any {
	changed := maps.Clone(body)
	if changed == nil {
		changed = map[string]any{}
	}
	changed[name] = value
	return changed
}
