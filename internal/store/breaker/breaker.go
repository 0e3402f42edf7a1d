// Package breaker keeps a store that fails from being asked again and again, and those who ask it from waiting: after
// some failures it answers by itself, at once, that nothing was stored and when to come back. Reads and writes have a
// circuit each, since a disk that takes nothing may still be read.
//
// It is not for refusals, which are answers, nor for a full disk, which is one too. It stands between the rooms and the
// store (app puts it there), holds counts of the last seconds, and owns a goroutine for each read, so that one that
// hangs can be left behind, and one timer for each circuit that is open. A write gets a deadline, by which the store
// answers whatever the disk does: it alone can say whether nothing was stored or the outcome is unknown (C5).
package breaker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"twoticks/internal/messenger"
	"twoticks/internal/store/around"
)

// The settings. A circuit opens after inARow failures one after the other, or when of at least leastCalls calls in period
// as many as failureRate failed. It stays open for the first of openFor, then the next, each time a part of jitter more or less;
// then the store's own probe goes first, and when that succeeded, trials calls of users, and when these did, all.
const (
	callWithin  = 5 * time.Second
	inARow      = 5
	leastCalls  = 20
	failureRate = 0.5
	period      = 10 * time.Second
	trials      = 3
	jitter      = 0.2
)

var openFor = [...]time.Duration{time.Second, 2 * time.Second, 3 * time.Second}

// Breaker is a store behind its two circuits.
type Breaker struct {
	*around.Store
	reads, writes *circuit
	log           *slog.Logger
}

// New puts the circuits before a store.
func New(store around.Port, log *slog.Logger) *Breaker {
	b := &Breaker{log: log}
	b.Store = around.New(store, b.around)
	probe := func(write bool) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := b.bounded(ctx, around.Act{Name: "Probe", Write: write}, func(ctx context.Context) (any, error) {
				return nil, store.Probe(ctx, write)
			})
			return err
		}
	}
	b.reads = newCircuit("reads", probe(false), log)
	b.writes = newCircuit("writes", probe(true), log)
	return b
}

// Stop ends the probes and waits for them.
func (b *Breaker) Stop() {
	b.reads.stop()
	b.writes.stop()
}

// Ready tells why the store cannot be used now: a circuit is open, or a row cannot be read.
func (b *Breaker) Ready(ctx context.Context) error {
	for _, c := range []*circuit{b.reads, b.writes} {
		if c.open() {
			return fmt.Errorf("the store does not answer: the circuit of %s is open", c.name)
		}
	}
	return b.Probe(ctx, false)
}

// State is how far a circuit lets acts through.
type State int

// The states.
const (
	Closed   State = iota // all
	HalfOpen              // a few, to see whether they succeed
	Open                  // none for a while
)

// States tells how the circuits of reads and of writes stand.
func (b *Breaker) States() (reads, writes State) { return b.reads.state(), b.writes.state() }

func (b *Breaker) around(ctx context.Context, act around.Act, call func(context.Context) (any, error)) (any, error) {
	c := b.reads
	if act.Write {
		c = b.writes
	}
	turn, refused := c.enter()
	if refused != nil {
		return nil, refused
	}
	end := failed // unless it ends without a panic
	defer func() { c.leave(turn, end) }()
	value, err := b.bounded(ctx, act, call)
	end = judge(ctx, err)
	return value, err
}

type ended struct {
	value any
	err   error
	panic any
	stack []byte
}

// bounded waits for an act no longer than callWithin.
func (b *Breaker) bounded(ctx context.Context, act around.Act, call func(context.Context) (any, error)) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	if act.Write {
		return call(ctx)
	}
	return b.leaving(ctx, act, call)
}

// leaving is a read on a goroutine of its own, which is left behind at the deadline: nothing ends a read that waits for
// the disk.
func (b *Breaker) leaving(ctx context.Context, act around.Act, call func(context.Context) (any, error)) (any, error) {
	done := make(chan ended, 1)
	go func() {
		var e ended
		defer func() {
			if e.panic = recover(); e.panic != nil {
				e.stack = debug.Stack()
			}
			done <- e
		}()
		e.value, e.err = call(ctx)
	}()
	select {
	case e := <-done:
		if e.panic != nil {
			// It ends the command, as if it had happened there; its own stack is told where it still is one.
			b.log.ErrorContext(ctx, "the store panicked", "act", act.Name, "cause", e.panic, "stack", string(e.stack))
			panic(e.panic)
		}
		return e.value, e.err
	case <-ctx.Done():
	}
	return nil, messenger.ErrUnavailable.After(openFor[0]).Because(fmt.Errorf("%s: %w", act.Name, ctx.Err()))
}

// outcome is what an act's end says about the store.
type outcome uint8

const (
	answered outcome = iota
	failed
	left // the caller went away: it says nothing
)

func judge(ctx context.Context, err error) outcome {
	if err == nil {
		return answered
	}
	switch messenger.KindOf(err) {
	case messenger.Internal, messenger.Unknown:
	case messenger.Unavailable:
		// The queue of the store was full: it has too much to do, and does it.
		if errors.Is(err, messenger.ErrOverloaded) {
			return answered
		}
	default:
		return answered
	}
	// Whoever goes away takes an act that did not run along; one that did not end by its deadline ran, and hangs.
	if ctx.Err() != nil && messenger.KindOf(err) != messenger.Unknown {
		return left
	}
	return failed
}
