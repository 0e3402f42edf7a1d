package protocol

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// mode says whether names that are not in a shape are refused.
type mode bool

const (
	strict   mode = false
	tolerant mode = true
)

// shape is what JSON must look like to become a value of a Go type of the wire. The reader of the JSON library fills in
// what it finds; a shape adds what it does not ask: that required fields are there, that nothing is null, that numbers
// are whole and fit a browser.
type shape struct {
	kind   shapeKind
	max    uint64            // of a whole number
	id     bool              // a string that is an id
	elem   *shape            // of a list
	fields map[string]*field // of an object
	needed []*field
}

type shapeKind uint8

const (
	anyShape shapeKind = iota
	stringShape
	boolShape
	wholeShape
	listShape
	objectShape
)

type field struct {
	name  string
	index int
	shape *shape
}

// decoders are used again: one is made for every body otherwise.
var decoders = sync.Pool{New: func() any { return new(jsontext.Decoder) }}

// newDecoder reads data, which must not change meanwhile.
func newDecoder(data []byte) *jsontext.Decoder {
	dec := decoders.Get().(*jsontext.Decoder)
	dec.Reset(bytes.NewBuffer(data))
	return dec
}

var (
	shapes  sync.Map // reflect.Type -> *shape
	rawType = reflect.TypeFor[jsontext.Value]()
)

func shapeFor[T any]() *shape {
	t := reflect.TypeFor[T]()
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s, _ := shapes.LoadOrStore(t, shapeOf(t))
	return s.(*shape)
}

// shapeOf derives a shape. Types of the wire do not contain themselves, so that it ends.
func shapeOf(t reflect.Type) *shape {
	if t == rawType {
		return &shape{kind: anyShape}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.String:
		return &shape{kind: stringShape}
	case reflect.Bool:
		return &shape{kind: boolShape}
	case reflect.Array:
		return &shape{kind: stringShape, id: true}
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return &shape{kind: wholeShape, max: MaxSafe}
	case reflect.Uint32:
		return &shape{kind: wholeShape, max: 1<<32 - 1}
	case reflect.Slice:
		return &shape{kind: listShape, elem: shapeOf(t.Elem())}
	case reflect.Struct:
		return objectShapeOf(t)
	}
	panic("protocol: the wire has no " + t.String())
}

func objectShapeOf(t reflect.Type) *shape {
	s := &shape{kind: objectShape, fields: make(map[string]*field, t.NumField())}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		known := &field{name, i, shapeOf(f.Type)}
		s.fields[name] = known
		if options != "omitzero" {
			s.needed = append(s.needed, known)
		}
	}
	return s
}

func checkShape(data []byte, s *shape, m mode) *Error {
	c := checker{newDecoder(data), m}
	defer decoders.Put(c.dec)
	if err := c.value(s); err != nil {
		return err
	}
	return checkEnd(c.dec)
}

// checker walks a JSON text along a shape.
type checker struct {
	dec  *jsontext.Decoder
	mode mode
}

func (c *checker) value(s *shape) *Error {
	switch s.kind {
	case objectShape:
		return c.object(s)
	case listShape:
		return c.list(s)
	case anyShape:
		null := c.dec.PeekKind() == 'n'
		if err := c.dec.SkipValue(); err != nil {
			return syntaxError(err)
		}
		if null {
			return c.bad("null is not a value here.")
		}
		return nil
	}
	value, err := c.dec.ReadValue()
	if err != nil {
		return syntaxError(err)
	}
	if !s.takes(value) {
		return c.bad(s.wants())
	}
	return nil
}

// takes tells whether a value is of a shape without parts.
func (s *shape) takes(value jsontext.Value) bool {
	switch kind := value.Kind(); s.kind {
	case boolShape:
		return kind == 't' || kind == 'f'
	case wholeShape:
		n, err := strconv.ParseUint(string(value), 10, 64)
		return err == nil && n <= s.max
	case stringShape:
		if kind != '"' || !s.id {
			return kind == '"'
		}
		_, err := decodeID(unquoted(value))
		return err == nil
	}
	return false
}

// unquoted returns what a JSON string says, without a copy where nothing in it is escaped.
func unquoted(value jsontext.Value) []byte {
	inside := value[1 : len(value)-1]
	if bytes.IndexByte(inside, '\\') < 0 {
		return inside
	}
	text, _ := jsontext.AppendUnquote(nil, value) // the decoder has checked it
	return text
}

func (s *shape) wants() string {
	switch {
	case s.id:
		return "This must be an id: 22 characters of base64url."
	case s.kind == stringShape:
		return "This must be a string."
	case s.kind == boolShape:
		return "This must be true or false."
	case s.kind == listShape:
		return "This must be a list."
	case s.kind == objectShape:
		return "This must be an object."
	}
	return "This must be a whole number from 0 to " + strconv.FormatUint(s.max, 10) + "."
}

func (c *checker) list(s *shape) *Error {
	if c.dec.PeekKind() != '[' {
		return c.skipBad(s.wants())
	}
	c.dec.ReadToken()
	for {
		switch c.dec.PeekKind() {
		case ']':
			c.dec.ReadToken()
			return nil
		case 0:
			_, err := c.dec.ReadToken()
			return syntaxError(err)
		}
		if err := c.value(s.elem); err != nil {
			return err
		}
	}
}

func (c *checker) object(s *shape) *Error {
	if c.dec.PeekKind() != '{' {
		return c.skipBad(s.wants())
	}
	c.dec.ReadToken()
	var seen uint64
	for c.dec.PeekKind() != '}' {
		name, err := c.dec.ReadValue()
		if err != nil {
			return syntaxError(err)
		}
		f := s.fields[string(unquoted(name))]
		if f == nil {
			if c.mode == strict {
				return unknownField(path(c.dec.StackPointer()))
			}
			if err := c.dec.SkipValue(); err != nil {
				return syntaxError(err)
			}
			continue
		}
		seen |= 1 << f.index
		if err := c.value(f.shape); err != nil {
			return err
		}
	}
	c.dec.ReadToken()
	for _, f := range s.needed {
		if seen&(1<<f.index) == 0 {
			return badField(path(c.dec.StackPointer().AppendToken(f.name)), "This field is missing.")
		}
	}
	return nil
}

// bad refuses the value that was just read.
func (c *checker) bad(message string) *Error {
	return badField(path(c.dec.StackPointer()), message)
}

// skipBad refuses the value that comes next, unless it is not even JSON.
func (c *checker) skipBad(message string) *Error {
	if err := c.dec.SkipValue(); err != nil {
		return syntaxError(err)
	}
	return c.bad(message)
}
