package httpapi

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"twoticks/internal/command"
	"twoticks/protocol"
)

// refusal is an error with the sentence of the registry.
func refusal(code protocol.ErrorCode) *protocol.Error {
	return &protocol.Error{Code: code, Message: protocol.Codes[code].Doc}
}

func rateLimited(wait time.Duration) *protocol.Error {
	e := refusal(protocol.CodeRateLimited)
	e.RetryAfterMs = max(1, wait.Milliseconds())
	return e
}

// refuse answers with the envelope, by the status of the code.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, e *protocol.Error) {
	s.refuseAs(w, r, 0, e)
}

// refuseAs answers with another status than the code's, unless it is 0.
func (s *Server) refuseAs(w http.ResponseWriter, r *http.Request, status int, e *protocol.Error) {
	if status == 0 {
		status = protocol.Codes[e.Code].Status
	}
	out := *e
	out.RequestID = command.RequestID(r.Context())
	if out.RetryAfterMs > 0 {
		w.Header().Set("Retry-After", strconv.FormatInt((out.RetryAfterMs+999)/1000, 10))
	}
	s.write(w, status, protocol.Encode(protocol.Failure{Error: out}))
}

func (s *Server) write(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body) // whoever does not read the answer does not get it
}

// nothing is what a person sees who followed a link to nowhere, on a server without its page.
const nothing = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Nothing here · Twoticks</title></head>
<body><h1>There is nothing here</h1><p>The address may have a typing mistake, or be an old one.</p><p><a href="/">To the start page</a></p></body>
</html>
`

// nothingHere is 404: the page for people, which finds no screen for the address and says so; the envelope for programs.
func (s *Server) nothingHere(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/api/") || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		s.refuse(w, r, refusal(protocol.CodeNotFound))
		return
	}
	if s.page.index != nil {
		s.page.index.serve(w, r, http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	w.Write([]byte(nothing))
}
