package auth

import (
	"context"
	"errors"
	"strings"
	"time"

	"twoticks/internal/messenger"
)

// A bot is a user that is no person: it has no password, so only tokens act for it. Who has an account is what an
// administrator of the server decides, and so is which bots there are.

const maxBots = 200

// CreateBot: see ProgramStore.
type CreateBot struct {
	User   UserID
	Handle string
	Name   string
	By     UserID
	At     time.Time
	Max    int
}

// EndBot: see ProgramStore.
type EndBot struct {
	User UserID
	By   UserID
	At   time.Time
}

// CreateBot makes one.
func (a *Auth) CreateBot(ctx context.Context, actor Actor, handle, name string) (Account, error) {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return Account{}, err
	}
	if err := checkHandle(handle); err != nil {
		return Account{}, err
	}
	return a.createBot(ctx, actor.User, handle, name)
}

func (a *Auth) createBot(ctx context.Context, by UserID, handle, name string) (Account, error) {
	name, err := checkName(name)
	if err != nil {
		return Account{}, err
	}
	return a.store.CreateBot(ctx, CreateBot{
		User: UserID(messenger.NewID()), Handle: handle, Name: name, By: by,
		At: a.clock.Now().Truncate(time.Millisecond), Max: maxBots,
	})
}

// Bots lists them.
func (a *Auth) Bots(ctx context.Context, actor Actor) ([]Account, error) {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return nil, err
	}
	return a.store.Bots(ctx, maxBots)
}

// EndBot ends one and signs all its programs out.
func (a *Auth) EndBot(ctx context.Context, actor Actor, bot UserID) error {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return err
	}
	ended, err := a.store.EndBot(ctx, EndBot{User: bot, By: actor.User, At: a.clock.Now()})
	if err != nil {
		return err
	}
	a.sessionsEnded(ended)
	return nil
}

// The server's own bot, in whose name an operator sends. Its handle is reserved, so nobody else can have it.
const (
	systemBotHandle = "twoticks"
	systemBotName   = "Twoticks"
)

// OperatorBot is the bot that an operator sends as: the one of the name, made now if need be; without a name the server's
// own. A handle that belongs to a person is refused, so that nobody is sent for without knowing.
func (a *Auth) OperatorBot(ctx context.Context, name string) (Account, error) {
	handle := systemBotHandle
	if name == "" {
		name = systemBotName
	} else if name != systemBotName {
		if handle = handleOf(name); checkHandle(handle) != nil {
			return Account{}, ErrHandleNotAllowed
		}
	}
	bot, err := a.store.AccountByHandle(ctx, handle)
	switch {
	case errors.Is(err, ErrNoAccount):
		return a.createBot(ctx, UserID{}, handle, name)
	case err == nil && !bot.Bot:
		return Account{}, ErrHandleTaken
	}
	return bot, err
}

// handleOf makes the handle of a bot from its name: small letters and digits, all else as underscores.
func handleOf(name string) string {
	handle := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' {
			return r
		}
		return '_'
	}, strings.ToLower(name))
	return strings.Trim(handle, "_")
}
