package messenger

// Census is what the messenger holds in memory, in numbers.
type Census struct {
	// Online are users who have a lease on this node, or had one a moment ago; Typing are chats in which somebody types.
	Online, Typing int
}

// Census counts.
func (m *Messenger) Census() Census {
	var c Census
	m.presence.mu.Lock()
	for _, u := range m.presence.users {
		if u.here || len(u.leases) > 0 {
			c.Online++
		}
	}
	m.presence.mu.Unlock()
	m.typing.mu.Lock()
	for _, chat := range m.typing.chats {
		if len(chat.users) > 0 {
			c.Typing++
		}
	}
	m.typing.mu.Unlock()
	return c
}
