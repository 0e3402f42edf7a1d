package auth

import (
	"context"
	"time"
)

// CreateResetLink makes a one-time link for a new password, good for an hour. An operator asks for it; over the network
// only administrators can, by ResetLinkFor.
func (a *Auth) CreateResetLink(ctx context.Context, handle string) (string, error) {
	account, err := a.store.AccountByHandle(ctx, handle)
	if err != nil {
		return "", err
	}
	link, _, err := a.createResetLink(ctx, account, UserID{})
	return link, err
}

func (a *Auth) createResetLink(ctx context.Context, account Account, by UserID) (link string, expires time.Time, err error) {
	token, hash := newToken(resetTokenBytes)
	now := a.clock.Now().Truncate(time.Millisecond)
	expires = now.Add(resetFor)
	err = a.store.CreateResetLink(ctx, ResetLink{Token: hash, User: account.User, By: by, CreatedAt: now, ExpiresAt: expires})
	if err != nil {
		return "", time.Time{}, err
	}
	return a.config.BaseURL + "/reset/" + token, expires, nil
}

// ResetPassword sets a new password by such a link and ends every session of the account: whoever had one got in by the
// old password. A password that breaks a rule does not use the link up.
func (a *Auth) ResetPassword(ctx context.Context, client Client, token, password string) error {
	if err := a.admitInviteTry(client.Address, token); err != nil {
		return err
	}
	account, err := a.store.ResetLinkUser(ctx, hashToken(token), a.clock.Now())
	if err != nil {
		return a.countInviteTry(client.Address, err)
	}
	if err := checkPassword(password, account.Handle, account.Name, a.host); err != nil {
		return err
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	used, err := a.store.UseResetLink(ctx, UseResetLink{Token: hashToken(token), PasswordHash: hash, At: a.clock.Now()})
	if err != nil {
		return a.countInviteTry(client.Address, err)
	}
	a.throttle.forgive(account.Handle)
	a.sessionsEnded(used.Ended)
	return nil
}

// InviteAsOperator makes an invitation in the name of an administrator: the one with the handle, or the first.
func (a *Auth) InviteAsOperator(ctx context.Context, handle string, n NewInvitation) (CreatedInvitation, error) {
	find := func() (Account, error) { return a.store.FirstAdministrator(ctx) }
	if handle != "" {
		find = func() (Account, error) { return a.store.AccountByHandle(ctx, handle) }
	}
	inviter, err := find()
	if err != nil {
		return CreatedInvitation{}, err
	}
	return a.createInvitation(ctx, inviter.User, n, unlimited)
}

// unlimited is how many invitations an operator may make in a day.
const unlimited = 1 << 30
