package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

const (
	smallGroup   = 10
	crowd        = 1000
	groupMembers = 100
	// groupAhead is how many messages may be on their way to the slowest member.
	groupAhead = 16
	// betweenReceipts is how often a page reports one chat.
	betweenReceipts = 250 * time.Millisecond
	shortChat       = 100
	longGroup       = 20_000
)

// measureCrowd: a thousand people. A group of a hundred of them, all connected (W4); all of them lose their connections and come
// back (W5); and what it costs to open a large group with a long history, beside a small one (W4-open).
func (l *lab) measureCrowd(ctx context.Context, at *place) error {
	count := groupMembers
	if l.wanted("W5") || l.wanted("W4-open") {
		count = crowd
	}
	people, err := signUpMany(ctx, at, "person", count)
	if err != nil {
		return err
	}
	defer closeAll(people)
	for _, part := range []struct {
		name    string
		measure func(context.Context, *place, []*person) error
	}{{"W4", l.measureFanOut}, {"W5", l.measureStorm}, {"W4-open", l.measureOpening}} {
		if !l.wanted(part.name) || part.name == "W4-open" && l.nodes > 1 {
			continue
		}
		err := part.measure(ctx, at, people)
		cutAll(people)
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// gather makes a group of somebody and others, as many at a time as may be.
func gather(ctx context.Context, by *person, others []*person) (protocol.ChatID, error) {
	made, err := client.Call[protocol.ChatOpened](ctx, by.device, "group.create",
		protocol.GroupCreate{ClientID: client.NewClientID(time.Now()), Name: "A group to measure", Users: ids(others[:min(len(others), smallGroup)])})
	if err != nil {
		return protocol.ChatID{}, fmt.Errorf("make a group: %w", err)
	}
	return made.Row.Chat, addAll(ctx, by, made.Row.Chat, others[min(len(others), smallGroup):])
}

func addAll(ctx context.Context, by *person, chat protocol.ChatID, people []*person) error {
	for some := range slices.Chunk(people, protocol.MaxPeople) {
		if _, err := client.Call[protocol.Members](ctx, by.device, "group.add", protocol.GroupAdd{Chat: chat, Users: ids(some)}); err != nil {
			return fmt.Errorf("add to a group: %w", err)
		}
	}
	return nil
}

func ids(people []*person) []protocol.UserID {
	users := make([]protocol.UserID, len(people))
	for i, p := range people {
		users[i] = p.id
	}
	return users
}

// member counts what came to one of a group.
type member struct {
	*person
	seq atomic.Uint64
}

// measureFanOut: one member writes, each message when the last is acknowledged and no member is too far behind; all the
// others report what they have, as seldom as pages do.
func (l *lab) measureFanOut(ctx context.Context, at *place, people []*person) error {
	return l.fanOut(ctx, at, "W4", people[:groupMembers])
}

func (l *lab) fanOut(ctx context.Context, at *place, name string, people []*person) error {
	chat, err := gather(ctx, people[0], people[1:])
	if err != nil {
		return err
	}
	if err := connectAll(ctx, people); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go people[0].discard(ctx)
	first, err := people[0].send(ctx, chat, newMessage())
	if err != nil {
		return err
	}
	f := fanOut{chat: chat, members: make([]*member, len(people)-1), moved: make(chan struct{}, 1), failed: make(chan error, len(people))}
	for i := range f.members {
		f.members[i] = &member{person: people[1+i]}
		go func() { f.failed <- f.receive(ctx, f.members[i]) }()
	}
	last, err := f.write(ctx, people[0], first.Seq, time.Now().Add(l.lasts/5))
	if err != nil {
		return err
	}
	profiled := l.profile(ctx, at, name, l.lasts)
	begun, used := time.Now(), at.processor()
	f.acks = nil
	end, err := f.write(ctx, people[0], last, begun.Add(l.lasts))
	if err := errors.Join(err, profiled()); err != nil {
		return err
	}
	took := time.Since(begun)
	deliveries := float64(uint64(end-last)) * float64(len(f.members))
	l.report.add(l.report.against(echoes, figure{
		Name: name, What: fmt.Sprintf("a group of %d, all connected and reporting: what came to the others", len(people)),
		Value: deliveries / took.Seconds(), Unit: "deliveries/s",
		Beside: map[string]float64{
			"messages/s": float64(end-last) / took.Seconds(), "ack p50 ms": f.acks.at(50), "ack p99 ms": f.acks.at(99),
			"server µs each": float64((at.processor() - used).Microseconds()) / deliveries,
		},
	}))
	return nil
}

type fanOut struct {
	chat    protocol.ChatID
	members []*member
	moved   chan struct{}
	failed  chan error
	acks    times
}

// write goes on until a time, and returns when all have the last.
func (f *fanOut) write(ctx context.Context, by *person, seq protocol.Seq, until time.Time) (protocol.Seq, error) {
	for time.Now().Before(until) {
		if err := f.all(ctx, seq, groupAhead); err != nil {
			return 0, err
		}
		begun := time.Now()
		r, err := by.send(ctx, f.chat, newMessage())
		if err != nil {
			return 0, err
		}
		if r.Seq != seq+1 {
			return 0, fmt.Errorf("order: seq %d was acknowledged after %d", r.Seq, seq)
		}
		f.acks.add(time.Since(begun))
		seq = r.Seq
	}
	return seq, f.all(ctx, seq, 0)
}

// all waits until every member is at most so far behind.
func (f *fanOut) all(ctx context.Context, seq protocol.Seq, behind uint64) error {
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	for {
		slowest := uint64(seq)
		for _, m := range f.members {
			slowest = min(slowest, m.seq.Load())
		}
		if slowest+behind >= uint64(seq) {
			return nil
		}
		select {
		case <-f.moved:
		case err := <-f.failed:
			return err
		case <-late.C:
			return errors.New("lost: a message did not come to all members within 20 s")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// receive takes what comes to a member, wants it without a gap, and reports it.
func (f *fanOut) receive(ctx context.Context, m *member) error {
	report := time.NewTicker(betweenReceipts)
	defer report.Stop()
	var seq, reported protocol.Seq
	for {
		select {
		case e, ok := <-m.connection.Events():
			if !ok {
				return fmt.Errorf("receive: %w", m.connection.Why())
			}
			added, ok, err := arrived(e)
			switch {
			case err != nil:
				return err
			case !ok || added.chat != f.chat:
				continue
			case seq != 0 && added.seq != seq+1:
				return fmt.Errorf("order: after %d came %d", seq, added.seq)
			}
			seq = added.seq
			m.seq.Store(uint64(seq))
			select {
			case f.moved <- struct{}{}:
			default:
			}
		case <-report.C:
			if seq > reported {
				reported = seq
				if err := m.connection.Tell("receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: f.chat, Delivered: seq}}}); err != nil {
					return err
				}
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// measureOpening does in turns what a page does to show a chat: subscribe, and read the newest fifty.
func (l *lab) measureOpening(ctx context.Context, _ *place, people []*person) error {
	by := people[0]
	if err := by.connect(ctx); err != nil {
		return err
	}
	go by.discard(ctx)
	small, err := gather(ctx, by, people[1:smallGroup])
	if err != nil {
		return err
	}
	large, err := gather(ctx, by, people[1:smallGroup])
	if err != nil {
		return err
	}
	// It is filled before the many come in, who would have to be told of each message; and a little after, since the lines
	// about who came name all of them, and the newest page is to be of messages.
	for _, step := range []func() error{
		func() error { return fill(ctx, by, small, shortChat) },
		func() error { return fill(ctx, by, large, longGroup) },
		func() error { return addAll(ctx, by, large, people[smallGroup:]) },
		func() error { return fill(ctx, by, large, shortChat) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	opened := map[protocol.ChatID]*times{small: {}, large: {}}
	for i := range historyReads {
		for chat, t := range opened {
			begun := time.Now()
			if _, err := client.Do[protocol.ChatSubscribed](ctx, by.connection, "chat.subscribe", protocol.ChatSubscribe{Chat: chat}); err != nil {
				return fmt.Errorf("open a group: %w", err)
			}
			if err := by.newest(ctx, chat); err != nil {
				return err
			}
			if i >= historyReads/10 {
				t.add(time.Since(begun))
			}
			if _, err := client.Do[protocol.Done](ctx, by.connection, "chat.unsubscribe", protocol.ChatUnsubscribe{Chat: chat}); err != nil {
				return err
			}
		}
	}
	l.report.add(figure{
		Name: "W4-open", What: fmt.Sprintf("a group of %d members and %d messages, opened: subscribed to, and its newest 50 read, p50", crowd, longGroup),
		Value: opened[large].at(50), Unit: "ms",
		Beside: map[string]float64{"p99 ms": opened[large].at(99), fmt.Sprintf("p50 ms of %d members and %d messages", smallGroup, shortChat): opened[small].at(50)},
	})
	return nil
}
