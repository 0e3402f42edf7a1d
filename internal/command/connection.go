package command

import (
	"context"
	"slices"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// notificationsPage is how many chats with unread messages, and how many who came, the notifications page is told of.
const notificationsPage = 100

// Welcome reads what a connection that has just subscribed is told first (C14).
func (s *Set) Welcome(ctx context.Context, actor auth.Actor) (protocol.Welcome, *protocol.Error) {
	return attempt(ctx, s, "hello", func(ctx context.Context) (protocol.Welcome, error) {
		rev, err := s.messenger.Rev(ctx, actor)
		if err != nil {
			return protocol.Welcome{}, err
		}
		me, err := s.messenger.People(ctx, actor, []messenger.UserID{actor.User})
		if err != nil {
			return protocol.Welcome{}, err
		}
		if len(me) != 1 {
			return protocol.Welcome{}, refusal(protocol.CodeLoginRequired)
		}
		registration := s.accounts.Registration(ctx)
		return protocol.Welcome{
			Me: wire.Person(me[0]), Session: protocol.SessionID(actor.Session), Role: Role(actor),
			Epoch: s.messenger.Epoch(), Rev: protocol.Rev(rev), Now: s.Now(),
			BeatMs: messenger.PresenceBeat.Milliseconds(),
			Limits: protocol.Limits{
				TextBytes: messenger.MaxTextBytes, TextCharacters: messenger.MaxTextCharacters,
				Batch: protocol.MaxBatch, GroupMembers: messenger.MaxMembers, GroupName: messenger.MaxGroupName, About: auth.MaxAbout, GroupAbout: messenger.MaxGroupAbout,
				EditMs: messenger.EditWithin.Milliseconds(), DeleteMs: messenger.DeleteWithin.Milliseconds(),
				QueueMs: s.options.QueueKeep.Milliseconds(), PinnedChats: messenger.MaxPinnedChats, FileBytes: s.options.FileBytes,
			},
			Directory: s.options.Directory(registration), Registration: string(registration),
		}, nil
	})
}

// Role names what an actor is on this server.
func Role(actor auth.Actor) string {
	if actor.Administrator {
		return "administrator"
	}
	return "member"
}

// SubscribeChat reads the state from which the stream of a chat goes on. The connection has its events already.
func (s *Set) SubscribeChat(ctx context.Context, actor auth.Actor, chat protocol.ChatID) (protocol.ChatSubscribed, *protocol.Error) {
	return attempt(ctx, s, "chat.subscribe", func(ctx context.Context) (protocol.ChatSubscribed, error) {
		state, err := s.messenger.ChatState(ctx, actor, messenger.ChatID(chat))
		if err != nil {
			return protocol.ChatSubscribed{}, err
		}
		return protocol.ChatSubscribed{
			Epoch: s.messenger.Epoch(), Row: wire.ChatRow(state.Row), Heads: wire.HeadsRow(state.Heads),
			People: wire.People(state.People), Presence: wire.Presences(state.Presence), Typing: wire.Typing(state.Typing),
		}, nil
	})
}

// SubscribeNotifications reads what the notifications page shows first (R1.3).
func (s *Set) SubscribeNotifications(ctx context.Context, actor auth.Actor) (protocol.NotificationsSubscribed, *protocol.Error) {
	return attempt(ctx, s, "notifications.subscribe", func(ctx context.Context) (protocol.NotificationsSubscribed, error) {
		heads, err := s.messenger.Heads(ctx, actor, messenger.HeadsQuery{UnreadOnly: true, Limit: notificationsPage})
		if err != nil {
			return protocol.NotificationsSubscribed{}, err
		}
		accepted, err := s.accounts.AcceptedInvitations(ctx, actor, notificationsPage)
		if err != nil {
			return protocol.NotificationsSubscribed{}, err
		}
		mentions, err := s.messenger.Mentions(ctx, actor, notificationsPage)
		if err != nil {
			return protocol.NotificationsSubscribed{}, err
		}
		people, err := s.withGuests(ctx, actor, together(heads.People, mentions.People), accepted)
		if err != nil {
			return protocol.NotificationsSubscribed{}, err
		}
		return protocol.NotificationsSubscribed{
			Heads: wire.HeadsRows(heads.Rows), Accepted: wire.AcceptedList(accepted),
			Mentions: wire.Messages(mentions.Messages), People: wire.People(people),
		}, nil
	})
}

// together makes one list of two, with each person once.
func together(some, more []messenger.Person) []messenger.Person {
	both := slices.Clone(some)
	for _, p := range more {
		if !slices.ContainsFunc(some, func(known messenger.Person) bool { return known.ID == p.ID }) {
			both = append(both, p)
		}
	}
	return both
}

// withGuests adds those who came through an invitation to the people who are mentioned anyway.
func (s *Set) withGuests(ctx context.Context, actor auth.Actor, people []messenger.Person, accepted []messenger.AcceptedInvitation) ([]messenger.Person, error) {
	known := make(map[messenger.UserID]bool, len(people))
	for _, p := range people {
		known[p.ID] = true
	}
	var missing []messenger.UserID
	for _, a := range accepted {
		if !known[a.User] {
			known[a.User] = true
			missing = append(missing, a.User)
		}
	}
	if len(missing) == 0 {
		return people, nil
	}
	guests, err := s.messenger.People(ctx, actor, missing)
	return append(people, guests...), err
}

// Hold takes or renews the presence lease of a connection; Leave gives it back (C33).
func (s *Set) Hold(actor auth.Actor, connection uint64) { s.messenger.Hold(actor.User, connection) }

// Leave gives the lease back.
func (s *Set) Leave(actor auth.Actor, connection uint64) { s.messenger.Leave(actor.User, connection) }

// Now is the server's time on the wire.
func (s *Set) Now() int64 { return wire.Millis(s.messenger.Now()) }
