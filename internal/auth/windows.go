package auth

import (
	"math"
	"sync"
	"time"
)

// maxKeys bounds what one window remembers. Keys are networks and accounts; who can fill it from one network runs into
// the limit of the wider network first.
const maxKeys = 100_000

// window counts what happens per key in fixed spans of time. It forgets everything when a span ends.
type window[K comparable] struct {
	span  time.Duration
	limit int

	mu     sync.Mutex
	start  time.Time
	counts map[K]int
}

func newWindow[K comparable](span time.Duration, limit int, scale float64) *window[K] {
	if scale > 0 {
		limit = int(math.Ceil(float64(limit) * scale))
	}
	return &window[K]{span: span, limit: limit, counts: map[K]int{}}
}

// full tells how long to wait, if the key has reached the limit.
func (w *window[K]) full(key K, now time.Time) (wait time.Duration, full bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.roll(now)
	if w.counts[key] < w.limit {
		return 0, false
	}
	return w.start.Add(w.span).Sub(now), true
}

// add counts one.
func (w *window[K]) add(key K, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.roll(now)
	if _, known := w.counts[key]; !known && len(w.counts) >= maxKeys {
		for other := range w.counts {
			delete(w.counts, other)
			break
		}
	}
	w.counts[key]++
}

func (w *window[K]) roll(now time.Time) {
	// A clock that was set back begins a span too, rather than freezing the one that is.
	if age := now.Sub(w.start); age >= w.span || age < 0 {
		w.start = now
		clear(w.counts)
	}
}
