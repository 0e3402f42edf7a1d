package main

import (
	"reflect"
	"strings"

	"twoticks/protocol"
)

// model is the wire as the generators see it.
type model struct {
	docs    docs
	structs []structType
	seen    map[reflect.Type]bool
}

type structType struct {
	name   string
	doc    string
	fields []field
}

type field struct {
	name     string
	optional bool
	doc      string
	kind     kind
}

// kind is a type in terms that both outputs understand.
type kind struct {
	array bool
	name  string // "string", "integer", "boolean", "any", or the name of an id or a struct
	id    bool   // an id: a string of 22 characters
	named bool   // a struct
}

func collect(d docs) *model {
	m := &model{docs: d, seen: map[reflect.Type]bool{}}
	for _, c := range protocol.Commands {
		m.add(c.Request)
		m.add(c.Reply)
	}
	for _, e := range protocol.Events {
		m.add(e.Body)
	}
	m.add(reflect.TypeFor[protocol.TextBody]())
	m.add(reflect.TypeFor[protocol.FilesBody]())
	m.add(reflect.TypeFor[protocol.SystemBody]())
	return m
}

// add appends a struct after the structs that it needs.
func (m *model) add(t reflect.Type) {
	if m.seen[t] {
		return
	}
	m.seen[t] = true
	s := structType{name: t.Name(), doc: m.docs[t.Name()]}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		s.fields = append(s.fields, field{
			name:     name,
			optional: strings.Contains(options, "omitzero"),
			doc:      m.docs[t.Name()+"."+f.Name],
			kind:     m.kindOf(f.Type),
		})
	}
	m.structs = append(m.structs, s)
}

func (m *model) kindOf(t reflect.Type) kind {
	switch {
	case t.Kind() == reflect.Pointer:
		return m.kindOf(t.Elem())
	case t.Name() == "Value" && strings.HasSuffix(t.PkgPath(), "jsontext"):
		return kind{name: "any"}
	case t.Kind() == reflect.Array:
		return kind{name: t.Name(), id: true}
	case t.Kind() == reflect.Slice:
		k := m.kindOf(t.Elem())
		k.array = true
		return k
	case t.Kind() == reflect.Struct:
		m.add(t)
		return kind{name: t.Name(), named: true}
	case t.Kind() == reflect.Bool:
		return kind{name: "boolean"}
	case t.Kind() == reflect.String:
		return kind{name: "string"}
	}
	return kind{name: "integer"}
}
