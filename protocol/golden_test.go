package protocol

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var update = flag.Bool("update", false, "write the golden files anew")

func tolerantly[T any](data []byte) ([]byte, *Error) {
	v, err := DecodeServer[T](data)
	return Encode(v), err
}

// rewriteAs reads data as a value of a type of the registry.
func rewriteAs(t reflect.Type, data []byte, m mode) ([]byte, *Error) {
	if err := checkBytes(data); err != nil {
		return nil, err
	}
	if err := checkShape(data, shapeOf(t), m); err != nil {
		return nil, err
	}
	v := reflect.New(t)
	if err := json.Unmarshal(data, v.Interface()); err != nil {
		return nil, &Error{Code: CodeInternal, Message: err.Error()}
	}
	return Encode(v.Interface()), nil
}

// rewriteFrame reads a frame and its body and writes both again.
func rewriteFrame(g golden) ([]byte, *Error) {
	if g.Direction == "client" {
		c, err := DecodeCommand(g.Frame)
		if err != nil {
			return nil, err
		}
		body, err := rewriteAs(LookUp(c.Type).Request, c.Body, strict)
		if err != nil {
			return nil, err
		}
		if c.Type == "message.send" {
			if err := checkContents(body); err != nil {
				return nil, err
			}
		}
		return EncodeCommand(c.Type, c.Ref, jsontext.Value(body)), nil
	}
	e, err := DecodeServer[struct {
		Type string `json:"type"`
	}](g.Frame)
	if err != nil {
		return nil, err
	}
	switch e.Type {
	case "reply":
		r, err := DecodeServer[Reply](g.Frame)
		if err != nil {
			return nil, err
		}
		body, err := rewriteAs(LookUp(g.Command).Reply, r.Body, tolerant)
		return EncodeReply(r.Ref, jsontext.Value(body)), err
	case "error":
		return tolerantly[Failure](g.Frame)
	}
	event, err := DecodeServer[Event](g.Frame)
	if err != nil {
		return nil, err
	}
	for _, known := range Events {
		if known.Name == event.Type {
			body, err := rewriteAs(known.Body, event.Body, tolerant)
			return Encode(Event{event.Type, body}), err
		}
	}
	return nil, &Error{Code: CodeUnknownType, Message: "no such event"}
}

func checkContents(body []byte) *Error {
	request, _ := Decode[MessageSend](body)
	for _, m := range request.Messages {
		if _, err := DecodeContent(m.Content); err != nil {
			return err.Under("messages/0")
		}
	}
	return nil
}

func TestGoldenFramesAreWhatGoWrites(t *testing.T) {
	want := goldens()
	for name, g := range want {
		checkGolden(t, filepath.Join("golden", name+".json"), g)
	}
	for name := range filesOf(t, "golden") {
		if _, ok := want[name]; !ok {
			t.Errorf("golden/%s.json is of no frame any more", name)
		}
	}
}

// checkGolden compares what a file should say with what it says, or writes it.
func checkGolden(t *testing.T, path string, want any) {
	t.Helper()
	text, err := json.Marshal(want, jsontext.Multiline(true), jsontext.WithIndent("  "))
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./protocol -update writes it)", err)
	}
	if !bytes.Equal(have, text) {
		t.Errorf("%s is not what Go writes (go test ./protocol -update writes it):\n%s", path, text)
	}
}

// filesOf reads the JSON files of a folder by name.
func filesOf(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[strings.TrimSuffix(filepath.Base(path), ".json")] = text
	}
	if len(files) == 0 {
		t.Fatalf("no golden files in %s", dir)
	}
	return files
}

func TestGoldenFramesSurviveReadingAndWriting(t *testing.T) {
	for name, text := range filesOf(t, "golden") {
		g, bad := Decode[golden](text)
		if bad != nil {
			t.Fatalf("%s: %v", name, bad)
		}
		again, bad := rewriteFrame(g)
		if bad != nil {
			t.Errorf("%s is refused: %v at %q", name, bad, bad.Field)
			continue
		}
		if !bytes.Equal(canonical(t, again), canonical(t, g.Frame)) {
			t.Errorf("%s becomes another frame:\n%s\n%s", name, g.Frame, again)
		}
	}
}

func canonical(t *testing.T, data []byte) []byte {
	t.Helper()
	v := jsontext.Value(bytes.Clone(data))
	if err := v.Canonicalize(); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	return v
}

func TestEveryCommandAndEventHasAGoldenFrame(t *testing.T) {
	for _, c := range Commands {
		s, ok := samples[c.Name]
		if !ok {
			t.Errorf("command %s has no sample", c.Name)
			continue
		}
		if reflect.TypeOf(s.request) != c.Request || reflect.TypeOf(s.reply) != c.Reply {
			t.Errorf("the sample of %s is of other types than the registry's", c.Name)
		}
	}
	for _, e := range Events {
		if body, ok := sampleEvents[e.Name]; !ok || reflect.TypeOf(body) != e.Body {
			t.Errorf("event %s has no sample of its type", e.Name)
		}
	}
	if len(samples) != len(Commands) || len(sampleEvents) != len(Events) {
		t.Error("there are samples of commands or events that do not exist")
	}
}

func TestEveryFieldOfTheWireIsInSomeGoldenFrame(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range samples {
		markFields(reflect.ValueOf(s.request), seen)
		markFields(reflect.ValueOf(s.reply), seen)
	}
	for _, body := range sampleEvents {
		markFields(reflect.ValueOf(body), seen)
	}
	markFields(reflect.ValueOf(afterSeq), seen)
	markFields(reflect.ValueOf(aroundSeq), seen)
	for name, set := range seen {
		if !set {
			t.Errorf("%s has no value in any golden frame", name)
		}
	}
}

// markFields notes for each field whether it has a value somewhere.
func markFields(v reflect.Value, seen map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			markFields(v.Elem(), seen)
		}
	case reflect.Slice:
		for i := range v.Len() {
			markFields(v.Index(i), seen)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Name() + "." + v.Type().Field(i).Name
			seen[name] = seen[name] || !v.Field(i).IsZero()
			markFields(v.Field(i), seen)
		}
	}
}
