package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

func (s *Set) showExpired(ctx context.Context, actor auth.Actor, r protocol.ExpiredShow) (protocol.ExpiredShown, error) {
	heads, people, err := s.messenger.ShowExpired(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.From))
	if err != nil {
		return protocol.ExpiredShown{}, err
	}
	return protocol.ExpiredShown{Heads: wire.HeadsRow(heads), People: wire.People(people)}, nil
}
