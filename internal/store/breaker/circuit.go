package breaker

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"

	"twoticks/internal/messenger"
)

// never is longer than a circuit stays open: what opens it half is the probe, and not the library's time.
const never = 24 * time.Hour

// circuit is the policy of one kind of act, and what surrounds it: failures in a row, the probe, and the log.
type circuit struct {
	name  string
	probe func(context.Context) error
	log   *slog.Logger

	mu       sync.Mutex
	policy   circuitbreaker.CircuitBreaker[any]
	turn     uint64 // changes with the state: what began in another state says nothing about this one
	inARow   int
	openings int
	until    time.Time // when the probe goes
	timer    *time.Timer
	stopped  bool
	probing  sync.WaitGroup

	// base ends with the circuit.
	base   context.Context
	cancel context.CancelFunc
}

func newCircuit(name string, probe func(context.Context) error, log *slog.Logger) *circuit {
	c := &circuit{name: name, probe: probe, log: log}
	c.policy = circuitbreaker.NewBuilder[any]().
		WithFailureRateThreshold(failureRate, leastCalls, period).
		WithSuccessThreshold(trials).
		WithDelay(never).
		Build()
	c.base, c.cancel = context.WithCancel(context.Background())
	return c
}

// enter lets a call through, or refuses it at once.
func (c *circuit) enter() (turn uint64, refused error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.policy.TryAcquirePermit() {
		wait := max(time.Until(c.until), openFor[0]/4)
		return 0, messenger.ErrUnavailable.After(wait)
	}
	return c.turn, nil
}

// leave counts what came of a call.
func (c *circuit) leave(turn uint64, o outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if turn != c.turn || o == left && c.policy.IsClosed() {
		return
	}
	before := c.policy.State()
	if o == answered {
		c.inARow = 0
		c.policy.RecordSuccess()
	} else {
		c.inARow++
		c.policy.RecordFailure()
		if c.inARow >= inARow && !c.policy.IsOpen() {
			c.policy.Open()
		}
	}
	if now := c.policy.State(); now != before {
		c.moved(now)
	}
}

// moved is called with the lock held.
func (c *circuit) moved(to circuitbreaker.State) {
	c.turn++
	c.inARow = 0
	switch to {
	case circuitbreaker.OpenState:
		c.log.Warn("the store fails: it is not asked for a while", "circuit", c.name)
		c.schedule()
	case circuitbreaker.ClosedState:
		c.openings = 0
		c.log.Info("the store answers again", "circuit", c.name)
	}
}

// schedule lets the probe go after a while. The lock is held.
func (c *circuit) schedule() {
	if c.stopped {
		return
	}
	wait := openFor[min(c.openings, len(openFor)-1)]
	wait += time.Duration((rand.Float64()*2 - 1) * jitter * float64(wait))
	c.openings++
	c.until = time.Now().Add(wait)
	c.probing.Add(1)
	c.timer = time.AfterFunc(wait, c.try)
}

// try asks the store itself, before any user does.
func (c *circuit) try() {
	defer c.probing.Done()
	err := c.probe(c.base)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.stopped:
	case judge(c.base, err) == answered:
		c.policy.HalfOpen()
		c.moved(circuitbreaker.HalfOpenState)
	default:
		c.log.Debug("the store still fails", "circuit", c.name, "error", err)
		c.schedule()
	}
}

func (c *circuit) open() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.policy.IsOpen()
}

func (c *circuit) state() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.policy.IsOpen():
		return Open
	case c.policy.IsHalfOpen():
		return HalfOpen
	}
	return Closed
}

func (c *circuit) stop() {
	c.mu.Lock()
	if !c.stopped {
		c.stopped = true
		c.cancel()
		if c.timer != nil && c.timer.Stop() {
			c.probing.Done()
		}
	}
	c.mu.Unlock()
	c.probing.Wait()
}
