package testkit

import (
	"context"
	"sync"
	"time"
)

// Clock is a clock that a test moves. It is safe for use by many goroutines.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	paused time.Duration
}

// NewClock starts on an ordinary day.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

// Now implements messenger.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves it.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Pause is a wait that takes no time here and all of it on the clock.
func (c *Clock) Pause(_ context.Context, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.paused += d
}

// Paused is how long all pauses together were.
func (c *Clock) Paused() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.paused
}
