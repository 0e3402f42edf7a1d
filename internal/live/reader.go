package live

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/gobwas/ws"

	"twoticks/protocol"
)

// readFault is a client's breach of the WebSocket protocol or of a limit, and the code that the connection closes with.
type readFault struct{ code protocol.CloseCode }

func (f *readFault) Error() string { return protocol.CloseCodes[f.code].Doc }

// readStep is how much is made room for at a time: a frame gets memory as its bytes come, not as it claims to be long.
const readStep = 4 << 10

// messages keeps the memory of messages between connections: an idle one holds none.
var messages = sync.Pool{New: func() any { return new([]byte) }}

// reader reads whole messages and control frames from a client, by RFC 6455 to the letter.
type reader struct {
	source  *bufio.Reader
	header  [ws.MaxHeaderSize]byte
	control [ws.MaxControlFramePayloadSize]byte
	message *[]byte  // what has come of a message
	state   ws.State // whether it is in fragments
	given   bool     // the message was given out and is over now
}

// next returns the next text message (OpText), ping, pong or close. The payload is good until the next call. An error is
// a *readFault, or what the socket says.
func (r *reader) next() (ws.OpCode, []byte, error) {
	if r.given {
		r.release()
	}
	for {
		h, err := ws.ReadHeaderBuffer(r.source, r.header[:0])
		if err != nil {
			return 0, nil, headerError(err)
		}
		if ws.CheckHeader(h, r.state|ws.StateServerSide) != nil {
			return 0, nil, &readFault{protocol.CloseProtocol}
		}
		switch {
		case h.OpCode.IsControl():
			payload := r.control[:h.Length]
			if _, err := io.ReadFull(r.source, payload); err != nil {
				return 0, nil, err
			}
			ws.Cipher(payload, h.Mask, 0)
			return h.OpCode, payload, nil
		case h.OpCode == ws.OpBinary:
			return 0, nil, &readFault{protocol.CloseUnsupported}
		}
		if err := r.fragment(h); err != nil {
			return 0, nil, err
		}
		if !h.Fin {
			r.state = r.state.Set(ws.StateFragmented)
			continue
		}
		r.state = r.state.Clear(ws.StateFragmented)
		r.given = true
		if !utf8.Valid(*r.message) {
			return 0, nil, &readFault{protocol.CloseInvalidUTF8}
		}
		return ws.OpText, *r.message, nil
	}
}

// fragment reads the payload of a data frame behind what came before it. One that would be too long is not read at all.
func (r *reader) fragment(h ws.Header) error {
	if r.message == nil {
		r.message = messages.Get().(*[]byte)
	}
	m := *r.message
	if h.Length > int64(protocol.MaxFrame-len(m)) {
		return &readFault{protocol.CloseTooBig}
	}
	begin := len(m)
	for left := int(h.Length); left > 0; {
		step := min(left, readStep)
		m = slices.Grow(m, step)
		part := m[len(m) : len(m)+step]
		if _, err := io.ReadFull(r.source, part); err != nil {
			return err
		}
		m = m[:len(m)+step]
		left -= step
	}
	ws.Cipher(m[begin:], h.Mask, 0)
	*r.message = m
	return nil
}

func (r *reader) release() {
	*r.message = (*r.message)[:0]
	messages.Put(r.message)
	r.message, r.given = nil, false
}

// discard reads on until the socket ends, so that what the client still sends does not reset the connection before it
// has read the close frame.
func (r *reader) discard() { io.Copy(io.Discard, r.source) }

func headerError(err error) error {
	if errors.Is(err, ws.ErrHeaderLengthMSB) || errors.Is(err, ws.ErrHeaderLengthUnexpected) {
		return &readFault{protocol.CloseProtocol}
	}
	return err
}
