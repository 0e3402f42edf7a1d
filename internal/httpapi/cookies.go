package httpapi

import (
	"net/http"
	"strings"
	"time"
)

// The cookies. Over TLS their names bind them to this host and to TLS; over plain HTTP, on this machine or in a local
// network, browsers do not take such names.
const (
	sessionCookie = "sid"
	deviceCookie  = "device"
	hostPrefix    = "__Host-"
)

// Both cookies outlive what they stand for, which the server decides.
const cookieAge = 400 * 24 * time.Hour

func (p *porter) cookieName(r *http.Request, name string) string {
	if p.secure(r) {
		return hostPrefix + name
	}
	return name
}

func (p *porter) setCookie(w http.ResponseWriter, r *http.Request, name, value string) {
	c := &http.Cookie{
		Name: p.cookieName(r, name), Value: value, Path: "/", HttpOnly: true, Secure: p.secure(r),
		SameSite: http.SameSiteStrictMode, MaxAge: int(cookieAge / time.Second),
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func (p *porter) cookie(r *http.Request, name string) (string, bool) {
	c, err := r.Cookie(p.cookieName(r, name))
	if err != nil || c.Value == "" {
		return "", false
	}
	return c.Value, true
}

func (p *porter) cookieToken(r *http.Request) (string, bool) { return p.cookie(r, sessionCookie) }

// bearerToken is how a program that is no browser shows its session.
func bearerToken(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return token, ok && strings.EqualFold(scheme, "Bearer") && token != ""
}

// token is the session's, by either way.
func (p *porter) token(r *http.Request) (string, bool) {
	if token, ok := bearerToken(r); ok {
		return token, true
	}
	return p.cookieToken(r)
}
