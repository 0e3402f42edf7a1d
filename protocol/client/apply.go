package client

import (
	"context"
	"slices"

	"twoticks/protocol"
)

// Apply takes an event of the connection that the mirror was welcomed on. Events that are about no chat's log or marks
// change nothing.
func (m *Mirror) Apply(ctx context.Context, e protocol.Event) error {
	switch e.Type {
	case protocol.EventName[protocol.MessageAdded]():
		return with(e, func(b protocol.MessageAdded) error {
			return m.pushed(ctx, b.Message.Chat, protocol.Entry{Seq: b.Message.Seq, Message: &b.Message})
		})
	case protocol.EventName[protocol.MessageChanged]():
		return with(e, func(b protocol.MessageChanged) error { return m.pushed(ctx, b.Chat, b.Entry) })
	case protocol.EventName[protocol.HeadMoved]():
		return with(e, func(b protocol.HeadMoved) error { return m.moved(ctx, b.Chat, b.Head) })
	case protocol.EventName[protocol.Reread]():
		return m.catchUp(ctx)
	case protocol.EventName[protocol.AccountChanged]():
		return with(e, func(b protocol.AccountChanged) error { return m.accountChanged(ctx, b) })
	case protocol.EventName[protocol.ReceiptAdvanced]():
		return with(e, func(b protocol.ReceiptAdvanced) error { m.advanced(b); return nil })
	case protocol.EventName[protocol.AllAdvanced]():
		return with(e, func(b protocol.AllAdvanced) error {
			m.rise(b.Chat, protocol.Marks{}, b.Others)
			return nil
		})
	case protocol.EventName[protocol.ExpiredChanged]():
		return with(e, func(b protocol.ExpiredChanged) error { m.expired(b); return nil })
	}
	return nil
}

func with[B any](e protocol.Event, do func(B) error) error {
	body, bad := protocol.DecodeServer[B](e.Body)
	if bad != nil {
		return bad
	}
	return do(body)
}

// pushed takes an entry: the next one is applied, one that is known is ignored, and what lies before one further on is
// fetched (C13).
func (m *Mirror) pushed(ctx context.Context, chat protocol.ChatID, e protocol.Entry) error {
	c := m.chat(chat)
	if c.Held && e.Seq == c.Cursor+1 {
		m.mu.Lock()
		c.apply(e)
		c.Cursor, c.head = e.Seq, max(c.head, e.Seq)
		m.mu.Unlock()
		return nil
	}
	return m.moved(ctx, chat, e.Seq)
}

// moved hears where a chat stands.
func (m *Mirror) moved(ctx context.Context, chat protocol.ChatID, head protocol.Seq) error {
	c := m.chat(chat)
	c.head = max(c.head, head)
	if c.Held && c.Cursor >= c.head {
		return nil
	}
	again, err := m.fetch(ctx, c)
	if err == nil && again {
		return m.catchUp(ctx)
	}
	return err
}

// accountChanged takes rows that follow; a gap before them is read (C31).
func (m *Mirror) accountChanged(ctx context.Context, b protocol.AccountChanged) error {
	switch {
	case b.Rev <= m.rev:
		return nil
	case b.Rev > m.rev+protocol.Rev(len(b.Chats)+len(b.Stars)+len(b.Hidden)):
		again, err := m.readAccount(ctx)
		if err == nil && again {
			return m.catchUp(ctx)
		}
		return err
	}
	m.rows(b.Chats)
	m.hide(b.Hidden)
	m.rev = b.Rev
	return nil
}

// hide lets go of messages that the user deleted for itself, and of those that are still to come.
func (m *Mirror) hide(rows []protocol.Hidden) {
	for _, h := range rows {
		c := m.chat(h.Chat)
		m.mu.Lock()
		if c.hidden == nil {
			c.hidden = map[protocol.Seq]bool{}
		}
		c.hidden[h.Seq] = true
		c.Messages = slices.DeleteFunc(c.Messages, func(m protocol.Message) bool { return m.Seq == h.Seq })
		m.mu.Unlock()
	}
}

func (m *Mirror) rows(rows []protocol.ChatRow) {
	for _, r := range rows {
		c := m.chat(r.Chat)
		m.mu.Lock()
		if r.Rev >= c.Row.Rev {
			c.Row = r
		}
		m.mu.Unlock()
	}
}

// stands takes a heads row.
func (m *Mirror) stands(h protocol.HeadsRow) {
	c := m.chat(h.Chat)
	m.rise(h.Chat, h.Mine, h.Others)
	m.mu.Lock()
	defer m.mu.Unlock()
	c.head = max(c.head, h.Head)
	c.drop(h.Expired)
}

func (m *Mirror) advanced(b protocol.ReceiptAdvanced) {
	if b.User == m.me {
		m.rise(b.Chat, b.Marks, protocol.Marks{})
		return
	}
	m.rise(b.Chat, protocol.Marks{}, b.Marks)
}

func (m *Mirror) expired(b protocol.ExpiredChanged) {
	m.rise(b.Chat, b.Mine, b.Others)
	c := m.chat(b.Chat)
	m.mu.Lock()
	defer m.mu.Unlock()
	c.drop(b.Expired)
}

// rise raises marks; lower ones are older news.
func (m *Mirror) rise(chat protocol.ChatID, mine, others protocol.Marks) {
	c := m.chat(chat)
	m.mu.Lock()
	defer m.mu.Unlock()
	c.Mine, c.Others = higher(c.Mine, mine), higher(c.Others, others)
}

func higher(a, b protocol.Marks) protocol.Marks {
	return protocol.Marks{Delivered: max(a.Delivered, b.Delivered), Read: max(a.Read, b.Read)}
}

// apply puts a row at the end of the window, or a change where its row stands. A change of a row that is not held, or that
// may not be seen, is stepped over (C8a).
func (c *Chat) apply(e protocol.Entry) {
	if e.Seq <= c.Cursor || e.Message == nil || c.hidden[e.Message.Seq] {
		return
	}
	if e.Change == nil {
		c.Messages = append(c.Messages, *e.Message)
		return
	}
	if i := slices.IndexFunc(c.Messages, func(m protocol.Message) bool { return m.Seq == e.Message.Seq }); i >= 0 {
		c.Messages[i] = *e.Message
	}
}

// drop lets go of what left this user's queue (C25).
func (c *Chat) drop(stretches []protocol.Stretch) {
	for _, s := range stretches {
		c.Messages = slices.DeleteFunc(c.Messages, func(m protocol.Message) bool { return m.Seq > s.From && m.Seq <= s.To })
	}
}
