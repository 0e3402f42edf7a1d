// Package safehttp is the one way by which this server asks others for something on behalf of its users: link previews and push
// services, whose addresses come from outside. It reaches public addresses only, whatever a name or a redirect says (security:
// outgoing requests).
//
// A Client checks the address that a name was resolved to at the moment of the connection, so a name that answers differently the
// second time gains nothing; it follows no proxy of the environment, sends no cookies, and gives up after its time. Where the operator
// names an address by hand, that one may be private. It is safe for use by many goroutines and owns none.
package safehttp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"
)

// ErrForbidden is why a request was not made. Nothing was sent, and no connection was opened.
var ErrForbidden = errors.New("this address is not to be asked")

// Config says how far a client goes.
type Config struct {
	// Schemes and Ports are those that may be asked.
	Schemes []string
	Ports   []string
	// Timeout is for a whole request with its redirects, and for reading the answer.
	Timeout time.Duration
	// Redirects is how many are followed; each is checked as the first address was.
	Redirects int
	// Except are origins (scheme://host:port) that may be asked although they are not public.
	Except []string
	// Check is asked about each address besides, redirects too; it may be nil.
	Check func(*url.URL) error
}

// New makes a client.
func New(c Config) *http.Client {
	g := guard{c}
	return &http.Client{
		Timeout: c.Timeout,
		Transport: guarded{g, &http.Transport{
			Proxy:                  nil,
			DialContext:            g.dial,
			TLSHandshakeTimeout:    c.Timeout,
			ResponseHeaderTimeout:  c.Timeout,
			MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        30 * time.Second,
			ForceAttemptHTTP2:      true,
		}},
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if len(via) > c.Redirects {
				return fmt.Errorf("%w: more than %d redirects", ErrForbidden, c.Redirects)
			}
			return nil
		},
	}
}

type guard struct{ Config }

// guarded checks each request, those that a redirect makes too.
type guarded struct {
	guard
	next http.RoundTripper
}

func (g guarded) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.check(r.URL); err != nil {
		return nil, err
	}
	r = r.Clone(context.WithValue(r.Context(), exceptKey{}, slices.Contains(g.Except, Origin(r.URL))))
	r.Header.Del("Referer") // which says where a redirect came from
	return g.next.RoundTrip(r)
}

// Allowed says whether an address may be asked, as far as it can be seen by its text.
func (c Config) Allowed(u *url.URL) error { return guard{c}.check(u) }

func (g guard) check(u *url.URL) error {
	if g.Check != nil {
		if err := g.Check(u); err != nil {
			return err
		}
	}
	if slices.Contains(g.Except, Origin(u)) {
		return nil
	}
	switch {
	case !slices.Contains(g.Schemes, u.Scheme):
		return fmt.Errorf("%w: its scheme is %q", ErrForbidden, u.Scheme)
	case u.User != nil:
		return fmt.Errorf("%w: it has a name or a password in it", ErrForbidden)
	case u.Hostname() == "":
		return fmt.Errorf("%w: it has no host", ErrForbidden)
	case !slices.Contains(g.Ports, portOf(u)):
		return fmt.Errorf("%w: its port is %s", ErrForbidden, portOf(u))
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !Public(ip) {
		return fmt.Errorf("%w: it is not public", ErrForbidden)
	}
	return nil
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

// Origin is the scheme, host and port of an address, the port also where it is the usual one.
func Origin(u *url.URL) string {
	return u.Scheme + "://" + net.JoinHostPort(u.Hostname(), portOf(u))
}

type exceptKey struct{}

// dial connects to what a name means, if that is public.
func (g guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: g.Timeout}
	if excepted, _ := ctx.Value(exceptKey{}).(bool); !excepted {
		d.Control = controlled
	}
	return d.DialContext(ctx, network, address)
}

// controlled is asked with the address that is about to be connected to, behind every name.
func controlled(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !Public(at.Addr()) {
		return fmt.Errorf("%w: %s is not public", ErrForbidden, address)
	}
	return nil
}

// special are ranges that look public and are not, or that carry another address inside them (RFC 6890, and what it registers).
var special = func() (list []netip.Prefix) {
	for _, text := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}()

// Public says whether an address belongs to the public internet.
func Public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	// Of version 6, only what was given out: whatever embeds an address of version 4 lies elsewhere, or is named above.
	if ip.Is6() && !netip.MustParsePrefix("2000::/3").Contains(ip) {
		return false
	}
	return !slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(ip) })
}
