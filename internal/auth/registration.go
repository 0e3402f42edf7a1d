package auth

import (
	"context"
	"sync"
	"time"

	"twoticks/internal/messenger"
)

// choiceCached is how long what an administrator chose on another node may go unnoticed here.
const choiceCached = 5 * time.Second

// registrationChoice is what an administrator chose over the setting, as it was last read; empty where none did.
type registrationChoice struct {
	mu     sync.Mutex
	choice Registration
	until  time.Time
}

func (c *registrationChoice) get(now time.Time) (choice Registration, fresh bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.choice, now.Before(c.until)
}

func (c *registrationChoice) put(choice Registration, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.choice, c.until = choice, now.Add(choiceCached)
}

// RegistrationState is who may make an account, and why.
type RegistrationState struct {
	// Mode is what counts, Setting what the settings say, Changed whether an administrator's choice stands over them.
	Mode, Setting Registration
	Changed       bool
}

// Registration says who may make an account now. While the store does not answer, it is what was last known.
func (a *Auth) Registration(ctx context.Context) Registration {
	mode, err := a.registration(ctx)
	if err != nil {
		choice, _ := a.choice.get(a.clock.Now())
		return a.over(choice)
	}
	return mode
}

// registration is the same for those who decide by it: an error rather than a guess.
func (a *Auth) registration(ctx context.Context) (Registration, error) {
	now := a.clock.Now()
	choice, fresh := a.choice.get(now)
	if !fresh {
		var err error
		if choice, err = a.store.RegistrationChoice(ctx); err != nil {
			return "", err
		}
		a.choice.put(choice, now)
	}
	return a.over(choice), nil
}

// over is a choice over the setting. One that this version does not know is none.
func (a *Auth) over(choice Registration) Registration {
	switch choice {
	case Open, Invite, Closed:
		return choice
	}
	return a.config.Registration
}

// RegistrationState tells an administrator who may make an account.
func (a *Auth) RegistrationState(ctx context.Context, actor Actor) (RegistrationState, error) {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return RegistrationState{}, err
	}
	choice, err := a.store.RegistrationChoice(ctx)
	if err != nil {
		return RegistrationState{}, err
	}
	a.choice.put(choice, a.clock.Now())
	return a.registrationState(choice), nil
}

func (a *Auth) registrationState(choice Registration) RegistrationState {
	return RegistrationState{Mode: a.over(choice), Setting: a.config.Registration, Changed: choice != ""}
}

// SetRegistration says who may make an account from now on: it stands over the setting, also after a restart, until an
// empty mode gives the word back to the setting.
func (a *Auth) SetRegistration(ctx context.Context, actor Actor, mode Registration) (RegistrationState, error) {
	if err := a.mustAdminister(ctx, actor); err != nil {
		return RegistrationState{}, err
	}
	switch mode {
	case Open, Invite, Closed, "":
	default:
		return RegistrationState{}, messenger.ErrBadField.In("mode")
	}
	now := a.clock.Now()
	if err := a.store.SetRegistrationChoice(ctx, actor.User, mode, now); err != nil {
		return RegistrationState{}, err
	}
	a.choice.put(mode, now)
	return a.registrationState(mode), nil
}
