package httpapi

import (
	"context"
	"crypto/rand"
	"net/http"
	"path"
	"runtime/debug"
	"time"

	"twoticks/internal/command"
	"twoticks/protocol"
)

// policy lets the page load from this server only, and run no script that is not a file of it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; " +
	"frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types app; report-uri /csp-report"

// writeWithin is how long an answer may take to leave.
const writeWithin = 10 * time.Second

func (s *Server) setHeaders(h http.Header, r *http.Request) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(self)")
	h.Set("Cache-Control", "no-store")
	if s.secure(r) {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// asked is what is known of a request by the time it is logged.
type asked struct{ route string }

type askedKey struct{}

func noteRoute(r *http.Request, route string) {
	if a, ok := r.Context().Value(askedKey{}).(*asked); ok {
		a.route = route
	}
}

// wrap is the wall round everything: headers, the porter's check, the log, and the one recover of this door.
func (s *Server) wrap(routes http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, begun, a := rand.Text(), time.Now(), &asked{route: "none"}
		ctx := command.WithRequestID(context.WithValue(r.Context(), askedKey{}, a), id)
		r = r.WithContext(ctx)
		answer := &answer{ResponseWriter: w}
		s.setHeaders(w.Header(), r)
		w.Header().Set("X-Request-Id", id)
		defer func() {
			if cause := recover(); cause != nil {
				if cause == http.ErrAbortHandler {
					panic(cause)
				}
				s.Log.ErrorContext(ctx, "request panicked", "route", a.route, "request_id", id, "cause", cause, "stack", string(debug.Stack()))
				if answer.status == 0 {
					s.refuse(answer, r, refusal(protocol.CodeInternal))
				}
			}
			if answer.status == 0 {
				answer.status = http.StatusSwitchingProtocols // the connection was taken over
			}
			if s.Observe != nil {
				s.Observe(a.route, answer.status)
			}
			s.Log.DebugContext(ctx, "request", "method", r.Method, "route", a.route, "status", answer.status,
				"took", time.Since(begun), "request_id", id)
		}()
		if status, refused := s.check(r); refused != nil {
			s.refuseAs(answer, r, status, refused)
			return
		}
		// The mux would redirect these to what they might have meant.
		if p := r.URL.Path; p == "" || p != path.Clean(p) {
			s.nothingHere(answer, r)
			return
		}
		routes.ServeHTTP(answer, r)
	})
}

// answer remembers the status, for the log, and bounds how long an answer may take to leave.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
		http.NewResponseController(a.ResponseWriter).SetWriteDeadline(time.Now().Add(writeWithin))
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets a handshake take the connection over.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
