package client

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gobwas/ws"

	"twoticks/protocol"
)

// newServer serves a handshake that is followed by some bytes, and a command that is refused.
func newServer(t *testing.T, frames ...[]byte) *Client {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ws", func(w http.ResponseWriter, r *http.Request) {
		socket, _, _, err := ws.UpgradeHTTP(r, w)
		if err != nil {
			t.Error(err)
			return
		}
		defer socket.Close()
		for _, frame := range frames {
			socket.Write(frame)
		}
		ws.ReadHeader(socket) // until the client answers or goes
	})
	mux.HandleFunc("POST /api/person.find", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
		w.Write(protocol.Encode(protocol.Failure{Error: protocol.Error{Code: protocol.CodeRateLimited, RetryAfterMs: 5}}))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	c, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestRefusalIsAnErrorOfTheProtocol(t *testing.T) {
	c := newServer(t)
	_, err := Call[protocol.People](t.Context(), c, "person.find", protocol.PersonFind{})
	var refused *protocol.Error
	if !errors.As(err, &refused) || refused.Code != protocol.CodeRateLimited || refused.RetryAfterMs != 5 {
		t.Errorf("got %v", err)
	}
	if _, err := Call[protocol.Done](t.Context(), c, "session.end", protocol.SessionEnd{}); err == nil || errors.As(err, &refused) && refused.Code == "" {
		t.Errorf("an answer without an envelope: %v", err)
	}
}

func TestConnectionEndsWithTheServersReason(t *testing.T) {
	text := func(s string) []byte { return ws.MustCompileFrame(ws.NewTextFrame([]byte(s))) }
	for name, row := range map[string]struct {
		frames [][]byte
		code   protocol.CloseCode
	}{
		"a close frame":       {[][]byte{ws.MustCompileFrame(ws.NewCloseFrame(ws.NewCloseFrameBody(4401, "bye")))}, protocol.CloseSignedOut},
		"a masked frame":      {[][]byte{ws.MustCompileFrame(ws.MaskFrame(ws.NewTextFrame([]byte("{}"))))}, closedAbnormally},
		"text that is none":   {[][]byte{text("hello")}, closedAbnormally},
		"an empty error":      {[][]byte{text(`{"type":"error","ref":1}`)}, closedAbnormally},
		"a mistyped envelope": {[][]byte{text(`{"type":5}`)}, closedAbnormally},
	} {
		c, err := newServer(t, row.frames...).Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		<-c.Ended()
		var closed *Closed
		if !errors.As(c.Why(), &closed) || closed.Code != row.code {
			t.Errorf("%s: %v", name, c.Why())
		}
	}
}

func TestEventsComeInOrderAndUnknownOnesToo(t *testing.T) {
	c, err := newServer(t,
		ws.MustCompileFrame(ws.NewTextFrame([]byte(`{"type":"moon.risen","body":{}}`))),
		ws.MustCompileFrame(ws.NewTextFrame(protocol.EncodeEvent(protocol.HeadMoved{Head: 7}))),
	).Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Cut()
	if e := <-c.Events(); e.Type != "moon.risen" {
		t.Errorf("[P8] got %s", e.Type)
	}
	moved, err := Next[protocol.HeadMoved](t.Context(), c)
	if err != nil || moved.Head != 7 {
		t.Errorf("got %+v, %v", moved, err)
	}
}
