package live_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"twoticks/internal/auth"
	"twoticks/internal/channel"
	"twoticks/internal/channel/memory"
	"twoticks/internal/live"
	"twoticks/internal/messenger"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// rooms stand for the rooms behind the door. A test replaces what it is about.
type rooms struct {
	do      func(ctx context.Context, name string, body []byte) (any, *protocol.Error)
	welcome func(ctx context.Context, actor auth.Actor) (protocol.Welcome, *protocol.Error)
	state   func(request protocol.SyncWait) (protocol.SyncWaited, *protocol.Error)
	held    chan uint64 // connections, as they take or renew a lease
	left    chan uint64

	mu   sync.Mutex
	dead map[auth.SessionID]bool
	// unwatched are messages whose info was closed.
	unwatched []protocol.Seq
}

func (r *rooms) Do(ctx context.Context, _ auth.Actor, name string, body []byte) (any, *protocol.Error) {
	return r.do(ctx, name, body)
}

func (r *rooms) Welcome(ctx context.Context, actor auth.Actor) (protocol.Welcome, *protocol.Error) {
	return r.welcome(ctx, actor)
}

func (r *rooms) SubscribeChat(_ context.Context, _ auth.Actor, chat protocol.ChatID) (protocol.ChatSubscribed, *protocol.Error) {
	return protocol.ChatSubscribed{Row: protocol.ChatRow{Chat: chat}}, nil
}

func (r *rooms) SubscribeNotifications(context.Context, auth.Actor) (protocol.NotificationsSubscribed, *protocol.Error) {
	return protocol.NotificationsSubscribed{}, nil
}

func (r *rooms) SyncState(_ context.Context, _ auth.Actor, request protocol.SyncWait) (protocol.SyncWaited, *protocol.Error) {
	return r.state(request)
}

func (r *rooms) WatchMessage(_ context.Context, actor auth.Actor, connection uint64, m protocol.MessageWatch) (protocol.MessageInfoReply, *protocol.Error) {
	if m.Seq == 404 {
		return protocol.MessageInfoReply{}, &protocol.Error{Code: protocol.CodeEntryNotFound}
	}
	return protocol.MessageInfoReply{Message: protocol.Message{Chat: m.Chat, Seq: m.Seq}}, nil
}

func (r *rooms) UnwatchMessage(_ auth.Actor, connection uint64, m protocol.MessageUnwatch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unwatched = append(r.unwatched, m.Seq)
}

func (r *rooms) Hold(_ auth.Actor, connection uint64)  { r.held <- connection }
func (r *rooms) Leave(_ auth.Actor, connection uint64) { r.left <- connection }
func (r *rooms) Now() int64                            { return 1 }

func (r *rooms) Alive(_ context.Context, ids []auth.SessionID) (dead []auth.SessionID, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		if r.dead[id] {
			dead = append(dead, id)
		}
	}
	return dead, nil
}

func (r *rooms) kill(id auth.SessionID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dead[id] = true
}

// door is a server before such rooms, with Ana, Bo and Cy who may knock.
type door struct {
	rooms
	server   *live.Server
	registry *live.Registry
	layer    *memory.Node
	url      string // of a WebSocket
	web      string // of a stream
	people   map[string]auth.Actor
}

func newDoor(t *testing.T, config live.Config) *door {
	t.Helper()
	d := &door{people: map[string]auth.Actor{}}
	d.rooms = rooms{
		do:      func(context.Context, string, []byte) (any, *protocol.Error) { return protocol.Done{}, nil },
		welcome: func(context.Context, auth.Actor) (protocol.Welcome, *protocol.Error) { return protocol.Welcome{}, nil },
		held:    make(chan uint64, 1000), left: make(chan uint64, 1000), dead: map[auth.SessionID]bool{},
	}
	for _, handle := range []string{"ana", "bo", "cy"} {
		d.people[handle] = auth.Actor{User: messenger.NewID(), Session: messenger.NewID()}
	}
	d.registry = live.NewRegistry()
	d.layer = memory.NewHub().Join(d.registry)
	t.Cleanup(d.layer.Stop)
	d.server = live.New(live.Ports{
		Registry: d.registry, Layer: d.layer, Commands: d, Sessions: d, Authenticate: d.authenticate,
		Log: slog.New(slog.DiscardHandler),
	}, config)
	t.Cleanup(func() { d.ends(t) })
	web := httptest.NewServer(d)
	t.Cleanup(web.Close)
	d.url, d.web = "ws"+strings.TrimPrefix(web.URL, "http"), web.URL
	return d
}

// ServeHTTP is the site map in small.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Upgrade") == "" {
		d.server.ServeStream(w, r)
		return
	}
	d.server.ServeHTTP(w, r)
}

// ends drains the door and looks whether anything of it still runs.
func (d *door) ends(t *testing.T) {
	t.Helper()
	drain(d.server)
	if n := d.server.Stats().Connections; n != 0 {
		t.Errorf("%d connections are left", n)
	}
	left := running()
	for range 10_000 { // one that has said that it ends may still be on its last lines
		if len(left) == 0 {
			return
		}
		runtime.Gosched()
		left = running()
	}
	for _, goroutine := range left {
		t.Errorf("a goroutine is left:\n%s", goroutine)
	}
}

