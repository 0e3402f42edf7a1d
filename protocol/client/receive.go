package client

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/gobwas/ws"

	"twoticks/protocol"
)

// run reads until the socket ends. A server that breaks the protocol ends it too, with a reason that says so.
func (c *Connection) run() {
	why := c.readAll()
	c.socket.Close()
	c.mu.Lock()
	c.why = why
	c.mu.Unlock()
	close(c.ended)
	close(c.events)
}

func (c *Connection) readAll() *Closed {
	for {
		h, err := ws.ReadHeader(c.read)
		if err != nil {
			return &Closed{closedAbnormally, err.Error()}
		}
		if err := ws.CheckHeader(h, ws.StateClientSide); err != nil {
			return &Closed{closedAbnormally, "the server's frame: " + err.Error()}
		}
		if h.Length > maxAnswer || !h.Fin {
			return &Closed{closedAbnormally, "the server's frame is too large or in pieces"}
		}
		payload := make([]byte, h.Length)
		if _, err := io.ReadFull(c.read, payload); err != nil {
			return &Closed{closedAbnormally, err.Error()}
		}
		switch h.OpCode {
		case ws.OpText:
			if err := c.receive(payload); err != nil {
				return &Closed{closedAbnormally, err.Error()}
			}
		case ws.OpPing:
			c.Frame(ws.NewPongFrame(payload))
		case ws.OpClose:
			code, reason := ws.ParseCloseFrameData(payload)
			c.Frame(ws.NewCloseFrame(payload))
			return &Closed{protocol.CloseCode(code), reason}
		}
	}
}

// frame is any frame of a server.
type frame struct {
	kind    string
	ref     protocol.Ref
	body    jsontext.Value
	refused *protocol.Error
}

// envelopes read frames; one is made for every frame otherwise.
var envelopes = sync.Pool{New: func() any { return new(jsontext.Decoder) }}

// readFrame takes the envelope apart and leaves the body as it is, in the same memory. What it does not know it passes over (P8).
func readFrame(text []byte) (f frame, err error) {
	in := envelopes.Get().(*jsontext.Decoder)
	defer envelopes.Put(in)
	in.Reset(bytes.NewBuffer(text))
	if t, err := in.ReadToken(); err != nil || t.Kind() != '{' {
		return f, errNoFrame
	}
	for in.PeekKind() == '"' {
		name, err := in.ReadValue()
		if err != nil {
			return f, errNoFrame
		}
		into := fieldOf(&f, name)
		value, err := in.ReadValue()
		if err != nil {
			return f, errNoFrame
		}
		switch into := into.(type) {
		case *jsontext.Value:
			end := in.InputOffset()
			*into = text[end-int64(len(value)) : end : end]
		case *string:
			if value.Kind() != '"' {
				return f, errNoFrame
			}
			said, _ := jsontext.AppendUnquote(nil, value)
			*into = string(said)
		case nil:
		default:
			if json.Unmarshal(value, into) != nil {
				return f, errNoFrame
			}
		}
	}
	if t, err := in.ReadToken(); err != nil || t.Kind() != '}' || f.kind == "" {
		return f, errNoFrame
	}
	return f, nil
}

// fieldOf is where a field of the envelope goes; nil for one that is not known.
func fieldOf(f *frame, name jsontext.Value) any {
	switch string(name) {
	case `"type"`:
		return &f.kind
	case `"ref"`:
		return &f.ref
	case `"body"`:
		return &f.body
	case `"error"`:
		return &f.refused
	}
	return nil
}

var errNoFrame = errors.New("the server's frame is no JSON of the protocol")

func (c *Connection) receive(text []byte) error {
	f, err := readFrame(text)
	if err != nil {
		return err
	}
	switch f.kind {
	case "reply":
		c.settle(f.ref, answer{body: f.body})
	case "error":
		if f.refused == nil {
			return errors.New("an error frame without an error")
		}
		if !c.settle(f.ref, answer{err: f.refused}) {
			c.events <- protocol.Event{Type: "error", Body: protocol.Encode(f.refused)}
		}
	default:
		c.events <- protocol.Event{Type: f.kind, Body: f.body}
	}
	return nil
}

func (c *Connection) settle(ref protocol.Ref, a answer) bool {
	c.mu.Lock()
	answers := c.pending[ref]
	c.mu.Unlock()
	if answers == nil {
		return false
	}
	select {
	case answers <- a:
	default: // a second answer to one command changes nothing
	}
	return true
}
