package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// serving is a server as a real process.
type serving struct {
	*exec.Cmd
	url string
	out io.Reader
}

// serveFrom starts one on a folder, with wide limits.
func serveFrom(t *testing.T, data string) *serving {
	t.Helper()
	s := &serving{Cmd: program(t, "serve")}
	s.Env = append(s.Env, "TWOTICKS_DATA="+data, "TWOTICKS_LIMITS_SCALE=100")
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Process.Kill() })
	lines := bufio.NewScanner(out)
	for s.url == "" && lines.Scan() {
		_, s.url, _ = strings.Cut(lines.Text(), "running at ")
	}
	if s.url == "" {
		t.Fatal("it does not start")
	}
	s.out = out
	return s
}

// ends waits for the end of the process, which must be a clean one.
func (s *serving) ends(t *testing.T) {
	t.Helper()
	io.Copy(io.Discard, s.out)
	if err := s.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}

const password = "paper lantern on a quiet shore"

func device(t *testing.T, url string) *client.Client {
	t.Helper()
	c, err := client.New(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func note(chat protocol.ChatID, number int) protocol.MessageSend {
	return protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{{
		ClientID: protocol.ClientID{1, byte(number >> 8), byte(number)},
		Content:  protocol.Content{Kind: "text", Version: 1, Body: jsontext.Value(`{"text":"hello"}`)},
	}}}
}

// parting is how one socket took the end of the server.
type parting struct {
	sent   bool // its message was acknowledged
	err    error
	why    error
	closed time.Time
}

// sendAndStay sends a message and waits for the end of the connection.
func sendAndStay(ctx context.Context, c *client.Connection, m protocol.MessageSend, begun *sync.WaitGroup) (p parting) {
	go func() {
		for range c.Events() {
		}
	}()
	begun.Done()
	reply, err := client.Do[protocol.MessageSent](ctx, c, "message.send", m)
	p.sent, p.err = err == nil && reply.Results[0].Seq > 0, err
	<-c.Ended()
	p.closed, p.why = time.Now(), c.Why()
	return p
}

// Told to stop, a server with 200 sockets, each with a send under way, answers or sends away every one of them, a part at
// a time, and ends by itself.
func TestGracefulStop(t *testing.T) {
	const sockets = 200
	data := filepath.Join(t.TempDir(), "data")
	s := serveFrom(t, data)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	ana := device(t, s.url)
	in, err := ana.SignUp(ctx, protocol.AccountCreate{Name: "Ana", Handle: "ana", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := client.Call[protocol.ChatOpened](ctx, ana, "chat.open", protocol.ChatOpen{With: in.Me.ID})
	if err != nil {
		t.Fatal(err)
	}
	var begun, all sync.WaitGroup
	partings := make([]parting, sockets)
	begun.Add(sockets)
	for i := range partings {
		c, _, err := ana.Connect(ctx)
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() { partings[i] = sendAndStay(ctx, c, note(opened.Row.Chat, i), &begun) })
	}
	begun.Wait()
	told := time.Now()
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	sawDraining(t, ctx, s, ana)
	all.Wait()
	s.ends(t)
	if took := time.Since(told); took > 30*time.Second {
		t.Errorf("it ended %v after it was told to", took)
	}
	acknowledged := judge(t, partings)
	t.Logf("%d acknowledged, %d closed before, the end after %v", acknowledged, sockets-acknowledged, time.Since(told).Round(time.Millisecond))
	allThereOnce(t, ctx, serveFrom(t, data), partings)
}

// sawDraining asks until the server says that it is about to stop, at every door.
func sawDraining(t *testing.T, ctx context.Context, s *serving, ana *client.Client) {
	t.Helper()
	for status := 200; status == 200; {
		answer, err := http.Get(s.url + "/readyz")
		if err != nil {
			t.Fatalf("it is gone before it said that it drains: %v", err)
		}
		var body struct{ Reason string }
		json.NewDecoder(answer.Body).Decode(&body)
		answer.Body.Close()
		if status = answer.StatusCode; status != 200 && (status != 503 || body.Reason != "draining") {
			t.Errorf("row 86: readiness is %d %q", status, body.Reason)
		}
	}
	_, byPost := client.Call[protocol.Heads](ctx, ana, "heads.list", protocol.HeadsList{})
	_, byWaiting := client.Call[protocol.SyncWaited](ctx, ana, "sync.wait", protocol.SyncWait{})
	_, _, byStream := ana.OpenStream(ctx)
	_, _, bySocket := ana.Connect(ctx)
	for door, err := range map[string]error{"POST": byPost, "sync.wait": byWaiting, "stream": byStream, "socket": bySocket} {
		var e *protocol.Error
		if !errors.As(err, &e) || e.Code != protocol.CodeDraining || e.RetryAfterMs <= 0 {
			t.Errorf("row 86: while it drains, %s gets %v", door, err)
		}
	}
}

// judge looks at how each socket ended, and counts the acknowledged.
func judge(t *testing.T, partings []parting) (acknowledged int) {
	t.Helper()
	first, last := partings[0].closed, partings[0].closed
	for _, p := range partings {
		var closed *client.Closed
		if !errors.As(p.why, &closed) || closed.Code != protocol.CloseGoingAway {
			t.Errorf("a socket ended with %v", p.why)
		}
		if p.sent {
			acknowledged++
		} else if !errors.As(p.err, &closed) {
			t.Errorf("a send was neither acknowledged nor ended with its socket: %v", p.err)
		}
		if p.closed.Before(first) {
			first = p.closed
		}
		if p.closed.After(last) {
			last = p.closed
		}
	}
	if spread := last.Sub(first); spread < time.Second || spread > 10*time.Second {
		t.Errorf("the sockets were closed within %v, want about 2 s", spread)
	}
	return acknowledged
}

// allThereOnce repeats every send on the server after it: what was acknowledged is there, and all are there once.
func allThereOnce(t *testing.T, ctx context.Context, s *serving, partings []parting) {
	t.Helper()
	ana := device(t, s.url)
	in, err := ana.SignIn(ctx, "ana", password)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := client.Call[protocol.ChatOpened](ctx, ana, "chat.open", protocol.ChatOpen{With: in.Me.ID})
	if err != nil {
		t.Fatal(err)
	}
	places := map[protocol.Seq]bool{}
	for i, p := range partings {
		again, err := client.Call[protocol.MessageSent](ctx, ana, "message.send", note(opened.Row.Chat, i))
		if err != nil {
			t.Fatal(err)
		}
		r := again.Results[0]
		if p.sent && !r.Duplicate {
			t.Errorf("[C2] message %d was acknowledged and is not there", i)
		}
		places[r.Seq] = true
	}
	for seq := range partings {
		if !places[protocol.Seq(seq+1)] {
			t.Errorf("[C8] nothing stands at place %d", seq+1)
		}
	}
}
