package doctor

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"twoticks/internal/httpapi"
)

const trustProxy = "name it in trusted_proxies, and let it set X-Forwarded-For and X-Forwarded-Proto: else everybody seems to come from it, and shares the limits of one"

// socket does the handshake of a page's WebSocket, and sends a frame there and back.
func (a Address) socket(ctx context.Context, u *url.URL) Finding {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	origin := u.Scheme + "://" + u.Host
	var refusal refused
	dialer := ws.Dialer{
		Header:    ws.HandshakeHeaderHTTP{"Origin": {origin}, httpapi.ProbeHeader: {a.OpenProbe()}},
		NetDial:   a.Dial,
		TLSConfig: &tls.Config{RootCAs: a.Roots},
		OnStatusError: func(status int, _ []byte, response io.Reader) {
			refusal.read(status, response)
		},
	}
	to := *u.JoinPath("ws")
	to.Scheme = strings.Replace(u.Scheme, "http", "ws", 1)
	conn, early, _, err := dialer.Dial(ctx, to.String())
	if refusal.status != 0 {
		return refusal.finding(u)
	}
	if err != nil {
		return Ill("websocket", fmt.Sprintf("the handshake at %s breaks off: %v", to.String(), reason(err)), "let the proxy pass WebSockets on /ws")
	}
	defer conn.Close()
	if early != nil {
		defer ws.PutReader(early)
	}
	if deadline, ok := ctx.Deadline(); ok {
		conn.SetDeadline(deadline)
	}
	seen, err := exchange(conn, early)
	if err != nil {
		return Ill("websocket", fmt.Sprintf("it opens, but no frame gets through: %v", reason(err)),
			"let the proxy pass WebSockets on /ws as they are, without buffering")
	}
	return a.judge(u, origin, seen)
}

func exchange(conn net.Conn, early *bufio.Reader) (seen httpapi.Probed, err error) {
	var from io.ReadWriter = conn
	if early != nil {
		from = struct {
			io.Reader
			io.Writer
		}{early, conn}
	}
	if err := wsutil.WriteClientText(conn, []byte("there?")); err != nil {
		return seen, err
	}
	text, err := wsutil.ReadServerText(from)
	if err != nil {
		return seen, err
	}
	return seen, json.Unmarshal(text, &seen)
}

// judge compares what the server saw with what was sent.
func (a Address) judge(u *url.URL, origin string, seen httpapi.Probed) Finding {
	switch {
	case !seen.OriginAllowed:
		return wrongOrigin(origin, seen.Origin)
	case u.Scheme == "https" && !seen.Secure:
		return Warn("websocket", "it works, but the server takes the connection for plain HTTP", "set public_url to "+origin)
	case seen.Forwarded && !seen.Trusted:
		return Warn("proxy", "a proxy says for whom it asks, but the server does not believe it", trustProxy)
	}
	return Well("websocket", "a WebSocket opens through "+u.Host+", and a frame comes back")
}

func wrongOrigin(sent, arrived string) Finding {
	return Ill("websocket", fmt.Sprintf("a page of %s is refused: the server sees the Origin %q", sent, arrived),
		"set public_url to exactly what the browser shows, and let the proxy pass Origin on")
}

// refused is an answer in place of a WebSocket.
type refused struct {
	status int
	code   string
	seen   httpapi.Probed
}

func (r *refused) read(status int, response io.Reader) {
	r.status = status
	answer, err := http.ReadResponse(bufio.NewReader(response), nil)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	var body struct {
		Error  struct{ Code string }
		Probed *httpapi.Probed
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, mostOfBody))
	if err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
		if json.Unmarshal(text, &body) == nil {
			r.code = body.Error.Code
			if body.Probed != nil {
				r.seen, r.code = *body.Probed, "probed"
			}
		}
	}
}

func (r *refused) finding(u *url.URL) Finding {
	switch r.code {
	case "probed":
		return Ill("websocket", fmt.Sprintf("the proxy before %s takes the Upgrade out of requests: pages fall back to the slow ways", u.Host),
			"let it pass Upgrade and Connection on for /ws (nginx: proxy_http_version 1.1 and both headers)")
	case "login_required", "origin_not_allowed":
		return Warn("websocket", "another node, or another server, answers at "+u.Host+": this one was not asked",
			"where there are several nodes, run the doctor on each; else let the address lead here")
	case "":
		return Ill("websocket", fmt.Sprintf("%d is the answer to a WebSocket at %s, and not by this server", r.status, u.Host),
			"let the proxy hand /ws on to the server, with Upgrade and Connection")
	}
	return Ill("websocket", fmt.Sprintf("the server refuses a WebSocket: %s", r.code), "look for it in the log of the server")
}
