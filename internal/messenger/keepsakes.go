package messenger

import (
	"context"
	"slices"
)

// MaxKeptAtOnce is how many messages of one chat are starred or hidden in one act.
const MaxKeptAtOnce = 100

// Star is a message that a user keeps: a row of its account state (C30a). Nobody else learns of it.
type Star struct {
	Rev  Rev
	Chat ChatID
	Seq  Seq
	// Gone is the tombstone of a star that was taken away.
	Gone bool
}

// Hidden is a message that a user deleted for itself: a row of its account state. It stays hidden.
type Hidden struct {
	Rev  Rev
	Chat ChatID
	Seq  Seq
}

// StarMessages: see Store. On false takes stars away.
type StarMessages struct {
	User UserID
	Chat ChatID
	Seqs []Seq
	On   bool
	// Guard is asked for each of the messages.
	Guard     ChangeGuard
	Committed func([]Star)
}

// HideMessages: see Store.
type HideMessages struct {
	User UserID
	Chat ChatID
	Seqs []Seq
	// Guard is asked for each of the messages, also for one that is hidden already.
	Guard     ChangeGuard
	Committed func([]Hidden)
}

// StarsQuery asks for starred messages, those starred last first: of one chat, or of all when it is zero.
type StarsQuery struct {
	Chat ChatID
	// Before is the version of the last star of the page before; zero for the first page.
	Before Rev
	Limit  int
}

// Starred is a message with the star on it.
type Starred struct {
	Rev     Rev
	Message Message
}

// StarredPage is a page of them, with their senders. Next is zero on the last page.
type StarredPage struct {
	Stars  []Starred
	People []Person
	Next   Rev
}

// StarMessages keeps messages of a chat for the actor, on all its devices, or lets them go. What is so already changes
// nothing.
func (m *Messenger) StarMessages(ctx context.Context, actor Actor, chat ChatID, seqs []Seq, on bool) error {
	guard := mayStar
	if !on {
		guard = func(r Relation, _ *Message) error { return MayRead(r) }
	}
	return m.store.StarMessages(ctx, StarMessages{
		User: actor.User, Chat: chat, Seqs: eachOnce(seqs), On: on, Guard: guard,
		Committed: func(stars []Star) { m.announce.StarsChanged(actor.User, stars) },
	})
}

// HideMessages deletes messages of a chat for the actor alone, of any age and whoever wrote them.
func (m *Messenger) HideMessages(ctx context.Context, actor Actor, chat ChatID, seqs []Seq) error {
	return m.store.HideMessages(ctx, HideMessages{
		User: actor.User, Chat: chat, Seqs: eachOnce(seqs), Guard: mayHide,
		Committed: func(hidden []Hidden) { m.announce.MessagesHidden(actor.User, hidden) },
	})
}

// Starred reads a page of the actor's starred messages.
func (m *Messenger) Starred(ctx context.Context, actor Actor, q StarsQuery) (StarredPage, error) {
	return m.store.Starred(ctx, actor.User, q)
}

func eachOnce(seqs []Seq) []Seq {
	return slices.Compact(slices.Sorted(slices.Values(seqs)))
}

// mayStar: what one can read and somebody wrote, while it says something. Who was removed keeps what they read.
func mayStar(r Relation, target *Message) error {
	if err := mayHide(r, target); err != nil {
		return err
	}
	if target.DeletedSeq != 0 {
		return ErrEntryNotFound
	}
	return nil
}

// mayHide: what one can read and somebody wrote, also what is left of a message that was deleted for everyone. Lines of
// the server stay.
func mayHide(r Relation, target *Message) error {
	if err := MayRead(r); err != nil {
		return err
	}
	if target == nil || target.System != nil {
		return ErrEntryNotFound
	}
	return nil
}

// Cut leaves the oldest of the rows, at most limit of all kinds together, and says up to which version they are complete.
func (a *AccountRows) Cut(limit int) {
	revs := make([]Rev, 0, len(a.Chats)+len(a.Stars)+len(a.Hidden)+len(a.Settings)+len(a.Blocks))
	for _, r := range a.Chats {
		revs = append(revs, r.Rev)
	}
	for _, r := range a.Stars {
		revs = append(revs, r.Rev)
	}
	for _, r := range a.Hidden {
		revs = append(revs, r.Rev)
	}
	for _, r := range a.Settings {
		revs = append(revs, r.Rev)
	}
	for _, r := range a.Blocks {
		revs = append(revs, r.Rev)
	}
	if a.More = len(revs) > limit; !a.More {
		return
	}
	slices.Sort(revs)
	a.Rev = revs[limit-1]
	a.Chats = slices.DeleteFunc(a.Chats, func(r ChatRow) bool { return r.Rev > a.Rev })
	a.Stars = slices.DeleteFunc(a.Stars, func(r Star) bool { return r.Rev > a.Rev })
	a.Hidden = slices.DeleteFunc(a.Hidden, func(r Hidden) bool { return r.Rev > a.Rev })
	a.Settings = slices.DeleteFunc(a.Settings, func(r Setting) bool { return r.Rev > a.Rev })
	a.Blocks = slices.DeleteFunc(a.Blocks, func(r BlockRow) bool { return r.Rev > a.Rev })
}
