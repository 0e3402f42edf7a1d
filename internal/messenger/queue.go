package messenger

import (
	"context"
	"time"
)

// The queue of a recipient is no table: it is what the log holds above the recipient's delivered mark. What waits there
// for longer than the operator lets it expires (C25): a stretch of the log leaves that user's queue, and the delivered
// mark rises over it, so that sync, summaries and later marks need to know nothing of it.

// Stretch is entries that left a user's queue undelivered: above From, up to To. None of them is the user's own.
type Stretch struct {
	From, To Seq
	// Messages is how many messages are in it that were not deleted since, counted up to MaxUnread; zero where a stretch
	// tells of others' queues.
	Messages int
}

// ExpireQueue is the act that takes out of the queues of one chat's members what others wrote up to Before. What a
// member's delivered mark has passed never expires, nor do lines of the server by themselves. See Store.
type ExpireQueue struct {
	Chat       ChatID
	Before, At time.Time
	Committed  func(QueueChange)
}

// ShowExpired is the act that brings a stretch back into its user's history. See Store.
type ShowExpired struct {
	User      UserID
	Chat      ChatID
	From      Seq
	At        time.Time
	Guard     Guard
	Committed func(QueueChange)
}

// QueueChange is what stretches of one chat came or went.
type QueueChange struct {
	Chat ChatID
	// Views are what each of its members sees of it now; empty when nothing changed.
	Views []QueueView
}

// QueueView is one member's view of a change.
type QueueView struct {
	User UserID
	// Own: a stretch of this user came or went. Then Expired, Mine and Unread are those of its HeadsRow.
	Own     bool
	Expired []Stretch
	Mine    Marks
	Unread  int
	// OthersExpired and Others are those of its HeadsRow. Views that say the same share one list.
	OthersExpired []Stretch
	Others        Marks
}

// QueueRule is what an operator decides of the queue.
type QueueRule struct {
	// Keep is how long an undelivered message waits.
	Keep time.Duration
	// Purge: what expired for everybody whom it was for also loses its content. It stays as a row that was deleted (C27).
	Purge bool
}

// ExpireQueue expires what has waited for too long, in at most limit chats, each in an act of its own. It says in how many
// chats something expired, and whether there may be more to look at.
func (m *Messenger) ExpireQueue(ctx context.Context, rule QueueRule, limit int) (expired int, more bool, err error) {
	now := m.clock.Now()
	before := now.Add(-rule.Keep)
	chats, err := m.store.WaitingChats(ctx, before, limit)
	if err != nil {
		return 0, false, err
	}
	for _, chat := range chats {
		change, err := m.store.ExpireQueue(ctx, ExpireQueue{Chat: chat, Before: before, At: now, Committed: m.announce.QueueChanged})
		if err != nil {
			return expired, false, err
		}
		if len(change.Views) == 0 {
			continue
		}
		expired++
		if rule.Purge {
			if err := m.purge(ctx, chat, now); err != nil {
				return expired, false, err
			}
		}
	}
	return expired, len(chats) == limit, nil
}

// purgedAtOnce bounds how many messages are looked up at once.
const purgedAtOnce = 100

// purge takes the content of a chat's messages that expired for everybody whom they were for. Each is an act of its own,
// like a deletion; a crash in between leaves the rest to be shown.
func (m *Messenger) purge(ctx context.Context, chat ChatID, now time.Time) error {
	for {
		lost, err := m.store.ExpiredForAll(ctx, chat, purgedAtOnce)
		if err != nil {
			return err
		}
		for _, place := range lost {
			_, err := m.store.ChangeMessage(ctx, ChangeMessage{
				Actor: place.Sender, Chat: chat, Seq: place.Seq, Kind: Purge, At: now,
				Guard: mustStillBe, Committed: m.announce.MessageChanged,
			})
			if err != nil {
				return err
			}
		}
		if len(lost) < purgedAtOnce {
			return nil
		}
	}
}

// mustStillBe lets the server change whatever message is there, whoever has left.
func mustStillBe(_ Relation, target *Message) error {
	if target == nil {
		return ErrEntryNotFound
	}
	return nil
}

// Place is where a message stands in its chat, and whose it is.
type Place struct {
	Seq    Seq
	Sender UserID
}

// ShowExpired brings an expired stretch back into the actor's history (C27), and says where the chat stands then. The
// senders see their messages as delivered from then on. A stretch that is not there changes nothing.
func (m *Messenger) ShowExpired(ctx context.Context, actor Actor, chat ChatID, from Seq) (HeadsRow, []Person, error) {
	_, err := m.store.ShowExpired(ctx, ShowExpired{
		User: actor.User, Chat: chat, From: from, At: m.clock.Now(), Guard: MayRead, Committed: m.announce.QueueChanged,
	})
	if err != nil {
		return HeadsRow{}, nil, err
	}
	heads, err := m.store.Heads(ctx, actor.User, HeadsQuery{Chats: []ChatID{chat}, Limit: 1})
	if err != nil {
		return HeadsRow{}, nil, err
	}
	if len(heads.Rows) == 0 {
		return HeadsRow{}, nil, ErrChatNotFound
	}
	return heads.Rows[0], heads.People, nil
}

const (
	// advancesKept is how long the times of marks are kept (C20b).
	advancesKept   = 90 * 24 * time.Hour
	advancesAtOnce = 1000
)

// ForgetAdvances forgets the times of receipts that are no longer kept, in a page from a place on. It returns the next
// place; it is empty at the end, as the first is.
func (m *Messenger) ForgetAdvances(ctx context.Context, place string) (next string, err error) {
	return m.store.ForgetAdvances(ctx, m.clock.Now().Add(-advancesKept), place, advancesAtOnce)
}
