package client

import (
	"context"
	"slices"
	"sync"

	"twoticks/protocol"
)

// Ask carries a command out, over whatever way there is, and returns the body of its answer.
type Ask func(ctx context.Context, name string, body []byte) ([]byte, error)

// farBehind is how many entries behind a chat is read anew instead of caught up with (C12).
const farBehind = 1000

// The pages that a mirror asks for.
const (
	newestPage  = 50
	changesPage = 200
)

// Mirror is what a device holds of its chats, kept true by the rules of the contract: it catches up after each welcome,
// applies what is pushed, and reads what is missing (C12 to C17). It asks for one thing after the other and keeps
// everything in memory. It is for one goroutine; only Chats may be called from others.
type Mirror struct {
	ask   Ask
	me    protocol.UserID
	epoch string
	rev   protocol.Rev

	mu    sync.Mutex
	chats map[protocol.ChatID]*Chat
}

// Chat is the window that is held of one chat.
type Chat struct {
	ID  protocol.ChatID
	Row protocol.ChatRow
	// Held: something of it was read; Cursor is as of when Messages are true.
	Held     bool
	Cursor   protocol.Seq
	Messages []protocol.Message
	// Mine and Others are marks, which only rise (C20).
	Mine, Others protocol.Marks
	// head is where the server said that the chat stands.
	head protocol.Seq
	// hidden are messages that the user deleted for itself.
	hidden map[protocol.Seq]bool
}

// NewMirror makes an empty one. Ask is called from within Welcome and Apply.
func NewMirror(ask Ask) *Mirror {
	return &Mirror{ask: ask, chats: map[protocol.ChatID]*Chat{}}
}

// Chats is what is held now: a copy.
func (m *Mirror) Chats() map[protocol.ChatID]Chat {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make(map[protocol.ChatID]Chat, len(m.chats))
	for id, c := range m.chats {
		one := *c
		one.Messages = slices.Clone(c.Messages)
		out[id] = one
	}
	return out
}

// Welcome catches up with a server that this device has just connected to. In another epoch history may be another: what
// was held is let go (C17).
func (m *Mirror) Welcome(ctx context.Context, w protocol.Welcome) error {
	m.me = w.Me.ID
	m.enter(w.Epoch)
	return m.catchUp(ctx)
}

// enter takes note of the epoch, and says whether it is another one than before.
func (m *Mirror) enter(epoch string) (another bool) {
	if epoch == m.epoch {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	another = m.epoch != ""
	m.epoch, m.rev = epoch, 0
	clear(m.chats)
	return another
}

// catchUp reads what changed of the account, then where the chats stand, then what is missing of each, the newest first
// (C16). If the epoch changes on the way, it begins again.
func (m *Mirror) catchUp(ctx context.Context) error {
	for {
		again, err := m.readAll(ctx)
		if err != nil || !again {
			return err
		}
	}
}

func (m *Mirror) readAll(ctx context.Context) (again bool, err error) {
	if again, err = m.readAccount(ctx); again || err != nil {
		return again, err
	}
	var stand []protocol.ChatID
	for after := ""; ; {
		page, err := ask[protocol.Heads](ctx, m, "heads.list", protocol.HeadsList{After: after})
		if err != nil {
			return false, err
		}
		if m.enter(page.Epoch) {
			return true, nil
		}
		for _, h := range page.Heads {
			m.stands(h)
			stand = append(stand, h.Chat)
		}
		if after = page.Next; after == "" {
			break
		}
	}
	for _, id := range stand {
		if again, err = m.fetch(ctx, m.chat(id)); again || err != nil {
			return again, err
		}
	}
	return false, nil
}

func (m *Mirror) readAccount(ctx context.Context) (again bool, err error) {
	for {
		page, err := ask[protocol.AccountRows](ctx, m, "account.since", protocol.AccountSince{Rev: m.rev})
		if err != nil {
			return false, err
		}
		if m.enter(page.Epoch) {
			return true, nil
		}
		m.rows(page.Chats)
		m.hide(page.Hidden)
		m.rev = max(m.rev, page.Rev)
		if !page.More {
			return false, nil
		}
	}
}

// fetch reads what is missing of a chat up to its head.
func (m *Mirror) fetch(ctx context.Context, c *Chat) (again bool, err error) {
	if !c.Held || c.head > c.Cursor+farBehind {
		page, err := ask[protocol.History](ctx, m, "history.read", protocol.HistoryRead{Chat: c.ID, Limit: newestPage})
		if err != nil {
			return false, err
		}
		if m.enter(page.Epoch) {
			return true, nil
		}
		m.mu.Lock()
		c.Held, c.Cursor, c.Messages = true, page.Head, page.Messages
		m.mu.Unlock()
		return false, nil
	}
	for c.Cursor < c.head {
		page, err := ask[protocol.Changes](ctx, m, "changes.read", protocol.ChangesRead{Chat: c.ID, After: c.Cursor, Limit: changesPage})
		if err != nil {
			return false, err
		}
		if m.enter(page.Epoch) {
			return true, nil
		}
		if page.Upto <= c.Cursor {
			return false, nil // a membership that has ended: there is no more for this device
		}
		m.mu.Lock()
		c.drop(page.Expired)
		for _, e := range page.Entries {
			c.apply(e)
		}
		c.Cursor, c.head = page.Upto, max(c.head, page.Head)
		m.mu.Unlock()
	}
	return false, nil
}

// chat finds what is held of one, and begins it if need be.
func (m *Mirror) chat(id protocol.ChatID) *Chat {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.chats[id]
	if c == nil {
		c = &Chat{ID: id}
		m.chats[id] = c
	}
	return c
}

func ask[Reply any](ctx context.Context, m *Mirror, name string, request any) (reply Reply, err error) {
	body, err := m.ask(ctx, name, protocol.Encode(request))
	if err != nil {
		return reply, err
	}
	reply, bad := protocol.DecodeServer[Reply](body)
	if bad != nil {
		return reply, bad
	}
	return reply, nil
}
