package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// The test program is the program itself when this is set.
const asProgram = "TWOTICKS_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// server is a real process whose store fails on demand.
type server struct {
	process *exec.Cmd
	url     string
	control string
	log     *lockedBuffer
}

// start runs it on a folder. The limits are wide: they are not what these tests are about.
func start(t *testing.T, data string) *server {
	t.Helper()
	s := &server{process: exec.CommandContext(t.Context(), os.Args[0], "serve"), log: &lockedBuffer{}}
	s.process.Env = append(os.Environ(), asProgram+"=1", "TWOTICKS_DATA="+data, "TWOTICKS_LISTEN=127.0.0.1:0", "TWOTICKS_LIMITS_SCALE=100")
	s.process.Stderr = s.log
	out, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.process.Process.Kill()
		s.process.Wait()
	})
	lines := bufio.NewScanner(out)
	for s.url == "" && lines.Scan() {
		if _, control, ok := strings.Cut(lines.Text(), "ordered at "); ok {
			s.control = control
		}
		_, s.url, _ = strings.Cut(lines.Text(), "running at ")
	}
	if s.url == "" || s.control == "" {
		t.Fatalf("it does not start: %s", s.log.String())
	}
	go io.Copy(io.Discard, out)
	return s
}

// order makes a fault; clear takes all back. Both return how many calls of each act have reached the store.
func (s *server) order(t *testing.T, f fault) map[string]int {
	t.Helper()
	body, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return s.ask(t, http.MethodPost, body)
}

func (s *server) clear(t *testing.T) map[string]int { return s.ask(t, http.MethodDelete, nil) }

func (s *server) calls(t *testing.T) map[string]int { return s.ask(t, http.MethodGet, nil) }

func (s *server) ask(t *testing.T, method string, body []byte) map[string]int {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), method, s.control, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var state struct{ Calls map[string]int }
	if err := json.NewDecoder(answer.Body).Decode(&state); err != nil {
		t.Fatal(err)
	}
	return state.Calls
}

func (s *server) signUp(t *testing.T, name string) (*client.Client, protocol.SignedIn) {
	t.Helper()
	c, err := client.New(s.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	in, err := c.SignUp(within(t), protocol.AccountCreate{Name: name, Handle: strings.ToLower(name), Password: "paper lantern on a quiet shore"})
	if err != nil {
		t.Fatal(err)
	}
	return c, in
}

// ready is the status of readiness and its reason.
func (s *server) ready(t *testing.T) (int, string) {
	t.Helper()
	answer, err := http.Get(s.url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var body struct{ Reason string }
	json.NewDecoder(answer.Body).Decode(&body)
	return answer.StatusCode, body.Reason
}

// message is one message to a chat, by a number that makes its client id.
func message(chat protocol.ChatID, number int, words string) protocol.MessageSend {
	body, _ := json.Marshal(map[string]string{"text": words})
	return protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{{
		ClientID: protocol.ClientID{1, byte(number >> 8), byte(number)},
		Content:  protocol.Content{Kind: "text", Version: 1, Body: jsontext.Value(body)},
	}}}
}

func connect(t *testing.T, c *client.Client) *client.Connection {
	t.Helper()
	connection, _, err := c.Connect(within(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(connection.Cut)
	return connection
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func folder(t *testing.T) string { return filepath.Join(t.TempDir(), "data") }

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
