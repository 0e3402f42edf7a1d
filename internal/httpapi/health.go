package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"twoticks/protocol"
)

// ErrDraining: the server is about to stop.
var ErrDraining = errors.New("the server is about to stop")

// readyWithin is how long the store may take to say that it is there.
const readyWithin = 2 * time.Second

// serveLive says that the process runs. It asks nothing of anybody, so a slow store does not get the server restarted.
func (s *Server) serveLive(w http.ResponseWriter, _ *http.Request) {
	s.write(w, http.StatusOK, []byte(`{"live":true}`))
}

// degraded is the answer of a server that works, but with less than it is set up with.
type degraded struct {
	Ready    bool     `json:"ready"`
	Degraded []string `json:"degraded"`
}

// serveReady says whether requests should be sent here, and if not, why: draining, or unavailable (the store). What the
// server does without for now (the channel layer) is no reason to send them elsewhere: every node does.
func (s *Server) serveReady(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
	defer cancel()
	if err := s.Ready(ctx); err != nil {
		reason := protocol.CodeUnavailable
		if errors.Is(err, ErrDraining) {
			reason = protocol.CodeDraining
		}
		s.Log.WarnContext(ctx, "not ready", "reason", reason, "error", err)
		s.write(w, http.StatusServiceUnavailable, fmt.Appendf(nil, `{"ready":false,"reason":%q}`, reason))
		return
	}
	if s.Degraded != nil {
		if without := s.Degraded(); len(without) > 0 {
			s.write(w, http.StatusOK, protocol.Encode(degraded{Ready: true, Degraded: without}))
			return
		}
	}
	s.write(w, http.StatusOK, []byte(`{"ready":true}`))
}
