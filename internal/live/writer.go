package live

import (
	"sync"
	"time"
)

// writeStep is how many bytes one write has at most.
const writeStep = 64 << 10

var writeBuffers = sync.Pool{New: func() any { b := make([]byte, 0, writeStep); return &b }}

// write is the writer: one write for all that waits, until nothing does.
func (o *outbox) write() {
	buffer := writeBuffers.Get().(*[]byte)
	defer writeBuffers.Put(buffer)
	for {
		batch, last := o.take(buffer)
		if batch == nil {
			return
		}
		if err := o.send(batch); err != nil {
			o.stop()
			o.socket.Close()
			return
		}
		if last {
			o.bye()
			return
		}
	}
}

// take returns the bytes of the next write: as many frames as fit into the buffer, or one that is larger as it is. Last
// tells that the close frame is among them.
func (o *outbox) take(buffer *[]byte) (batch []byte, last bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.waiting) == 0 {
		o.writing = false
		return nil, false
	}
	n := 0
	batch = (*buffer)[:0]
	for _, item := range o.waiting {
		if len(batch)+len(item.frame) > cap(batch) {
			break
		}
		batch = append(batch, item.frame...)
		n++
	}
	if n == 0 {
		batch, n = o.waiting[0].frame, 1
	}
	for _, item := range o.waiting[:n] {
		o.uncount(item)
	}
	o.server.stats.framesOut.Add(uint64(n))
	rest := copy(o.waiting, o.waiting[n:])
	clear(o.waiting[rest:])
	o.waiting = o.waiting[:rest]
	if rest == 0 && cap(o.waiting) > 8 {
		o.waiting = nil // an idle connection holds no memory for a busy one
	}
	o.room.Broadcast()
	return batch, o.closed && rest == 0
}

// send writes in steps, each with its own deadline: a slow line may take long for much, but not for little.
func (o *outbox) send(batch []byte) error {
	for len(batch) > 0 {
		o.socket.SetWriteDeadline(time.Now().Add(o.server.config.WriteWithin))
		n, err := o.socket.Write(batch[:min(len(batch), writeStep)])
		o.server.stats.bytesOut.Add(uint64(n))
		if err != nil {
			return err
		}
		batch = batch[n:]
	}
	return nil
}

// bye comes after the close frame: the client has a moment to close its side, so that it reads the code before the
// socket goes.
func (o *outbox) bye() {
	if half, ok := o.socket.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	o.socket.SetReadDeadline(time.Now().Add(o.server.config.LingerFor))
}
