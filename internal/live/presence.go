package live

import (
	"sync"
	"time"

	"twoticks/internal/auth"
	"twoticks/protocol"
)

// presence is what a connection's page said of itself.
type presence struct {
	mu     sync.Mutex
	seen   bool // it could be seen once
	hidden bool
	since  int64
	// focused: its window had the focus when it told last.
	focused bool
}

func (p *presence) focus(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.focused = on
}

func (p *presence) hasFocus() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.focused
}

// Looks says whether somebody has a chat before their eyes, in a window of this node that has the focus, as the page said last.
func (s *Server) Looks(user auth.UserID, chat protocol.ChatID) bool {
	return s.Registry.any(user, func(c *connection) bool { return c.presence.hasFocus() && c.shown.has(chat) })
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
