package auth

import (
	"context"
	"errors"
	"time"
)

// SignIn signs a device in by handle and password. Every wrong pair gets the same answer after the same time, whether
// there is such an account or not. Who has the password of a disabled account is told that it is.
func (a *Auth) SignIn(ctx context.Context, client Client, handle, password string) (SignedIn, error) {
	key := accountKey{handle, a.knownDevice(client.DeviceToken, handle)}
	account, err := a.checkSlowly(ctx, client, key, password, "sign-in failed")
	if err != nil {
		return SignedIn{}, err
	}
	a.throttle.succeeded(key)
	a.renewHash(ctx, account, password)
	session, token := a.newSession(account.User, client)
	ended, err := a.store.CreateSession(ctx, session, maxDevices)
	if err != nil {
		return SignedIn{}, err
	}
	a.sessionsEnded(ended)
	return SignedIn{Account: account, Session: session.ID, Token: token, DeviceToken: a.newDeviceToken(handle)}, nil
}

// checkSlowly checks a pair, leaves a line of the audit log about a wrong one, and answers that after the same time always.
func (a *Auth) checkSlowly(ctx context.Context, client Client, key accountKey, password, failure string) (Account, error) {
	begun := a.clock.Now()
	account, err := a.checkCredentials(ctx, client, key, password)
	if errors.Is(err, ErrInvalidCredentials) {
		a.audit(ctx, account.User, failure, client.Address.String())
		if rest := failureTakes - a.clock.Now().Sub(begun); rest > 0 {
			a.pause(ctx, rest)
		}
	}
	return account, err
}

// checkCredentials asks the throttle twice: before the queue, so that what is refused costs nothing, and when its turn
// has come, so that tries made at the same time cannot slip past it together.
func (a *Auth) checkCredentials(ctx context.Context, client Client, key accountKey, password string) (Account, error) {
	if err := a.throttle.admit(client.Address, key, a.clock.Now()); err != nil {
		return Account{}, err
	}
	account, err := a.store.AccountToSignIn(ctx, key.handle)
	known := err == nil
	if err != nil && !errors.Is(err, ErrNoAccount) {
		return Account{}, err
	}
	hash := account.PasswordHash
	if !known || hash == "" {
		hash, known = a.hasher.dummy, false
	}
	leave, err := a.hasher.enter(ctx)
	if err != nil {
		return Account{}, err
	}
	defer leave()
	if err := a.throttle.admit(client.Address, key, a.clock.Now()); err != nil {
		return Account{}, err
	}
	// A longer password cannot be anybody's, but is hashed all the same, cut, to take as long.
	tooLong := len(password) > 4*maxPassword
	if tooLong {
		password = password[:4*maxPassword]
	}
	if !matches(password, hash) || !known || tooLong {
		a.throttle.failed(client.Address, key, a.clock.Now())
		return account, ErrInvalidCredentials
	}
	if account.Disabled {
		return account, ErrAccountDisabled
	}
	return account, nil
}

// renewHash makes the hash anew when the parameters are others by now: this is the only moment at which the password is
// known.
func (a *Auth) renewHash(ctx context.Context, account Account, password string) {
	if !a.hasher.outdated(account.PasswordHash) {
		return
	}
	hash, err := a.hasher.hash(ctx, password)
	if err == nil {
		err = a.store.SetPasswordHash(ctx, account.User, account.PasswordHash, hash)
	}
	if err != nil {
		a.log.Warn("a password hash was not renewed", "error", err)
	}
}

func (a *Auth) newSession(user UserID, client Client) (Session, string) {
	token, hash := newToken(sessionTokenBytes)
	now := a.steady().Truncate(time.Millisecond)
	return Session{
		ID: newSessionID(), User: user, Token: hash, Device: client.Device,
		CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(sessionAbsolute),
	}, token
}
