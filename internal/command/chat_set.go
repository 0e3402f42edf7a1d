package command

import (
	"context"
	"slices"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// mutes are the times for which a chat can be quiet, by their names on the wire.
var mutes = map[string]messenger.Mute{
	"off": messenger.Unmuted, "hours": messenger.MuteHours, "week": messenger.MuteWeek, "always": messenger.MuteAlways,
}

func (s *Set) setChat(ctx context.Context, actor auth.Actor, r protocol.ChatSet) (protocol.ChatKept, error) {
	change := messenger.RowChange{Pinned: r.Pinned, Archived: r.Archived, MarkedUnread: r.MarkedUnread}
	if r.Mute != "" {
		mute, known := mutes[r.Mute]
		if !known {
			return protocol.ChatKept{}, badField("mute", "It is off, hours, week or always.")
		}
		change.Mute = &mute
	}
	if change == (messenger.RowChange{}) {
		return protocol.ChatKept{}, badField("chat", "There is nothing to change.")
	}
	if err := s.allow(limit.ChatRows, keyOf(actor), 1); err != nil {
		return protocol.ChatKept{}, err
	}
	row, err := s.messenger.ChangeChatRow(ctx, actor, messenger.ChatID(r.Chat), change)
	if err != nil {
		return protocol.ChatKept{}, err
	}
	return protocol.ChatKept{Row: wire.ChatRow(row)}, nil
}

func (s *Set) setTimer(ctx context.Context, actor auth.Actor, r protocol.ChatTimer) (protocol.ChatKept, error) {
	if r.Seconds < 0 || r.Seconds > int64(slices.Max(messenger.Timers).Seconds()) {
		return protocol.ChatKept{}, badField("seconds", "It is 86400, 604800, 7776000, or 0 for ever.")
	}
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.ChatKept{}, err
	}
	row, err := s.messenger.SetTimer(ctx, actor, messenger.ChatID(r.Chat), time.Duration(r.Seconds)*time.Second)
	if err != nil {
		return protocol.ChatKept{}, err
	}
	return protocol.ChatKept{Row: wire.ChatRow(row)}, nil
}

func (s *Set) clearChat(ctx context.Context, actor auth.Actor, r protocol.ChatClear) (protocol.ChatCleared, error) {
	if r.Upto == 0 {
		return protocol.ChatCleared{}, badField("upto", "There is nothing to clear.")
	}
	if err := s.allow(limit.ChatRows, keyOf(actor), 1); err != nil {
		return protocol.ChatCleared{}, err
	}
	row, heads, people, err := s.messenger.ClearChat(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.Upto))
	if err != nil {
		return protocol.ChatCleared{}, err
	}
	return protocol.ChatCleared{Row: wire.ChatRow(row), Heads: wire.HeadsRow(heads), People: wire.People(people)}, nil
}
