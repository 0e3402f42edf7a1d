package protocol

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const registryFile = "testdata/registry.txt"

// The whole wire as text: what a client of this version relies on.
func describe() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "version %d\n", Version)
	structs := map[string]string{}
	for _, c := range Commands {
		fmt.Fprintf(&out, "command %s doors %d: %s -> %s\n", c.Name, c.Doors, c.Request.Name(), c.Reply.Name())
		describeStruct(c.Request, structs)
		describeStruct(c.Reply, structs)
	}
	for _, e := range Events {
		fmt.Fprintf(&out, "event %s: %s\n", e.Name, e.Body.Name())
		describeStruct(e.Body, structs)
	}
	for _, name := range slices.Sorted(maps.Keys(structs)) {
		fmt.Fprintf(&out, "struct %s: %s\n", name, structs[name])
	}
	for _, code := range slices.Sorted(maps.Keys(Codes)) {
		fmt.Fprintf(&out, "error %s: %d, final %v\n", code, Codes[code].Status, Codes[code].Final)
	}
	for _, code := range slices.Sorted(maps.Keys(CloseCodes)) {
		fmt.Fprintf(&out, "close %d: come back %v\n", code, CloseCodes[code].ComeBack)
	}
	return out.Bytes()
}

func describeStruct(t reflect.Type, structs map[string]string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || structs[t.Name()] != "" {
		return
	}
	fields := make([]string, t.NumField())
	structs[t.Name()] = "…"
	for i := range fields {
		f := t.Field(i)
		fields[i] = f.Tag.Get("json") + " " + f.Type.String()
		describeStruct(f.Type, structs)
	}
	structs[t.Name()] = strings.Join(fields, "; ")
}

func TestRegistryIsThatOfItsVersion(t *testing.T) {
	text := describe()
	if *update {
		if err := os.WriteFile(registryFile, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(registryFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, text) {
		t.Errorf("the wire is another than the one recorded for version %d in %s. If an older client could misunderstand it, "+
			"raise Version; then record it: go test ./protocol -update. The difference: %s", Version, registryFile, firstDifference(have, text))
	}
}

func firstDifference(a, b []byte) string {
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("recorded %q, now %q", x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines recorded, now %d", len(x), len(y))
}

func TestEveryCodeIsInTheRegistry(t *testing.T) {
	for code, info := range Codes {
		if info.Doc == "" || info.Status < 400 || info.Status > 599 {
			t.Errorf("%s: %+v", code, info)
		}
	}
	for code, info := range CloseCodes {
		if info.Doc == "" || len(info.Doc) > 123 {
			t.Errorf("%d: %+v", code, info)
		}
	}
	names := map[string]bool{}
	for _, c := range Commands {
		if names[c.Name] {
			t.Errorf("%s is there twice", c.Name)
		}
		names[c.Name] = true
		if c.Doors&Public != 0 && c.Doors&HTTP == 0 {
			t.Errorf("%s is public, but not over HTTP", c.Name)
		}
	}
}
