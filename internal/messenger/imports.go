package messenger

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"time"
)

// What people said in another messenger can be brought along: a device reads what that exported and makes a group of it. Messages keep
// their dates, and the order that they had. Their authors are placeholders, people whom nobody is, so that nobody can be made to have
// said something; a member may say of one that it was them. While it is imported a group has one member, who is told of nothing.

// ImportedMessage is a message as it is brought along: by a placeholder of the chat, or by the actor.
type ImportedMessage struct {
	NewMessage
	Author UserID
	At     time.Time
}

// ImportMessages: see ImportStore.
type ImportMessages struct {
	Actor    UserID
	Chat     ChatID
	Messages []ImportedMessage
	Guard    Guard
}

// Placeholder is an author whom nobody is.
type Placeholder struct {
	ID           UserID
	Handle, Name string
}

// ClaimPlaceholder: see ImportStore.
type ClaimPlaceholder struct {
	Actor, Placeholder UserID
	Chat               ChatID
	// On: it was the actor; else the actor takes that back.
	On        bool
	Guard     Guard
	Committed func(Person, []UserID)
}

// PlaceholderHandle is what the handles of placeholders begin with. They are given to nobody.
const PlaceholderHandle = "imported."

// MaxAuthors is how many people can have said what is imported.
const MaxAuthors = 1_024

// ImportStore is the part of Store for what comes from other messengers.
type ImportStore interface {
	// AddPlaceholders makes the authors of a chat, those that are not there yet, if the guard lets the actor.
	AddPlaceholders(ctx context.Context, actor UserID, chat ChatID, list []Placeholder, at time.Time, guard Guard) ([]Person, error)
	// ImportMessages appends messages with their own times, which do not fall, while the actor is alone in the chat. What is there
	// already is answered with its place (C6); an author who is neither the actor nor a placeholder of the chat gets ErrPersonNotFound.
	ImportMessages(ctx context.Context, act ImportMessages) ([]AppendResult, error)
	// ClaimPlaceholder says that an author was the actor, or takes that back. ErrPersonNotFound where there is no such author in the
	// chat, ErrNotAllowed where it was somebody else.
	ClaimPlaceholder(ctx context.Context, act ClaimPlaceholder) (Person, error)
}

// MayImport is the rule of an import: into a group that one administers. That one is alone there the store sees.
func MayImport(r Relation) error {
	if r.Kind != Group {
		return ErrNotAllowed
	}
	return MustAdminister(r)
}

// BeginImport makes the group that an export becomes, with its authors in the order given. With the same client id it is the same group.
func (m *Messenger) BeginImport(ctx context.Context, actor Actor, client ClientID, name string, authors []string, first time.Time) (OpenedChat, []Person, error) {
	now := m.clock.Now()
	if first.After(now) {
		first = now
	}
	opened, err := m.store.CreateGroup(ctx, CreateGroup{Actor: actor.User, ID: groupID(actor.User, client), Name: name, At: first, Committed: m.announce.MessagesAdded})
	if err != nil {
		return opened, nil, err
	}
	list := make([]Placeholder, len(authors))
	for i, author := range authors {
		sum := sha256.Sum256(append([]byte("placeholder\x00"+author+"\x00"), opened.Row.Chat[:]...))
		list[i] = Placeholder{ID: UserID(sum[:16]), Handle: fmt.Sprintf("%s%x", PlaceholderHandle, sum[:12]), Name: author}
	}
	people, err := m.store.AddPlaceholders(ctx, actor.User, opened.Row.Chat, list, now, MayImport)
	return opened, people, err
}

// ImportMessages brings messages along, in their order.
func (m *Messenger) ImportMessages(ctx context.Context, actor Actor, chat ChatID, messages []ImportedMessage) ([]AppendResult, error) {
	plain := make([]NewMessage, len(messages))
	for i := range messages {
		plain[i] = messages[i].NewMessage
	}
	if err := m.describe(ctx, actor, plain); err != nil {
		return nil, err
	}
	now := m.clock.Now()
	for i := range messages {
		messages[i].NewMessage = plain[i]
		if messages[i].At.After(now) {
			messages[i].At = now
		}
		if messages[i].Author == (UserID{}) {
			messages[i].Author = actor.User
		}
	}
	return m.store.ImportMessages(ctx, ImportMessages{Actor: actor.User, Chat: chat, Messages: messages, Guard: MayImport})
}

// EndImport shows the group with all that came along: who joins later sees it too, and a line says where it is from.
func (m *Messenger) EndImport(ctx context.Context, actor Actor, chat ChatID) (ChatRow, error) {
	// Whose chat it is not is told that, and not how many there are.
	before, _, err := m.store.ChatRow(ctx, actor.User, chat)
	if err == nil && before.To != 0 {
		err = ErrNotAMember
	}
	if err != nil {
		return ChatRow{}, err
	}
	if members, err := m.store.Members(ctx, chat); err != nil || len(members.List) > 1 {
		return ChatRow{}, cmp.Or(err, error(ErrNotAllowed))
	}
	all := true
	if _, err := m.ChangeGroup(ctx, actor, chat, GroupChange{History: &all}); err != nil {
		return ChatRow{}, err
	}
	out, err := m.store.AppendSystemLine(ctx, AppendSystemLine{
		Actor: actor.User, Chat: chat, Line: SystemLine{Line: LineChatImported}, At: m.clock.Now(), Guard: MayImport, Committed: m.announce.MessagesAdded,
	})
	if err != nil {
		return ChatRow{}, err
	}
	if len(out.Messages) > 0 {
		// Nothing of it is news to who brought it.
		head := out.Messages[0].Seq
		if _, err := m.store.Mark(ctx, Mark{User: actor.User, Chat: chat, Marks: Marks{Delivered: head, Read: head}, At: m.clock.Now(), Guard: MayRead, Committed: m.announce.ReceiptAdvanced}); err != nil {
			return ChatRow{}, err
		}
	}
	row, _, err := m.store.ChatRow(ctx, actor.User, chat)
	return row, err
}

// ClaimPlaceholder says that an author of an imported chat was the actor, who is a member of it, or takes that back.
func (m *Messenger) ClaimPlaceholder(ctx context.Context, actor Actor, chat ChatID, placeholder UserID, on bool) (Person, error) {
	return m.store.ClaimPlaceholder(ctx, ClaimPlaceholder{
		Actor: actor.User, Placeholder: placeholder, Chat: chat, On: on, Guard: MustBeMember, Committed: m.announce.PersonChanged,
	})
}
