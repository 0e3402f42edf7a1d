package messenger

import (
	"slices"
	"time"
)

// NodeID names a node of the server for as long as it runs.
type NodeID [16]byte

// Nodes tells the other nodes of this server what happened here and lives in no store. It must not block and cannot fail:
// what it loses is made good when the nodes tell each other everything again.
type Nodes interface {
	// PresenceMoved says that a user came here or went from here, and who may see it; empty when that is not known.
	PresenceMoved(user UserID, here bool, at time.Time, audience Viewers)
	// TypingMoved says that somebody here types in a chat with these members, or does not any more; without tell nobody
	// is told so.
	TypingMoved(chat ChatID, user UserID, on, tell bool, members []Member)
	// MembersMoved says that a chat has a new membership entry.
	MembersMoved(chat ChatID, seq Seq)
	// WatchMoved says that the info of a message of a chat is open here, or none is any more; ReceiptMoved that marks rose
	// in a chat of which another node has said so.
	WatchMoved(chat ChatID, on bool)
	ReceiptMoved(ReceiptMove)
}

// alone are the other nodes of a server that has none.
type alone struct{}

func (alone) PresenceMoved(UserID, bool, time.Time, Viewers)   {}
func (alone) TypingMoved(ChatID, UserID, bool, bool, []Member) {}
func (alone) MembersMoved(ChatID, Seq)                         {}
func (alone) WatchMoved(ChatID, bool)                          {}
func (alone) ReceiptMoved(ReceiptMove)                         {}

// JoinNodes says who tells the other nodes. It is called before the server serves; a server of one node leaves it out.
func (m *Messenger) JoinNodes(n Nodes) {
	m.nodes = n
	m.presence.join(n)
}

// PresentHere are the users who are connected to this node, as the others were told.
func (m *Messenger) PresentHere() []UserID {
	p := m.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []UserID
	for id, u := range p.users {
		if u.here {
			out = append(out, id)
		}
	}
	return out
}

// HearPresence is PresenceMoved of another node.
func (m *Messenger) HearPresence(node NodeID, user UserID, there bool, at time.Time, audience Viewers) {
	p := m.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	if there {
		u := p.user(user)
		u.arrive(node, 0)
		u.audience = audience
	} else if u := p.users[user]; u != nil {
		u.audience = audience
		u.depart(node, at, p.clock.Now())
	}
	p.look(user)
}

// HearPresent is told, in parts, of all users who are connected to another node. The round numbers such a telling; with
// the last part whoever was not in it is not there any more.
func (m *Messenger) HearPresent(node NodeID, round uint64, users []UserID, last bool) {
	p := m.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range users {
		p.user(id).arrive(node, round)
		p.look(id)
	}
	if !last {
		return
	}
	now := p.clock.Now()
	for id, u := range p.users {
		if r, there := u.elsewhere[node]; there && r != round {
			u.depart(node, now, now)
			p.look(id)
		}
	}
}

// NodeGone says that a node has ended. With grace its users have a moment to come to another; without, it was last heard
// at a time that is the end of their leases (C33).
func (m *Messenger) NodeGone(node NodeID, heard time.Time, grace bool) {
	m.watches.nodeGone(node)
	p := m.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	tellAt := p.clock.Now()
	if grace {
		tellAt = tellAt.Add(presenceGrace)
	}
	for id, u := range p.users {
		if _, there := u.elsewhere[node]; there {
			u.depart(node, heard, tellAt)
			u.orphan = true
			p.look(id)
		}
	}
}

// NodesAway says whether the other nodes can be heard. While they cannot, who is not here may be there: that is unknown,
// and never offline (C18).
func (m *Messenger) NodesAway(away bool) {
	p := m.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = away
	for id := range p.users {
		p.look(id)
	}
}

// HearTyping is TypingMoved of another node.
func (m *Messenger) HearTyping(chat ChatID, user UserID, on, tell bool) {
	m.typing.set(chat, user, on, tell)
}

// HearMembers is MembersMoved of another node.
func (m *Messenger) HearMembers(chat ChatID, seq Seq) { m.members.outdated(chat, seq) }

// ForgetMembers drops all that is remembered of who is in which chat: something of it may have changed unheard.
func (m *Messenger) ForgetMembers() { m.members.forget() }

func (u *present) arrive(node NodeID, round uint64) {
	if u.elsewhere == nil {
		u.elsewhere = map[NodeID]uint64{}
	}
	u.elsewhere[node] = round
	u.orphan = false
}

// depart notes that a user is not on another node any more. That they are nowhere is told at a time of its own.
func (u *present) depart(node NodeID, seen, tellAt time.Time) {
	if _, there := u.elsewhere[node]; !there {
		return
	}
	delete(u.elsewhere, node)
	u.seen = latest(u.seen, seen)
	u.tellAt = latest(u.tellAt, tellAt)
}

func latest(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }
