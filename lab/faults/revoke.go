package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"twoticks/lab/faults/device"
	"twoticks/lab/faults/history"
	"twoticks/lab/faults/proxy"
)

const (
	// visitFor bounds how long a visitor may take until everything is there, and signing out.
	visitFor = 5 * time.Second
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
	signing, stop := context.WithTimeout(ctx, visitFor)
	visitor, err := device.SignIn(signing, device.Config{
		Name: fmt.Sprintf("%sv%d", handle, number), Handle: handle, URL: line.URL(), Way: wayOf(number), Scale: n.options.Scale,
		History: n.history, Seed: random.Uint64(),
	})
	stop()
	if err != nil {
		line.Close()
		return // the server, or a node, is away just now
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
		signing, stop := context.WithTimeout(ctx, visitFor)
		defer stop()
		if visitor.API().SignOut(signing) != nil {
			return // it may be or not
		}
		n.history.Add(history.Event{Op: history.Fault, Kind: "revoked"})
		n.history.Add(history.Event{Op: history.Revoked, Device: visitor.Name(), User: visitor.User().String()})
		sleep(ctx, afterRevocation)
	})
}
