package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"twoticks/protocol"
)

// flow is messages of pairs under way: a writes, b receives and may report it, and every message is looked for.
type flow struct {
	pairs    []pair
	receipts bool
	counting atomic.Bool
	ending   atomic.Bool

	acked, delivered, reported atomic.Int64

	mu    sync.Mutex
	acks  times
	waits times // from when it was sent, or was to be, to the recipient's read
	sent  map[protocol.ClientID]time.Time
}

// measured is how much of it there was, and for how long.
type measured struct {
	*flow
	took, processor time.Duration
}

// perSecond is a rate of what was counted.
func (m measured) perSecond(count *atomic.Int64) float64 {
	return float64(count.Load()) / m.took.Seconds()
}

// run warms up for a fifth of the time, counts for the time, and then waits for the last message.
func (f *flow) run(ctx context.Context, at *place, lasts time.Duration, send sending) (measured, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*lasts+time.Minute)
	defer cancel()
	ended := f.begin(ctx, send)
	pass(ctx, lasts/5)
	m := measured{flow: f}
	begun, used := time.Now(), at.processor()
	f.counting.Store(true)
	pass(ctx, lasts)
	f.counting.Store(false)
	m.took, m.processor = time.Since(begun), at.processor()-used
	f.ending.Store(true)
	return m, ended()
}

// sending writes to a pair until ending is set, and returns the seq of its last.
type sending func(context.Context, pair) (protocol.Seq, error)

// begin has all pairs write; what it returns waits until each has sent, and got, its last.
func (f *flow) begin(ctx context.Context, send sending) (ended func() error) {
	f.sent = map[protocol.ClientID]time.Time{}
	errs := make([]error, 3*len(f.pairs))
	var running sync.WaitGroup
	for i, p := range f.pairs {
		last, told := make(chan protocol.Seq, 1), make(chan protocol.Seq, 1)
		running.Go(func() { errs[3*i] = f.receive(ctx, p, last) })
		running.Go(func() { errs[3*i+1] = f.watch(ctx, p, told) })
		running.Go(func() {
			seq, err := send(ctx, p)
			errs[3*i+2] = err
			last <- seq
			told <- seq
		})
	}
	return func() error {
		running.Wait()
		return errors.Join(errs...)
	}
}

func pass(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// one writes a message that is to be on its way since a time, and waits for its ack.
func (f *flow) one(ctx context.Context, p pair, since time.Time) (protocol.Seq, error) {
	m := newMessage()
	f.mu.Lock()
	f.sent[m.ClientID] = since
	f.mu.Unlock()
	result, err := p.a.send(ctx, p.chat, m)
	if err == nil && f.counting.Load() {
		f.acked.Add(1)
		f.mu.Lock()
		f.acks.add(time.Since(since))
		f.mu.Unlock()
	}
	return result.Seq, err
}

// closed writes one message after the other, each when the last is acknowledged.
func (f *flow) closed(ctx context.Context, p pair) (seq protocol.Seq, err error) {
	for !f.ending.Load() {
		next, err := f.one(ctx, p, time.Now())
		if err != nil {
			return 0, err
		}
		if next <= seq {
			return 0, fmt.Errorf("order: seq %d was acknowledged after %d", next, seq)
		}
		seq = next
	}
	return seq, nil
}

// paced writes at a rate, whatever the server does: a message that is late for that counts from when it was to be sent.
func (f *flow) paced(each time.Duration) sending {
	begun := time.Now()
	var number atomic.Int64
	return func(ctx context.Context, p pair) (protocol.Seq, error) {
		// The pairs take their turns evenly within each round.
		due := begun.Add(each * time.Duration(number.Add(1)) / time.Duration(len(f.pairs)))
		var underWay sync.WaitGroup
		var mu sync.Mutex
		var last protocol.Seq
		var failed error
		for ; !f.ending.Load(); due = due.Add(each) {
			pass(ctx, time.Until(due))
			since := due
			underWay.Go(func() {
				seq, err := f.one(ctx, p, since)
				mu.Lock()
				defer mu.Unlock()
				last, failed = max(last, seq), errors.Join(failed, err)
			})
		}
		underWay.Wait()
		return last, failed
	}
}

// watch takes what the sender is told: where it is to be told that its messages arrived, up to the last.
func (f *flow) watch(ctx context.Context, p pair, last <-chan protocol.Seq) error {
	var told, until protocol.Seq
	for done := false; !done || f.receipts && told < until; {
		select {
		case until = <-last:
			done = true
		case e, ok := <-p.a.connection.Events():
			if !ok {
				return fmt.Errorf("receive: %w", p.a.connection.Why())
			}
			if e.Type != protocol.EventName[protocol.ReceiptAdvanced]() {
				continue
			}
			r, bad := protocol.DecodeServer[protocol.ReceiptAdvanced](e.Body)
			if bad != nil {
				return bad
			}
			if r.Chat == p.chat && r.User == p.b.id {
				told = max(told, r.Marks.Delivered)
			}
		case <-ctx.Done():
			return fmt.Errorf("lost: the sender was told of receipts up to %d of %d", told, until)
		}
	}
	return nil
}

// receive takes what is pushed, wants it in order and without a gap, and ends with the last that was acknowledged.
func (f *flow) receive(ctx context.Context, p pair, last <-chan protocol.Seq) error {
	var seq, until protocol.Seq
	for done := false; !done || seq < until; {
		select {
		case until = <-last:
			done = true
		case e, ok := <-p.b.connection.Events():
			if !ok {
				return fmt.Errorf("receive: %w", p.b.connection.Why())
			}
			added, ok, err := arrived(e)
			switch {
			case err != nil:
				return err
			case !ok:
				continue
			case seq != 0 && added.seq != seq+1:
				return fmt.Errorf("order: after %d came %d", seq, added.seq)
			}
			seq = added.seq
			if err := f.received(p, seq, added.clientID); err != nil {
				return err
			}
		case <-ctx.Done():
			return fmt.Errorf("lost: %d was acknowledged and %d is the last that came", until, seq)
		}
	}
	return nil
}

func (f *flow) received(p pair, seq protocol.Seq, id protocol.ClientID) error {
	counting := f.counting.Load()
	f.mu.Lock()
	since, ok := f.sent[id]
	delete(f.sent, id)
	if ok && counting {
		f.waits.add(time.Since(since))
	}
	f.mu.Unlock()
	if !ok {
		return fmt.Errorf("doubled: %s came twice", id)
	}
	if counting {
		f.delivered.Add(1)
	}
	if !f.receipts {
		return nil
	}
	if counting {
		f.reported.Add(1)
	}
	return p.b.connection.Tell("receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: p.chat, Delivered: seq}}})
}
