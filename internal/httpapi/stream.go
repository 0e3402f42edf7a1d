package httpapi

import (
	"context"
	"net/http"
	"time"

	"twoticks/protocol"
)

// streamHeader names the stream for whose connection a command is carried out. Go writes header names in this way.
const streamHeader = "Twoticks-Stream"

// serveStream is GET /api/stream: the way for networks that let no WebSocket through.
func (s *Server) serveStream(w http.ResponseWriter, r *http.Request) { s.live.ServeStream(w, r) }

// streamOf reads the header. An id that is none is that of a stream which is not there.
func streamOf(r *http.Request) (id protocol.StreamID, named bool) {
	text := r.Header.Get(streamHeader)
	if id.UnmarshalText([]byte(text)) != nil {
		id = protocol.StreamID{}
	}
	return id, text != ""
}

// waitForSync is the way where no stream gets through either. One device asks for one after the other.
func (c *call) waitForSync(ctx context.Context, r protocol.SyncWait) (protocol.SyncWaited, error) {
	if wait, ok := c.Limits.Allow(limitSyncs, string(c.actor.Session[:])); !ok {
		return protocol.SyncWaited{}, rateLimited(wait)
	}
	state, refused := c.live.Wait(ctx, c.actor, r)
	if refused != nil {
		return state, refused
	}
	return state, nil
}

func draining() *protocol.Error {
	e := refusal(protocol.CodeDraining)
	e.RetryAfterMs = time.Second.Milliseconds()
	return e
}
