package messenger

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxSearchText is how many characters one can look for.
const MaxSearchText = 256

// SearchStore is the part of Store that finds messages. Beside the log it keeps an index of it, which may lag behind and
// may be missing: what is found does not depend on it, but how quickly.
type SearchStore interface {
	// Search finds messages that a user may read, the newest first. Everything is read as of one moment.
	Search(ctx context.Context, user UserID, q SearchQuery) (SearchPage, error)
	// Unindexed names chats that the index is behind of. It looks at no more than limit chats from a place on, and returns
	// the next; empty at either end.
	Unindexed(ctx context.Context, place string, limit int) (chats []ChatID, next string, err error)
	// IndexChat brings the index of a chat on by at most limit entries of its log, and says whether there are more. Where
	// somebody else does so at the same time it may do nothing.
	IndexChat(ctx context.Context, chat ChatID, limit int) (more bool, err error)
}

// SearchQuery is what somebody looks for. A message must hold each word of Text, as a part of any of its own; case, accents
// and what else people do not distinguish do not count.
type SearchQuery struct {
	Text string
	// Chat is where; zero is everywhere.
	Chat ChatID
	// Sender is whose; zero is anybody's.
	Sender UserID
	// Holds is what the messages hold; empty is anything.
	Holds SearchKind
	// Since and Until bound when: from the one on, before the other. Zero is unbounded.
	Since, Until time.Time
	// Before is where the last page ended.
	Before SearchPlace
	Limit  int
}

// SearchKind is what a message that is looked for holds.
type SearchKind string

// The kinds: a file of one of the shapes, or a link among its words.
const (
	// HoldsMedia is a picture or a video.
	HoldsMedia   SearchKind = "media"
	HoldsPicture SearchKind = "picture"
	HoldsVideo   SearchKind = "video"
	HoldsVoice   SearchKind = "voice"
	HoldsFile    SearchKind = "file"
	HoldsLink    SearchKind = "link"
)

// SearchPlace is a place among all messages, by time. The zero place is the beginning.
type SearchPlace struct {
	At   time.Time
	Chat ChatID
	Seq  Seq
}

// SearchPage is some of what is found. A page may hold less than was asked for, or nothing, and yet have a next one: then
// the time was up.
type SearchPage struct {
	Hits []SearchHit
	// People are the senders.
	People []Person
	// Next is zero on the last page. All that is newer was searched.
	Next SearchPlace
}

// SearchHit is a message that was found.
type SearchHit struct {
	Chat    ChatID
	Seq     Seq
	Sender  UserID
	At      time.Time
	Snippet []SnippetPart
	Content Content
}

// SnippetPart is a part of a message's text; Hit where it is what was looked for.
type SnippetPart struct {
	Text string
	Hit  bool
}

// searchPatience is how long a search may keep a store busy. It gives what it has long before; who waits longer waited for
// others.
const searchPatience = 500 * time.Millisecond

// Search finds messages that the actor may read.
func (m *Messenger) Search(ctx context.Context, actor Actor, q SearchQuery) (SearchPage, error) {
	if err := q.check(); err != nil {
		return SearchPage{}, err
	}
	within, cancel := context.WithTimeout(ctx, searchPatience)
	defer cancel()
	page, err := m.store.Search(within, actor.User, q)
	if err != nil && ctx.Err() == nil && errors.Is(within.Err(), context.DeadlineExceeded) {
		return SearchPage{}, ErrOverloaded.After(time.Second).Because(err)
	}
	return page, err
}

// check refuses what cannot be looked for.
func (q *SearchQuery) check() error {
	switch {
	case utf8.RuneCountInString(q.Text) > MaxSearchText:
		return ErrTextTooLong
	case !utf8.ValidString(q.Text) || strings.ContainsRune(q.Text, 0):
		return ErrTextNotAllowed
	case strings.TrimSpace(q.Text) == "" && q.Sender == (UserID{}) && q.Since.IsZero() && q.Until.IsZero() && q.Holds == "":
		return ErrTextEmpty
	}
	switch q.Holds {
	case "", HoldsMedia, HoldsPicture, HoldsVideo, HoldsVoice, HoldsFile, HoldsLink:
		return nil
	}
	return ErrBadField.In("holds")
}

// Unindexed and IndexChat are those of the store: see SearchStore.

func (m *Messenger) Unindexed(ctx context.Context, place string, limit int) (chats []ChatID, next string, err error) {
	return m.store.Unindexed(ctx, place, limit)
}

func (m *Messenger) IndexChat(ctx context.Context, chat ChatID, limit int) (more bool, err error) {
	return m.store.IndexChat(ctx, chat, limit)
}
