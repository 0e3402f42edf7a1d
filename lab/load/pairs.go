package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// pairsRun is one closed loop of all pairs: a writes, waits for the ack, and writes again; b receives, and may report it.
type pairsRun struct {
	receipts bool
	counting atomic.Bool
	ending   atomic.Bool

	acked, delivered, reported atomic.Int64

	mu    sync.Mutex
	acks  times
	waits times // from the send to the recipient's read
	sent  map[protocol.ClientID]time.Time
}

func measurePairs(ctx context.Context, all pairs, receipts bool, lasts time.Duration, syncs float64) error {
	r := &pairsRun{receipts: receipts, sent: map[protocol.ClientID]time.Time{}}
	ctx, cancel := context.WithTimeout(ctx, lasts+time.Minute)
	defer cancel()
	errs := make([]error, 2*len(all))
	var senders, recipients sync.WaitGroup
	upTo := make([]chan protocol.Seq, len(all))
	for i, p := range all {
		upTo[i] = make(chan protocol.Seq, 1)
		recipients.Go(func() { errs[2*i] = r.receive(ctx, p, upTo[i]) })
		senders.Go(func() { errs[2*i+1] = r.send(ctx, p, upTo[i]) })
	}
	warmUp := time.NewTimer(lasts / 5)
	<-warmUp.C
	r.counting.Store(true)
	begin := time.Now()
	end := time.NewTimer(lasts)
	<-end.C
	r.counting.Store(false)
	took := time.Since(begin).Seconds()
	r.ending.Store(true)
	senders.Wait()
	recipients.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	r.report(len(all), took, syncs)
	return nil
}

func (r *pairsRun) report(count int, took, syncs float64) {
	name := "W2"
	if r.receipts {
		name = "W2-receipts"
	}
	delivered := float64(r.delivered.Load()) / took
	fmt.Printf("%s: %d pairs, one message under way each: %.0f acked/s, %.0f delivered/s, %.0f receipts/s\n",
		name, count, float64(r.acked.Load())/took, delivered, float64(r.reported.Load())/took)
	fmt.Printf("%s: ack %s; send to the other's read %s\n", name, r.acks, r.waits)
	figure(name, delivered, "messages/s", ratio(delivered, syncs))
}

// send writes one message after the other, and tells at the end which seq was the last.
func (r *pairsRun) send(ctx context.Context, p pair, last chan<- protocol.Seq) error {
	go discard(ctx, p.a.connection)
	var seq protocol.Seq
	defer func() { last <- seq }()
	for !r.ending.Load() {
		m := newMessage()
		begin := time.Now()
		r.mu.Lock()
		r.sent[m.ClientID] = begin
		r.mu.Unlock()
		sent, err := client.Do[protocol.MessageSent](ctx, p.a.connection, "message.send",
			protocol.MessageSend{Chat: p.chat, Messages: []protocol.NewMessage{m}})
		if err != nil {
			return fmt.Errorf("send: %w", err)
		}
		result := sent.Results[0]
		if result.Error != nil {
			return fmt.Errorf("send: %w", result.Error)
		}
		if result.Seq <= seq {
			return fmt.Errorf("order: seq %d was acknowledged after %d", result.Seq, seq)
		}
		seq = result.Seq
		if r.counting.Load() {
			r.acked.Add(1)
			r.mu.Lock()
			r.acks.add(time.Since(begin))
			r.mu.Unlock()
		}
	}
	return nil
}

// discard takes the pushes of one's own messages.
func discard(ctx context.Context, c *client.Connection) {
	for {
		select {
		case _, ok := <-c.Events():
			if !ok {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// receive takes what is pushed, wants it in order and without a gap, and ends with the last that was acknowledged.
func (r *pairsRun) receive(ctx context.Context, p pair, last <-chan protocol.Seq) error {
	var seq, until protocol.Seq
	for until == 0 || seq < until {
		select {
		case until = <-last:
		case e, ok := <-p.b.connection.Events():
			if !ok {
				return fmt.Errorf("receive: %w", p.b.connection.Why())
			}
			if e.Type != "message.added" {
				continue
			}
			added, bad := protocol.DecodeServer[protocol.MessageAdded](e.Body)
			if bad != nil {
				return bad
			}
			if seq != 0 && added.Message.Seq != seq+1 {
				return fmt.Errorf("order: after %d came %d", seq, added.Message.Seq)
			}
			seq = added.Message.Seq
			if err := r.received(p, added.Message); err != nil {
				return err
			}
		case <-ctx.Done():
			return fmt.Errorf("lost: %d was acknowledged and %d is the last that came", until, seq)
		}
	}
	return nil
}

func (r *pairsRun) received(p pair, m protocol.Message) error {
	r.mu.Lock()
	began, ok := r.sent[m.ClientID]
	delete(r.sent, m.ClientID)
	if ok && r.counting.Load() {
		r.waits.add(time.Since(began))
	}
	r.mu.Unlock()
	if !ok {
		return fmt.Errorf("doubled: %s came twice", m.ClientID)
	}
	if r.counting.Load() {
		r.delivered.Add(1)
	}
	if !r.receipts {
		return nil
	}
	if r.counting.Load() {
		r.reported.Add(1)
	}
	return p.b.connection.Tell("receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: p.chat, Delivered: m.Seq}}})
}
