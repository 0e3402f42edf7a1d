package httpapi

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"twoticks/protocol"
)

// porter looks at where a request comes from and what it asks for, before anybody reads it.
type porter struct {
	publicURL string
	https     bool
	hosts     []string
	proxies   []netip.Prefix
	crossSite *http.CrossOriginProtection
}

func newPorter(config Config) (porter, error) {
	p := porter{publicURL: config.PublicURL, proxies: config.TrustedProxies, crossSite: http.NewCrossOriginProtection()}
	for _, host := range config.Hosts {
		p.hosts = append(p.hosts, strings.ToLower(host))
	}
	if config.PublicURL == "" {
		return p, nil
	}
	u, err := url.Parse(config.PublicURL)
	if err != nil || u.Hostname() == "" {
		return p, fmt.Errorf("public_url %q is not an address", config.PublicURL)
	}
	p.https = u.Scheme == "https"
	p.hosts = append(p.hosts, strings.ToLower(u.Hostname()))
	// A proxy may hand a request on under another host, so the origin that people see is named.
	return p, p.crossSite.AddTrustedOrigin(config.PublicURL)
}

// hostAllowed tells whether the server was asked for by a name of its own. A page of a stranger can make its own name
// point here (DNS rebinding), but then that name stands in Host.
func (p *porter) hostAllowed(r *http.Request) bool {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return host == "localhost" || slices.Contains(p.hosts, host)
}

// originAllowed tells whether a page of this server asks; only for requests that have an Origin.
func (p *porter) originAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if p.publicURL != "" {
		return origin == p.publicURL
	}
	return origin == p.scheme(r)+"://"+strings.ToLower(r.Host)
}

// sameSite refuses what a browser says a foreign page asked for, and a cookie that comes without a word of where from:
// every browser of today says it on a POST. A foreign page cannot set a header of its choice without being let, and nobody
// lets it: who shows a token in one is no page that was tricked.
func (p *porter) sameSite(r *http.Request) bool {
	if _, bearer := bearerToken(r); bearer {
		return true
	}
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	switch {
	case p.crossSite.Check(r) != nil:
		return false
	case site != "" && site != "same-origin":
		return false
	case origin != "":
		return p.originAllowed(r)
	}
	_, cookie := p.cookieToken(r)
	return site != "" || !cookie
}

// secure tells whether the browser is talking over TLS, as far as this machine or a trusted proxy knows.
func (p *porter) secure(r *http.Request) bool {
	return p.https || p.scheme(r) == "https"
}

func (p *porter) scheme(r *http.Request) string {
	if r.TLS != nil || p.trusted(remote(r)) && r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https"
	}
	return "http"
}

// client is the address that a request came from: the last one that no trusted proxy vouches for.
func (p *porter) client(r *http.Request) netip.Addr {
	from := remote(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.trusted(from); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		from = hop.Unmap()
	}
	return from
}

func (p *porter) trusted(addr netip.Addr) bool {
	return slices.ContainsFunc(p.proxies, func(n netip.Prefix) bool { return n.Contains(addr) })
}

func remote(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

// tokenInURL finds a token in the query, where it would end up in histories and logs.
func tokenInURL(r *http.Request) (token string, found bool) {
	if r.URL.RawQuery == "" {
		return "", false
	}
	for name, values := range r.URL.Query() {
		switch strings.ToLower(name) {
		case "token", "access_token", "session", "sid", "bearer", "authorization":
			return strings.TrimPrefix(values[0], "Bearer "), true
		}
	}
	return "", false
}

// maxURL is how long an address may be, in bytes.
const maxURL = 4 << 10

// check is what every request passes.
func (s *Server) check(r *http.Request) (status int, _ *protocol.Error) {
	if len(r.RequestURI) > maxURL {
		return http.StatusRequestURITooLong, refusal(protocol.CodeTooLarge)
	}
	if !s.hostAllowed(r) {
		e := refusal(protocol.CodeWrongHost)
		e.Message = "This server does not answer to that name. Use its address, or set public_url to the name."
		return 0, e
	}
	if token, found := tokenInURL(r); found {
		if err := s.Auth.EndSessionByToken(r.Context(), token); err != nil {
			s.Log.ErrorContext(r.Context(), "a session whose token was in a URL was not ended", "error", err)
		}
		return 0, refusal(protocol.CodeTokenInURL)
	}
	return 0, nil
}
