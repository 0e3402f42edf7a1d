package command

import (
	"context"
	"fmt"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// createGroup is repeatable: the same client id is answered with the group that it made (C6). The name follows the rules
// of people's names, which are auth's.
func (s *Set) createGroup(ctx context.Context, actor auth.Actor, r protocol.GroupCreate) (protocol.ChatOpened, error) {
	if r.ClientID == (protocol.ClientID{}) {
		return protocol.ChatOpened{}, badField("client_id", "A group has a client_id of its own.")
	}
	name, err := s.groupName(ctx, r.Name)
	if err != nil {
		return protocol.ChatOpened{}, err
	}
	others, err := readOthers(actor, r.Users)
	if err != nil {
		return protocol.ChatOpened{}, err
	}
	if err := s.allow(limit.NewChats, keyOf(actor), 1); err != nil {
		return protocol.ChatOpened{}, err
	}
	opened, err := s.messenger.CreateGroup(ctx, actor, messenger.ClientID(r.ClientID), name, others)
	if err != nil || !opened.Created {
		s.limits.GiveBack(limit.NewChats, keyOf(actor), 1) // only groups that are new are counted
	}
	if err != nil {
		return protocol.ChatOpened{}, err
	}
	return protocol.ChatOpened{
		Row: wire.ChatRow(opened.Row), Heads: wire.HeadsRow(opened.Heads), People: wire.People(opened.People),
		NotAdded: notAdded(opened.NotAdded),
	}, nil
}

// notAdded names those who may not be added; nil when all were, so that the field is left out.
func notAdded(users []messenger.UserID) []protocol.UserID {
	if len(users) == 0 {
		return nil
	}
	return wire.UserIDs(users)
}

func (s *Set) groupName(ctx context.Context, given string) (string, error) {
	name, err := auth.CheckName(given, messenger.MaxGroupName)
	if err != nil {
		refused := s.failure(ctx, "group.create", err)
		refused.Message = fmt.Sprintf("The name of a group has 1 to %d characters, no control or direction characters, no doubled spaces.", messenger.MaxGroupName)
		return "", refused
	}
	return name, nil
}

// readOthers reads whom a command names besides the actor. Who is named twice is meant once.
func readOthers(actor auth.Actor, users []protocol.UserID) ([]messenger.UserID, error) {
	if len(users) > protocol.MaxPeople {
		return nil, tooLarge("users", fmt.Sprintf("At most %d people are named at once.", protocol.MaxPeople))
	}
	others := make([]messenger.UserID, len(users))
	for i, id := range users {
		if others[i] = messenger.UserID(id); others[i] == actor.User {
			return nil, badField(fmt.Sprintf("users/%d", i), "This is oneself; only others are named.")
		}
	}
	return others, nil
}
