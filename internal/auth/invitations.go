package auth

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"twoticks/internal/messenger"
)

// NewInvitation is what somebody who invites decides. Zero values mean one use, within seven days.
type NewInvitation struct {
	MaxUses   int
	ExpiresIn time.Duration
}

// CreatedInvitation shows the token: this once, since only its hash is stored.
type CreatedInvitation struct {
	Invitation Invitation
	Token      string
	// URL is the whole link.
	URL string
}

// FoundInvitation is what a token is good for.
type FoundInvitation struct {
	Invitation Invitation
	Inviter    Account
}

// CreateInvitation makes one. On a server that anybody may join anybody may invite; by invitation only administrators
// let people in.
func (a *Auth) CreateInvitation(ctx context.Context, actor Actor, n NewInvitation) (CreatedInvitation, error) {
	mode, err := a.registration(ctx)
	if err != nil {
		return CreatedInvitation{}, err
	}
	if mode != Open && !actor.Administrator {
		return CreatedInvitation{}, ErrNotAllowed
	}
	return a.createInvitation(ctx, actor.User, n, invitationsPerDay)
}

func (a *Auth) createInvitation(ctx context.Context, inviter UserID, n NewInvitation, perDay int) (CreatedInvitation, error) {
	mode, err := a.registration(ctx)
	if err != nil {
		return CreatedInvitation{}, err
	}
	if mode == Closed {
		return CreatedInvitation{}, ErrRegistrationClosed
	}
	if n.MaxUses == 0 {
		n.MaxUses = invitationUses
	}
	if n.MaxUses < 1 || n.MaxUses > invitationMaxUses {
		return CreatedInvitation{}, messenger.ErrBadField.In("max_uses")
	}
	if n.ExpiresIn == 0 {
		n.ExpiresIn = invitationDefault
	}
	if n.ExpiresIn < time.Minute || n.ExpiresIn > invitationLongest {
		return CreatedInvitation{}, messenger.ErrBadField.In("expires_in_ms")
	}
	token, hash := newToken(invitationTokenBytes)
	now := a.clock.Now().Truncate(time.Millisecond)
	invitation := Invitation{
		ID: InvitationID(messenger.NewID()), Inviter: inviter,
		CreatedAt: now, ExpiresAt: now.Add(n.ExpiresIn), MaxUses: n.MaxUses,
	}
	err = a.store.CreateInvitation(ctx, CreateInvitation{
		Invitation: invitation, Token: hash, Max: perDay, Since: now.Add(-24 * time.Hour),
	})
	if err != nil {
		return CreatedInvitation{}, err
	}
	return CreatedInvitation{invitation, token, a.config.BaseURL + "/invite/" + token}, nil
}

// Invitations lists the actor's own, the newest first.
func (a *Auth) Invitations(ctx context.Context, actor Actor) ([]Invitation, error) {
	return a.store.Invitations(ctx, actor.User, invitationsListed)
}

// RevokeInvitation takes one of the actor's own back. Taking it back again changes nothing.
func (a *Auth) RevokeInvitation(ctx context.Context, actor Actor, id InvitationID) error {
	return a.store.RevokeInvitation(ctx, actor.User, id, a.clock.Now())
}

// LookUpInvitation tells what a token is good for. Unknown, expired, used up and taken back all sound the same.
func (a *Auth) LookUpInvitation(ctx context.Context, client Client, token string) (FoundInvitation, error) {
	if err := a.admitInviteTry(client.Address, token); err != nil {
		return FoundInvitation{}, err
	}
	invitation, inviter, err := a.store.InvitationByToken(ctx, hashToken(token))
	if err == nil {
		err = a.usable(&invitation)
	}
	if err != nil {
		return FoundInvitation{}, a.countInviteTry(client.Address, err)
	}
	return FoundInvitation{invitation, inviter}, nil
}

// AcceptInvitation uses one with an account that is there already: it opens the chat with the inviter. Wrong tries count
// for the user, wherever they come from.
func (a *Auth) AcceptInvitation(ctx context.Context, actor Actor, token string) (ChatID, error) {
	if wait, full := a.userTries.full(actor.User, a.clock.Now()); full {
		return ChatID{}, ErrTooManyAttempts.After(wait)
	}
	used, err := a.store.UseInvitation(ctx, UseInvitation{
		Token: hashToken(token), User: actor.User, At: a.clock.Now(),
		Guard: func(i Invitation) error { return a.usable(&i) },
	})
	if errors.Is(err, ErrInviteInvalid) {
		a.userTries.add(actor.User, a.clock.Now())
	}
	if err != nil {
		return ChatID{}, err
	}
	return a.welcomer.AcceptInvitation(ctx, actor.User, used.Inviter, used.ID)
}

// AcceptedInvitations lists who came through the actor's invitations, the newest first.
func (a *Auth) AcceptedInvitations(ctx context.Context, actor Actor, limit int) ([]messenger.AcceptedInvitation, error) {
	return a.store.AcceptedInvitations(ctx, actor.User, limit)
}

// usable is the rule of using an invitation.
func (a *Auth) usable(i *Invitation) error {
	if i == nil || i.Revoked || i.Uses >= i.MaxUses || !a.clock.Now().Before(i.ExpiresAt) {
		return ErrInviteInvalid
	}
	return nil
}

// TryToken lets somebody try a token that opens a door, if they have not guessed too often, and counts a wrong one with
// those of invitations.
func (a *Auth) TryToken(client Client, token string, try func() error) error {
	if err := a.admitInviteTry(client.Address, token); err != nil {
		return err
	}
	return a.countInviteTry(client.Address, try())
}

// admitInviteTry refuses who has guessed too often. No token, no guess.
func (a *Auth) admitInviteTry(from netip.Addr, token string) error {
	if token == "" {
		return nil
	}
	if wait, full := a.inviteTries.full(machine(from), a.clock.Now()); full {
		return ErrTooManyAttempts.After(wait)
	}
	return nil
}

// countInviteTry counts a wrong token and hands the error on.
func (a *Auth) countInviteTry(from netip.Addr, err error) error {
	if errors.Is(err, ErrInviteInvalid) || errors.Is(err, ErrResetInvalid) {
		a.inviteTries.add(machine(from), a.clock.Now())
	}
	return err
}

func machine(from netip.Addr) netip.Prefix { return network{bits4: 32, bits6: 64}.of(from) }
