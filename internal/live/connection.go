package live

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobwas/ws"

	"twoticks/internal/auth"
	"twoticks/protocol"
)

// connection is one client on one line. Its owner is the goroutine that listens: the reader of a socket, the handler of a
// stream or of a request that waits. When the owner ends, everything of the connection ends.
type connection struct {
	server *Server
	number uint64
	stream protocol.StreamID // zero when it is none
	actor  auth.Actor
	opened int64

	line  line
	read  reader // of a socket
	in    inbox
	out   outbox
	posts posts // of a stream

	heard atomic.Int64 // when a frame last came
	ready atomic.Bool  // hello was answered
	// hello has come, and has not been refused: the client has done its part, however long the answer takes.
	greeted atomic.Bool

	// Only the worker touches it, or the handler of a stream before it can be found; and the end after them.
	joined bool
	// Only the heartbeat touches it.
	nextPing  int64
	pingEvery time.Duration
	// Only the reader touches it, or who holds the lock of posts.
	bucket bucket

	offences offences
	presence presence
	shown    shown

	mu     sync.Mutex
	reason string // why it ended; the first one counts
}

// open gives it its line. It is called once the connection can be found by everybody who might want to close it.
func (c *connection) open(l line) {
	c.mu.Lock()
	c.line = l
	c.mu.Unlock()
	c.out.open(l)
}

func (c *connection) run() {
	defer c.server.alive.Done()
	defer c.end()
	for {
		op, payload, err := c.read.next()
		if err != nil {
			c.readFailed(err)
			return
		}
		c.heard.Store(c.server.now())
		c.server.stats.framesIn.Add(1)
		if c.out.closing() {
			continue // what comes after the close frame was sent concerns nobody
		}
		switch op {
		case ws.OpText:
			c.receive(payload)
		case ws.OpPing:
			c.out.pong(payload)
		case ws.OpClose:
			c.closedByClient(payload)
		}
	}
}

// readFailed ends the reading: by the client's fault with a close code, else because the socket is gone.
func (c *connection) readFailed(err error) {
	var fault *readFault
	if !errors.As(err, &fault) {
		c.because("peer")
		return
	}
	c.close(fault.code)
	c.read.discard()
}

// end takes the connection out of everything, and returns when nothing of it runs any more. Commands go first: the worker
// may be in the middle of hello.
func (c *connection) end() {
	c.in.stop()
	c.posts.stop()
	for _, m := range c.shown.unwatchAll() {
		c.server.Commands.UnwatchMessage(c.actor, c.number, m)
	}
	if c.joined {
		c.server.Registry.leave(c)
		c.server.Commands.Leave(c.actor, c.number)
	}
	c.out.stop()
	c.cutLine()
	c.out.wait()
	c.server.stats.ended(c.reasonOr("peer"))
	c.server.remove(c)
}

// closedByClient answers a close frame.
func (c *connection) closedByClient(payload []byte) {
	code, text := ws.ParseCloseFrameData(payload)
	if len(payload) == 1 || len(payload) > 1 && ws.CheckCloseFrameData(code, text) != nil {
		c.close(protocol.CloseProtocol)
		return
	}
	c.because("client")
	c.out.close(protocol.CloseNormal, false)
}

// close ends the connection after what waits for it was sent, with a close code.
func (c *connection) close(code protocol.CloseCode) {
	c.because(closeReason(code))
	c.out.close(code, false)
}

// closeNow ends it without sending what waits.
func (c *connection) closeNow(code protocol.CloseCode) {
	c.because(closeReason(code))
	c.out.close(code, true)
}

// cut ends it without a word: there is nobody to hear one.
func (c *connection) cut(reason string) {
	c.because(reason)
	c.cutLine()
}

func (c *connection) cutLine() {
	c.mu.Lock()
	line := c.line
	c.mu.Unlock()
	if line != nil {
		line.cut()
	}
}

func (c *connection) because(reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason == "" {
		c.reason = reason
	}
}

func (c *connection) reasonOr(other string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason == "" {
		return other
	}
	return c.reason
}

// tick is called by the heartbeat.
func (c *connection) tick(now int64) {
	config := &c.server.config
	switch {
	case !c.greeted.Load() && now-c.opened > int64(config.HelloWithin):
		c.close(protocol.CloseHelloLate)
	case now-c.heard.Load() > int64(config.SilentAfter):
		c.cut("silent")
	case now >= c.nextPing:
		c.nextPing = now + int64(c.pingEvery)
		c.out.ping()
	}
}
