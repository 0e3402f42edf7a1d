package protocol

import "github.com/go-json-experiment/json/jsontext"

// Ref ties an answer to its command: the client counts up on each connection. A command without one is answered only
// when it fails.
type Ref uint32

// Command is a frame from the client: what to do, and with what.
type Command struct {
	Type string         `json:"type"`
	Ref  Ref            `json:"ref,omitzero"`
	Body jsontext.Value `json:"body,omitzero"`
}

// Reply is a frame that answers a command. Type is "reply".
type Reply struct {
	Type string         `json:"type"`
	Ref  Ref            `json:"ref"`
	Body jsontext.Value `json:"body"`
}

// Failure is a frame that refuses a command, or tells what was wrong with a frame that could not be read. Type is "error".
// Over HTTP the body is the same without type.
type Failure struct {
	Type  string `json:"type,omitzero"`
	Ref   Ref    `json:"ref,omitzero"`
	Error Error  `json:"error"`
}

// Event is a frame that nobody asked for: something happened. Type is one of the events.
type Event struct {
	Type string         `json:"type"`
	Body jsontext.Value `json:"body"`
}
