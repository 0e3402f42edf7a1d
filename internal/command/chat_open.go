package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

func (s *Set) openChat(ctx context.Context, actor auth.Actor, r protocol.ChatOpen) (protocol.ChatOpened, error) {
	if err := s.allow(limit.NewChats, keyOf(actor), 1); err != nil {
		return protocol.ChatOpened{}, err
	}
	opened, err := s.messenger.OpenChat(ctx, actor, messenger.UserID(r.With))
	if err != nil {
		return protocol.ChatOpened{}, err
	}
	if !opened.Created {
		s.limits.GiveBack(limit.NewChats, keyOf(actor), 1) // only chats that are new are counted
	}
	return protocol.ChatOpened{
		Row: wire.ChatRow(opened.Row), Heads: wire.HeadsRow(opened.Heads), People: wire.People(opened.People),
	}, nil
}
