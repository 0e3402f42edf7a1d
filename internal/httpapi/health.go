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

// serveReady says whether requests should be sent here, and if not, why: draining, or unavailable (the store).
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
	s.write(w, http.StatusOK, []byte(`{"ready":true}`))
}
