package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

const accountPage = 200

func (s *Set) accountSince(ctx context.Context, actor auth.Actor, r protocol.AccountSince) (protocol.AccountRows, error) {
	limit, err := pageLimit(r.Limit, accountPage, protocol.MaxPage)
	if err != nil {
		return protocol.AccountRows{}, err
	}
	rows, err := s.messenger.AccountSince(ctx, actor, messenger.Rev(r.Rev), limit)
	if err != nil {
		return protocol.AccountRows{}, err
	}
	return protocol.AccountRows{
		Epoch: s.messenger.Epoch(), Rev: protocol.Rev(rows.Rev), Chats: wire.ChatRows(rows.Chats),
		Stars: wire.Stars(rows.Stars), Hidden: wire.HiddenMessages(rows.Hidden), Settings: wire.Settings(rows.Settings),
		Blocks: wire.Blocks(rows.Blocks),
		People: wire.People(rows.People), More: rows.More,
	}, nil
}
