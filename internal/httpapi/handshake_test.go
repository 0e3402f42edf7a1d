package httpapi_test

import (
	"testing"

	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/protocol"
)

// Who may have a live connection is decided before anything is upgraded.
func TestHandshake(t *testing.T) {
	s := testkit.Start(t)
	token := session(t, s, "ana")
	cookie, host := "sid="+token, s.URL()[len("http://"):]
	upgrade := func(more ...string) map[string]string {
		h := map[string]string{
			"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
		}
		for i := 0; i < len(more); i += 2 {
			h[more[i]] = more[i+1]
		}
		return h
	}
	for _, row := range []struct {
		name   string
		path   string
		header map[string]string
		status int
		code   protocol.ErrorCode
	}{
		{"own page", "/ws", upgrade("Cookie", cookie, "Origin", s.URL()), 101, ""},
		{"own page by Sec-Fetch-Site", "/ws", upgrade("Cookie", cookie, "Origin", s.URL(), "Sec-Fetch-Site", "same-origin"), 101, ""},
		{"a program with its token", "/ws", upgrade("Authorization", "Bearer "+token), 101, ""},
		{"row 25: foreign page", "/ws", upgrade("Cookie", cookie, "Origin", "https://evil.example"), 403, protocol.CodeOriginNotAllowed},
		{"row 25: null", "/ws", upgrade("Cookie", cookie, "Origin", "null"), 403, protocol.CodeOriginNotAllowed},
		{"row 25: host as a part", "/ws", upgrade("Cookie", cookie, "Origin", s.URL()+".evil"), 403, protocol.CodeOriginNotAllowed},
		{"row 25: other scheme", "/ws", upgrade("Cookie", cookie, "Origin", "https://"+host), 403, protocol.CodeOriginNotAllowed},
		{"row 25: other port", "/ws", upgrade("Cookie", cookie, "Origin", "http://127.0.0.1:1"), 403, protocol.CodeOriginNotAllowed},
		{"row 25: cookie without origin", "/ws", upgrade("Cookie", cookie), 403, protocol.CodeOriginNotAllowed},
		{"row 25: cross-site", "/ws", upgrade("Cookie", cookie, "Origin", s.URL(), "Sec-Fetch-Site", "cross-site"), 403, protocol.CodeOriginNotAllowed},
		{"row 26: no session", "/ws", upgrade("Origin", s.URL()), 401, protocol.CodeLoginRequired},
		{"row 26: forged session", "/ws", upgrade("Cookie", "sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Origin", s.URL()), 401, protocol.CodeLoginRequired},
		{"R1.1 unknown path", "/ws/more", upgrade("Cookie", cookie, "Origin", s.URL()), 404, protocol.CodeNotFound},
		{"R1.1 unknown path, foreign page", "/socket", upgrade("Origin", "https://evil.example"), 404, protocol.CodeNotFound},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := do(t, s, request{path: row.path, header: row.header})
			if a.status != row.status || a.code != row.code {
				t.Errorf("got %d %q, want %d %q", a.status, a.code, row.status, row.code)
			}
			if row.status == 101 && a.header.Get("Sec-WebSocket-Extensions") != "" {
				t.Error("row 22: an extension was agreed on")
			}
		})
	}
}

// Behind a proxy only the address that people open counts, and the proxy's word for the scheme.
func TestHandshakeWithPublicURL(t *testing.T) {
	s := testkit.Start(t, testkit.With(func(c *config.Config) {
		c.PublicURL, c.Registration = "https://chat.example.org", "open"
	}))
	_, token, _ := cutLast(setUpLink(t, s))
	a := do(t, s, request{
		method: "POST", path: "/api/account.create", host: "chat.example.org", header: jsonHeader("Origin", "https://chat.example.org"),
		body: `{"name":"Ana","handle":"ana","password":"` + testkit.Password + `","set_up":"` + token + `"}`,
	})
	cookie := ""
	for _, c := range cookies(a) {
		if c.Name == "__Host-sid" {
			cookie = c.Name + "=" + c.Value
			if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" {
				t.Errorf("the cookie is %v", c)
			}
		}
	}
	if cookie == "" {
		t.Fatalf("no __Host-sid: %d %s %v", a.status, a.body, a.header)
	}
	if a.header.Get("Strict-Transport-Security") == "" {
		t.Error("no Strict-Transport-Security over TLS")
	}
	for origin, want := range map[string]int{
		"https://chat.example.org": 101, "http://chat.example.org": 403, "https://chat.example.org:444": 403, s.URL(): 403,
	} {
		a := do(t, s, request{path: "/ws", host: "chat.example.org", header: map[string]string{
			"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
			"Cookie": cookie, "Origin": origin,
		}})
		if a.status != want {
			t.Errorf("origin %s gets %d, want %d", origin, a.status, want)
		}
	}
}
