package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// setSetting keeps what the table of settings knows.
func (s *Set) setSetting(ctx context.Context, actor auth.Actor, r protocol.SettingSet) (protocol.SettingKept, error) {
	if refused := protocol.CheckSetting(r.Name, r.Value); refused != nil {
		return protocol.SettingKept{}, refused
	}
	if err := s.allow(limit.Settings, keyOf(actor), 1); err != nil {
		return protocol.SettingKept{}, err
	}
	kept, err := s.messenger.SetSetting(ctx, actor, r.Name, r.Value)
	if err != nil {
		return protocol.SettingKept{}, err
	}
	return protocol.SettingKept{Setting: wire.Setting(kept)}, nil
}

// setProfile follows the rules of people's names, which are auth's.
func (s *Set) setProfile(ctx context.Context, actor auth.Actor, r protocol.ProfileSet) (protocol.ProfileKept, error) {
	name, about, err := auth.CheckProfile(r.Name, r.About)
	if err != nil {
		return protocol.ProfileKept{}, err
	}
	if err := s.allow(limit.Settings, keyOf(actor), 1); err != nil {
		return protocol.ProfileKept{}, err
	}
	me, err := s.messenger.SetProfile(ctx, actor, name, about)
	if err != nil {
		return protocol.ProfileKept{}, err
	}
	return protocol.ProfileKept{Me: wire.Person(me)}, nil
}

// seenAs answers what another person is told of the actor.
func (s *Set) seenAs(ctx context.Context, actor auth.Actor, r protocol.PersonSeenAs) (protocol.SeenAs, error) {
	if err := s.allow(limit.History, keyOf(actor), 1); err != nil {
		return protocol.SeenAs{}, err
	}
	seen, err := s.messenger.SeenAs(ctx, actor, messenger.UserID(r.Viewer))
	if err != nil {
		return protocol.SeenAs{}, err
	}
	return protocol.SeenAs{
		Person: wire.Person(seen.Person), Presence: wire.Presences(seen.Presence), SharesChat: seen.SharesChat,
		Receipts: seen.Receipts, MayAdd: seen.MayAdd, Listed: s.hasDirectory(ctx),
		Online: string(seen.Own.Online), LastSeen: string(seen.Own.ToldLastSeen()), Groups: string(seen.Own.Groups), Shown: seen.Own.Receipts,
	}, nil
}
