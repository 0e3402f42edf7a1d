package messenger

import (
	"context"
	"time"
)

// MaxPinnedChats is how many chats one can pin to the top of one's list.
const MaxPinnedChats = 5

// muteEnds is until when a chat is muted that is muted for good: the last moment that every client can write.
var muteEnds = time.UnixMilli(1<<53 - 1).UTC()

// Mute is for how long a chat is to be quiet.
type Mute uint8

const (
	Unmuted Mute = iota
	MuteHours
	MuteWeek
	MuteAlways
)

// Until is when a mute that begins now ends by itself; zero for none.
func (m Mute) Until(now time.Time) time.Time {
	switch m {
	case MuteHours:
		return now.Add(8 * time.Hour)
	case MuteWeek:
		return now.Add(7 * 24 * time.Hour)
	case MuteAlways:
		return muteEnds
	}
	return time.Time{}
}

// RowChange is what a user changes of its own row of a chat. What is nil, or zero, stays as it is.
type RowChange struct {
	Pinned, Archived, MarkedUnread *bool
	Mute                           *Mute
	// ClearTo takes what lies up to it out of the user's view for good; it only rises.
	ClearTo Seq
}

// Apply makes of a row what the change wants, or refuses. pinned is how many chats the user has pinned, head where the chat stands.
func (c RowChange) Apply(row ChatRow, pinned int, head Seq, now time.Time) (ChatRow, error) {
	if c.Pinned != nil && *c.Pinned != !row.PinnedAt.IsZero() {
		row.PinnedAt = time.Time{}
		if *c.Pinned {
			if pinned >= MaxPinnedChats {
				return row, ErrTooManyKept.In("pinned")
			}
			row.PinnedAt, row.Archived, row.ArchivedTo = now, false, 0
		}
	}
	if c.Archived != nil && *c.Archived {
		// What is put away does not stand at the top. It may be put away again, with what has come since.
		row.Archived, row.ArchivedTo, row.PinnedAt = true, head, time.Time{}
		if row.To > 0 {
			row.ArchivedTo = min(head, row.To) // how far others went on is not told
		}
	} else if c.Archived != nil && row.Archived {
		row.Archived, row.ArchivedTo, row.PinnedAt = false, 0, time.Time{}
	}
	if c.Mute != nil {
		row.MutedUntil = c.Mute.Until(now)
	}
	if c.MarkedUnread != nil {
		row.MarkedUnread = *c.MarkedUnread
	}
	if c.ClearTo > row.ClearedTo {
		row.ClearedTo, row.MarkedUnread = c.ClearTo, false
	}
	return row, nil
}

// ChangeChatRow is the act that changes a user's own row of a chat (C30a). See Store.
type ChangeChatRow struct {
	User      UserID
	Chat      ChatID
	Change    RowChange
	At        time.Time
	Guard     Guard
	Committed func(ChatRow)
}

// ChangeChatRow changes how a chat stands in the actor's own list. Who was removed keeps the chat there, and may do the same.
func (m *Messenger) ChangeChatRow(ctx context.Context, actor Actor, chat ChatID, change RowChange) (ChatRow, error) {
	return m.store.ChangeChatRow(ctx, ChangeChatRow{
		User: actor.User, Chat: chat, Change: change, At: m.clock.Now(),
		Guard: func(r Relation) error {
			if err := MayRead(r); err != nil {
				return err
			}
			if change.ClearTo > r.To {
				return ErrMarkAhead.In("upto")
			}
			return nil
		},
		Committed: func(row ChatRow) { m.announce.AccountChanged(actor.User, []ChatRow{row}, nil) },
	})
}

// ClearChat takes what lies up to a seq out of the actor's own view, and says where the chat stands then. Nobody else
// notices, and no mark moves: what was not read before is not said to be.
func (m *Messenger) ClearChat(ctx context.Context, actor Actor, chat ChatID, upto Seq) (ChatRow, HeadsRow, []Person, error) {
	row, err := m.ChangeChatRow(ctx, actor, chat, RowChange{ClearTo: upto})
	if err != nil {
		return row, HeadsRow{}, nil, err
	}
	heads, err := m.store.Heads(ctx, actor.User, HeadsQuery{Chats: []ChatID{chat}, Limit: 1})
	if err == nil && len(heads.Rows) == 0 {
		err = ErrChatNotFound
	}
	if err != nil {
		return row, HeadsRow{}, nil, err
	}
	return row, heads.Rows[0], heads.People, nil
}