// running returns the stacks of the goroutines of this room. Those of net/http and of the layer may be on their way out
// of a call of ours; they end with theirs.
func running() (left [][]byte) {
	all := make([]byte, 1<<20)
	all = all[:runtime.Stack(all, true)]
	for _, goroutine := range bytes.Split(all, []byte("\n\n")) {
		theirs := bytes.Contains(goroutine, []byte("net/http.(*conn).serve")) || bytes.Contains(goroutine, []byte("channel/memory.(*Node)"))
		if !theirs && bytes.Contains(goroutine, []byte("twoticks/internal/live.(")) {
			left = append(left, goroutine)
		}
	}
	return left
}

func (d *door) authenticate(r *http.Request) (auth.Actor, *protocol.Error) {
	actor, ok := d.people[r.Header.Get("X-Handle")]
	if !ok {
		return actor, &protocol.Error{Code: protocol.CodeLoginRequired, Message: "Who are you?"}
	}
	return actor, nil
}

// dial opens a connection that says nothing yet.
func (d *door) dial(t *testing.T, handle string) *client.Connection {
	t.Helper()
	c, err := client.Dial(t.Context(), d.url, http.Header{"X-Handle": {handle}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Cut)
	return c
}

// connect opens one that said hello.
func (d *door) connect(t *testing.T, handle string) *client.Connection {
	t.Helper()
	c := d.dial(t, handle)
	if _, err := c.Hello(within(t)); err != nil {
		t.Fatal(err)
	}
	return c
}

// tell publishes an event that moves a head to seq, to some of the people.
func (d *door) tell(seq protocol.Seq, handles ...string) { d.tellAs(channel.ClassLog, seq, handles...) }

func (d *door) tellAs(class byte, seq protocol.Seq, handles ...string) {
	topics := make([]channel.Topic, len(handles))
	for i, handle := range handles {
		topics[i] = channel.Topic(d.people[handle].User)
	}
	d.layer.Publish(topics, append([]byte{class}, protocol.EncodeEvent(protocol.HeadMoved{Head: seq})...))
}

func nextHead(t *testing.T, c *client.Connection) protocol.Seq {
	t.Helper()
	moved, err := client.Next[protocol.HeadMoved](within(t), c)
	if err != nil {
		t.Fatal(err)
	}
	return moved.Head
}

// nextFailure waits for an error frame that answers no command of the client's.
func nextFailure(t *testing.T, c *client.Connection) protocol.Error {
	t.Helper()
	ctx := within(t)
	for {
		select {
		case e, ok := <-c.Events():
			if !ok {
				t.Fatalf("closed without an error frame: %v", c.Why())
			}
			if e.Type != "error" {
				continue
			}
			var failure protocol.Error
			if err := json.Unmarshal(e.Body, &failure); err != nil {
				t.Fatal(err)
			}
			return failure
		case <-ctx.Done():
			t.Fatal("no error frame came")
		}
	}
}

// closedWith waits for the end of a connection and compares its close code.
func closedWith(t *testing.T, c *client.Connection, code protocol.CloseCode) {
	t.Helper()
	select {
	case <-c.Ended():
	case <-within(t).Done():
		t.Fatalf("the connection stays, want close %d", code)
	}
	var closed *client.Closed
	if !errors.As(c.Why(), &closed) || closed.Code != code {
		t.Fatalf("ended with %v, want %d", c.Why(), code)
	}
}

// stays shows that a connection still answers.
func stays(t *testing.T, c *client.Connection) {
	t.Helper()
	if _, err := client.Do[protocol.BeatReply](within(t), c, "beat", protocol.Beat{Visible: true}); err != nil {
		t.Fatalf("the connection does not answer any more: %v", err)
	}
}

// frame is what a test looks at of a server's frame.
type frame struct {
	Type string       `json:"type"`
	Ref  protocol.Ref `json:"ref"`
}

// readText reads the next text frame from a socket that is spoken to by hand.
func readText(t *testing.T, from *bufio.Reader) (f frame) {
	t.Helper()
	for {
		h, err := ws.ReadHeader(from)
		if err != nil {
			t.Fatal(err)
		}
		payload := make([]byte, h.Length)
		if _, err := io.ReadFull(from, payload); err != nil {
			t.Fatal(err)
		}
		if h.OpCode != ws.OpText {
			continue
		}
		if err := json.Unmarshal(payload, &f); err != nil {
			t.Fatal(err)
		}
		return f
	}
}

// masked is a text frame as a client sends it.
func masked(text []byte) string {
	return string(ws.MustCompileFrame(ws.MaskFrame(ws.NewTextFrame(text))))
}

func isCode(err error, code protocol.ErrorCode) bool {
	var refused *protocol.Error
	return errors.As(err, &refused) && refused.Code == code
}

// within is a context for what should take no time.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func drain(s *live.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s.Drain(ctx)
}

func textFrame(text string) ws.Frame { return ws.NewTextFrame([]byte(text)) }
