package protocol

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Encode writes a value of the wire: an empty list as [], an optional field without a value not at all (P10). It panics
// when that is impossible, which no value made of this package's types and valid JSON bodies can be; the doors recover.
func Encode(v any) []byte {
	data, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic(fmt.Sprintf("protocol: %T cannot be written: %v", v, err))
	}
	return data
}

// EncodeCommand writes a frame that asks for something. Body is the command's request.
func EncodeCommand(name string, ref Ref, body any) []byte {
	return Encode(struct {
		Type string `json:"type"`
		Ref  Ref    `json:"ref,omitzero"`
		Body any    `json:"body"`
	}{name, ref, body})
}

// EncodeReply writes a frame that answers the command of that ref. Body is the command's reply.
func EncodeReply(ref Ref, body any) []byte {
	return Encode(struct {
		Type string `json:"type"`
		Ref  Ref    `json:"ref"`
		Body any    `json:"body"`
	}{"reply", ref, body})
}

// EncodeFailure writes a frame that refuses the command of that ref; ref is 0 when it could not be read.
func EncodeFailure(ref Ref, err *Error) []byte {
	return Encode(Failure{Type: "error", Ref: ref, Error: *err})
}

// EncodeEvent writes a frame that tells an event.
func EncodeEvent[B any](body B) []byte {
	return Encode(struct {
		Type string `json:"type"`
		Body B      `json:"body"`
	}{EventName[B](), body})
}
