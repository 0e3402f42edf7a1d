package peers

import (
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/channel"
	"twoticks/internal/messenger"
)

// audienceMost is how many may see a user before those who hear of the user read for themselves who they are.
const audienceMost = 2000

func (p *Peers) tell(m message) { p.tellOn([]channel.Topic{channel.Nodes}, m) }

func (p *Peers) tellOn(topics []channel.Topic, m message) {
	m.From = p.self
	if bytes := encode(m); bytes != nil {
		p.Layer.Publish(topics, bytes)
	}
}

// tellPresent tells everybody who is connected here.
func (p *Peers) tellPresent() {
	p.telling.Lock()
	defer p.telling.Unlock()
	p.round++
	rest := p.Domain.PresentHere()
	for last := false; !last; {
		part := rest[:min(len(rest), usersAtOnce)]
		rest = rest[len(part):]
		last = len(rest) == 0
		p.tell(message{Present: &present{Round: p.round, Users: ids(part), Last: last}})
	}
}

// PresenceMoved implements messenger.Nodes.
func (p *Peers) PresenceMoved(user messenger.UserID, here bool, at time.Time, audience messenger.Viewers) {
	if audience.Len() > audienceMost {
		audience = messenger.Viewers{}
	}
	p.telling.Lock()
	defer p.telling.Unlock()
	p.tell(message{Presence: &presence{User: id(user), Here: here, At: at.UnixMilli(), Audience: ids(audience.All), StateOnly: ids(audience.StateOnly)}})
}

// TypingMoved implements messenger.Nodes. That somebody types is for the nodes that have a member; that it ends is for all,
// since the members need not be known for it.
func (p *Peers) TypingMoved(chat messenger.ChatID, user messenger.UserID, on, tell bool, members []messenger.Member) {
	topics := []channel.Topic{channel.Nodes}
	if on {
		topics = topics[:0]
		for _, m := range members {
			topics = append(topics, channel.Topic(m.User))
		}
	}
	p.tellOn(topics, message{Typing: &typing{Chat: id(chat), User: id(user), On: on, Tell: tell}})
}

// MembersMoved implements messenger.Nodes.
func (p *Peers) MembersMoved(chat messenger.ChatID, seq messenger.Seq) {
	p.tell(message{Members: &members{Chat: id(chat), Seq: uint64(seq)}})
}

// WatchMoved implements messenger.Nodes.
func (p *Peers) WatchMoved(chat messenger.ChatID, on bool) {
	p.tell(message{Watch: &watch{Chat: id(chat), On: on}})
}

// ReceiptMoved implements messenger.Nodes.
func (p *Peers) ReceiptMoved(m messenger.ReceiptMove) {
	p.tell(message{Receipt: &receipt{
		Chat: id(m.Chat), User: id(m.User), At: m.At.UnixMilli(),
		Delivered: uint64(m.After.Delivered), Read: uint64(m.After.Read),
		WasDelivered: uint64(m.Before.Delivered), WasRead: uint64(m.Before.Read), Played: uint64(m.Played),
	}})
}

// tellWatched tells which chats are watched here.
func (p *Peers) tellWatched() {
	for _, chat := range p.Domain.WatchedHere() {
		p.WatchMoved(chat, true)
	}
}

// EndSession tells the others that a session ended here.
func (p *Peers) EndSession(session auth.SessionID) {
	ended := id(session)
	p.tell(message{Ended: &ended})
}

func ids(users []messenger.UserID) []id {
	out := make([]id, len(users))
	for i := range users {
		out[i] = id(users[i])
	}
	return out
}
