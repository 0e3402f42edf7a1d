package auth

import (
	"context"
	"crypto/subtle"
	"time"
)

// setUp is the one-time right to make the first account, where strangers can reach the server.
type setUp struct {
	token   string
	expires time.Time
}

// SetUpLink makes the link of the first start, good for an hour; an earlier one is void. It is empty where none is needed:
// when somebody has an account already, or when only this machine can reach the server.
func (a *Auth) SetUpLink(ctx context.Context) (string, error) {
	has, err := a.store.HasAccounts(ctx)
	if err != nil || has || a.config.Loopback {
		return "", err
	}
	token, _ := newToken(setUpTokenBytes)
	a.mu.Lock()
	a.setUp = setUp{token, a.clock.Now().Add(setUpFor)}
	a.mu.Unlock()
	return a.config.BaseURL + "/set-up/" + token, nil
}

// NeedsSetUp tells whether nobody has an account yet, and whether the first can be made by the set-up link only.
func (a *Auth) NeedsSetUp(ctx context.Context) (first, byLink bool, err error) {
	has, err := a.store.HasAccounts(ctx)
	return !has, !has && !a.config.Loopback, err
}

func (a *Auth) isSetUpToken(token string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.setUp.token != "" && a.clock.Now().Before(a.setUp.expires) &&
		subtle.ConstantTimeCompare([]byte(a.setUp.token), []byte(token)) == 1
}
