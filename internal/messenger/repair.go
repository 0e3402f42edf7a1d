package messenger

import (
	"context"
	"time"
)

// ChatHead is a chat's head as it stands in the store: what those who carry pushes compare with (C15).
type ChatHead struct {
	Chat   ChatID
	Head   Seq
	HeadAt time.Time
	// MembersSeq is the chat's last membership entry.
	MembersSeq Seq
}

// HeadsPage asks for the heads of all chats whose newest entry is from Since or later, in the order of that time, after
// a place. It is about the whole store and shows nobody's view.
type HeadsPage struct {
	Since time.Time
	After HeadsPlace
	Limit int
}

// UserRev is a user's newest version of account state. Order grows with every version that any user takes.
type UserRev struct {
	User  UserID
	Rev   Rev
	Order uint64
}

// HeadsSince reads where all chats stand that moved lately, a page of them. It shows nobody's view.
func (m *Messenger) HeadsSince(ctx context.Context, page HeadsPage) ([]ChatHead, HeadsPlace, error) {
	return m.store.HeadsSince(ctx, page)
}

// RevsSince reads the versions of account state that users took after one, in the order in which they did.
func (m *Messenger) RevsSince(ctx context.Context, order uint64, limit int) ([]UserRev, error) {
	return m.store.RevsSince(ctx, order, limit)
}

// LastOrder is that of the newest of them.
func (m *Messenger) LastOrder(ctx context.Context) (uint64, error) { return m.store.LastOrder(ctx) }
