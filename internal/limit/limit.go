package limit

import (
	"fmt"
	"math"
	"sync"
	"time"
)

// maxBuckets bounds what is remembered per name. A bucket that is full again is forgotten first.
const maxBuckets = 100_000

// looksForRoom is how many buckets are looked at when one more does not fit.
const looksForRoom = 16

// Clock tells the time.
type Clock interface{ Now() time.Time }

// Limits holds the buckets. It is safe for use by many goroutines.
type Limits struct {
	clock  Clock
	groups map[string]*group
}

// group is the buckets of one name.
type group struct {
	burst float64
	every time.Duration

	mu      sync.Mutex
	buckets map[string]bucket
	refused uint64
}

// bucket is what a key had left at a time.
type bucket struct {
	left float64
	at   time.Time
}

// New makes the buckets of a table, each Scale times as large and as quick.
func New(table map[string]Rate, scale float64, clock Clock) (*Limits, error) {
	if !(scale > 0) || math.IsInf(scale, 1) {
		return nil, fmt.Errorf("the scale of limits must be above 0, not %v", scale)
	}
	l := &Limits{clock: clock, groups: make(map[string]*group, len(table))}
	for name, rate := range table {
		if rate.Burst < 1 || rate.Every <= 0 {
			return nil, fmt.Errorf("limit %s: a bucket needs a burst and a time", name)
		}
		l.groups[name] = &group{
			burst: max(1, float64(rate.Burst)*scale), every: max(1, time.Duration(float64(rate.Every)/scale)),
			buckets: map[string]bucket{},
		}
	}
	return l, nil
}

// Allow takes one from the bucket of a key, or tells how long to wait. The name is one of the table's: another one is a
// mistake of ours, and panics.
func (l *Limits) Allow(name, key string) (retryAfter time.Duration, ok bool) {
	return l.Take(name, key, 1)
}

// Take takes n at once, or nothing. More than the bucket holds is given when it is full, and owed: a batch is never
// refused for ever.
func (l *Limits) Take(name, key string, n int) (retryAfter time.Duration, ok bool) {
	g := l.groups[name]
	if g == nil {
		panic("limit: no limit of the name " + name)
	}
	if n <= 0 {
		return 0, true
	}
	return g.take(key, float64(n), l.clock.Now())
}

// GiveBack returns n that were taken and not used after all.
func (l *Limits) GiveBack(name, key string, n int) {
	g := l.groups[name]
	if g == nil {
		panic("limit: no limit of the name " + name)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if b, known := g.buckets[key]; known {
		b.left = min(g.burst, b.left+float64(n))
		g.buckets[key] = b
	}
}

func (g *group) take(key string, n float64, now time.Time) (time.Duration, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	b, known := g.buckets[key]
	if !known {
		g.makeRoom(now)
		b = bucket{g.burst, now}
	}
	b = g.refilled(b, now)
	if missing := min(n, g.burst) - b.left; missing > 0 {
		g.buckets[key] = b
		g.refused++
		return time.Duration(math.Ceil(missing * float64(g.every))), false
	}
	b.left -= n
	g.buckets[key] = b
	return 0, true
}

// refilled is a bucket as of now. A clock that was set back refills nothing and begins to count anew.
func (g *group) refilled(b bucket, now time.Time) bucket {
	if passed := now.Sub(b.at); passed > 0 {
		b.left = min(g.burst, b.left+float64(passed)/float64(g.every))
	}
	return bucket{b.left, now}
}

// makeRoom looks at a few buckets, in the random order of a map, and forgets those that are full again, and one in any
// case. A look at all of them would make every stranger as dear as all the others together.
func (g *group) makeRoom(now time.Time) {
	if len(g.buckets) < maxBuckets {
		return
	}
	looked := 0
	for key, b := range g.buckets {
		if looked == 0 || g.refilled(b, now).left >= g.burst {
			delete(g.buckets, key)
		}
		if looked++; looked == looksForRoom {
			return
		}
	}
}

// Refused tells how often each limit said no.
func (l *Limits) Refused() map[string]uint64 {
	counts := make(map[string]uint64, len(l.groups))
	for name, g := range l.groups {
		g.mu.Lock()
		counts[name] = g.refused
		g.mu.Unlock()
	}
	return counts
}
