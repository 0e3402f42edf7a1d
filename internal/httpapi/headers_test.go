package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"twoticks/internal/testkit"
)

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	s := testkit.Start(t)
	for _, path := range []string{"/", "/livez", "/readyz", "/no/such", "/ws", "/api/session.get", "/c/abc"} {
		a := do(t, s, request{path: path})
		for name, want := range map[string]string{
			"Content-Security-Policy":      "default-src 'none'",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "no-referrer",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy":           "camera=()",
			"Cache-Control":                "no-store",
		} {
			if got := a.header.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s: %s is %q, want %q in it", path, name, got, want)
			}
		}
		if a.header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: Strict-Transport-Security over plain http would lock the browser out", path)
		}
	}
}

func TestSigningOutClearsTheBrowser(t *testing.T) {
	s := testkit.Start(t)
	token := session(t, s, "ana")
	mine := jsonHeader("Cookie", "sid="+token, "Origin", s.URL())
	a := do(t, s, request{method: "POST", path: "/api/session.end", body: "{}", header: mine})
	if a.status != 200 || a.header.Get("Clear-Site-Data") != `"cache", "storage"` {
		t.Errorf("signing out gives %d %s, Clear-Site-Data %q", a.status, a.body, a.header.Get("Clear-Site-Data"))
	}
	for _, c := range cookies(a) {
		if c.Name == "sid" && c.MaxAge >= 0 {
			t.Errorf("the cookie stays: %v", c)
		}
	}
	if a := do(t, s, request{method: "POST", path: "/api/heads.list", body: "{}", header: mine}); a.status != 401 {
		t.Errorf("the session still works: %d", a.status)
	}
}

func TestSessionGetNeedsNoSession(t *testing.T) {
	s := testkit.Start(t)
	ask := func(header map[string]string) string {
		return do(t, s, request{method: "POST", path: "/api/session.get", body: "{}", header: header}).body
	}
	if body := ask(jsonHeader()); !strings.Contains(body, `"set_up":true`) || strings.Contains(body, `"me"`) {
		t.Errorf("before anybody has an account: %s", body)
	}
	token := session(t, s, "ana")
	if body := ask(jsonHeader("Cookie", "sid="+token, "Origin", s.URL())); !strings.Contains(body, `"handle":"ana"`) || !strings.Contains(body, `"role":"administrator"`) {
		t.Errorf("with a session: %s", body)
	}
	if body := ask(jsonHeader("Cookie", "sid=forged", "Origin", s.URL())); strings.Contains(body, `"me"`) || strings.Contains(body, "error") {
		t.Errorf("with a session of nobody: %s", body)
	}
}

// setUpLink has the operator make one.
func setUpLink(t *testing.T, s *testkit.Server) string {
	t.Helper()
	link, err := s.App().Auth().SetUpLink(t.Context())
	if err != nil || link == "" {
		t.Fatalf("no set-up link: %v", err)
	}
	return link
}

func cutLast(link string) (before, after string, found bool) {
	i := strings.LastIndex(link, "/")
	return link[:i], link[i+1:], i >= 0
}

func cookies(a answer) []*http.Cookie { return (&http.Response{Header: a.header}).Cookies() }
