package live

import (
	"sync"

	"twoticks/protocol"
)

// readAhead is how many commands wait behind the one at work; then the reader waits too, and at last the client.
const readAhead = 16

// inbox is the commands of one connection, carried out in order (P6) by a worker that exists only while some wait.
type inbox struct {
	mu      sync.Mutex
	changed sync.Cond
	waiting []protocol.Command
	working bool
	stopped bool
	after   func() // what to do once nothing waits; then nothing is taken any more
}

func (b *inbox) init() { b.changed.L = &b.mu }

// put appends a command, waiting for room, and begins a worker if there is none; begin must not wait for it. False when
// the inbox has ended.
func (b *inbox) put(c protocol.Command, begin func()) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.waiting) >= readAhead && !b.stopped && b.after == nil {
		b.changed.Wait()
	}
	if b.stopped || b.after != nil {
		return false
	}
	b.waiting = append(b.waiting, c)
	if !b.working {
		b.working = true
		begin()
	}
	return true
}

// take gives the worker its next command; false ends it.
func (b *inbox) take() (protocol.Command, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changed.Broadcast()
	if len(b.waiting) == 0 || b.stopped {
		b.working, b.waiting = false, nil
		if b.after != nil && !b.stopped {
			b.after()
		}
		return protocol.Command{}, false
	}
	c := b.waiting[0]
	rest := copy(b.waiting, b.waiting[1:])
	b.waiting[rest] = protocol.Command{}
	b.waiting = b.waiting[:rest]
	return c, true
}

// finish does something once what waits was carried out; nothing further is taken.
func (b *inbox) finish(after func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped || b.after != nil {
		return
	}
	b.after = after
	b.changed.Broadcast()
	if !b.working {
		after()
	}
}

// stop drops what waits and returns when the worker has ended.
func (b *inbox) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stopped = true
	b.changed.Broadcast()
	for b.working {
		b.changed.Wait()
	}
}
