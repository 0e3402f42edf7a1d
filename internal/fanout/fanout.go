// Package fanout tells those who are entitled that something happened: a domain event becomes a frame, encoded once, and
// goes to the topics of its audience.
//
// The messenger calls it after a commit; it publishes on the channel layer, and live carries the bytes to the
// connections. It decides nothing but who is meant, stores nothing, and loses what it cannot tell: the readers repair
// that (C15). When the members of a group cannot be read, the event is not told and counted.
package fanout

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"twoticks/internal/channel"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// peopleWithRow is how many people at most a new row of a chat comes with, however many joined with it.
const peopleWithRow = 20

// readWithin is how long the members of a chat may take to read before its event is given up.
const readWithin = 5 * time.Second

// MemberReader reads who is in a chat, as of at least a membership entry.
type MemberReader interface {
	MembersOf(ctx context.Context, chat messenger.ChatID, seq messenger.Seq) (messenger.Members, error)
}

// Publisher is the channel layer, as far as it is needed here.
type Publisher interface {
	Publish(topics []channel.Topic, bytes []byte)
}

// Fanout implements messenger.Announcer.
type Fanout struct {
	layer Publisher
	here  Publisher // this node's own connections
	log   *slog.Logger
	// members is set by ReadMembers before anything is told.
	members MemberReader

	// Untold counts events that could not be told.
	Untold atomic.Int64
}

var _ messenger.Announcer = (*Fanout)(nil)

// New makes a fan-out onto a channel layer.
func New(layer Publisher, log *slog.Logger) *Fanout {
	return &Fanout{layer: layer, here: layer, log: log}
}

// Here says who tells this node's own connections only, where there are other nodes: who types and who is present each
// node works out for itself and tells its own. It is called before anything is told.
func (f *Fanout) Here(p Publisher) { f.here = p }

// ReadMembers says who reads members. The messenger, which does, is made after the fan-out that it announces to.
func (f *Fanout) ReadMembers(m MemberReader) { f.members = m }

// MessagesAdded implements messenger.Announcer.
func (f *Fanout) MessagesAdded(a messenger.Appended) {
	for user, row := range a.Rows {
		f.AccountChanged(user, []messenger.ChatRow{row}, peopleFor(user, &a))
	}
	members, ok := f.membersAt(a.Chat, a.MembersSeq, a.Members)
	if !ok {
		return
	}
	for _, m := range a.Messages {
		topics := make([]channel.Topic, 0, len(members)+1)
		for _, member := range members {
			if member.From < m.Seq {
				topics = append(topics, channel.Topic(member.User))
			}
		}
		// The line that ends a membership is the last thing that its user is told (C23).
		for user, row := range a.Rows {
			if row.To == m.Seq {
				topics = append(topics, channel.Topic(user))
			}
		}
		for _, seen := range views(m, members, topics) {
			tellUpto(f, channel.Stamp{About: a.Chat, Upto: uint64(m.Seq)}, seen.topics, protocol.MessageAdded{Message: wire.Message(seen.message)})
		}
	}
	f.allAdvanced(a.Chat, members, a.All)
}

// peopleFor is who comes with a user's new row of a chat. Where many join at once that is who did it and the user itself:
// everybody to everybody would grow with the square of them, and the rest is read with the line that names them.
func peopleFor(user messenger.UserID, a *messenger.Appended) []messenger.Person {
	if len(a.People) <= peopleWithRow || len(a.Messages) == 0 {
		return a.People
	}
	return slices.DeleteFunc(slices.Clone(a.People), func(p messenger.Person) bool {
		return p.ID != user && p.ID != a.Messages[0].Sender
	})
}

// MessageChanged implements messenger.Announcer. Who came after the row that changed may not see it, or may from before:
// they are told to read.
func (f *Fanout) MessageChanged(c messenger.Changed) {
	members, ok := f.membersAt(c.Chat, c.MembersSeq, c.Members)
	if !ok {
		return
	}
	var then, since []channel.Topic
	for _, member := range members {
		if member.ReadFrom < c.Message.Seq {
			then = append(then, channel.Topic(member.User))
		} else {
			since = append(since, channel.Topic(member.User))
		}
	}
	upto := channel.Stamp{About: c.Chat, Upto: uint64(c.Entry.Seq)}
	for _, seen := range views(c.Message, members, then) {
		entry := c.Entry
		entry.Message = &seen.message
		tellUpto(f, upto, seen.topics, protocol.MessageChanged{Chat: protocol.ChatID(c.Chat), Entry: wire.Entry(entry)})
	}
	tellUpto(f, upto, since, protocol.HeadMoved{Chat: protocol.ChatID(c.Chat), Head: protocol.Seq(c.Entry.Seq)})
}

// view is a message as some of its audience see it.
type view struct {
	message messenger.Message
	topics  []channel.Topic
}

