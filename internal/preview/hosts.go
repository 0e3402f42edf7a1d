package preview

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// between is how long a host is left alone after it was asked.
	between = time.Second
	// A host that fails so often in a row is not asked for a while.
	failures = 3
	restFor  = time.Minute
	// maxHosts is how many are remembered; beyond that those go that were not asked lately.
	maxHosts = 1_000
)

var errResting = errors.New("this host failed lately")

// hosts sees that nobody is asked too often on behalf of this server.
type hosts struct {
	mu   sync.Mutex
	list map[string]*host
}

type host struct {
	next     time.Time
	failures int
	until    time.Time
}

func newHosts() *hosts { return &hosts{list: map[string]*host{}} }

// enter waits for a host's turn.
func (h *hosts) enter(ctx context.Context, name string) error {
	h.mu.Lock()
	now := time.Now()
	if len(h.list) >= maxHosts {
		for other, is := range h.list {
			if is.next.Before(now) && is.until.Before(now) {
				delete(h.list, other)
			}
		}
	}
	is := h.list[name]
	if is == nil {
		is = &host{}
		h.list[name] = is
	}
	if is.until.After(now) {
		h.mu.Unlock()
		return errResting
	}
	wait := is.next.Sub(now)
	is.next = now.Add(max(wait, 0) + between)
	h.mu.Unlock()
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ended notes how it went.
func (h *hosts) ended(name string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	is := h.list[name]
	if is == nil {
		return
	}
	if err == nil || errors.Is(err, errNoPage) {
		is.failures = 0
		return
	}
	if is.failures++; is.failures >= failures {
		is.failures, is.until = 0, time.Now().Add(restFor)
	}
}
