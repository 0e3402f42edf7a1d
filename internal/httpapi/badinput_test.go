package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/protocol"
)

// Every row is one bad request and the clear answer that it gets; the server is the same for all of them, and works
// afterwards.
func TestBadRequests(t *testing.T) {
	s := testkit.Start(t, testkit.With(func(c *config.Config) { c.LimitsScale = 100 }))
	token := session(t, s, "ana")
	cookie, origin := "sid="+token, s.URL()
	signUp := func(name, handle, password string) string {
		return fmt.Sprintf(`{"name":"%s","handle":"%s","password":"%s"}`, name, handle, password)
	}
	const password = testkit.Password
	mine := jsonHeader("Cookie", cookie, "Origin", origin)
	const aFile, ofMessage = "/files/AAAAAAAAAAAAAAAAAAAAAA?offset=0", "/files/AAAAAAAAAAAAAAAAAAAAAA/1/0"
	bytesHeader := func(more ...string) map[string]string {
		h := jsonHeader(more...)
		h["Content-Type"] = "application/octet-stream"
		return h
	}
	uploads := bytesHeader("Cookie", cookie, "Origin", origin)
	rows := []struct {
		name   string
		q      request
		status int
		code   protocol.ErrorCode
	}{
		{"row 1: not JSON", request{path: "/api/session.get", body: "{", header: jsonHeader()}, 400, protocol.CodeBadJSON},
		{"row 1: empty", request{path: "/api/session.get", body: "", header: jsonHeader()}, 400, protocol.CodeBadJSON},
		{"row 1: NUL", request{path: "/api/session.get", body: "\x00", header: jsonHeader()}, 400, protocol.CodeBadJSON},
		{"row 3: deep", request{path: "/api/session.get", body: strings.Repeat("[", 30_000), header: jsonHeader()}, 400, protocol.CodeJSONTooDeep},
		{"row 5: wrong case", request{path: "/api/session.create", body: `{"Handle":"ana","password":"x"}`, header: jsonHeader()}, 400, protocol.CodeUnknownField},
		{"row 6: mass assignment", request{path: "/api/account.create", body: `{"name":"Bo","handle":"bo","password":"` + password + `","role":"administrator"}`, header: jsonHeader()}, 400, protocol.CodeUnknownField},
		{"row 7: wrong type", request{path: "/api/session.create", body: `{"handle":1,"password":"x"}`, header: jsonHeader()}, 400, protocol.CodeBadField},
		{"missing field", request{path: "/api/session.create", body: `{"handle":"ana"}`, header: jsonHeader()}, 400, protocol.CodeBadField},
		{"row 8: not UTF-8", request{path: "/api/session.create", body: "{\"handle\":\"\xc0\x80\",\"password\":\"x\"}", header: jsonHeader()}, 400, protocol.CodeInvalidUTF8},
		{"row 17: direction override in a name", request{path: "/api/account.create", body: signUp("B\u202eo", "bo", password), header: jsonHeader()}, 400, protocol.CodeNameNotAllowed},
		{"row 17: newline in a name", request{path: "/api/account.create", body: signUp(`B\no`, "bo", password), header: jsonHeader()}, 400, protocol.CodeNameNotAllowed},
		{"row 17: long name", request{path: "/api/account.create", body: signUp(strings.Repeat("b", 5000), "bo", password), header: jsonHeader()}, 400, protocol.CodeNameNotAllowed},
		{"row 11: NUL in a name", request{path: "/api/account.create", body: signUp(`B\u0000o`, "bo", password), header: jsonHeader()}, 400, protocol.CodeNameNotAllowed},
		{"row 18: Cyrillic handle", request{path: "/api/account.create", body: signUp("Bo", "аdmin", password), header: jsonHeader()}, 400, protocol.CodeHandleNotAllowed},
		{"row 18: capital handle", request{path: "/api/account.create", body: signUp("Bo", "Admin", password), header: jsonHeader()}, 400, protocol.CodeHandleNotAllowed},
		{"row 18: reserved handle", request{path: "/api/account.create", body: signUp("Bo", "admin", password), header: jsonHeader()}, 409, protocol.CodeHandleTaken},
		{"row 18: taken handle", request{path: "/api/account.create", body: signUp("Ana", "ana", password), header: jsonHeader()}, 409, protocol.CodeHandleTaken},
		{"row 62: short password", request{path: "/api/account.create", body: signUp("Bo", "bo", "x"), header: jsonHeader()}, 422, protocol.CodePasswordTooShort},
		{"row 62: long password", request{path: "/api/account.create", body: signUp("Bo", "bo", strings.Repeat("x1", 65)), header: jsonHeader()}, 422, protocol.CodePasswordTooLong},
		{"row 62: common password", request{path: "/api/account.create", body: signUp("Bo", "bo", "password123"), header: jsonHeader()}, 422, protocol.CodePasswordCommon},
		{"row 62: huge password", request{path: "/api/account.create", body: signUp("Bo", "bo", strings.Repeat("x", 1<<20)), header: jsonHeader()}, 413, protocol.CodeTooLarge},
		{"row 64: no such invitation", request{path: "/api/account.create", body: `{"name":"Bo","handle":"bo","password":"` + password + `","invitation":"AAAAAAAAAAAAAAAAAAAAAA"}`, header: jsonHeader()}, 404, protocol.CodeInviteInvalid},
		{"row 64: look up nonsense", request{path: "/api/invitation.look_up", body: `{"token":"' OR 1=1 --"}`, header: jsonHeader()}, 404, protocol.CodeInviteInvalid},
		{"reset by nonsense", request{path: "/api/password.reset", body: `{"token":"x","password":"` + password + `"}`, header: jsonHeader()}, 404, protocol.CodeResetInvalid},
		{"row 61: wrong password", request{path: "/api/session.create", body: `{"handle":"ana","password":"wrong"}`, header: jsonHeader()}, 401, protocol.CodeInvalidCredentials},
		{"row 61: nobody", request{path: "/api/session.create", body: `{"handle":"nobody","password":"wrong"}`, header: jsonHeader()}, 401, protocol.CodeInvalidCredentials},

		{"row 50: form", request{path: "/api/session.get", body: "{}", header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}, 415, protocol.CodeJSONRequired},
		{"row 50: text", request{path: "/api/session.get", body: "{}", header: map[string]string{"Content-Type": "text/plain"}}, 415, protocol.CodeJSONRequired},
		{"row 50: no type", request{path: "/api/session.get", body: "{}"}, 415, protocol.CodeJSONRequired},
		{"row 50: cross-site", request{path: "/api/session.get", body: "{}", header: jsonHeader("Sec-Fetch-Site", "cross-site")}, 403, protocol.CodeCrossSite},
		{"row 50: same-site is another site", request{path: "/api/session.get", body: "{}", header: jsonHeader("Sec-Fetch-Site", "same-site")}, 403, protocol.CodeCrossSite},
		{"row 50: foreign origin", request{path: "/api/session.get", body: "{}", header: jsonHeader("Origin", "https://evil.example")}, 403, protocol.CodeCrossSite},
		{"row 50: null origin", request{path: "/api/session.get", body: "{}", header: jsonHeader("Origin", "null")}, 403, protocol.CodeCrossSite},
		{"row 50: cookie without origin", request{path: "/api/heads.list", body: "{}", header: jsonHeader("Cookie", cookie)}, 403, protocol.CodeCrossSite},

		{"row 50: a foreign page uploads", request{method: "PUT", path: aFile, body: "x", header: bytesHeader("Cookie", cookie, "Origin", "https://evil.example")}, 403, protocol.CodeCrossSite},
		{"row 50: an upload with a cookie and no origin", request{method: "PUT", path: aFile, body: "x", header: bytesHeader("Cookie", cookie)}, 403, protocol.CodeCrossSite},
		{"row 50: a foreign page shows a file", request{method: "GET", path: ofMessage, header: map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "cross-site"}}, 403, protocol.CodeCrossSite},
		{"an upload as JSON", request{method: "PUT", path: aFile, body: "{}", header: mine}, 400, protocol.CodeBadField},
		{"an upload from nowhere", request{method: "PUT", path: "/files/AAAAAAAAAAAAAAAAAAAAAA?offset=-1", body: "x", header: uploads}, 400, protocol.CodeBadField},
		{"an upload out of the folder", request{method: "PUT", path: "/files/..%2f..%2fetc?offset=0", body: "x", header: uploads}, 404, protocol.CodeNotFound},
		{"an upload to no id", request{method: "PUT", path: "/files/nonsense?offset=0", body: "x", header: uploads}, 400, protocol.CodeBadField},
		{"an upload that was never begun", request{method: "PUT", path: aFile, body: "x", header: uploads}, 404, protocol.CodeFileNotFound},
		{"an upload without a session", request{method: "PUT", path: aFile, body: "x", header: bytesHeader()}, 401, protocol.CodeLoginRequired},
		{"row 73: a file of no chat", request{method: "GET", path: ofMessage, header: mine}, 404, protocol.CodeFileNotFound},
		{"row 73: a file of no place", request{method: "GET", path: "/files/AAAAAAAAAAAAAAAAAAAAAA/-1/x", header: mine}, 404, protocol.CodeFileNotFound},

		{"no session", request{path: "/api/heads.list", body: "{}", header: jsonHeader()}, 401, protocol.CodeLoginRequired},
		{"forged session", request{path: "/api/heads.list", body: "{}", header: jsonHeader("Authorization", "Bearer "+strings.Repeat("A", 43))}, 401, protocol.CodeLoginRequired},
		{"unknown command", request{path: "/api/no.such", body: "{}", header: mine}, 404, protocol.CodeUnknownType},
		{"a command of live connections", request{path: "/api/hello", body: `{"version":1}`, header: mine}, 404, protocol.CodeUnknownType},
		{"body above 64 KiB", request{path: "/api/heads.list", body: strings.Repeat(" ", 64<<10) + "{}", header: mine}, 413, protocol.CodeTooLarge},
		{"row 49: __proto__", request{path: "/api/heads.list", body: `{"__proto__":{}}`, header: mine}, 400, protocol.CodeUnknownField},
		{"row 51: GET", request{method: "GET", path: "/api/heads.list"}, 405, protocol.CodeMethodNotAllowed},
		{"row 51: DELETE", request{method: "DELETE", path: "/api/heads.list"}, 405, protocol.CodeMethodNotAllowed},
		{"row 51: TRACE", request{method: "TRACE", path: "/"}, 405, protocol.CodeMethodNotAllowed},
		{"row 51: POST to the page", request{path: "/"}, 405, protocol.CodeMethodNotAllowed},
		{"row 52: method override", request{path: "/livez", header: map[string]string{"X-HTTP-Method-Override": "GET"}}, 405, protocol.CodeMethodNotAllowed},
		{"row 56: foreign host", request{method: "GET", path: "/", host: "evil.example"}, 421, protocol.CodeWrongHost},
		{"row 56: our host as a part", request{method: "GET", path: "/", host: "localhost.evil.example"}, 421, protocol.CodeWrongHost},
		{"row 56: absolute URL with a foreign host", request{method: "GET", path: "http://evil.example/"}, 421, protocol.CodeWrongHost},
		{"row 59: long URL", request{method: "GET", path: "/" + strings.Repeat("a", 5000)}, 414, protocol.CodeTooLarge},
		{"row 59: long header", request{method: "GET", path: "/", header: map[string]string{"X-Long": strings.Repeat("a", 64<<10)}}, 431, ""},
		{"R1.1 row 88: unknown path", request{method: "GET", path: "/metrics"}, 404, protocol.CodeNotFound},
		{"R1.1 row 88: unknown path by POST", request{path: "/debug/pprof"}, 404, protocol.CodeNotFound},
		{"R1.1 row 88: hidden file", request{method: "GET", path: "/.git/config"}, 404, protocol.CodeNotFound},
		{"R1.1 row 88: two slashes", request{method: "GET", path: "//"}, 404, protocol.CodeNotFound},
		{"R1.1 row 88: upwards", request{method: "GET", path: "/%2e%2e/etc/passwd"}, 404, protocol.CodeNotFound},
		{"R1.1 row 88: below a page", request{method: "GET", path: "/notifications/more"}, 404, protocol.CodeNotFound},
		{"row 89: garbage", request{method: "GET", path: "/livez", header: map[string]string{"Accept": strings.Repeat("x,", 500), "Accept-Encoding": strings.Repeat("gzip;q=0,", 500)}}, 200, ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if row.q.method == "" {
				row.q.method = http.MethodPost
			}
			a := do(t, s, row.q)
			if a.status != row.status || a.code != row.code {
				t.Errorf("got %d %q, want %d %q: %.200s", a.status, a.code, row.status, row.code, a.body)
			}
			if a.status == 405 && a.header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
		})
	}
	if a := do(t, s, request{method: "POST", path: "/api/heads.list", body: "{}", header: mine}); a.status != 200 {
		t.Errorf("afterwards a good request gets %d %s", a.status, a.body)
	}
}

