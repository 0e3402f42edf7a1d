package live

import (
	"sync"
	"time"

	"twoticks/protocol"
)

// The pace of one connection. Other limits (messages a minute, look-ups) are the command room's.
const (
	offencesAllowed = 3
	offencesWithin  = int64(time.Minute)
)

// bucket is how many commands a connection may send now.
type bucket struct {
	tokens float64
	at     int64
}

// take takes one, or says how long until there is one.
func (b *bucket) take(now int64, burst, rate float64) (wait time.Duration, ok bool) {
	b.tokens = min(burst, b.tokens+rate*time.Duration(now-b.at).Seconds())
	b.at = now
	if b.tokens < 1 {
		return time.Duration((1 - b.tokens) / rate * float64(time.Second)), false
	}
	b.tokens--
	return 0, true
}

// free are commands that a page sends by itself and that are cheap or limited elsewhere: a person must not run out of
// them.
var free = map[string]bool{"hello": true, "beat": true, "receipt.mark": true, "typing.set": true}

// admit is asked before a command waits its turn.
func (c *connection) admit(name string) *protocol.Error {
	if free[name] {
		return nil
	}
	config := &c.server.config
	wait, ok := c.bucket.take(c.server.now(), config.CommandBurst, config.CommandRate)
	if ok {
		return nil
	}
	return refusal(protocol.CodeRateLimited, max(wait, time.Millisecond))
}

// offences counts how often a client sent what it was told to wait with.
type offences struct {
	mu    sync.Mutex
	until map[string]int64
	times []int64
}

// add notes that a command was refused for its rate. It is an offence when it had been refused before and the wait was
// not over; true when there were too many of those in a minute.
func (o *offences) add(name string, now, retryAfterMs int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	early := now < o.until[name]
	if o.until == nil {
		o.until = map[string]int64{}
	}
	o.until[name] = now + retryAfterMs*int64(time.Millisecond)
	if !early {
		return false
	}
	recent := o.times[:0]
	for _, t := range o.times {
		if now-t < offencesWithin {
			recent = append(recent, t)
		}
	}
	o.times = append(recent, now)
	return len(o.times) >= offencesAllowed
}
