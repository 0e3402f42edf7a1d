package auth

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"net/url"
	"sync"
	"time"
)

// Welcomer sees to the chats of those who come and go. The messenger is it.
type Welcomer interface {
	// AcceptInvitation opens the chat that an invitation leads to, of the guest with the inviter.
	AcceptInvitation(ctx context.Context, guest, inviter UserID, invitation [16]byte) (ChatID, error)
	// AccountDeleted tells of an account that was deleted and takes it out of its groups. It may be called again.
	AccountDeleted(ctx context.Context, user UserID) error
}

// Auth carries out what happens at the door. It is safe for use by many goroutines.
type Auth struct {
	store    Store
	welcomer Welcomer
	clock    Clock
	pause    func(context.Context, time.Duration)
	log      *slog.Logger
	config   Config
	host     string

	hasher      *hasher
	throttle    *throttle
	inviteTries *window[netip.Prefix]
	userTries   *window[UserID]
	sessions    *sessionCache
	choice      registrationChoice
	started     time.Time

	mu      sync.Mutex
	setUp   setUp
	touched time.Time
	onEnd   []func(SessionID)
}

// Ports are what Auth calls.
type Ports struct {
	Store    Store
	Welcomer Welcomer
	Clock    Clock
	// Pause waits, or less if the context ends: the answer to a wrong password is not given before its time. Nil means
	// a real pause.
	Pause func(context.Context, time.Duration)
	Log   *slog.Logger
}

// New makes it over its ports.
func New(ports Ports, config Config) (*Auth, error) {
	if len(config.DeviceKey) < 32 {
		return nil, errors.New("auth needs a key of at least 32 bytes for its device cookies")
	}
	base, err := url.Parse(config.BaseURL)
	if err != nil {
		return nil, err
	}
	pause := ports.Pause
	if pause == nil {
		pause = realPause
	}
	return &Auth{
		store: ports.Store, welcomer: ports.Welcomer, clock: ports.Clock, pause: pause, log: ports.Log,
		config: config, host: base.Hostname(),
		hasher:      newHasher(config.Hash),
		throttle:    newThrottle(config.Scale),
		inviteTries: newWindow[netip.Prefix](time.Hour, invitationTriesAnHour, config.Scale),
		userTries:   newWindow[UserID](time.Hour, invitationTriesAnHour, config.Scale),
		sessions:    newSessionCache(),
		started:     ports.Clock.Now(),
	}, nil
}

// OnEnd names somebody who is told of every session that ends here: live closes its sockets. It is called before the
// server serves.
func (a *Auth) OnEnd(f func(SessionID)) { a.onEnd = append(a.onEnd, f) }

// steady is the time by which sessions end: that of the start plus what has passed since. A clock that is set to another
// year while the server runs signs nobody out.
func (a *Auth) steady() time.Time { return a.started.Add(a.clock.Now().Sub(a.started)) }

func (a *Auth) audit(ctx context.Context, user UserID, act, detail string) {
	if err := a.store.Audit(ctx, AuditLine{At: a.clock.Now(), User: user, Act: act, Detail: detail}); err != nil {
		a.log.Warn("a line of the audit log was not stored", "act", act, "error", err)
	}
}

func realPause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
