package httpapi

import (
	"net/http"

	"twoticks/internal/auth"
	"twoticks/internal/command"
	"twoticks/protocol"
)

// serveSocket is GET /ws. Live asks Authenticate before it upgrades anything.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	if !s.probed(w, r) {
		s.live.ServeHTTP(w, r)
	}
}

// Authenticate decides who may have a live connection. A browser sends its cookie with whatever page asks, so the page
// must be one of this server's; what is no browser shows its token in a header, which no foreign page can do.
func (s *Server) Authenticate(r *http.Request) (auth.Actor, *protocol.Error) {
	actor, refused := s.mayConnect(r)
	if refused != nil {
		refused.RequestID = command.RequestID(r.Context())
	}
	return actor, refused
}

// ownPage tells that a page of this server opens a stream. A browser sends no Origin with what a page asks of its own
// server by GET: it says so in another header, or else the page does, by one that no foreign page can set.
func ownPage(r *http.Request) bool {
	if r.Header.Get("Upgrade") != "" {
		return false
	}
	_, named := r.Header[streamHeader]
	return named || r.Header.Get("Sec-Fetch-Site") == "same-origin"
}

func (s *Server) mayConnect(r *http.Request) (auth.Actor, *protocol.Error) {
	_, bearer := bearerToken(r)
	token, known := s.token(r)
	origin, site := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
	switch {
	case origin != "" && !s.originAllowed(r),
		origin == "" && known && !bearer && !ownPage(r),
		site != "" && site != "same-origin":
		return auth.Actor{}, refusal(protocol.CodeOriginNotAllowed)
	}
	if refused := s.oneWay(r); refused != nil {
		return auth.Actor{}, refused
	}
	if known {
		actor, refused := s.authenticate(r, token)
		if refused == nil {
			refused = command.Permit(actor, "hello")
		}
		if refused == nil {
			if wait, ok := s.Limits.Allow(limitConnections, string(actor.Session[:])); !ok {
				return auth.Actor{}, rateLimited(wait)
			}
			return actor, nil
		}
		if refused.Code != protocol.CodeLoginRequired {
			return auth.Actor{}, refused
		}
	}
	if wait, ok := s.Limits.Allow(limitStrangerConnect, s.client(r).String()); !ok {
		return auth.Actor{}, rateLimited(wait)
	}
	return auth.Actor{}, refusal(protocol.CodeLoginRequired)
}
