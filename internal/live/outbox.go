package live

import (
	"sync"

	"github.com/gobwas/ws"

	"twoticks/protocol"
)

const (
	repliesBytes = 512 << 10 // of answers that wait; more than that and no further command is begun
	repliesCount = 128
)

// outbox is what waits to be written to one connection, and the writer that exists only while something does.
//
// Events come from elsewhere and cannot be made to wait: their number and bytes are bounded, and what does not fit ends
// the connection, after typing and presence were dropped. Answers can be made to wait: while too many are unread, no
// further command is begun. Before Welcome was written, events are put aside (P5).
type outbox struct {
	server *Server
	line   line

	mu      sync.Mutex
	changed sync.Cond // signalled when answers were written, when the writer ended, and at the end
	waiting []outgoing
	held    []outgoing // events that wait for Welcome
	holding bool

	oldest               int64 // when the first event of the write under way came; 0 when it has none
	events, eventBytes   int
	replies, replyBytes  int
	pongs                int
	writing, closed, cut bool
}

type outgoing struct {
	frame []byte
	lane  lane
	at    int64 // when an event came to this node
}

type lane uint8

const (
	replyLane     lane = iota // answers, pings, the close frame
	logLane                   // events that must not be lost in silence
	ephemeralLane             // typing and presence
	pongLane                  // at most one waits: the newest ping's
)

var pingFrame = compile(ws.OpPing, nil)

func (o *outbox) init(s *Server) {
	o.server, o.holding = s, true
	o.changed.L = &o.mu
}

// open gives it the line. What was put before waits no longer.
func (o *outbox) open(l line) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.line = l
	o.wake()
}

// event puts an event that came for this connection's user.
func (o *outbox) event(frame []byte, ephemeral bool) (overflow bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return false
	}
	item := outgoing{frame, logLane, o.server.now()}
	if ephemeral {
		item.lane = ephemeralLane
	}
	if !o.fits(len(frame)) {
		if ephemeral {
			o.server.stats.dropped.Add(1)
			return false
		}
		o.dropEphemeral()
		if !o.fits(len(frame)) {
			return true
		}
	}
	o.events++
	o.eventBytes += len(frame)
	if o.holding {
		o.held = append(o.held, item)
		return false
	}
	o.put(item)
	return false
}

func (o *outbox) fits(n int) bool {
	config := &o.server.config
	return o.events == 0 || o.events < config.QueueFrames && o.eventBytes+n <= config.QueueBytes
}

func (o *outbox) dropEphemeral() {
	o.waiting = o.withoutEphemeral(o.waiting)
	o.held = o.withoutEphemeral(o.held)
}

func (o *outbox) withoutEphemeral(list []outgoing) []outgoing {
	kept := list[:0]
	for _, item := range list {
		if item.lane != ephemeralLane {
			kept = append(kept, item)
			continue
		}
		o.uncount(item)
		o.server.stats.dropped.Add(1)
	}
	clear(list[len(kept):])
	return kept
}

// release puts Welcome, if there is an answer to give, and then what was held for it.
func (o *outbox) release(welcome []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.holding = false
	if o.closed {
		return
	}
	if welcome != nil {
		o.count(replyLane, len(welcome))
		o.put(outgoing{frame: welcome, lane: replyLane})
	}
	for _, item := range o.held {
		o.put(item)
	}
	o.held = nil
}

// reply puts an answer.
func (o *outbox) reply(frame []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.count(replyLane, len(frame))
	o.put(outgoing{frame: frame, lane: replyLane})
}

func (o *outbox) ping() { o.reply(pingFrame) }

// pong answers a ping. While an answer waits only the newest ping is answered (RFC 6455, 5.5.3).
func (o *outbox) pong(payload []byte) {
	frame := compile(ws.OpPong, payload)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	if o.pongs > 0 {
		for i := range o.waiting {
			if o.waiting[i].lane == pongLane {
				o.waiting[i].frame = frame
				return
			}
		}
	}
	o.pongs++
	o.put(outgoing{frame: frame, lane: pongLane})
}

// waitForRoom returns when there is room for answers, or the connection ends.
func (o *outbox) waitForRoom() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for !o.closed && (o.replyBytes >= repliesBytes || o.replies >= repliesCount) {
		o.changed.Wait()
	}
}

// close puts the close frame, the last one. With drop, what waits before it is not sent any more.
func (o *outbox) close(code protocol.CloseCode, drop bool) {
	body := ws.NewCloseFrameBody(ws.StatusCode(code), closeReason(code))
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.closed, o.held = true, nil
	o.changed.Broadcast()
	if drop {
		clear(o.waiting)
		o.waiting = o.waiting[:0]
	}
	o.put(outgoing{frame: compile(ws.OpClose, body), lane: replyLane})
}

// stop ends it when the line is gone.
func (o *outbox) stop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed, o.cut = true, true
	o.waiting, o.held = nil, nil
	o.changed.Broadcast()
}

// wait returns when no writer runs. It is called after stop, when the line is cut.
func (o *outbox) wait() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.writing {
		o.changed.Wait()
	}
}

func (o *outbox) wrote() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.writing = false
	o.changed.Broadcast()
}

func (o *outbox) closing() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.closed
}

// put appends, and sees that a writer runs. The caller holds the lock.
func (o *outbox) put(item outgoing) {
	o.waiting = append(o.waiting, item)
	o.wake()
}

func (o *outbox) wake() {
	if o.writing || o.cut || o.line == nil || len(o.waiting) == 0 {
		return
	}
	o.writing = true
	o.server.begin(o.write)
}

func (o *outbox) count(l lane, n int) {
	if l == replyLane {
		o.replies++
		o.replyBytes += n
	}
}

func (o *outbox) uncount(item outgoing) {
	switch item.lane {
	case replyLane:
		o.replies--
		o.replyBytes -= len(item.frame)
	case pongLane:
		o.pongs--
	default:
		o.events--
		o.eventBytes -= len(item.frame)
	}
}
