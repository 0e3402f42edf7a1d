package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

func (s *Set) block(ctx context.Context, actor auth.Actor, r protocol.PersonBlock) (protocol.PersonBlocked, error) {
	return s.setBlock(ctx, actor, r.User, true)
}

func (s *Set) unblock(ctx context.Context, actor auth.Actor, r protocol.PersonUnblock) (protocol.PersonBlocked, error) {
	return s.setBlock(ctx, actor, r.User, false)
}

func (s *Set) setBlock(ctx context.Context, actor auth.Actor, user protocol.UserID, on bool) (protocol.PersonBlocked, error) {
	if err := s.allow(limit.ChatRows, keyOf(actor), 1); err != nil {
		return protocol.PersonBlocked{}, err
	}
	row, people, err := s.messenger.SetBlock(ctx, actor, messenger.UserID(user), on)
	if err != nil {
		return protocol.PersonBlocked{}, err
	}
	return protocol.PersonBlocked{Block: wire.Block(row), People: wire.People(people)}, nil
}

func (s *Set) listBlocked(ctx context.Context, actor auth.Actor, _ protocol.PersonBlockedList) (protocol.People, error) {
	people, err := s.messenger.Blocked(ctx, actor)
	return protocol.People{People: wire.People(people), Presence: []protocol.Presence{}}, err
}
