package httpapi_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"twoticks/internal/testkit"
	"twoticks/protocol"
)

// request is one raw request, so that a test decides about every header.
type request struct {
	method, path, body string
	header             map[string]string
	host               string
}

type answer struct {
	status int
	header http.Header
	body   string
	code   protocol.ErrorCode
}

func do(t *testing.T, s *testkit.Server, q request) answer {
	t.Helper()
	if q.method == "" {
		q.method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(testkit.Within(t), q.method, s.URL(), strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	path, query, _ := strings.Cut(q.path, "?")
	r.URL.Opaque, r.URL.RawQuery, r.Host = path, query, q.host
	if q.path != "" && strings.HasPrefix(q.path, "//") {
		return doRaw(t, s, q)
	}
	for name, value := range q.header {
		r.Header.Set(name, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, response)
}

// doRaw sends a path that no client would.
func doRaw(t *testing.T, s *testkit.Server, q request) answer {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", q.method, q.path)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, response)
}

func read(t *testing.T, response *http.Response) answer {
	t.Helper()
	defer response.Body.Close()
	if response.StatusCode == http.StatusSwitchingProtocols {
		return answer{status: response.StatusCode, header: response.Header}
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{status: response.StatusCode, header: response.Header, body: string(body)}
	if f, bad := protocol.DecodeServer[protocol.Failure](body); bad == nil {
		a.code = f.Error.Code
		if f.Error.RequestID == "" {
			t.Errorf("the error has no request id: %s", body)
		}
	}
	return a
}

// session signs Ana up and returns the token of her session.
func session(t *testing.T, s *testkit.Server, handle string) string {
	t.Helper()
	a := do(t, s, request{
		method: "POST", path: "/api/account.create", header: jsonHeader(),
		body: fmt.Sprintf(`{"name":"Ana","handle":%q,"password":%q}`, handle, testkit.Password),
	})
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == "sid" {
			return c.Value
		}
	}
	t.Fatalf("sign-up gave no session: %d %s", a.status, a.body)
	return ""
}

func jsonHeader(more ...string) map[string]string {
	h := map[string]string{"Content-Type": "application/json"}
	for i := 0; i < len(more); i += 2 {
		h[more[i]] = more[i+1]
	}
	return h
}
