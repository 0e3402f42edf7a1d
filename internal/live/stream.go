package live

import (
	"bytes"
	"context"
	"crypto/rand"
	mathrand "math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gobwas/ws"

	"twoticks/protocol"
)

// streamComment is how often a stream that is silent says that it lives, for the client and for what stands between.
const streamComment = 10 * time.Second

// ServeStream is GET /api/stream: a connection for networks that let no WebSocket through. It is the same as one in all
// but its line: events leave as server-sent events, commands come by POST (Do). It begins with stream.opened, which is
// what hello is answered elsewhere, and ends with an event of the name "close" that carries the close code.
func (s *Server) ServeStream(w http.ResponseWriter, r *http.Request) {
	c, refused := s.openStream(w, r)
	if refused != nil {
		refuse(w, r, refused)
		return
	}
	defer s.alive.Done()
	defer c.end()
	select {
	case <-r.Context().Done():
		c.because("peer")
	case <-c.line.(*stream).over:
	}
}

// openStream does what a handshake and hello do for a socket, in the same order (C14). The caller owns the connection.
func (s *Server) openStream(w http.ResponseWriter, r *http.Request) (*connection, *protocol.Error) {
	switch {
	case r.URL.Query().Get("version") != strconv.Itoa(protocol.Version):
		return nil, refusal(protocol.CodeUpgradeRequired, 0)
	case s.draining.Load():
		return nil, refusal(protocol.CodeDraining, time.Second)
	case !s.admitted(r):
		return nil, refusal(protocol.CodeOverloaded, time.Second+mathrand.N(9*time.Second))
	}
	defer func() { <-s.handshakes }()
	actor, refused := s.Authenticate(r)
	if refused != nil {
		return nil, refused
	}
	c := s.newConnection(actor, streamComment)
	if refused := s.enter(c); refused != nil {
		return nil, refused
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.config.CommandWithin)
	defer cancel()
	opened, refused := c.openedStream(ctx, r.URL.Query().Get("visible") != "false")
	if refused != nil {
		c.because("refused")
		c.end()
		s.alive.Done()
		return nil, refused
	}
	l := newStream(w)
	l.begin()
	c.ready.Store(true)
	c.greeted.Store(true)
	c.out.release(compile(ws.OpText, protocol.EncodeEvent(opened)))
	c.open(l)
	return c, nil
}

// enter lets a connection in that has no socket. Its owner calls end, and then Done of alive.
func (s *Server) enter(c *connection) *protocol.Error {
	if refused := s.add(c); refused != nil {
		return refused
	}
	s.alive.Add(1)
	s.stats.opened()
	return nil
}

func (c *connection) openedStream(ctx context.Context, visible bool) (protocol.StreamOpened, *protocol.Error) {
	var opened protocol.StreamOpened
	if refused := c.join(ctx); refused != nil {
		return opened, refused
	}
	welcome, refused := c.welcome(ctx)
	if refused != nil {
		return opened, refused
	}
	c.seen(visible)
	rand.Read(opened.Stream[:]) // never fails: see crypto/rand
	opened.Welcome = welcome
	c.server.name(c, opened.Stream)
	return opened, nil
}

// stream is the line of an event stream. Frames leave as what an EventSource reads.
type stream struct {
	to      http.ResponseWriter
	control *http.ResponseController
	over    chan struct{}

	mu    sync.Mutex
	ended bool
}

func newStream(w http.ResponseWriter) *stream {
	return &stream{to: w, control: http.NewResponseController(w), over: make(chan struct{})}
}

// begin sends the head of the answer. From here on the server's deadlines for a request are not ours.
func (l *stream) begin() {
	l.control.SetReadDeadline(time.Time{})
	header := l.to.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // a proxy that gathers an answer before it hands it on would gather this for ever
	l.to.WriteHeader(http.StatusOK)
}

// The head of a server's frame, which is never masked, is 2, 4 or 10 bytes long.
func payloadOf(frame []byte) (ws.OpCode, []byte) {
	head := 2
	switch frame[1] {
	case 126:
		head = 4
	case 127:
		head = 10
	}
	return ws.OpCode(frame[0] & 0x0f), frame[head:]
}

func (l *stream) frame(to, frame []byte) []byte {
	switch op, payload := payloadOf(frame); op {
	case ws.OpText:
		// JSON of ours has no line breaks; with one, an event would end in its middle.
		to = append(to, "data: "...)
		to = append(to, bytes.ReplaceAll(payload, []byte("\n"), []byte(" "))...)
		return append(to, "\n\n"...)
	case ws.OpClose:
		code, _ := ws.ParseCloseFrameData(payload)
		to = append(to, "event: close\ndata: {\"code\":"...)
		to = strconv.AppendInt(to, int64(code), 10)
		return append(to, "}\n\n"...)
	default:
		return append(to, ":\n\n"...)
	}
}

func (l *stream) write(b []byte, within time.Duration) (int, error) {
	l.mu.Lock()
	if l.ended {
		l.mu.Unlock()
		return 0, http.ErrHandlerTimeout
	}
	l.control.SetWriteDeadline(time.Now().Add(within))
	l.mu.Unlock()
	n, err := l.to.Write(b)
	if err != nil {
		return n, err
	}
	return n, l.control.Flush()
}

// bye ends the stream: what was written is on its way, and the client needs to answer nothing.
func (l *stream) bye(time.Duration) { l.end(false) }

func (l *stream) cut() { l.end(true) }

// end lets the handler go. With now, a write that waits for the client is given up.
func (l *stream) end(now bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now {
		l.control.SetWriteDeadline(time.Unix(1, 0))
	}
	if !l.ended {
		l.ended = true
		close(l.over)
	}
}
