package httpapi

import (
	"context"
	"crypto/sha256"
	"mime"
	"net/http"
	"strings"

	"twoticks/protocol"
)

// maxIdempotencyKey bounds the header's text; what people use there is shorter.
const maxIdempotencyKey = 255

// serveHook is POST /hooks/<token>: whoever has the address posts into one chat. The secret is the path itself, so no
// cookie is looked at and no page of another site gains anything by asking.
func (s *Server) serveHook(w http.ResponseWriter, r *http.Request) {
	if s.live.Draining() {
		s.refuse(w, r, draining())
		return
	}
	if wait, ok := s.Limits.Allow(limitAccountRequests, s.client(r).String()); !ok {
		s.refuse(w, r, rateLimited(wait))
		return
	}
	token := r.PathValue("token")
	key := r.Header.Get("Idempotency-Key")
	if len(key) > maxIdempotencyKey {
		s.refuse(w, r, &protocol.Error{Code: protocol.CodeBadField, Message: "At most 255 bytes.", Field: "Idempotency-Key"})
		return
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" && kind != "text/plain" {
		e := refusal(protocol.CodeJSONRequired)
		e.Message = "The body must be application/json or text/plain."
		s.refuse(w, r, e)
		return
	}
	body, status, refused := readBody(w, r)
	if refused != nil {
		s.refuseAs(w, r, status, refused)
		return
	}
	reply, refused := s.Commands.Attempt(r.Context(), "hook.post", func(ctx context.Context) (any, error) {
		post, refused := readPost(kind, body)
		if refused != nil {
			return nil, refused
		}
		if key != "" && post.ClientID == (protocol.ClientID{}) {
			post.ClientID = clientIDOf(token, key)
		}
		return s.Commands.PostToHook(ctx, token, post)
	})
	if refused != nil {
		s.refuse(w, r, refused)
		return
	}
	s.write(w, http.StatusOK, protocol.Encode(reply))
}

// readPost reads a body of either kind. A text that a shell made ends in a line break, which nobody means.
func readPost(kind string, body []byte) (protocol.HookPost, *protocol.Error) {
	if kind == "text/plain" {
		return protocol.HookPost{Text: strings.TrimRight(string(body), "\r\n")}, nil
	}
	return protocol.Decode[protocol.HookPost](body)
}

// clientIDOf makes the same id of the same key, for one hook, so that a repeat is known (C6).
func clientIDOf(token, key string) protocol.ClientID {
	sum := sha256.Sum256([]byte("hook\x00" + token + "\x00" + key))
	id := protocol.ClientID(sum[:16])
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

// oneWay refuses a request that says who asks in two ways: which of them counted would be a guess, and the page's rules
// are not those of a program.
func (s *Server) oneWay(r *http.Request) *protocol.Error {
	_, bearer := bearerToken(r)
	_, cookie := s.cookieToken(r)
	if !bearer || !cookie {
		return nil
	}
	return &protocol.Error{
		Code: protocol.CodeBadField, Field: "Authorization", Message: "A bearer token and a session's cookie do not go together.",
	}
}
