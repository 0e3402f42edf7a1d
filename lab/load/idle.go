package main

import (
	"context"
	"fmt"
	"time"
)

// measureIdle: how much of the machine's memory the server holds for each connection that does nothing (W1). The connections
// are of one twentieth as many accounts, as of people with several tabs and devices.
func (l *lab) measureIdle(ctx context.Context, at *place) error {
	people, err := signUpMany(ctx, at, "idle", l.idle/tabs)
	if err != nil {
		return err
	}
	defer closeAll(people)
	// Hashing the passwords has filled the server's memory, from which connections would be served now: it starts afresh.
	n := at.nodes[0]
	n.stop()
	if _, err := n.start(ctx); err != nil {
		return err
	}
	settle(ctx)
	before, err := n.memory()
	if err != nil {
		return err
	}
	connections := make([]*person, l.idle)
	defer func() {
		for _, c := range connections {
			if c != nil {
				c.connection.Cut()
			}
		}
	}()
	reading, stop := context.WithCancel(ctx)
	defer stop()
	begun := time.Now()
	err = each(len(connections), 16, func(i int) error {
		one := &person{device: people[i/tabs].device}
		if err := one.connect(ctx); err != nil {
			return err
		}
		connections[i] = one
		go one.discard(reading)
		return nil
	})
	if err != nil {
		return err
	}
	took := time.Since(begun)
	first, err := n.memory()
	if err != nil {
		return err
	}
	// What connecting took is given back within minutes: the garbage collector runs at least every two, and what is free
	// goes back to the system in the background.
	used := at.processor()
	pass(ctx, idleFor)
	after, err := n.memory()
	if err != nil {
		return err
	}
	l.report.add(figure{
		Name: "W1", What: fmt.Sprintf("%d signed-in connections that do nothing, resident memory each", l.idle), Value: (after - before) / float64(l.idle), Unit: "KiB",
		Beside: map[string]float64{
			"KiB each when they had come": (first - before) / float64(l.idle), "MiB in all": after / 1024, "connected/s": float64(l.idle) / took.Seconds(),
			"processor % since": 100 * (at.processor() - used).Seconds() / idleFor.Seconds(),
		},
	})
	return nil
}

// tabs are the connections of one account.
const tabs = 20

const idleFor = 40 * time.Second

// settle waits until what has just been done is over.
func settle(ctx context.Context) { pass(ctx, 2*time.Second) }
