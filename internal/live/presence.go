package live

import (
	"sync"
	"time"
)

// presence is what a connection's page said of itself.
type presence struct {
	mu     sync.Mutex
	seen   bool // it could be seen once
	hidden bool
	since  int64
}

// report notes what the page says and tells whether it counts as present: while it can be seen, and for a while after it
// was hidden. A page that was hidden from the beginning does not.
func (p *presence) report(now int64, visible bool, hiddenAfter time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if visible {
		p.seen, p.hidden = true, false
		return true
	}
	if !p.hidden {
		p.hidden, p.since = true, now
	}
	return p.seen && now-p.since < int64(hiddenAfter)
}
