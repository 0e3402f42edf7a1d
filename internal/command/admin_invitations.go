package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/protocol"
)

// invitationsPage is how many invitations are told where no number is asked for.
const invitationsPage = 50

func (s *Set) adminInvitations(ctx context.Context, actor auth.Actor, r protocol.AdminInvitations) (protocol.AdminInvitationList, error) {
	rows, err := pageLimit(r.Limit, invitationsPage, auth.MaxInvitations)
	if err != nil {
		return protocol.AdminInvitationList{}, err
	}
	if err := s.allow(limit.Administration, keyOf(actor), 1); err != nil {
		return protocol.AdminInvitationList{}, err
	}
	// One more than is told, to know whether there are more.
	found, err := s.accounts.AllInvitations(ctx, actor, auth.InvitationID(r.After), rows+1)
	if err != nil {
		return protocol.AdminInvitationList{}, err
	}
	out := protocol.AdminInvitationList{}
	if len(found) > rows {
		found = found[:rows]
		out.Next = protocol.InvitationID(found[rows-1].Invitation.ID)
	}
	out.Invitations = make([]protocol.AdminInvitation, len(found))
	for i, f := range found {
		out.Invitations[i] = protocol.AdminInvitation{Invitation: writeInvitation(f.Invitation), Inviter: writeAccount(f.Inviter)}
	}
	return out, nil
}

func (s *Set) adminInvitationRevoke(ctx context.Context, actor auth.Actor, r protocol.AdminInvitationRevoke) (protocol.Done, error) {
	if err := s.allow(limit.Administration, keyOf(actor), 1); err != nil {
		return protocol.Done{}, err
	}
	return protocol.Done{}, s.accounts.RevokeAnyInvitation(ctx, actor, auth.InvitationID(r.Invitation))
}
