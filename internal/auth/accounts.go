package auth

import (
	"context"
	"fmt"
	"net/netip"

	"twoticks/internal/messenger"
)

// Client is who is on the line, as far as the door can tell.
type Client struct {
	// Address is where the request came from.
	Address netip.Addr
	// Device is how the device calls itself, for the list of devices.
	Device string
	// DeviceToken is the device cookie; empty when there is none.
	DeviceToken string
}

// NewAccount is what somebody who signs up tells.
type NewAccount struct {
	Name     string
	Handle   string
	Password string
	// Invitation and SetUp are tokens out of links; empty when there is none.
	Invitation string
	SetUp      string
}

// SignedIn is what came of it: the account, and the two secrets that the door hands to the device.
type SignedIn struct {
	Account     Account
	Session     SessionID
	Token       string
	DeviceToken string
	// Chat is where an invitation led; zero without one.
	Chat ChatID
}

// CreateAccount makes an account and signs the device in. The first account of a server is the administrator's, and of
// two that are made at the same instant only one is the first.
func (a *Auth) CreateAccount(ctx context.Context, client Client, n NewAccount) (SignedIn, error) {
	name, err := a.checkNewAccount(n)
	if err != nil {
		return SignedIn{}, err
	}
	if err := a.admitInviteTry(client.Address, n.Invitation+n.SetUp); err != nil {
		return SignedIn{}, err
	}
	mode, err := a.registration(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	// Asked again inside the act; asked here so that no hash is made for who will be refused.
	if err := a.foreseeRefusal(ctx, client, n, mode); err != nil {
		return SignedIn{}, err
	}
	hash, err := a.hasher.hash(ctx, n.Password)
	if err != nil {
		return SignedIn{}, err
	}
	user := UserID(messenger.NewID())
	session, token := a.newSession(user, client)
	act := CreateAccount{
		User: user, Handle: n.Handle, Name: name, PasswordHash: hash, Session: session,
		At: session.CreatedAt, Guard: a.mayCreate(n, mode),
	}
	if n.Invitation != "" {
		h := hashToken(n.Invitation)
		act.Invitation = &h
	}
	created, err := a.store.CreateAccount(ctx, act)
	if err != nil {
		a.countInviteTry(client.Address, err)
		return SignedIn{}, err
	}
	in := SignedIn{Account: created.Account, Session: session.ID, Token: token, DeviceToken: a.newDeviceToken(n.Handle)}
	if created.Invitation != nil {
		in.Chat = a.welcome(ctx, user, *created.Invitation)
	}
	return in, nil
}

func (a *Auth) checkNewAccount(n NewAccount) (name string, err error) {
	if name, err = checkName(n.Name); err != nil {
		return "", err
	}
	if err := checkHandle(n.Handle); err != nil {
		return "", err
	}
	return name, checkPassword(n.Password, n.Handle, name, a.host)
}

// mayCreate is the rule of signing up.
func (a *Auth) mayCreate(n NewAccount, mode Registration) func(Standing) (bool, error) {
	return func(s Standing) (administrator bool, err error) {
		switch {
		case s.First && (a.config.Loopback || a.isSetUpToken(n.SetUp)):
			return true, nil
		case s.First && n.SetUp != "":
			return false, ErrInviteInvalid
		case s.First:
			return false, ErrRegistrationClosed
		case mode == Closed:
			return false, ErrRegistrationClosed
		case n.Invitation != "":
			return false, a.usable(s.Invitation)
		case mode == Open:
			return false, nil
		}
		return false, ErrRegistrationClosed
	}
}

// foreseeRefusal asks the rule with what stands now.
func (a *Auth) foreseeRefusal(ctx context.Context, client Client, n NewAccount, mode Registration) error {
	has, err := a.store.HasAccounts(ctx)
	if err != nil {
		return err
	}
	standing := Standing{First: !has}
	if n.Invitation != "" && has {
		invitation, _, err := a.store.InvitationByToken(ctx, hashToken(n.Invitation))
		if err != nil {
			return a.countInviteTry(client.Address, err)
		}
		standing.Invitation = &invitation
	}
	_, err = a.mayCreate(n, mode)(standing)
	return a.countInviteTry(client.Address, err)
}

// welcome opens the chat with the inviter. The account stands already: without the chat the guest finds the inviter by
// handle.
func (a *Auth) welcome(ctx context.Context, guest UserID, invitation Invitation) ChatID {
	chat, err := a.welcomer.AcceptInvitation(ctx, guest, invitation.Inviter, invitation.ID)
	if err != nil {
		a.log.Warn("the chat of an invitation was not opened", "error", fmt.Errorf("accept invitation: %w", err))
		return ChatID{}
	}
	return chat
}
