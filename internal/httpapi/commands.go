package httpapi

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/command"
	"twoticks/protocol"
)

// bodyWithin is how long a body may take to arrive: 64 KiB at 16 kB/s, and something for the way.
const bodyWithin = 8 * time.Second

// serveCommand is POST /api/<command>: the same commands as on a live connection, and those of getting in.
func (s *Server) serveCommand(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("command")
	info := protocol.LookUp(name)
	stream, forStream := streamOf(r)
	switch {
	case s.live.Draining():
		s.refuse(w, r, draining())
		return
	case s.oneWay(r) != nil:
		s.refuse(w, r, s.oneWay(r))
		return
	case !s.sameSite(r):
		s.refuse(w, r, refusal(protocol.CodeCrossSite))
		return
	case info == nil || info.Doors&protocol.HTTP == 0 && !forStream:
		s.refuse(w, r, refusal(protocol.CodeUnknownType))
		return
	case !isJSON(r):
		s.refuse(w, r, refusal(protocol.CodeJSONRequired))
		return
	}
	actor, refused := s.actor(r, info.Doors&protocol.Public != 0)
	if refused == nil {
		refused = command.Permit(actor, name)
	}
	if refused != nil {
		s.refuse(w, r, refused)
		return
	}
	body, status, refused := readBody(w, r)
	if refused != nil {
		s.refuseAs(w, r, status, refused)
		return
	}
	var reply any
	switch door := doors[name]; {
	case door != nil:
		call := &call{Server: s, w: w, r: r, actor: actor, body: body}
		reply, refused = s.Commands.Attempt(r.Context(), name, func(ctx context.Context) (any, error) { return door(ctx, call) })
	case info.Doors&protocol.HTTP == 0:
		reply, refused = s.live.Do(r.Context(), stream, actor, name, body)
	default:
		if forStream {
			s.live.Heard(stream, actor)
		}
		reply, refused = s.Commands.Do(r.Context(), actor, name, body)
	}
	if refused != nil {
		s.refuse(w, r, refused)
		return
	}
	s.write(w, http.StatusOK, protocol.Encode(reply))
}

// actor is who asks. What is public is answered without one, but not to somebody who asks too often.
func (s *Server) actor(r *http.Request, public bool) (auth.Actor, *protocol.Error) {
	if public {
		if wait, ok := s.Limits.Allow(limitAccountRequests, s.client(r).String()); !ok {
			return auth.Actor{}, rateLimited(wait)
		}
	}
	token, ok := s.token(r)
	if !ok {
		if public {
			return auth.Actor{}, nil
		}
		return auth.Actor{}, refusal(protocol.CodeLoginRequired)
	}
	actor, refused := s.authenticate(r, token)
	if public && refused != nil && refused.Code == protocol.CodeLoginRequired {
		return auth.Actor{}, nil
	}
	return actor, refused
}

func (s *Server) authenticate(r *http.Request, token string) (actor auth.Actor, refused *protocol.Error) {
	_, refused = s.Commands.Attempt(r.Context(), "authenticate", func(ctx context.Context) (any, error) {
		var err error
		actor, err = s.Auth.Authenticate(ctx, token)
		return nil, err
	})
	return actor, refused
}

func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// readBody reads what one request may carry, in the time that it may take.
func readBody(w http.ResponseWriter, r *http.Request) (body []byte, status int, _ *protocol.Error) {
	if r.ContentLength > protocol.MaxFrame {
		return nil, 0, refusal(protocol.CodeTooLarge)
	}
	control := http.NewResponseController(w)
	control.SetReadDeadline(time.Now().Add(bodyWithin))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, protocol.MaxFrame))
	if err == nil {
		// Else the deadline would end the request while its command runs.
		control.SetReadDeadline(time.Time{})
		return body, 0, nil
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, 0, refusal(protocol.CodeTooLarge)
	}
	w.Header().Set("Connection", "close")
	e := refusal(protocol.CodeBadJSON)
	e.Message = "The body broke off."
	if errors.Is(err, os.ErrDeadlineExceeded) {
		e.Message = "The body did not arrive in time."
		return nil, http.StatusRequestTimeout, e
	}
	return nil, 0, e
}
