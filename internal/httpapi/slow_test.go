package httpapi_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"twoticks/internal/testkit"
)

// trickle sends a head, and then a byte a second until the server has enough of it; it returns what came back and after
// how long the connection was closed.
func trickle(t *testing.T, s *testkit.Server, head, each string) (answer string, took time.Duration) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	begun := time.Now()
	fmt.Fprint(conn, head)
	go func() {
		for range time.Tick(time.Second) {
			if _, err := fmt.Fprint(conn, each); err != nil {
				return
			}
		}
	}()
	conn.SetReadDeadline(begun.Add(30 * time.Second))
	text, err := io.ReadAll(conn)
	if err != nil && strings.Contains(err.Error(), "timeout") {
		t.Fatalf("row 58: after 30 s the connection is open; it said %q", text)
	}
	return string(text), time.Since(begun)
}

// Who sends too slowly is let go, and holds nothing up meanwhile.
func TestSlowSenders(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the deadlines of requests")
	}
	s := testkit.Start(t)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	const post = "POST /api/session.get HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
	t.Run("all", func(t *testing.T) {
		for _, row := range []struct {
			name, head, each string
			within           time.Duration
			status           int // 0: closed without a word
		}{
			{"headers", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ", "a", 5 * time.Second, 0},
			{"a body", post + "Content-Length: 1000\r\n\r\n{", " ", 8 * time.Second, http.StatusRequestTimeout},
			{"a chunked body without an end", post + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n", 8 * time.Second, http.StatusRequestTimeout},
		} {
			t.Run("row 58: "+row.name, func(t *testing.T) {
				t.Parallel()
				answer, took := trickle(t, s, row.head, row.each)
				if took < row.within/2 || took > row.within+3*time.Second {
					t.Errorf("it was closed after %v, want %v", took, row.within)
				}
				if row.status == 0 {
					return
				}
				response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(answer)), nil)
				if err != nil || response.StatusCode != row.status {
					t.Errorf("it was answered %q, want %d", answer, row.status)
				}
			})
		}
		t.Run("row 58: the others meanwhile", func(t *testing.T) {
			t.Parallel()
			if a := do(t, s, request{path: "/livez"}); a.status != http.StatusOK {
				t.Errorf("got %d", a.status)
			}
		})
	})
}
