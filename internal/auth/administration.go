package auth

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"twoticks/internal/messenger"
)

const (
	// maxSearch bounds what accounts are looked for by.
	maxSearch = 64
	// MaxAccounts, MaxInvitations and MaxAuditLines are how many an administrator is told of at once.
	MaxAccounts    = 100
	MaxInvitations = 100
	MaxAuditLines  = 200
)

// mustAdminister is the rule of everything that only administrators may, asked of the store: what an actor carries may be
// half a minute old, and that of an open socket older.
func (a *Auth) mustAdminister(ctx context.Context, actor Actor) error {
	if !actor.Administrator {
		return ErrNotAllowed
	}
	account, err := a.store.AccountByID(ctx, actor.User)
	if errors.Is(err, ErrNoAccount) || err == nil && !account.Administrator {
		return ErrNotAllowed
	}
	return err
}

// Accounts lists everybody's accounts for an administrator.
func (a *Auth) Accounts(ctx context.Context, actor Actor, q AccountQuery) (AccountPage, error) {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return AccountPage{}, err
	}
	q.Search = strings.TrimPrefix(strings.TrimSpace(q.Search), "@")
	if utf8.RuneCountInString(q.Search) > maxSearch {
		return AccountPage{}, messenger.ErrBadField.In("search")
	}
	return a.store.Accounts(ctx, q)
}

// ChangeAccount lets an administrator change an account.
func (a *Auth) ChangeAccount(ctx context.Context, actor Actor, user UserID, change AccountChange) (AccountRow, error) {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return AccountRow{}, err
	}
	if _, known := changes[change]; !known {
		return AccountRow{}, messenger.ErrBadField.In("change")
	}
	changed, err := a.store.ChangeAccount(ctx, ChangeAccount{
		By: actor.User, User: user, Change: change, At: a.clock.Now(), Guard: mayChange(actor.User, change),
	})
	if err != nil {
		return AccountRow{}, err
	}
	a.sessionsEnded(changed.Ended)
	return changed.Account, nil
}

// changes says of each whether it takes an administrator away.
var changes = map[AccountChange]struct{ takesAway bool }{
	Disable: {true}, Enable: {}, MakeAdministrator: {}, MakeMember: {true}, SignOut: {},
}

// mayChange is the rule: a server keeps an administrator, nobody shuts themselves out, and a bot, which has no password,
// administers nothing.
func mayChange(by UserID, change AccountChange) func(AccountStanding) error {
	return func(s AccountStanding) error {
		counts := s.Account.Administrator && !s.Account.Disabled
		switch {
		case !s.ByAdministrator:
			return ErrNotAllowed
		case changes[change].takesAway && counts && s.Administrators <= 1:
			return ErrLastAdministrator
		case change == Disable && s.Account.User == by:
			return ErrNotAllowed
		case change == MakeAdministrator && s.Account.Bot:
			return ErrNotAllowed
		}
		return nil
	}
}

// ResetLinkFor makes a one-time link for somebody's new password, in the name of an administrator.
func (a *Auth) ResetLinkFor(ctx context.Context, actor Actor, user UserID) (link string, expires time.Time, err error) {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return "", time.Time{}, err
	}
	account, err := a.store.AccountByID(ctx, user)
	if err != nil {
		return "", time.Time{}, err
	}
	if account.PasswordHash == "" {
		return "", time.Time{}, ErrNotAllowed // a bot: it signs in by a token
	}
	return a.createResetLink(ctx, account, actor.User)
}

// AllInvitations lists everybody's invitations for an administrator.
func (a *Auth) AllInvitations(ctx context.Context, actor Actor, after InvitationID, limit int) ([]FoundInvitation, error) {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return nil, err
	}
	return a.store.AllInvitations(ctx, after, limit)
}

// RevokeAnyInvitation takes anybody's invitation back. Taking it back again changes nothing.
func (a *Auth) RevokeAnyInvitation(ctx context.Context, actor Actor, id InvitationID) error {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return err
	}
	return a.store.RevokeAnyInvitation(ctx, actor.User, id, a.clock.Now())
}

// AuditLines reads the last lines of the audit log for an administrator.
func (a *Auth) AuditLines(ctx context.Context, actor Actor, limit int) ([]WrittenAuditLine, error) {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return nil, err
	}
	return a.store.AuditLines(ctx, limit)
}

// Usage tells an administrator how much is kept.
func (a *Auth) Usage(ctx context.Context, actor Actor) (Usage, error) {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return Usage{}, err
	}
	return a.store.Usage(ctx)
}

// MustAdminister is that rule alone, for what administrators may besides.
func (a *Auth) MustAdminister(ctx context.Context, actor Actor) error {
	return a.mustAdminister(ctx, actor)
}
