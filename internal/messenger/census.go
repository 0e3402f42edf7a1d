package messenger

// Census is what the messenger holds in memory, in numbers.
type Census struct {
	// Online are users who have a lease, or had one a moment ago; Typing are chats in which somebody types.
	Online, Typing int
}

// Census counts.
func (m *Messenger) Census() Census {
	var c Census
	m.presence.mu.Lock()
	c.Online = len(m.presence.users)
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
