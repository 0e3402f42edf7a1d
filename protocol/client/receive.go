package client

import (
	"errors"
	"io"

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
	Type  string          `json:"type"`
	Ref   protocol.Ref    `json:"ref,omitzero"`
	Body  jsontext.Value  `json:"body,omitzero"`
	Error *protocol.Error `json:"error,omitzero"`
}

func (c *Connection) receive(text []byte) error {
	f, bad := protocol.DecodeServer[frame](text)
	if bad != nil {
		return bad
	}
	switch f.Type {
	case "reply":
		c.settle(f.Ref, answer{body: f.Body})
	case "error":
		if f.Error == nil {
			return errors.New("an error frame without an error")
		}
		if !c.settle(f.Ref, answer{err: f.Error}) {
			c.events <- protocol.Event{Type: "error", Body: protocol.Encode(f.Error)}
		}
	default:
		c.events <- protocol.Event{Type: f.Type, Body: f.Body}
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
