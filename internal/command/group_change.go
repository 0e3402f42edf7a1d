package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// Like a change of members, one of the group itself costs as much of the limit as a message.

func (s *Set) changeGroup(ctx context.Context, actor auth.Actor, r protocol.GroupChange) (protocol.GroupChanged, error) {
	var change messenger.GroupChange
	if r.Name != nil {
		name, err := s.groupName(ctx, *r.Name)
		if err != nil {
			return protocol.GroupChanged{}, err
		}
		change.Name = &name
	}
	if r.About != nil {
		about, err := readAbout(*r.About)
		if err != nil {
			return protocol.GroupChanged{}, err
		}
		change.About = &about
	}
	if change == (messenger.GroupChange{}) {
		return protocol.GroupChanged{}, badField("name", "There is nothing to change.")
	}
	return s.groupChanged(ctx, actor, r.Chat, change)
}

// readAbout is the rule of a description: that of messages, but shorter, and it may be empty.
func readAbout(given string) (string, error) {
	about := strings.TrimSpace(given)
	if about == "" {
		return "", nil
	}
	if uniseg.GraphemeClusterCount(about) > messenger.MaxGroupAbout || len(about) > 4*messenger.MaxGroupAbout {
		refused := refusal(protocol.CodeTextTooLong)
		refused.Field = "about"
		refused.Message = fmt.Sprintf("The description of a group has at most %d characters.", messenger.MaxGroupAbout)
		return "", refused
	}
	return about, messenger.CheckText(about)
}

func (s *Set) groupChanged(ctx context.Context, actor auth.Actor, chat protocol.ChatID, change messenger.GroupChange) (protocol.GroupChanged, error) {
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.GroupChanged{}, err
	}
	row, err := s.messenger.ChangeGroup(ctx, actor, messenger.ChatID(chat), change)
	if err != nil {
		return protocol.GroupChanged{}, err
	}
	return protocol.GroupChanged{Row: wire.ChatRow(row)}, nil
}

var leastRoles = map[string]messenger.Role{"all": messenger.PlainMember, "administrators": messenger.Administrator}

func (s *Set) configureGroup(ctx context.Context, actor auth.Actor, r protocol.GroupConfigure) (protocol.GroupChanged, error) {
	change := messenger.GroupChange{Approval: r.Approval}
	for _, f := range []struct {
		name, given string
		to          **messenger.Role
	}{{"send", r.Send, &change.Send}, {"change", r.Change, &change.Change}, {"add", r.Add, &change.Add}} {
		if f.given == "" {
			continue
		}
		role, known := leastRoles[f.given]
		if !known {
			return protocol.GroupChanged{}, badField(f.name, `Who may is "all" or "administrators".`)
		}
		*f.to = &role
	}
	if r.History != "" {
		all := r.History == "all"
		if !all && r.History != "joining" {
			return protocol.GroupChanged{}, badField("history", `What who joins reads is "joining" or "all".`)
		}
		change.History = &all
	}
	if change == (messenger.GroupChange{}) {
		return protocol.GroupChanged{}, badField("send", "There is nothing to change.")
	}
	return s.groupChanged(ctx, actor, r.Chat, change)
}

func (s *Set) setGroupRole(ctx context.Context, actor auth.Actor, r protocol.GroupRole) (protocol.Members, error) {
	role, known := map[string]messenger.Role{"member": messenger.PlainMember, "administrator": messenger.Administrator}[r.Role]
	if !known {
		return protocol.Members{}, badField("role", `A role is "administrator" or "member".`)
	}
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.Members{}, err
	}
	if err := s.messenger.SetRole(ctx, actor, messenger.ChatID(r.Chat), messenger.UserID(r.User), role); err != nil {
		return protocol.Members{}, err
	}
	return s.groupMembers(ctx, actor, protocol.GroupMembers{Chat: r.Chat})
}
