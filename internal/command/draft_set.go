package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

func (s *Set) setDraft(ctx context.Context, actor auth.Actor, r protocol.DraftSet) (protocol.DraftKept, error) {
	if r.At <= 0 {
		return protocol.DraftKept{}, badField("at", "This is not a time.")
	}
	if err := s.allow(limit.Drafts, keyOf(actor), 1); err != nil {
		return protocol.DraftKept{}, err
	}
	row, err := s.messenger.SetDraft(ctx, actor, messenger.ChatID(r.Chat), r.Text, wire.Time(r.At))
	if err != nil {
		return protocol.DraftKept{}, err
	}
	return protocol.DraftKept{Row: wire.ChatRow(row)}, nil
}
