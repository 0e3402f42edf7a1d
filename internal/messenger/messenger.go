package messenger

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Messenger carries out what people do. It is safe for use by many goroutines and keeps no state of its own but who
// types, who is present and how far devices said to be, all of which may be lost.
type Messenger struct {
	store    Store
	announce Announcer
	clock    Clock
	typing   *typing
	presence *presence
	members  *memberCache
	nodes    Nodes
	watches  *watches
	places   *places
}

// New makes a messenger over its ports.
func New(store Store, announce Announcer, clock Clock, log *slog.Logger) *Messenger {
	members := newMemberCache(store)
	return &Messenger{
		store:    store,
		announce: announce,
		clock:    clock,
		members:  members,
		nodes:    alone{},
		typing:   newTyping(announce),
		watches:  newWatches(announce),
		places:   newPlaces(store, log),
		presence: newPresence(store, announce, clock, log),
	}
}

// Stop ends the timers of typing, presence and places and waits for what they began.
func (m *Messenger) Stop() {
	m.typing.stop()
	m.presence.stop()
	m.places.stop()
}

// Epoch names the history that the store holds (C17).
func (m *Messenger) Epoch() string { return m.store.Epoch() }

// Send appends messages of the actor to a chat, in order (C10), and returns after the commit (C2). Messages whose
// content breaks a rule are refused one by one; they do not block those behind them.
func (m *Messenger) Send(ctx context.Context, actor Actor, chat ChatID, messages []NewMessage) (Appended, error) {
	if m.typing.set(chat, actor.User, false, false) {
		m.nodes.TypingMoved(chat, actor.User, false, false, nil)
	}
	if err := m.describe(ctx, actor, messages); err != nil {
		return Appended{}, err
	}
	return m.store.AppendMessages(ctx, AppendMessages{
		Sender: actor.User, Chat: chat, Messages: messages, At: m.clock.Now(),
		Guard: MaySend, Committed: m.added,
	})
}

// added tells of what was appended.
func (m *Messenger) added(a Appended) {
	m.announce.MessagesAdded(a)
	if a.Kind == Direct && len(a.Rows) > 0 && len(a.Members) == 2 {
		m.introduce(a.People)
	}
}

// OpenChat returns the one chat of the actor and another person, or the note to oneself, and makes it if need be.
func (m *Messenger) OpenChat(ctx context.Context, actor Actor, with UserID) (OpenedChat, error) {
	return m.store.CreateDirectChat(ctx, CreateDirectChat{
		Actor: actor.User, With: with, ID: NewID(), At: m.clock.Now(),
		Committed: func(o OpenedChat) {
			m.announce.AccountChanged(actor.User, []ChatRow{o.Row}, o.People)
			if !o.Created && !o.Apart {
				m.introduce(o.People)
			}
		},
	})
}

// AcceptInvitation opens the chat of somebody who came by invitation with the one who invited, with a line that says so.
// Accepting twice adds no second line.
func (m *Messenger) AcceptInvitation(ctx context.Context, guest UserID, inviter UserID, invitation [16]byte) (ChatID, error) {
	opened, err := m.OpenChat(ctx, Actor{User: guest}, inviter)
	if err != nil {
		return ChatID{}, err
	}
	chat, at := opened.Row.Chat, m.clock.Now()
	_, err = m.store.AppendSystemLine(ctx, AppendSystemLine{
		Actor: guest, Chat: chat, At: at,
		Line:  SystemLine{Line: LineInvitationAccepted, Subjects: []UserID{inviter}},
		Guard: mustBeBeginning, Committed: m.announce.MessagesAdded,
	})
	if errors.Is(err, errBegunAlready) {
		return chat, nil
	}
	if err != nil {
		return ChatID{}, err
	}
	people, err := m.store.People(ctx, inviter, []UserID{guest})
	if err == nil && len(people) == 1 {
		m.announce.InvitationUsed(inviter, AcceptedInvitation{invitation, guest, chat, at}, people[0])
	}
	return chat, nil
}

// errBegunAlready is the refusal of a first line where something was said before. It never leaves this room.
var errBegunAlready = &Error{Kind: Conflict, Reason: "begun_already"}

// mustBeBeginning is the rule of a first line: asked inside the act, so that two who accept at once add one.
func mustBeBeginning(r Relation) error {
	if r.Head > 0 {
		return errBegunAlready
	}
	return MustBeMember(r)
}

// Mark raises the actor's marks in a chat (C19, C20). Who was removed still reads what is theirs to read, so that it does
// not stay unread for ever.
func (m *Messenger) Mark(ctx context.Context, actor Actor, chat ChatID, marks Marks) (Marked, error) {
	return m.store.Mark(ctx, Mark{
		User: actor.User, Chat: chat, Marks: marks, At: m.clock.Now(),
		Guard: func(r Relation) error {
			if err := MayRead(r); err != nil {
				return err
			}
			if max(marks.Delivered, marks.Read) > r.To {
				return ErrMarkAhead
			}
			return nil
		},
		Committed: m.receiptAdvanced,
	})
}

