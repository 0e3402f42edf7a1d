package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"twoticks/internal/messenger"
)

// DeviceStore is the part of Store by which people see to their own devices, their password and the end of their account.
type DeviceStore interface {
	// Devices lists a user's sessions but those of programs, the last used first.
	Devices(ctx context.Context, user UserID) ([]Session, error)
	// EndOtherSessions ends a user's sessions but one and those of programs, and returns their ids.
	EndOtherSessions(ctx context.Context, user UserID, keep SessionID, at time.Time) ([]SessionID, error)
	// ChangePassword replaces the hash and ends every session but one, programs too. ErrInvalidCredentials when the hash is
	// no longer the one that was read.
	ChangePassword(ctx context.Context, act ChangePassword) ([]SessionID, error)
	// DeleteAccount leaves a tombstone: an account of nobody, with the id that it had. ErrNoAccount when there is none.
	DeleteAccount(ctx context.Context, act DeleteAccount) ([]SessionID, error)
	// LeftBehind reads deleted accounts that are still members of a group.
	LeftBehind(ctx context.Context, limit int) ([]UserID, error)
}

// ChangePassword: see DeviceStore.
type ChangePassword struct {
	User     UserID
	Old, New string // hashes
	Keep     SessionID
	At       time.Time
}

// DeleteAccount: see DeviceStore. Handle and Name are what stands in the place of the user's own.
type DeleteAccount struct {
	User         UserID
	Handle, Name string
	At           time.Time
	Guard        func(AccountStanding) error
}

// The words in the place of a deleted account's own. Handles that begin so are given to nobody.
const (
	deletedName   = "Deleted account"
	deletedHandle = "deleted."
)

// Devices lists the actor's devices.
func (a *Auth) Devices(ctx context.Context, actor Actor) ([]Session, error) {
	return a.store.Devices(ctx, actor.User)
}

// EndDevice signs one of the actor's devices out. One that is gone, or somebody else's, changes nothing.
func (a *Auth) EndDevice(ctx context.Context, actor Actor, id SessionID) error {
	list, err := a.store.Devices(ctx, actor.User)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.ID == id {
			return a.EndSession(ctx, id)
		}
	}
	return nil
}

// EndOtherDevices signs all the actor's devices out but the one that asks.
func (a *Auth) EndOtherDevices(ctx context.Context, actor Actor) error {
	ended, err := a.store.EndOtherSessions(ctx, actor.User, actor.Session, a.clock.Now())
	if err != nil {
		return err
	}
	a.sessionsEnded(ended)
	return nil
}

// ChangePassword gives the actor another password and ends every other session.
func (a *Auth) ChangePassword(ctx context.Context, client Client, actor Actor, old, renewed string) error {
	account, err := a.confirm(ctx, client, actor, old)
	if err != nil {
		return err
	}
	if err := checkPassword(renewed, account.Handle, account.Name, a.host); err != nil {
		return err
	}
	hash, err := a.hasher.hash(ctx, renewed)
	if err != nil {
		return err
	}
	ended, err := a.store.ChangePassword(ctx, ChangePassword{
		User: actor.User, Old: account.PasswordHash, New: hash, Keep: actor.Session, At: a.clock.Now(),
	})
	if err != nil {
		return err
	}
	a.throttle.forgive(account.Handle)
	a.sessionsEnded(ended)
	return nil
}

// DeleteAccount ends the actor's account for good. Its groups are left after that, one by one, since an act is about one
// chat; what a crash leaves of it Prune finishes.
func (a *Auth) DeleteAccount(ctx context.Context, client Client, actor Actor, handle, password string) error {
	account, err := a.store.AccountByID(ctx, actor.User)
	if err != nil {
		return err
	}
	if strings.TrimPrefix(handle, "@") != account.Handle {
		return messenger.ErrBadField.In("handle")
	}
	if _, err := a.confirm(ctx, client, actor, password); err != nil {
		return err
	}
	id := messenger.NewID()
	ended, err := a.store.DeleteAccount(ctx, DeleteAccount{
		User: actor.User, Handle: fmt.Sprintf("%s%x", deletedHandle, id[:12]), Name: deletedName, At: a.clock.Now(), Guard: mayDelete,
	})
	if err != nil {
		return err
	}
	a.throttle.forgive(account.Handle)
	a.sessionsEnded(ended)
	a.leave(context.WithoutCancel(ctx), actor.User)
	return nil
}

// mayDelete is the rule: a server keeps an administrator.
func mayDelete(s AccountStanding) error {
	if s.Account.Administrator && s.Administrators <= 1 {
		return ErrLastAdministrator
	}
	return nil
}

func (a *Auth) leave(ctx context.Context, user UserID) {
	if err := a.welcomer.AccountDeleted(ctx, user); err != nil {
		a.log.Warn("the groups of a deleted account are left later", "error", err)
	}
}

// leaveBehind finishes what a crash, or a store that was away, left of deletions.
func (a *Auth) leaveBehind(ctx context.Context) error {
	left, err := a.store.LeftBehind(ctx, pruneAtOnce)
	for _, user := range left {
		a.leave(ctx, user)
	}
	return err
}

// confirm checks the password of somebody who is signed in, as slowly as at the door: a device that was left open is no
// place to guess it.
func (a *Auth) confirm(ctx context.Context, client Client, actor Actor, password string) (Account, error) {
	account, err := a.store.AccountByID(ctx, actor.User)
	if errors.Is(err, ErrNoAccount) {
		return account, ErrLoginRequired
	}
	if err != nil {
		return account, err
	}
	key := accountKey{account.Handle, a.knownDevice(client.DeviceToken, account.Handle)}
	account, err = a.checkSlowly(ctx, client, key, password, "password check failed")
	if err == nil {
		a.throttle.succeeded(key)
	}
	return account, err
}
