package command

import (
	"context"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// longestInvitation keeps the arithmetic from running over; the rule itself is auth's.
const longestInvitation = 90 * 24 * time.Hour

func (s *Set) createInvitation(ctx context.Context, actor auth.Actor, r protocol.InvitationCreate) (protocol.InvitationCreated, error) {
	if r.ExpiresInMs > longestInvitation.Milliseconds() {
		return protocol.InvitationCreated{}, badField("expires_in_ms", "An invitation lasts at most 90 days.")
	}
	made, err := s.accounts.CreateInvitation(ctx, actor, auth.NewInvitation{
		MaxUses: r.MaxUses, ExpiresIn: time.Duration(r.ExpiresInMs) * time.Millisecond,
	})
	if err != nil {
		return protocol.InvitationCreated{}, err
	}
	return protocol.InvitationCreated{Invitation: writeInvitation(made.Invitation), Token: made.Token, URL: made.URL}, nil
}

func (s *Set) listInvitations(ctx context.Context, actor auth.Actor, _ protocol.InvitationList) (protocol.Invitations, error) {
	list, err := s.accounts.Invitations(ctx, actor)
	if err != nil {
		return protocol.Invitations{}, err
	}
	out := make([]protocol.Invitation, len(list))
	for i, invitation := range list {
		out[i] = writeInvitation(invitation)
	}
	return protocol.Invitations{Invitations: out}, nil
}

func (s *Set) revokeInvitation(ctx context.Context, actor auth.Actor, r protocol.InvitationRevoke) (protocol.Done, error) {
	return protocol.Done{}, s.accounts.RevokeInvitation(ctx, actor, auth.InvitationID(r.Invitation))
}

func (s *Set) acceptInvitation(ctx context.Context, actor auth.Actor, r protocol.InvitationAccept) (protocol.InvitationAccepted, error) {
	chat, err := s.accounts.AcceptInvitation(ctx, actor, r.Token)
	return protocol.InvitationAccepted{Chat: protocol.ChatID(chat)}, err
}

func writeInvitation(i auth.Invitation) protocol.Invitation {
	return protocol.Invitation{
		ID: protocol.InvitationID(i.ID), CreatedAt: wire.Millis(i.CreatedAt), ExpiresAt: wire.Millis(i.ExpiresAt),
		Uses: i.Uses, MaxUses: i.MaxUses, Revoked: i.Revoked,
	}
}
