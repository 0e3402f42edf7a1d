package httpapi_test

import (
	"context"
	"net/http"
	"testing"

	"twoticks/internal/testkit"
	"twoticks/protocol"
)

// Who may open a stream: a page of this server, or a program with a token.
func TestStreamIsForThePagesOfThisServer(t *testing.T) {
	s := testkit.Start(t)
	token := session(t, s, "ana")
	cookie := "sid=" + token
	for _, row := range []struct {
		name   string
		header map[string]string
		status int
		code   protocol.ErrorCode
	}{
		{"the page, as browsers say it", map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}, 200, ""},
		{"the page, as it says itself", map[string]string{"Cookie": cookie, "Twoticks-Stream": "open"}, 200, ""},
		{"the page, by its origin", map[string]string{"Cookie": cookie, "Origin": s.URL()}, 200, ""},
		{"a program", map[string]string{"Authorization": "Bearer " + token}, 200, ""},
		{"another site", map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "cross-site", "Twoticks-Stream": "open"}, 403, protocol.CodeOriginNotAllowed},
		{"another origin", map[string]string{"Cookie": cookie, "Origin": "https://evil.example"}, 403, protocol.CodeOriginNotAllowed},
		{"nobody knows where from", map[string]string{"Cookie": cookie}, 403, protocol.CodeOriginNotAllowed},
		{"nobody", map[string]string{"Sec-Fetch-Site": "same-origin"}, 401, protocol.CodeLoginRequired},
	} {
		t.Run("R12.1 "+row.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(testkit.Within(t))
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+"/api/stream?version=1", nil)
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range row.header {
				r.Header.Set(name, value)
			}
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			if row.status == http.StatusOK {
				response.Body.Close()
				if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
					t.Errorf("got %d, %v", response.StatusCode, response.Header)
				}
				return
			}
			if a := read(t, response); a.status != row.status || a.code != row.code {
				t.Errorf("got %d %q, want %d %q", a.status, a.code, row.status, row.code)
			}
		})
	}
}

func TestSocketNeedsItsOrigin(t *testing.T) {
	s := testkit.Start(t)
	header := map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
		"Cookie": "sid=" + session(t, s, "ana"), "Sec-Fetch-Site": "same-origin", "Twoticks-Stream": "open",
	}
	if a := do(t, s, request{path: "/ws", header: header}); a.code != protocol.CodeOriginNotAllowed {
		t.Errorf("row 25: without an Origin it gets %d %q", a.status, a.code)
	}
}
