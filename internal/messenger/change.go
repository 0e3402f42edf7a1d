package messenger

import (
	"bytes"
	"context"
	"time"
)

// How long after its acceptance a message can be changed by who wrote it.
const (
	EditWithin   = 15 * time.Minute
	DeleteWithin = 48 * time.Hour
)

// ChangeGuard is a rule that a change of a row carries into its transaction. The message is nil when the chat has no such
// row, or not for the actor.
type ChangeGuard func(Relation, *Message) error

// ChangeMessage: see Store.
type ChangeMessage struct {
	Actor UserID
	Chat  ChatID
	Seq   Seq
	// Kind is Edit, Deletion, Reaction, or Purge, which takes the content as a deletion does. Content is the new one of an
	// edit, Emoji that of a reaction: empty takes it back.
	Kind      ChangeKind
	Content   *Content
	Emoji     string
	At        time.Time
	Guard     ChangeGuard
	Committed func(Changed)
}

// Changed is what a change did.
type Changed struct {
	Chat ChatID
	Kind ChatKind
	// Message is the row as it is now.
	Message Message
	// Entry is the entry that was added; its seq is zero when there was nothing to change.
	Entry Entry
	// MembersSeq and Members as in Appended.
	MembersSeq Seq
	Members    []Member
}

// EditMessage gives one of the actor's own messages other words. Its files stay.
func (m *Messenger) EditMessage(ctx context.Context, actor Actor, chat ChatID, seq Seq, said NewMessage) (Message, error) {
	now := m.clock.Now()
	one := []NewMessage{said}
	if err := m.describe(ctx, actor, one); err != nil {
		return Message{}, err
	}
	content := one[0].Content
	changed, err := m.store.ChangeMessage(ctx, ChangeMessage{
		Actor: actor.User, Chat: chat, Seq: seq, Kind: Edit, Content: &content, At: now,
		Guard:     func(r Relation, target *Message) error { return mayEdit(r, target, actor.User, content, now) },
		Committed: m.announce.MessageChanged,
	})
	return changed.Message, err
}

// DeleteMessage deletes a message for everyone.
func (m *Messenger) DeleteMessage(ctx context.Context, actor Actor, chat ChatID, seq Seq) (Message, error) {
	now := m.clock.Now()
	changed, err := m.store.ChangeMessage(ctx, ChangeMessage{
		Actor: actor.User, Chat: chat, Seq: seq, Kind: Deletion, At: now,
		Guard:     func(r Relation, target *Message) error { return mayDelete(r, target, actor.User, now) },
		Committed: m.announce.MessageChanged,
	})
	return changed.Message, err
}

// mayEdit is the rule of an edit. The content that is there already is never too late: so a repeat whose first answer was
// lost is answered as that was.
func mayEdit(r Relation, target *Message, actor UserID, content Content, now time.Time) error {
	if err := mustConcern(r, target); err != nil {
		return err
	}
	if err := MayWrite(r); err != nil {
		return err
	}
	switch {
	case target.Sender != actor:
		return ErrNotYours
	case MaySend(r) != nil:
		return MaySend(r)
	case target.DeletedSeq != 0:
		return ErrEntryNotFound
	case !content.SameFiles(*target.Content):
		return ErrBadField.In("content/body/files")
	case !content.Equal(*target.Content) && now.Sub(target.At) > EditWithin:
		return ErrTooLate
	}
	return nil
}

// mayDelete is the rule of a deletion for everyone. What is deleted already is never too late.
func mayDelete(r Relation, target *Message, actor UserID, now time.Time) error {
	if err := mustConcern(r, target); err != nil {
		return err
	}
	switch {
	case MustAdminister(r) == nil:
		return nil
	case target.Sender != actor:
		return ErrNotYours
	case target.DeletedSeq == 0 && now.Sub(target.At) > DeleteWithin:
		return ErrTooLate
	}
	return nil
}

// mustConcern: a member changes what somebody wrote; lines of the server stay.
func mustConcern(r Relation, target *Message) error {
	if err := MustBeMember(r); err != nil {
		return err
	}
	if target == nil || target.System != nil {
		return ErrEntryNotFound
	}
	return nil
}

// Equal says whether two contents are the same.
func (c Content) Equal(other Content) bool {
	return c.Kind == other.Kind && c.Version == other.Version && bytes.Equal(c.Body, other.Body)
}
