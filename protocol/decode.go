package protocol

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Decode reads what a client sent, strictly (P7): one JSON value of the shape of T and nothing else. The bytes are
// looked at from the outside in (UTF-8, depth, syntax, names, types), and the error says where the first fault is.
func Decode[T any](data []byte) (T, *Error) { return decode[T](data, strict) }

// DecodeServer reads what a server sent: names that this side does not know are ignored (P8), all else is as strict.
func DecodeServer[T any](data []byte) (T, *Error) { return decode[T](data, tolerant) }

func decode[T any](data []byte, m mode) (T, *Error) {
	var value T
	if err := checkBytes(data); err != nil {
		return value, err
	}
	if err := checkShape(data, shapeFor[T](), m); err != nil {
		return value, err
	}
	if err := json.Unmarshal(data, &value); err != nil {
		// The shape is what T needs, so this is a difference between the two that a test should have found.
		var zero T
		return zero, &Error{Code: CodeBadField, Message: "The JSON does not fit this command."}
	}
	return value, nil
}

// noBody stands for the body of a command that was sent without one.
var noBody = jsontext.Value("{}")

// DecodeCommand reads the envelope of a frame from a client; the body is left for Decode. The ref is in the command
// also beside an error, if it could be read before the fault, so that the client learns which command it was.
func DecodeCommand(frame []byte) (Command, *Error) {
	c := Command{Body: noBody}
	if err := checkBytes(frame); err != nil {
		return c, err
	}
	dec := newDecoder(frame)
	defer decoders.Put(dec)
	if dec.PeekKind() != '{' {
		if _, err := dec.ReadValue(); err != nil {
			return c, syntaxError(err)
		}
		return c, badField("", "A frame is a JSON object.")
	}
	dec.ReadToken()
	var fault *Error // the first one; reading goes on for the sake of the ref
	for dec.PeekKind() == '"' {
		name, err := dec.ReadValue()
		if err != nil {
			return c, syntaxError(err)
		}
		key := string(unquoted(name))
		value, err := dec.ReadValue()
		if err != nil {
			return c, syntaxError(err)
		}
		if err := c.take(key, value, dec.StackPointer()); err != nil && fault == nil {
			fault = err
		}
	}
	if _, err := dec.ReadToken(); err != nil {
		return c, syntaxError(err)
	}
	if err := checkEnd(dec); err != nil {
		return c, err
	}
	switch {
	case fault != nil:
		return c, fault
	case c.Type == "":
		return c, badField("type", "type is missing.")
	case LookUp(c.Type) == nil:
		return c, &Error{Code: CodeUnknownType, Message: "There is no command of this name.", Field: "type"}
	}
	return c, nil
}

// take puts one member of the envelope in its place.
func (c *Command) take(name string, value jsontext.Value, at jsontext.Pointer) *Error {
	switch name {
	case "type":
		if value.Kind() != '"' {
			return &Error{Code: CodeUnknownType, Message: "type must be the name of a command.", Field: "type"}
		}
		c.Type = string(unquoted(value))
	case "ref":
		n, err := strconv.ParseUint(string(value), 10, 32)
		if err != nil {
			return badField("ref", "ref must be a whole number below 2^32.")
		}
		c.Ref = Ref(n)
	case "body":
		if value.Kind() != '{' {
			return badField("body", "body must be an object.")
		}
		c.Body = value.Clone()
	default:
		return unknownField(path(at))
	}
	return nil
}

// DecodeContent reads the body of content that a client sent, by its kind and version. Lines of the kind "system" are
// written by the server only.
func DecodeContent(c Content) (any, *Error) {
	switch {
	case c.Kind != "text" && c.Kind != "files":
		return nil, badField("content/kind", "This kind of content cannot be sent.")
	case c.Version != 1:
		return nil, badField("content/version", "This version of the content is not known.")
	case c.Kind == "files":
		return decodeBody[FilesBody](c)
	}
	return decodeBody[TextBody](c)
}

func decodeBody[Body any](c Content) (any, *Error) {
	body, err := Decode[Body](c.Body)
	if err != nil {
		return nil, err.Under("content/body")
	}
	return body, nil
}

// Under returns the error with its field below the given path.
func (e *Error) Under(parent string) *Error {
	c := *e
	if c.Field = parent; e.Field != "" {
		c.Field = parent + "/" + e.Field
	}
	return &c
}

// checkBytes looks at what JSON readers differ about, before one of them sees it: UTF-8, and depth. It recurses nowhere.
func checkBytes(data []byte) *Error {
	if !utf8.Valid(data) {
		return &Error{Code: CodeInvalidUTF8, Message: "The bytes are not UTF-8."}
	}
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch b := data[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			if depth++; depth > MaxDepth {
				return &Error{Code: CodeJSONTooDeep, Message: "The JSON is nested more than 16 deep."}
			}
		case b == '}' || b == ']':
			depth--
		}
	}
	return nil
}

func checkEnd(dec *jsontext.Decoder) *Error {
	if _, err := dec.ReadToken(); err != io.EOF {
		return &Error{Code: CodeBadJSON, Message: "There is something behind the JSON."}
	}
	return nil
}

// syntaxError tells a name given twice, which has a place, from what is no JSON at all.
func syntaxError(err error) *Error {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) && errors.Is(err, jsontext.ErrDuplicateName) {
		return badField(path(syntax.JSONPointer), "The name is given twice.")
	}
	return &Error{Code: CodeBadJSON, Message: "This is not JSON."}
}

func badField(field, message string) *Error {
	return &Error{Code: CodeBadField, Message: message, Field: field}
}

func unknownField(field string) *Error {
	return &Error{Code: CodeUnknownField, Message: "This name is not known here; names are case-sensitive.", Field: field}
}

// maxPath bounds what of a client's own names is sent back to it.
const maxPath = 200

// path writes a pointer as messages/0/client_id.
func path(p jsontext.Pointer) string {
	s := strings.TrimPrefix(string(p), "/")
	if len(s) > maxPath {
		s = strings.ToValidUTF8(s[:maxPath], "") + "…"
	}
	return s
}
