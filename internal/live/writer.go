package live

import (
	"runtime"
	"sync"
	"time"
)

const (
	// writeStep is how many bytes one write has at most.
	writeStep = 64 << 10
	// frameGrows is how much longer a frame can be on a line than in the outbox.
	frameGrows = 32
)

var writeBuffers = sync.Pool{New: func() any { b := make([]byte, 0, writeStep); return &b }}

// write is the writer: one write for all that waits, until nothing does.
func (o *outbox) write() {
	// What makes one frame often makes another at once, such as an answer and its event: they share a write.
	runtime.Gosched()
	buffer := writeBuffers.Get().(*[]byte)
	defer writeBuffers.Put(buffer)
	for {
		batch, last := o.take(buffer)
		if batch == nil {
			return
		}
		if err := o.send(batch); err != nil {
			o.stop()
			o.line.cut()
			o.wrote()
			return
		}
		o.observe()
		if last {
			o.line.bye(o.server.config.LingerFor)
			o.wrote()
			return
		}
	}
}

// take returns the bytes of the next write: as many frames as fit into the buffer, or one that is larger alone. Last
// tells that the close frame is among them.
func (o *outbox) take(buffer *[]byte) (batch []byte, last bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.waiting) == 0 {
		o.writing = false
		o.changed.Broadcast()
		return nil, false
	}
	n := 0
	batch = (*buffer)[:0]
	for _, item := range o.waiting {
		if len(batch)+len(item.frame)+frameGrows > cap(batch) {
			break
		}
		batch = o.line.frame(batch, item.frame)
		n++
	}
	if n == 0 {
		batch, n = o.line.frame(nil, o.waiting[0].frame), 1
	}
	o.oldest = 0
	for _, item := range o.waiting[:n] {
		o.uncount(item)
		if o.oldest == 0 {
			o.oldest = item.at
		}
	}
	o.server.stats.framesOut.Add(uint64(n))
	rest := copy(o.waiting, o.waiting[n:])
	clear(o.waiting[rest:])
	o.waiting = o.waiting[:rest]
	if rest == 0 && cap(o.waiting) > 8 {
		o.waiting = nil // an idle connection holds no memory for a busy one
	}
	o.changed.Broadcast()
	return batch, o.closed && rest == 0
}

// observe tells how long the oldest event of a write has waited. Only the writer calls it, which took that write.
func (o *outbox) observe() {
	if pushed := o.server.Pushed; pushed != nil && o.oldest != 0 {
		pushed(time.Duration(o.server.now() - o.oldest))
	}
}

// send writes in steps, each with its own deadline: a slow line may take long for much, but not for little.
func (o *outbox) send(batch []byte) error {
	for len(batch) > 0 {
		n, err := o.line.write(batch[:min(len(batch), writeStep)], o.server.config.WriteWithin)
		o.server.stats.bytesOut.Add(uint64(n))
		if err != nil {
			return err
		}
		batch = batch[n:]
	}
	return nil
}