func TestTokenInURLEndsItsSession(t *testing.T) {
	s := testkit.Start(t)
	token := session(t, s, "ana")
	bearer := jsonHeader("Authorization", "Bearer "+token)
	if a := do(t, s, request{method: "POST", path: "/api/heads.list", body: "{}", header: bearer}); a.status != 200 {
		t.Fatalf("the bearer token gives %d %s", a.status, a.body)
	}
	if a := do(t, s, request{path: "/ws?access_token=" + token}); a.status != 400 || a.code != protocol.CodeTokenInURL {
		t.Errorf("the token in the URL gives %d %s", a.status, a.body)
	}
	if a := do(t, s, request{method: "POST", path: "/api/heads.list", body: "{}", header: bearer}); a.code != protocol.CodeLoginRequired {
		t.Errorf("the token still works: %d %s", a.status, a.body)
	}
}

func TestSignInIsThrottled(t *testing.T) {
	clock := testkit.NewClock()
	s := testkit.Start(t, testkit.WithClock(clock))
	session(t, s, "ana")
	try := func(handle string) answer {
		return do(t, s, request{method: "POST", path: "/api/session.create", header: jsonHeader(), body: fmt.Sprintf(`{"handle":%q,"password":"wrong"}`, handle)})
	}
	for i := range 10 {
		if a := try(fmt.Sprintf("nobody%d", i)); a.code != protocol.CodeInvalidCredentials {
			t.Fatalf("try %d: %d %s", i+1, a.status, a.body)
		}
	}
	a := try("ana")
	if a.status != 429 || a.code != protocol.CodeTooManyAttempts || a.header.Get("Retry-After") == "" {
		t.Errorf("row 61: try 11 gives %d %s, Retry-After %q", a.status, a.body, a.header.Get("Retry-After"))
	}
}

func TestGuessedInvitationsAreThrottled(t *testing.T) {
	s := testkit.Start(t)
	session(t, s, "ana")
	try := func() answer {
		return do(t, s, request{method: "POST", path: "/api/invitation.look_up", header: jsonHeader(), body: `{"token":"AAAAAAAAAAAAAAAAAAAAAA"}`})
	}
	for i := range 10 {
		if a := try(); a.code != protocol.CodeInviteInvalid {
			t.Fatalf("guess %d: %d %s", i+1, a.status, a.body)
		}
	}
	if a := try(); a.status != 429 {
		t.Errorf("row 65: guess 11 gives %d %s", a.status, a.body)
	}
}
