package live

import (
	"context"
	"sync"
	"time"

	"github.com/gobwas/ws"

	"twoticks/internal/auth"
	"twoticks/protocol"
)

const (
	// waitAtMost is how long a request waits for something to happen.
	waitAtMost = 20 * time.Second
	// gatherFor is how long what happens is gathered before the state is read again, so that a burst is one answer; and
	// gatherAgain when what had happened was nothing that this answer tells.
	gatherFor   = 200 * time.Millisecond
	gatherAgain = time.Second
)

// Wait carries out sync.wait: a connection for networks that let no stream through either. It is subscribed first and
// reads where everything stands after that, so that nothing falls between (C14); then it waits until that is another
// state than the client's, and holds a presence lease meanwhile as a socket does.
func (s *Server) Wait(ctx context.Context, actor auth.Actor, request protocol.SyncWait) (protocol.SyncWaited, *protocol.Error) {
	if s.draining.Load() {
		return protocol.SyncWaited{}, refusal(protocol.CodeDraining, time.Second)
	}
	c := s.newConnection(actor, s.config.PingEvery)
	if refused := s.enter(c); refused != nil {
		return protocol.SyncWaited{}, refused
	}
	defer s.alive.Done()
	defer c.end()
	c.ready.Store(true)
	c.greeted.Store(true)
	if refused := c.join(ctx); refused != nil {
		return protocol.SyncWaited{}, refused
	}
	l := newWaiting()
	c.out.release(nil)
	c.open(l)
	c.seen(request.Visible == nil || *request.Visible)
	state, refused := s.compare(ctx, c, l, request)
	c.because("answered")
	return state, refused
}

// compare reads the state again whenever something happened, until it is not the client's any more.
func (s *Server) compare(ctx context.Context, c *connection, l *waiting, request protocol.SyncWait) (protocol.SyncWaited, *protocol.Error) {
	over := time.NewTimer(s.config.SyncWait)
	defer over.Stop()
	for gather := s.config.Gather; ; gather = max(gather, gatherAgain) {
		state, refused := s.Commands.SyncState(ctx, c.actor, request)
		if refused != nil || state.Changed {
			return state, refused
		}
		select {
		case <-l.happened:
			l.gather(ctx, gather)
		case <-over.C:
			return state, nil
		case <-ctx.Done():
			return state, nil // nobody reads it
		case <-l.over:
		}
		if l.isOver() {
			return protocol.SyncWaited{}, l.refused()
		}
	}
}

// waiting is the line of a request that waits: it notes that something came, and forgets what.
type waiting struct {
	happened chan struct{}
	over     chan struct{}

	mu    sync.Mutex
	code  protocol.CloseCode
	ended bool
}

func newWaiting() *waiting {
	return &waiting{happened: make(chan struct{}, 1), over: make(chan struct{})}
}

// frame keeps of a frame only what it is: one byte.
func (l *waiting) frame(to, frame []byte) []byte {
	op, payload := payloadOf(frame)
	if op == ws.OpClose {
		code, _ := ws.ParseCloseFrameData(payload)
		l.mu.Lock()
		l.code = protocol.CloseCode(code)
		l.mu.Unlock()
	}
	return append(to, byte(op))
}

func (l *waiting) write(b []byte, _ time.Duration) (int, error) {
	for _, op := range b {
		if ws.OpCode(op) == ws.OpText {
			select {
			case l.happened <- struct{}{}:
			default:
			}
		}
	}
	return len(b), nil
}

// gather lets a while pass and forgets what happened in it: the state is read after that.
func (l *waiting) gather(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-l.over:
	}
	select {
	case <-l.happened:
	default:
	}
}

func (l *waiting) isOver() bool {
	select {
	case <-l.over:
		return true
	default:
		return false
	}
}

func (l *waiting) bye(time.Duration) { l.cut() }

func (l *waiting) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.ended = true
		close(l.over)
	}
}

// refused is the close code as the answer to a request.
func (l *waiting) refused() *protocol.Error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch l.code {
	case protocol.CloseSignedOut:
		return refusal(protocol.CodeLoginRequired, 0)
	case protocol.CloseGoingAway:
		return refusal(protocol.CodeDraining, time.Second)
	}
	return refusal(protocol.CodeOverloaded, time.Second)
}
