package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// A change of members costs as much of the limit as a message, since it is a line that all of them get.

func (s *Set) addToGroup(ctx context.Context, actor auth.Actor, r protocol.GroupAdd) (protocol.Members, error) {
	users, err := readOthers(actor, r.Users)
	if err != nil {
		return protocol.Members{}, err
	}
	if len(users) == 0 {
		return protocol.Members{}, badField("users", "There is nobody to add.")
	}
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.Members{}, err
	}
	not, err := s.messenger.AddMembers(ctx, actor, messenger.ChatID(r.Chat), users)
	if err != nil {
		return protocol.Members{}, err
	}
	members, err := s.groupMembers(ctx, actor, protocol.GroupMembers{Chat: r.Chat})
	members.NotAdded = notAdded(not)
	return members, err
}

func (s *Set) removeFromGroup(ctx context.Context, actor auth.Actor, r protocol.GroupRemove) (protocol.Members, error) {
	if messenger.UserID(r.User) == actor.User {
		return protocol.Members{}, badField("user", "This is oneself: group.leave ends one's own membership.")
	}
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.Members{}, err
	}
	if err := s.messenger.RemoveMember(ctx, actor, messenger.ChatID(r.Chat), messenger.UserID(r.User)); err != nil {
		return protocol.Members{}, err
	}
	return s.groupMembers(ctx, actor, protocol.GroupMembers{Chat: r.Chat})
}

func (s *Set) leaveGroup(ctx context.Context, actor auth.Actor, r protocol.GroupLeave) (protocol.Done, error) {
	return protocol.Done{}, s.messenger.LeaveGroup(ctx, actor, messenger.ChatID(r.Chat))
}

func (s *Set) groupMembers(ctx context.Context, actor auth.Actor, r protocol.GroupMembers) (protocol.Members, error) {
	group, err := s.messenger.GroupMembers(ctx, actor, messenger.ChatID(r.Chat))
	if err != nil {
		return protocol.Members{}, err
	}
	presence, err := s.messenger.PresenceFor(ctx, actor, group.People)
	if err != nil {
		return protocol.Members{}, err
	}
	return protocol.Members{
		Chat: r.Chat, Members: wire.Members(group.Members), People: wire.People(group.People), Presence: wire.Presences(presence),
	}, nil
}
