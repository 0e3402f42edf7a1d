package httpapi

import (
	"context"
	"net/http"

	"twoticks/internal/command"
	"twoticks/protocol"
)

// serveExport is GET /api/export: a zip file with what the person who asks may read. It is written as it is read; if that
// fails half-way, the connection is cut, so that nobody takes a part for the whole.
func (s *Server) serveExport(w http.ResponseWriter, r *http.Request) {
	actor, refused := s.actor(r, false)
	switch {
	case s.live.Draining():
		refused = draining()
	case s.oneWay(r) != nil:
		refused = s.oneWay(r)
	case !s.sameSite(r):
		refused = refusal(protocol.CodeCrossSite)
	}
	if refused == nil {
		refused = command.Permit(actor, "history.read")
	}
	if refused == nil {
		if wait, ok := s.Limits.Allow(limitExports, string(actor.User[:])); !ok {
			refused = rateLimited(wait)
		}
	}
	if refused != nil {
		s.refuse(w, r, refused)
		return
	}
	out := &download{ResponseWriter: w}
	_, refused = s.Commands.Attempt(r.Context(), "export", func(ctx context.Context) (any, error) {
		return nil, s.Export(ctx, actor, out)
	})
	switch {
	case refused != nil && out.begun:
		panic(http.ErrAbortHandler)
	case refused != nil:
		s.refuse(w, r, refused)
	}
}

// download names itself with its first byte: until then the answer can still be a refusal.
type download struct {
	http.ResponseWriter
	begun bool
}

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		d.Header().Set("Content-Type", "application/zip")
		d.Header().Set("Content-Disposition", `attachment; filename="twoticks.zip"`)
	}
	return d.ResponseWriter.Write(b)
}
