package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"twoticks/lab/faults/device"
	"twoticks/lab/faults/history"
	"twoticks/lab/faults/proxy"
	"twoticks/protocol"
)

const (
	// visitFor is how long a visitor may take until everything is there.
	visitFor = 2 * time.Second
	// insistFor bounds how long is tried what a server, or a node, that is away does not do, insistEvery each try.
	insistFor   = 10 * time.Second
	insistEvery = 2 * time.Second
	insistAfter = 100 * time.Millisecond
	// afterRevocation is how long an ended device goes on as if it did not know, for the checker to see what it gets.
	afterRevocation = 6 * time.Second
	burst           = 20
)

// revoke signs somebody in on a further device, ends that session in the middle of a burst, most often on another node than
// that of its connection, and lets the device go on as if it did not know (C23).
func (n *nemesis) revoke(ctx context.Context, random *rand.Rand, number int) {
	user := random.IntN(len(n.town.first))
	line, err := proxy.Open(n.site.addresses()...)
	if err != nil {
		return
	}
	host := n.town.first[user]
	handle := fmt.Sprintf("p%02d", user)
	config := device.Config{
		Name: fmt.Sprintf("%sv%d", handle, number), Handle: handle, URL: line.URL(), Way: wayOf(number), Scale: n.options.Scale,
		History: n.history, Seed: random.Uint64(),
	}
	var visitor *device.Device
	if !insist(ctx, func(ctx context.Context) (err error) {
		visitor, err = device.SignIn(ctx, config)
		return err
	}) {
		line.Close()
		return
	}
	living, die := context.WithCancel(ctx)
	n.lasting.Go(func() {
		defer line.Close()
		visitor.Run(living)
	})
	n.lasting.Go(func() {
		defer die()
		// Writing goes on: it is never settled for long.
		waitFor(ctx, visitFor, visitor.Settled)
		for i := range burst {
			n.town.seats[(user+1)%len(n.town.seats)].Compose(n.town.everybody.id, fmt.Sprintf("while %s is signed out, %d", host.Name(), i))
		}
		sleep(ctx, time.Duration(number%50)*time.Millisecond)
		if !insist(ctx, func(ctx context.Context) error {
			err := visitor.API().SignOut(ctx)
			var refused *protocol.Error
			if errors.As(err, &refused) && refused.Code == protocol.CodeLoginRequired {
				return nil // it was carried out before, and the answer lost
			}
			return err
		}) {
			return
		}
		n.history.Add(history.Event{Op: history.Fault, Kind: "revoked"})
		n.history.Add(history.Event{Op: history.Revoked, Device: visitor.Name(), User: visitor.User().String()})
		sleep(ctx, afterRevocation)
	})
}

// insist tries something until it is done; false when it was not in time.
func insist(ctx context.Context, do func(context.Context) error) bool {
	ctx, stop := context.WithTimeout(ctx, insistFor)
	defer stop()
	for {
		try, stop := context.WithTimeout(ctx, insistEvery)
		err := do(try)
		stop()
		if err == nil {
			return true
		}
		if !sleep(ctx, insistAfter) {
			return false
		}
	}
}
