package redis

import (
	"sync"

	"twoticks/internal/channel"
)

// outboundFrames and outboundBytes bound what waits for Redis.
const (
	outboundFrames = 8192
	outboundBytes  = 16 << 20
)

// outbound is what waits to be published. Each frame gets the next number, also one that finds no place: the others then
// hear a gap, and know that they missed something.
type outbound struct {
	node nodeID
	wake chan struct{}

	mu     sync.Mutex
	open   bool
	number uint64
	frames [][]byte
	bytes  int
}

// put adds a frame and returns its number; false when it was lost.
func (o *outbound) put(topics []channel.Topic, bytes []byte) (number uint64, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.number++
	size := frameHead + len(topics)*len(channel.Topic{}) + len(bytes)
	if !o.open || len(o.frames) >= outboundFrames || o.bytes+size > outboundBytes {
		return o.number, false
	}
	o.frames = append(o.frames, appendFrame(make([]byte, 0, size), o.node, o.number, topics, bytes))
	o.bytes += size
	select {
	case o.wake <- struct{}{}:
	default:
	}
	return o.number, true
}

// take returns the first that wait.
func (o *outbound) take(most int) [][]byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := min(most, len(o.frames))
	frames := o.frames[:n:n]
	if o.frames = o.frames[n:]; len(o.frames) == 0 {
		o.frames = nil
	}
	for _, f := range frames {
		o.bytes -= len(f)
	}
	return frames
}

// set opens it for what is published from now on, or closes it. What waited is lost.
func (o *outbound) set(open bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.open, o.frames, o.bytes = open, nil, 0
}
