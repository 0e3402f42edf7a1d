package command

import (
	"context"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

func (s *Set) createGroupLink(ctx context.Context, actor auth.Actor, r protocol.GroupLinkCreate) (protocol.GroupLinkCreated, error) {
	if r.ExpiresInMs > longestInvitation.Milliseconds() {
		return protocol.GroupLinkCreated{}, badField("expires_in_ms", "A link lasts at most 90 days.")
	}
	if err := s.allow(limit.GroupLinks, keyOf(actor), 1); err != nil {
		return protocol.GroupLinkCreated{}, err
	}
	link, token, err := s.messenger.CreateGroupLink(ctx, actor, messenger.ChatID(r.Chat), messenger.NewGroupLink{
		MaxUses: r.MaxUses, ExpiresIn: time.Duration(r.ExpiresInMs) * time.Millisecond,
	})
	if err != nil {
		s.limits.GiveBack(limit.GroupLinks, keyOf(actor), 1)
		return protocol.GroupLinkCreated{}, err
	}
	return protocol.GroupLinkCreated{Link: wire.GroupLink(link), Token: token, URL: s.options.BaseURL + "/j/" + token}, nil
}

func (s *Set) listGroupLinks(ctx context.Context, actor auth.Actor, r protocol.GroupLinkList) (protocol.GroupLinks, error) {
	links, err := s.messenger.GroupLinks(ctx, actor, messenger.ChatID(r.Chat))
	if err != nil {
		return protocol.GroupLinks{}, err
	}
	return protocol.GroupLinks{Links: wire.GroupLinks(links.List), People: wire.People(links.People)}, nil
}

func (s *Set) revokeGroupLink(ctx context.Context, actor auth.Actor, r protocol.GroupLinkRevoke) (protocol.Done, error) {
	return protocol.Done{}, s.messenger.RevokeGroupLink(ctx, actor, messenger.ChatID(r.Chat), messenger.LinkID(r.Link))
}

// LookUpGroupLink tells what a link is good for. It is called by the door that knows from where it is tried.
func (s *Set) LookUpGroupLink(ctx context.Context, actor auth.Actor, token string) (protocol.GroupLinkFound, error) {
	found, err := s.messenger.LookUpGroupLink(ctx, actor, token)
	if err != nil {
		return protocol.GroupLinkFound{}, err
	}
	out := protocol.GroupLinkFound{Name: found.Name, Members: found.Members, State: "join"}
	switch {
	case found.Relation.Member:
		out.State, out.Chat = "member", protocol.ChatID(found.Link.Chat)
	case found.Relation.Settings.Approval && found.Waits:
		out.State = "asked"
	case found.Relation.Settings.Approval:
		out.State = "ask"
	}
	return out, nil
}

// JoinGroup comes by a link; called as LookUpGroupLink is. What it costs of the limit keeps a group from a flood of lines of
// one who joins and leaves.
func (s *Set) JoinGroup(ctx context.Context, actor auth.Actor, token string) (protocol.GroupJoined, error) {
	if err := s.allow(limit.NewChats, keyOf(actor), 1); err != nil {
		return protocol.GroupJoined{}, err
	}
	joined, err := s.messenger.JoinGroup(ctx, actor, token)
	if err != nil || len(joined.Told.Messages) == 0 {
		s.limits.GiveBack(limit.NewChats, keyOf(actor), 1)
	}
	switch {
	case err != nil:
		return protocol.GroupJoined{}, err
	case joined.Waits:
		return protocol.GroupJoined{State: "asked"}, nil
	}
	return protocol.GroupJoined{State: "member", Chat: protocol.ChatID(joined.Chat)}, nil
}

func (s *Set) joinRequests(ctx context.Context, actor auth.Actor, r protocol.GroupRequests) (protocol.GroupRequestList, error) {
	list, err := s.messenger.JoinRequests(ctx, actor, messenger.ChatID(r.Chat))
	if err != nil {
		return protocol.GroupRequestList{}, err
	}
	return protocol.GroupRequestList{Requests: wire.JoinRequests(list.List), People: wire.People(list.People)}, nil
}

func (s *Set) answerRequest(ctx context.Context, actor auth.Actor, r protocol.GroupAnswer) (protocol.Done, error) {
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.Done{}, err
	}
	return protocol.Done{}, s.messenger.AnswerRequest(ctx, actor, messenger.ChatID(r.Chat), messenger.UserID(r.User), r.Accept)
}
