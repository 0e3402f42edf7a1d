package device

import (
	"context"
	"sync"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// Way is how a device stays connected.
type Way string

// The ways. All but the first are for networks that let no WebSocket through: there commands go by POST.
const (
	Socket  Way = "socket"
	Stream  Way = "stream" // server-sent events
	Waiting Way = "wait"   // requests that wait
)

// waitWithin is how long a request that waits may take: the server answers after 20 s, however short our own waits are.
const waitWithin = 25 * time.Second

// way is a connection, whichever it is.
type way interface {
	Events() <-chan protocol.Event
	Ended() <-chan struct{}
	Why() error
	Cut()
}

// connect opens the device's kind of connection.
func (d *Device) connect(ctx context.Context) (way, protocol.Welcome, error) {
	switch d.config.Way {
	case Stream:
		s, welcome, err := d.api.OpenStream(ctx)
		return s, welcome, err
	case Waiting:
		return d.startWaiting(ctx)
	}
	c, welcome, err := d.api.Connect(ctx)
	return c, welcome, err
}

// ask carries a command out by a connection, where that carries commands, else by POST.
func ask[Reply any](ctx context.Context, d *Device, link way, name string, request any) (Reply, error) {
	if socket, ok := link.(*client.Connection); ok {
		return client.Do[Reply](ctx, socket, name, request)
	}
	return client.Call[Reply](ctx, d.api, name, request)
}

// beatOn asks for a sign of life. A request that waits is one itself.
func beatOn(ctx context.Context, link way) (err error) {
	switch link := link.(type) {
	case *client.Connection:
		_, err = client.Do[protocol.BeatReply](ctx, link, "beat", protocol.Beat{Visible: true})
	case *client.Stream:
		_, err = client.DoOn[protocol.BeatReply](ctx, link, "beat", protocol.Beat{Visible: true})
	}
	return err
}

// requests are a connection by requests that wait, one after another. What they answer is taken as it comes: there are no events.
type requests struct {
	device *Device
	none   chan protocol.Event
	ended  chan struct{}
	cancel context.CancelFunc

	mu  sync.Mutex
	why error
}

func (d *Device) startWaiting(ctx context.Context) (way, protocol.Welcome, error) {
	d.mu.Lock()
	rev := d.disk.rev
	d.mu.Unlock()
	first, err := client.Call[protocol.SyncWaited](ctx, d.api, "sync.wait", protocol.SyncWait{Rev: rev})
	if err != nil {
		return nil, protocol.Welcome{}, err
	}
	r := &requests{device: d, none: make(chan protocol.Event), ended: make(chan struct{})}
	ctx, r.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go r.run(ctx, first.Stamp)
	return r, protocol.Welcome{Epoch: first.Heads.Epoch}, nil
}

// run waits again and again, from where the first answer stood; whoever connects reads everything besides.
func (r *requests) run(ctx context.Context, stamp string) {
	defer close(r.ended)
	defer close(r.none)
	for {
		r.device.mu.Lock()
		rev := r.device.disk.rev
		r.device.mu.Unlock()
		within, stop := context.WithTimeout(ctx, waitWithin)
		answer, err := client.Call[protocol.SyncWaited](within, r.device.api, "sync.wait", protocol.SyncWait{Rev: rev, Stamp: stamp})
		stop()
		if err != nil {
			r.mu.Lock()
			r.why = err
			r.mu.Unlock()
			return
		}
		stamp = answer.Stamp
		if answer.Changed {
			r.device.waited(answer)
		}
	}
}

// waited takes what a request that waited was answered, and wants what it shows to be missing.
func (d *Device) waited(a protocol.SyncWaited) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rows(a.Rows.Chats)
	d.disk.rev = max(d.disk.rev, a.Rows.Rev)
	w := wants{all: a.Rows.More || a.Heads.Next != "", chats: map[protocol.ChatID]bool{}}
	for _, row := range a.Heads.Heads {
		d.headsRow(row, 0, "wait")
		if c := d.chat(row.Chat); c != nil && c.behind() {
			w.chats[row.Chat] = true
		}
	}
	if w.any() {
		d.wantLocked(w)
	}
}

// Events implements way.
func (r *requests) Events() <-chan protocol.Event { return r.none }

// Ended implements way.
func (r *requests) Ended() <-chan struct{} { return r.ended }

// Why implements way.
func (r *requests) Why() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.why
}

// Cut implements way.
func (r *requests) Cut() {
	r.cancel()
	<-r.ended
}
