package messenger

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Messages can be there for a time only: because the people of a chat set a timer, which holds for what is written after that, or
// because the operator keeps nothing for longer. Either way the server takes the content for everybody, with files and reactions,
// quotes show nothing of it, no search finds it; its place in the log stays (C8).

// Timers are how long messages of a chat can be let stay; zero is for ever.
var Timers = []time.Duration{0, 24 * time.Hour, 7 * 24 * time.Hour, 90 * 24 * time.Hour}

// timerLines are the lines that say so.
var timerLines = []string{"timer.off", "timer.day", "timer.week", "timer.quarter"}

// SetTimer: see TimerStore.
type SetTimer struct {
	Actor     UserID
	Chat      ChatID
	Timer     time.Duration
	Line      SystemLine
	At        time.Time
	Guard     Guard
	Committed func(Appended)
}

// VanishPlace is a message whose time is over.
type VanishPlace struct {
	Chat   ChatID
	Seq    Seq
	Sender UserID
}

// TimerStore is the part of Store for what is kept for a time only.
type TimerStore interface {
	// SetTimer sets how long what is written from now on stays, with a line that says so; what is so already changes nothing. The row
	// of everybody in the chat is stamped.
	SetTimer(ctx context.Context, act SetTimer) (Appended, error)
	// Vanished reads messages that are there still although their time is over, the oldest first.
	Vanished(ctx context.Context, now time.Time, limit int) ([]VanishPlace, error)
	// OldMessages reads messages from before a time that are there still, of some chats from a place on, and the next place; empty
	// at either end. Of each chat it looks no further than its first message that is not so old.
	OldMessages(ctx context.Context, before time.Time, place string, limit int) (old []VanishPlace, next string, err error)
}

// MaySetTimer is the rule of a timer: whoever may write in a chat of two, and in a group who may change its name.
func MaySetTimer(r Relation) error {
	if r.Kind == Group {
		return MayChangeGroup(r)
	}
	return MaySend(r)
}

// SetTimer sets how long messages of a chat stay that are written from now on.
func (m *Messenger) SetTimer(ctx context.Context, actor Actor, chat ChatID, timer time.Duration) (ChatRow, error) {
	i := slices.Index(Timers, timer)
	if i < 0 {
		return ChatRow{}, ErrBadField.In("seconds")
	}
	_, err := m.store.SetTimer(ctx, SetTimer{
		Actor: actor.User, Chat: chat, Timer: timer, Line: SystemLine{Line: timerLines[i]}, At: m.clock.Now(), Guard: MaySetTimer, Committed: m.added,
	})
	if err != nil {
		return ChatRow{}, err
	}
	row, _, err := m.store.ChatRow(ctx, actor.User, chat)
	return row, err
}

// VanishMessages takes the content of messages whose time is over, at most so many, and says whether there may be more.
func (m *Messenger) VanishMessages(ctx context.Context, limit int) (more bool, err error) {
	now := m.clock.Now()
	list, err := m.store.Vanished(ctx, now, limit)
	if err != nil {
		return false, err
	}
	return len(list) == limit, m.vanish(ctx, list, now)
}

// RetainMessages takes the content of messages that are older than the operator keeps any, of some chats from a place on. It returns
// the next place; it is empty at the end, as the first is.
func (m *Messenger) RetainMessages(ctx context.Context, keep time.Duration, place string, limit int) (next string, err error) {
	now := m.clock.Now()
	list, next, err := m.store.OldMessages(ctx, now.Add(-keep), place, limit)
	if err != nil {
		return "", err
	}
	return next, m.vanish(ctx, list, now)
}

func (m *Messenger) vanish(ctx context.Context, list []VanishPlace, now time.Time) error {
	for _, p := range list {
		_, err := m.store.ChangeMessage(ctx, ChangeMessage{
			Actor: p.Sender, Chat: p.Chat, Seq: p.Seq, Kind: Vanish, At: now, Guard: mustStillBe, Committed: m.announce.MessageChanged,
		})
		if err != nil && !errors.Is(err, ErrEntryNotFound) {
			return err
		}
	}
	return nil
}
