package auth

import (
	"context"
	"time"

	"twoticks/internal/messenger"
)

func newSessionID() SessionID { return messenger.NewID() }

// Authenticate turns a session's token into an actor; ErrLoginRequired when it is nobody's, or no longer.
func (a *Auth) Authenticate(ctx context.Context, token string) (Actor, error) {
	if !couldBeToken(token) {
		return Actor{}, ErrLoginRequired
	}
	hash, now := hashToken(token), a.steady()
	if actor, ok := a.sessions.get(hash, now); ok {
		return actor, nil
	}
	generation := a.sessions.generation()
	s, account, err := a.store.SessionByToken(ctx, hash)
	if err != nil {
		return Actor{}, err
	}
	if !now.Before(s.ExpiresAt) || s.Scopes == 0 && now.Sub(s.UsedAt) >= sessionIdle {
		return Actor{}, ErrLoginRequired
	}
	if now.Sub(s.UsedAt) >= sessionTouch {
		// A session that cannot be stamped now is stamped later: a full disk signs nobody out.
		if err := a.store.TouchSessions(ctx, []SessionID{s.ID}, now, now.Add(-sessionTouch)); err != nil {
			a.log.Warn("the use of a session was not recorded", "error", err)
		}
	}
	actor := Actor{User: s.User, Session: s.ID, Administrator: account.Administrator && s.Scopes == 0, Scopes: s.Scopes}
	a.sessions.put(hash, actor, now.Add(sessionCached), generation)
	return actor, nil
}

// Account reads the account of an actor.
func (a *Auth) Account(ctx context.Context, user UserID) (Account, error) {
	return a.store.AccountByID(ctx, user)
}

// Alive tells which of the given sessions have ended, in one query for all of them. Those that live count as used: a
// device that stays connected for a month is not idle.
func (a *Auth) Alive(ctx context.Context, ids []SessionID) (dead []SessionID, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	now := a.steady()
	live, err := a.store.LiveSessions(ctx, ids, now, now.Add(-sessionIdle))
	if err != nil {
		return nil, err
	}
	a.touch(ctx, live, now)
	lives := make(map[SessionID]struct{}, len(live))
	for _, id := range live {
		lives[id] = struct{}{}
	}
	for _, id := range ids {
		if _, ok := lives[id]; !ok {
			a.sessions.drop(id)
			dead = append(dead, id)
		}
	}
	return dead, nil
}

// touch stamps the sessions of open sockets, every few minutes for all of them.
func (a *Auth) touch(ctx context.Context, live []SessionID, now time.Time) {
	a.mu.Lock()
	due := now.Sub(a.touched) >= sessionTouch/4
	if due {
		a.touched = now
	}
	a.mu.Unlock()
	if !due || len(live) == 0 {
		return
	}
	if err := a.store.TouchSessions(ctx, live, now, now.Add(-sessionTouch)); err != nil {
		a.log.Warn("the use of sessions was not recorded", "sessions", len(live), "error", err)
	}
}

// EndSession signs one device out.
func (a *Auth) EndSession(ctx context.Context, id SessionID) error {
	if err := a.store.EndSession(ctx, id, a.clock.Now()); err != nil {
		return err
	}
	a.sessionsEnded([]SessionID{id})
	return nil
}

// EndSessionByToken signs the device of a token out, as when the token was seen where it may not be. A token of nobody
// changes nothing.
func (a *Auth) EndSessionByToken(ctx context.Context, token string) error {
	actor, err := a.Authenticate(ctx, token)
	if err != nil {
		if messenger.KindOf(err) == messenger.NotAllowed {
			return nil
		}
		return err
	}
	a.audit(ctx, actor.User, "session ended: its token was in a URL", "")
	return a.EndSession(ctx, actor.Session)
}

// EndAllSessions signs every device of a user out.
func (a *Auth) EndAllSessions(ctx context.Context, user UserID) error {
	ended, err := a.store.EndSessions(ctx, user, a.clock.Now())
	if err != nil {
		return err
	}
	a.sessionsEnded(ended)
	return nil
}

// ForgetSession drops what is remembered of a session that ended on another node.
func (a *Auth) ForgetSession(id SessionID) { a.sessions.drop(id) }

// sessionsEnded makes the end felt at once: no cached actor, no open socket.
func (a *Auth) sessionsEnded(ids []SessionID) {
	for _, id := range ids {
		a.sessions.drop(id)
		for _, f := range a.onEnd {
			f(id)
		}
	}
}
