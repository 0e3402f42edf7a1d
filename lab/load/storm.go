package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

const (
	stormMissed = 10
	stormRounds = 3
)

// device is somebody whose chats are held as a page holds them.
type device struct {
	*person
	mirror *client.Mirror
}

func newDevice(p *person) *device {
	d := &device{person: p}
	d.mirror = client.NewMirror(p.ask)
	return d
}

// come connects and catches up.
func (d *device) come(ctx context.Context) error {
	connection, welcome, err := d.person.device.Connect(ctx)
	if err != nil {
		return err
	}
	d.connection = connection
	return d.mirror.Welcome(ctx, welcome)
}

// measureStorm: all lose their connections, each misses messages, all come back at the same moment; how long until the last
// has everything (W5). A page would come back within a random first wait, which is left out here.
func (l *lab) measureStorm(ctx context.Context, _ *place, people []*person) error {
	chats, err := openChats(ctx, people)
	if err != nil {
		return err
	}
	devices := make([]*device, len(people))
	if err := each(len(devices), 8, func(i int) error {
		devices[i] = newDevice(people[i])
		if err := devices[i].come(ctx); err != nil {
			return err
		}
		_, err := people[i].send(ctx, chats[i/2].chat, newMessage())
		return err
	}); err != nil {
		return err
	}
	var all, each1 times
	for range stormRounds {
		took, each, err := storm(ctx, devices, chats)
		if err != nil {
			return err
		}
		all.add(took)
		each1 = append(each1, each...)
	}
	l.report.add(figure{
		Name: "W5", What: fmt.Sprintf("%d drop, miss %d messages each and come back at once: until the last has all, p50 of %d", len(people), stormMissed, stormRounds),
		Value: all.at(50) / 1000, Unit: "s", Beside: map[string]float64{"of one, p50 ms": each1.at(50), "of one, p99 ms": each1.at(99)},
	})
	return nil
}

func storm(ctx context.Context, devices []*device, chats []pair) (took time.Duration, of times, err error) {
	for _, d := range devices {
		d.connection.Cut()
	}
	head := make([]protocol.Seq, len(chats))
	if err := each(len(chats), 8, func(i int) error {
		sent, err := client.Call[protocol.MessageSent](ctx, chats[i].a.device, "message.send", protocol.MessageSend{Chat: chats[i].chat, Messages: newMessages(stormMissed)})
		if err == nil {
			head[i] = sent.Results[len(sent.Results)-1].Seq
		}
		return err
	}); err != nil {
		return 0, nil, err
	}
	settle(ctx)
	var gate, wait sync.WaitGroup
	gate.Add(1)
	of, errs := make(times, len(devices)), make([]error, len(devices))
	var begun time.Time
	for i, d := range devices {
		wait.Go(func() {
			gate.Wait()
			errs[i] = d.come(ctx)
			of[i] = time.Since(begun)
		})
	}
	begun = time.Now()
	gate.Done()
	wait.Wait()
	took = time.Since(begun)
	for i, d := range devices {
		c := d.mirror.Chats()[chats[i/2].chat]
		switch {
		case errs[i] != nil:
			return 0, nil, errs[i]
		case c.Cursor != head[i/2]:
			return 0, nil, fmt.Errorf("lost: somebody stands at %d of %d after coming back", c.Cursor, head[i/2])
		}
		if err := complete(c); err != nil {
			return 0, nil, err
		}
	}
	return took, of, nil
}

// complete wants every message of a chat there, once and in order, from the first that is held.
func complete(c client.Chat) error {
	for i, m := range c.Messages {
		if want := c.Messages[0].Seq + protocol.Seq(i); m.Seq != want {
			return fmt.Errorf("order: message %d stands where %d should", m.Seq, want)
		}
	}
	return nil
}