// views divides the audience of a message by what they may see of it. All see the same, unless it answers a message that
// was before some of them: they are shown that something was answered, and not what (C23). So it is encoded twice at most.
func views(m messenger.Message, members []messenger.Member, topics []channel.Topic) []view {
	if m.Quote == nil {
		return []view{{m, topics}}
	}
	later := map[channel.Topic]bool{}
	for _, member := range members {
		if member.From >= m.Quote.Seq {
			later[channel.Topic(member.User)] = true
		}
	}
	bare := m
	bare.Quote = m.Quote.Hidden()
	whole, part := view{message: m}, view{message: bare}
	for _, topic := range topics {
		if later[topic] {
			part.topics = append(part.topics, topic)
		} else {
			whole.topics = append(whole.topics, topic)
		}
	}
	return []view{whole, part}
}

// allAdvanced tells each member for whom what all the others have moved. However many they are, they see few different
// things: only who alone holds a smallest mark sees another than the rest.
func (f *Fanout) allAdvanced(chat messenger.ChatID, members []messenger.Member, all *messenger.AllMoved) {
	if all == nil {
		return
	}
	type view struct {
		marks messenger.Marks
		from  messenger.Seq
	}
	audience := map[view][]channel.Topic{}
	for _, member := range members {
		var before, after view
		before.marks, before.from = all.Before.Others(member.User)
		after.marks, after.from = all.After.Others(member.User)
		if before != after {
			audience[after] = append(audience[after], channel.Topic(member.User))
		}
	}
	for seen, topics := range audience {
		tell(f, channel.ClassLog, topics, protocol.AllAdvanced{
			Chat: protocol.ChatID(chat), Others: wire.Marks(seen.marks), OthersFrom: protocol.Seq(seen.from),
		})
	}
}

// membersAt returns the members as of a commit: those that it gave, or those that are read for its membership seq (C23).
func (f *Fanout) membersAt(chat messenger.ChatID, seq messenger.Seq, given []messenger.Member) ([]messenger.Member, bool) {
	if given != nil {
		return given, true
	}
	m, ok := f.membersOf(chat, seq)
	return m.List, ok
}

func (f *Fanout) membersOf(chat messenger.ChatID, seq messenger.Seq) (messenger.Members, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	m, err := f.members.MembersOf(ctx, chat, seq)
	if err != nil {
		f.Untold.Add(1)
		f.log.Warn("an event was not told: its audience could not be read", "error", err)
		return m, false
	}
	return m, true
}

// ReceiptAdvanced implements messenger.Announcer.
func (f *Fanout) ReceiptAdvanced(m messenger.Marked) {
	event := func(marks messenger.Marks) protocol.ReceiptAdvanced {
		return protocol.ReceiptAdvanced{
			Chat: protocol.ChatID(m.Chat), User: protocol.UserID(m.User), Marks: wire.Marks(marks), At: wire.Millis(m.At),
		}
	}
	mine := []channel.Topic{channel.Topic(m.User)}
	if m.Kind != messenger.Direct {
		tell(f, channel.ClassLog, mine, event(m.Mine))
		if m.All != nil {
			if members, ok := f.membersAt(m.Chat, m.MembersSeq, m.Members); ok {
				f.allAdvanced(m.Chat, members, m.All)
			}
		}
		return
	}
	if m.ShownAdvanced && m.Mine == m.Shown {
		both := make([]channel.Topic, 0, len(m.Members))
		for _, member := range m.Members {
			both = append(both, channel.Topic(member.User))
		}
		tell(f, channel.ClassLog, both, event(m.Mine))
		return
	}
	tell(f, channel.ClassLog, mine, event(m.Mine))
	if !m.ShownAdvanced {
		return // that something was read would be told by the event alone (C24)
	}
	for _, member := range m.Members {
		if member.User != m.User {
			tell(f, channel.ClassLog, []channel.Topic{channel.Topic(member.User)}, event(m.Shown))
		}
	}
}

// AccountChanged implements messenger.Announcer.
func (f *Fanout) AccountChanged(user messenger.UserID, rows []messenger.ChatRow, people []messenger.Person) {
	event := protocol.AccountChanged{Chats: wire.ChatRows(rows), People: wire.People(people)}
	for _, row := range rows {
		event.Rev = max(event.Rev, protocol.Rev(row.Rev))
	}
	tellUpto(f, channel.Stamp{About: user, Upto: uint64(event.Rev)}, []channel.Topic{channel.Topic(user)}, event)
}

// ReceiptReached implements messenger.Announcer.
func (f *Fanout) ReceiptReached(author messenger.UserID, chat messenger.ChatID, seq messenger.Seq, r messenger.MemberReceipt) {
	publish(f.here, []channel.Topic{channel.Topic(author)}, []byte{channel.ClassLog}, protocol.ReceiptReached{
		Chat: protocol.ChatID(chat), Seq: protocol.Seq(seq), Receipt: wire.MemberReceipt(r),
	})
}

