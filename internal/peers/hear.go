package peers

import (
	"context"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// hear takes what another node says.
func (p *Peers) hear(ctx context.Context, m message) {
	p.know(m)
	from := messenger.NodeID(m.From)
	switch {
	case m.Bye != nil:
		p.Domain.NodeGone(from, p.Domain.Now(), true)
	case m.Ask != nil:
		p.tellPresent()
		p.tellWatched()
	case m.Present != nil:
		p.Domain.HearPresent(from, m.Present.Round, users(m.Present.Users), m.Present.Last)
	case m.Presence != nil:
		n := m.Presence
		p.Domain.HearPresence(from, messenger.UserID(n.User), n.Here, time.UnixMilli(n.At),
			messenger.Viewers{All: users(n.Audience), StateOnly: users(n.StateOnly)})
	case m.Members != nil:
		p.Domain.HearMembers(messenger.ChatID(m.Members.Chat), messenger.Seq(m.Members.Seq))
	case m.Watch != nil:
		p.Domain.HearWatch(from, messenger.ChatID(m.Watch.Chat), m.Watch.On)
	case m.Receipt != nil:
		r := m.Receipt
		p.Domain.HearReceipt(messenger.ReceiptMove{
			Chat: messenger.ChatID(r.Chat), User: messenger.UserID(r.User), At: time.UnixMilli(r.At),
			Before: messenger.Marks{Delivered: messenger.Seq(r.WasDelivered), Read: messenger.Seq(r.WasRead)},
			After:  messenger.Marks{Delivered: messenger.Seq(r.Delivered), Read: messenger.Seq(r.Read)},
			Played: messenger.Seq(r.Played),
		})
	case m.Ended != nil:
		p.SessionEnded(auth.SessionID(*m.Ended))
	case m.Post != nil:
		p.carryOut(ctx, m)
	case m.Told != nil:
		p.hearTold(m.Told)
	case m.Look != nil:
		p.sayWhoLooks(m)
	case m.Answer != nil:
		p.posts.answered(*m.Answer)
	}
}

// know notes that a node lives. Who was not known is asked for what it has.
func (p *Peers) know(m message) {
	p.mu.Lock()
	n := p.nodes[m.From]
	isNew := n == nil
	if isNew && m.Bye == nil {
		n = &node{}
		p.nodes[m.From] = n
	}
	if m.Bye != nil {
		delete(p.nodes, m.From)
	} else {
		n.heard = time.Now()
	}
	p.mu.Unlock()
	if isNew && m.Bye == nil && m.Present == nil {
		p.tell(message{To: m.From, Ask: &struct{}{}})
	}
}

func users(ids []id) []messenger.UserID {
	out := make([]messenger.UserID, len(ids))
	for i := range ids {
		out[i] = messenger.UserID(ids[i])
	}
	return out
}