// History reads a page of the timeline below a seq; zero means from the head.
func (m *Messenger) History(ctx context.Context, actor Actor, chat ChatID, before Seq, limit int) (History, error) {
	return m.store.History(ctx, actor.User, chat, before, limit)
}

// HistoryAfter reads a page of the timeline above a seq, the oldest rows of it.
func (m *Messenger) HistoryAfter(ctx context.Context, actor Actor, chat ChatID, after Seq, limit int) (History, error) {
	return m.store.HistoryAfter(ctx, actor.User, chat, after, limit)
}

// Changes reads the entries above a seq.
func (m *Messenger) Changes(ctx context.Context, actor Actor, chat ChatID, after Seq, limit int) (Changes, error) {
	return m.store.Changes(ctx, actor.User, chat, after, limit)
}

// MessageInfo reads who has one of the actor's own messages, and which of the actor's own devices.
func (m *Messenger) MessageInfo(ctx context.Context, actor Actor, chat ChatID, seq Seq) (MessageInfo, error) {
	m.places.keep(ctx)
	return m.store.MessageInfo(ctx, actor.User, chat, seq)
}

// Rev returns the newest version of the actor's account state.
func (m *Messenger) Rev(ctx context.Context, actor Actor) (Rev, error) {
	return m.store.Rev(ctx, actor.User)
}

// AccountSince reads the rows of the actor's account state above a version.
func (m *Messenger) AccountSince(ctx context.Context, actor Actor, rev Rev, limit int) (AccountRows, error) {
	return m.store.AccountSince(ctx, actor.User, rev, limit)
}

// Heads reads where the actor's chats stand.
func (m *Messenger) Heads(ctx context.Context, actor Actor, q HeadsQuery) (Heads, error) {
	heads, err := m.store.Heads(ctx, actor.User, q)
	now := m.clock.Now()
	for i := range heads.Rows {
		heads.Rows[i].Pins = standing(heads.Rows[i].Pins, now)
	}
	return heads, err
}

// Mentions reads the unread messages of groups that call the actor by name, the newest first (R1.3).
func (m *Messenger) Mentions(ctx context.Context, actor Actor, limit int) (MentionsPage, error) {
	return m.store.Mentions(ctx, actor.User, limit)
}

// ChatState is what a page that opens a chat needs to go on from.
type ChatState struct {
	Row      ChatRow
	Heads    HeadsRow
	People   []Person
	Presence []Presence
	Typing   Typing
}

// ChatState reads it. The caller has subscribed before, so that nothing falls between (C14).
func (m *Messenger) ChatState(ctx context.Context, actor Actor, chat ChatID) (ChatState, error) {
	row, people, err := m.store.ChatRow(ctx, actor.User, chat)
	if err != nil {
		return ChatState{}, err
	}
	heads, err := m.Heads(ctx, actor, HeadsQuery{Chats: []ChatID{chat}, Limit: 1})
	if err != nil {
		return ChatState{}, err
	}
	if len(heads.Rows) == 0 {
		return ChatState{}, ErrChatNotFound
	}
	presence, err := m.PresenceFor(ctx, actor, people)
	if err != nil {
		return ChatState{}, err
	}
	typing := Typing{Chat: chat}
	if row.To == 0 { // who was removed learns nothing of what goes on (C23)
		members, err := m.members.of(ctx, chat, 0)
		if err != nil {
			return ChatState{}, err
		}
		typing = m.typing.of(chat).For(actor.User, members.Apart)
	}
	return ChatState{row, heads.Rows[0], people, presence, typing}, nil
}

// SetTyping says that the actor types in a chat, or does not any more (C34). For a chat that is not the actor's, that the
// other does not have yet, or in which the actor may not write, it does nothing.
func (m *Messenger) SetTyping(ctx context.Context, actor Actor, chat ChatID, on bool) error {
	members, err := m.members.of(ctx, chat, 0)
	if err != nil {
		return err
	}
	for _, member := range members.List {
		if member.User == actor.User && members.Begun && member.Role >= members.Send && (len(members.List) != 2 || len(members.Apart) == 0) {
			m.typing.set(chat, actor.User, on, true)
			m.nodes.TypingMoved(chat, actor.User, on, true, members.List)
			return nil
		}
	}
	return nil
}

// MembersOf returns the members of a chat as of at least the given membership entry, from memory where it can.
func (m *Messenger) MembersOf(ctx context.Context, chat ChatID, seq Seq) (Members, error) {
	return m.members.of(ctx, chat, seq)
}

// People reads those of the given people whom the actor may know.
func (m *Messenger) People(ctx context.Context, actor Actor, users []UserID) ([]Person, error) {
	return m.store.People(ctx, actor.User, users)
}

// FindPerson finds a person by exact handle.
func (m *Messenger) FindPerson(ctx context.Context, handle string) (Person, error) {
	return m.store.PersonByHandle(ctx, handle)
}

// Directory lists everyone by handle, a page at a time.
func (m *Messenger) Directory(ctx context.Context, after string, limit int) (PeoplePage, error) {
	return m.store.Directory(ctx, after, limit)
}

// Now is the server's time.
func (m *Messenger) Now() time.Time { return m.clock.Now() }
