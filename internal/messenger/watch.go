package messenger

import (
	"context"
	"sync"
	"time"
)

// ReceiptMove is one member's marks in a chat, as the others may see them, before and after they rose.
type ReceiptMove struct {
	Chat          ChatID
	User          UserID
	Before, After Marks
	// Played is a voice message that was played for the first time; zero for none.
	Played Seq
	At     time.Time
}

// watches are who has the info of which messages open, at which connection: they alone are told of each member's marks
// (C20). Lost with the process, as what is typed is; the page asks again on each new connection. Other nodes are told which
// chats are watched here, so that marks are carried between nodes only while somebody looks.
type watches struct {
	announce Announcer

	mu        sync.Mutex
	here      map[ChatID]map[watch]struct{}
	elsewhere map[ChatID]map[NodeID]struct{}
}

// watch is a message whose info is open at a connection. The user is its author.
type watch struct {
	user       UserID
	connection uint64
	seq        Seq
}

func newWatches(announce Announcer) *watches {
	return &watches{announce: announce, here: map[ChatID]map[watch]struct{}{}, elsewhere: map[ChatID]map[NodeID]struct{}{}}
}

// WatchMessage reads who has one of the actor's own messages, and tells of each who gets or reads it from then on, until
// UnwatchMessage. What happens between is told: it watches first and reads then (C14).
func (m *Messenger) WatchMessage(ctx context.Context, actor Actor, connection uint64, chat ChatID, seq Seq) (MessageInfo, error) {
	w := watch{actor.User, connection, seq}
	if m.watches.add(chat, w) {
		m.nodes.WatchMoved(chat, true)
	}
	info, err := m.MessageInfo(ctx, actor, chat, seq)
	if err != nil {
		m.UnwatchMessage(actor, connection, chat, seq)
	}
	return info, err
}

// UnwatchMessage ends it.
func (m *Messenger) UnwatchMessage(actor Actor, connection uint64, chat ChatID, seq Seq) {
	if m.watches.remove(chat, watch{actor.User, connection, seq}) {
		m.nodes.WatchMoved(chat, false)
	}
}

// receiptAdvanced tells of marks that rose here.
func (m *Messenger) receiptAdvanced(v Marked) {
	if v.Passed != nil {
		m.announce.QueueChanged(QueueChange{Chat: v.Chat, Views: []QueueView{*v.Passed}})
	}
	m.announce.ReceiptAdvanced(v)
	move := ReceiptMove{Chat: v.Chat, User: v.User, Before: v.Before, After: v.Shown, At: v.At}
	m.watches.moved(move)
	if m.watches.isElsewhere(v.Chat) {
		m.nodes.ReceiptMoved(move)
	}
}

// HearReceipt is ReceiptMoved of another node.
func (m *Messenger) HearReceipt(move ReceiptMove) { m.watches.moved(move) }

// HearWatch is WatchMoved of another node.
func (m *Messenger) HearWatch(node NodeID, chat ChatID, on bool) {
	w := m.watches
	w.mu.Lock()
	defer w.mu.Unlock()
	if on {
		if w.elsewhere[chat] == nil {
			w.elsewhere[chat] = map[NodeID]struct{}{}
		}
		w.elsewhere[chat][node] = struct{}{}
		return
	}
	if delete(w.elsewhere[chat], node); len(w.elsewhere[chat]) == 0 {
		delete(w.elsewhere, chat)
	}
}

// WatchedHere are the chats with a message that is watched at this node, for a node that does not know yet.
func (m *Messenger) WatchedHere() (chats []ChatID) {
	m.watches.mu.Lock()
	defer m.watches.mu.Unlock()
	for chat := range m.watches.here {
		chats = append(chats, chat)
	}
	return chats
}

// add tells whether it is the first of its chat here.
func (w *watches) add(chat ChatID, one watch) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	first := w.here[chat] == nil
	if first {
		w.here[chat] = map[watch]struct{}{}
	}
	w.here[chat][one] = struct{}{}
	return first
}

// remove tells whether it was the last of its chat here.
func (w *watches) remove(chat ChatID, one watch) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.here[chat][one]; !ok {
		return false
	}
	delete(w.here[chat], one)
	if len(w.here[chat]) > 0 {
		return false
	}
	delete(w.here, chat)
	return true
}

func (w *watches) isElsewhere(chat ChatID) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.elsewhere[chat]) > 0
}

func (w *watches) nodeGone(node NodeID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for chat, nodes := range w.elsewhere {
		if delete(nodes, node); len(nodes) == 0 {
			delete(w.elsewhere, chat)
		}
	}
}

// moved tells those who watch a message that it has reached one more, or was read by one more: nothing about other
// messages, and nothing that was so before.
func (w *watches) moved(move ReceiptMove) {
	type reached struct {
		user UserID
		seq  Seq
	}
	w.mu.Lock()
	told := map[reached]MemberReceipt{}
	for one := range w.here[move.Chat] {
		delivered := move.Before.Delivered < one.seq && move.After.Delivered >= one.seq
		read := move.Before.Read < one.seq && move.After.Read >= one.seq
		played := move.Played == one.seq
		if one.user == move.User || !delivered && !read && !played {
			continue
		}
		r := MemberReceipt{User: move.User, Delivered: true, Read: read || played}
		if played {
			r.PlayedAt = move.At
		}
		if delivered {
			r.DeliveredAt = move.At
		}
		if read {
			r.ReadAt = move.At
		}
		told[reached{one.user, one.seq}] = r
	}
	w.mu.Unlock()
	for to, r := range told {
		w.announce.ReceiptReached(to.user, move.Chat, to.seq, r)
	}
}
