package httpapi

import (
	"context"
	"net/http"
	"time"
)

// readyWithin is how long the store may take to say that it is there.
const readyWithin = 2 * time.Second

// serveLive says that the process runs. It asks nothing of anybody, so a slow store does not get the server restarted.
func (s *Server) serveLive(w http.ResponseWriter, _ *http.Request) {
	s.write(w, http.StatusOK, []byte(`{"live":true}`))
}

// serveReady says whether requests should be sent here.
func (s *Server) serveReady(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
	defer cancel()
	if err := s.Ready(ctx); err != nil {
		s.Log.WarnContext(ctx, "not ready", "error", err)
		s.write(w, http.StatusServiceUnavailable, []byte(`{"ready":false}`))
		return
	}
	s.write(w, http.StatusOK, []byte(`{"ready":true}`))
}
