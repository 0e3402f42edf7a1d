package auth

import (
	"context"
	"strings"
	"time"

	"twoticks/internal/messenger"
)

// The token of a program is a session that no device has: it is checked, cached and ended as one, but acts within its
// scopes only, has a name, and lasts until it is taken back. Ending all sessions of an account ends its tokens too:
// whoever had got in may have made some.

// Scopes are what a token lets a program do; see messenger.Actor.
type Scopes = messenger.Scopes

// tokenPrefix is what a program's token begins with, so that people and scanners of source code know one when they see it.
const tokenPrefix = "tt_"

const (
	// tokenFor is longer than anybody keeps a program; the end of a token is that somebody takes it back.
	tokenFor      = 10 * 365 * 24 * time.Hour
	tokensPerUser = 20
)

// ErrTooManyKept says that there are as many of something as there may be.
var ErrTooManyKept = messenger.ErrTooManyKept

// ProgramStore is the part of Store for what is no person.
type ProgramStore interface {
	// CreateToken keeps a session of a program, if its user has fewer than Max; ErrTooManyKept otherwise. By is who made it.
	CreateToken(ctx context.Context, act CreateToken) error
	// Tokens lists the sessions of a user's programs, the newest first.
	Tokens(ctx context.Context, user UserID) ([]Session, error)
	// EndToken ends one of a user's; one that is not there changes nothing.
	EndToken(ctx context.Context, act EndToken) error

	// CreateBot makes a user that is no person. ErrHandleTaken when somebody has the handle, ErrTooManyKept when there
	// are Max.
	CreateBot(ctx context.Context, act CreateBot) (Account, error)
	// Bots lists the bots that were not ended, by handle; those of hooks are left out.
	Bots(ctx context.Context, limit int) ([]Account, error)
	// EndBot ends one with its sessions, whose ids come back. One that has ended already changes nothing; ErrNoAccount
	// when there never was a bot of this id.
	EndBot(ctx context.Context, act EndBot) ([]SessionID, error)
}

// CreateToken: see ProgramStore.
type CreateToken struct {
	Session Session
	By      UserID
	Max     int
}

// EndToken: see ProgramStore.
type EndToken struct {
	User UserID
	ID   SessionID
	By   UserID
	At   time.Time
}

// CreatedToken shows the secret: this once, since only its hash is stored.
type CreatedToken struct {
	Session Session
	Secret  string
}

// CreateToken makes a token for the actor, or for a bot if one is named. A program makes none: what it may do would then
// outlive the token that it was given.
func (a *Auth) CreateToken(ctx context.Context, actor Actor, bot UserID, name string, scopes Scopes) (CreatedToken, error) {
	name, err := CheckName(name, maxNameCharacters)
	if err != nil {
		return CreatedToken{}, err
	}
	user, err := a.holder(ctx, actor, bot)
	if err != nil {
		return CreatedToken{}, err
	}
	if scopes == 0 {
		return CreatedToken{}, messenger.ErrBadField.In("scopes")
	}
	secret := tokenPrefix + newSecret()
	now := a.steady().Truncate(time.Millisecond)
	s := Session{
		ID: newSessionID(), User: user, Token: hashToken(secret), Device: name, Scopes: scopes,
		CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(tokenFor),
	}
	if err := a.store.CreateToken(ctx, CreateToken{Session: s, By: actor.User, Max: tokensPerUser}); err != nil {
		return CreatedToken{}, err
	}
	return CreatedToken{s, secret}, nil
}

// Tokens lists the actor's own, or those of a bot.
func (a *Auth) Tokens(ctx context.Context, actor Actor, bot UserID) ([]Session, error) {
	user, err := a.holder(ctx, actor, bot)
	if err != nil {
		return nil, err
	}
	return a.store.Tokens(ctx, user)
}

// RevokeToken takes one back. Taking it back again, or one of somebody else, changes nothing.
func (a *Auth) RevokeToken(ctx context.Context, actor Actor, bot UserID, id SessionID) error {
	user, err := a.holder(ctx, actor, bot)
	if err != nil {
		return err
	}
	list, err := a.store.Tokens(ctx, user)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.ID != id {
			continue
		}
		if err := a.store.EndToken(ctx, EndToken{User: user, ID: id, By: actor.User, At: a.clock.Now()}); err != nil {
			return err
		}
		a.sessionsEnded([]SessionID{id})
	}
	return nil
}

// holder is whose tokens the actor means and may decide about: a person at a device about their own, an administrator of
// the server about a bot's.
func (a *Auth) holder(ctx context.Context, actor Actor, bot UserID) (UserID, error) {
	switch {
	case actor.Scopes != 0:
		return UserID{}, ErrNotAllowed
	case bot == UserID{} || bot == actor.User:
		return actor.User, nil
	}
	if err := a.mustAdminister(ctx, actor); err != nil {
		return UserID{}, err
	}
	account, err := a.store.AccountByID(ctx, bot)
	if err == nil && !account.Bot {
		err = ErrNoAccount
	}
	return account.User, err
}

func newSecret() string {
	secret, _ := newToken(sessionTokenBytes)
	return secret
}

// couldBeToken tells whether a text can be a session's or a program's token at all.
func couldBeToken(token string) bool {
	return wellFormed(strings.TrimPrefix(token, tokenPrefix), sessionTokenBytes)
}
