package device

import (
	"context"
	"sync"
	"time"

	"twoticks/lab/faults/history"
	"twoticks/protocol"
)

// stayConnected connects again and again until this life ends.
func (d *Device) stayConnected(ctx context.Context) {
	for failed := 0; ctx.Err() == nil; {
		d.mu.Lock()
		hurry := d.hurry
		d.mu.Unlock()
		if !pause(ctx, d.beforeDial(failed), hurry) {
			return
		}
		dialing, stop := context.WithTimeout(ctx, d.scaled(dialWithin))
		link, welcome, err := d.connect(dialing)
		stop()
		if err != nil {
			failed++
			continue
		}
		failed = 0
		d.stay(ctx, link, welcome)
	}
}

// beforeDial is how long to wait before the next try: the first soon and at random, later ones longer and longer.
func (d *Device) beforeDial(failed int) time.Duration {
	if failed == 0 {
		d.mu.Lock()
		defer d.mu.Unlock()
		most := int64(d.scaled(firstDial))
		return time.Duration(most/10 + d.random.Int64N(most*9/10+1))
	}
	return d.half(min(againAfter<<min(failed-1, 8), longestDial))
}

// stay lives with one connection until it ends.
func (d *Device) stay(ctx context.Context, link way, welcome protocol.Welcome) {
	ctx, stop := context.WithCancel(ctx)
	var wait sync.WaitGroup
	d.mu.Lock()
	d.tell(history.Event{Op: history.Connected, Epoch: welcome.Epoch, Via: string(d.config.Way)})
	d.link = link
	d.wants = wants{all: true}
	for _, c := range d.disk.chats {
		c.memory.said = protocol.Marks{}
		c.memory.gapped = false
		clear(c.memory.aside)
	}
	d.welcomed(welcome)
	close(d.online)
	d.mu.Unlock()

	wait.Go(func() { d.listen(link) })
	wait.Go(func() { d.beat(ctx, link) })
	wait.Go(func() { d.catchUp(ctx, link) })
	select {
	case <-link.Ended():
	case <-ctx.Done():
	}
	stop()
	link.Cut()
	wait.Wait()

	d.mu.Lock()
	defer d.mu.Unlock()
	d.link = nil
	d.online = make(chan struct{})
	d.tell(history.Event{Op: history.Ended, Code: link.Why().Error()})
}

// beat keeps the connection known to be alive, and ends one on which nothing answers any more.
func (d *Device) beat(ctx context.Context, link way) {
	for pause(ctx, d.scaled(beatEvery)) {
		answered, stop := context.WithTimeout(ctx, d.scaled(beatWithin))
		err := beatOn(answered, link)
		stop()
		if err != nil {
			link.Cut()
			return
		}
	}
}

// connection returns the connection that stands, or nil.
func (d *Device) connection() way {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.link
}

// connected waits for a connection; false when the context ended first.
func (d *Device) connected(ctx context.Context) bool {
	d.mu.Lock()
	online := d.online
	d.mu.Unlock()
	select {
	case <-online:
		return true
	case <-ctx.Done():
		return false
	}
}

// call asks by the connection, within the time that the page gives it.
func call[Reply any](ctx context.Context, d *Device, link way, name string, request any) (Reply, error) {
	ctx, stop := context.WithTimeout(ctx, d.scaled(callWithin))
	defer stop()
	return ask[Reply](ctx, d, link, name, request)
}