// StarsChanged implements messenger.Announcer.
func (f *Fanout) StarsChanged(user messenger.UserID, stars []messenger.Star) {
	f.accountChanged(user, stars[len(stars)-1].Rev, protocol.AccountChanged{Stars: wire.Stars(stars)})
}

// MessagesHidden implements messenger.Announcer.
func (f *Fanout) MessagesHidden(user messenger.UserID, hidden []messenger.Hidden) {
	f.accountChanged(user, hidden[len(hidden)-1].Rev, protocol.AccountChanged{Hidden: wire.HiddenMessages(hidden)})
}

func (f *Fanout) accountChanged(user messenger.UserID, rev messenger.Rev, event protocol.AccountChanged) {
	event.Rev = protocol.Rev(rev)
	tellUpto(f, channel.Stamp{About: user, Upto: uint64(rev)}, []channel.Topic{channel.Topic(user)}, event)
}

// SettingChanged implements messenger.Announcer.
func (f *Fanout) SettingChanged(user messenger.UserID, s messenger.Setting) {
	f.accountChanged(user, s.Rev, protocol.AccountChanged{Settings: wire.Settings([]messenger.Setting{s})})
}

// PersonChanged implements messenger.Announcer.
func (f *Fanout) PersonChanged(p messenger.Person, audience []messenger.UserID) {
	tell(f, channel.ClassLog, topicsOf(audience), protocol.PersonChanged{Person: wire.Person(p)})
}

func topicsOf(users []messenger.UserID) []channel.Topic {
	topics := make([]channel.Topic, len(users))
	for i, user := range users {
		topics[i] = channel.Topic(user)
	}
	return topics
}

// BlocksChanged implements messenger.Announcer.
func (f *Fanout) BlocksChanged(user messenger.UserID, b messenger.BlockChanged) {
	event := protocol.AccountChanged{Blocks: wire.Blocks([]messenger.BlockRow{b.Row}), People: wire.People(b.People)}
	rev := b.Row.Rev
	if b.ChatRow != nil {
		event.Chats, rev = wire.ChatRows([]messenger.ChatRow{*b.ChatRow}), b.ChatRow.Rev
	}
	f.accountChanged(user, rev, event)
}

// TypingChanged implements messenger.Announcer.
func (f *Fanout) TypingChanged(t messenger.Typing) {
	members, ok := f.membersOf(t.Chat, 0)
	if !ok {
		return
	}
	topics := make([]channel.Topic, 0, len(members.List))
	for _, member := range members.List {
		// One who types alone need not be told so (R4.5).
		if t.Count == 1 && member.User == t.Users[0] {
			continue
		}
		seen := t.For(member.User, members.Apart)
		switch {
		case seen.Count == t.Count:
			topics = append(topics, channel.Topic(member.User))
		case seen.Count > 0: // of what such a one may not see there is no sign
			f.typing([]channel.Topic{channel.Topic(member.User)}, seen)
		}
	}
	f.typing(topics, t)
}

func (f *Fanout) typing(topics []channel.Topic, t messenger.Typing) {
	publish(f.here, topics, []byte{channel.ClassEphemeral}, protocol.TypingChanged{Typing: wire.Typing(t)})
}

// PresenceChanged implements messenger.Announcer.
func (f *Fanout) PresenceChanged(p messenger.Presence, audience []messenger.UserID) {
	publish(f.here, topicsOf(audience), []byte{channel.ClassEphemeral}, protocol.PresenceChanged{Presence: wire.Presence(p)})
}

// PresenceShared implements messenger.Announcer.
func (f *Fanout) PresenceShared(p messenger.Presence, with []messenger.UserID) {
	tell(f, channel.ClassEphemeral, topicsOf(with), protocol.PresenceChanged{Presence: wire.Presence(p)})
}

// InvitationUsed implements messenger.Announcer.
func (f *Fanout) InvitationUsed(inviter messenger.UserID, a messenger.AcceptedInvitation, p messenger.Person) {
	tell(f, channel.ClassLog, []channel.Topic{channel.Topic(inviter)}, protocol.InvitationUsed{Accepted: wire.Accepted(a), Person: wire.Person(p)})
}

// tell encodes an event once and publishes it.
func tell[Body any](f *Fanout, class byte, topics []channel.Topic, body Body) {
	publish(f.layer, topics, []byte{class}, body)
}

// tellUpto tells of what a node can find out that it missed: an entry of a chat, a version of an account (C15).
func tellUpto[Body any](f *Fanout, upto channel.Stamp, topics []channel.Topic, body Body) {
	publish(f.layer, topics, append(channel.AppendStamp(nil, upto), channel.ClassLog), body)
}

func publish[Body any](to Publisher, topics []channel.Topic, head []byte, body Body) {
	if len(topics) == 0 {
		return
	}
	frame := protocol.EncodeEvent(body)
	bytes := make([]byte, 0, len(head)+len(frame))
	to.Publish(topics, append(append(bytes, head...), frame...))
}
