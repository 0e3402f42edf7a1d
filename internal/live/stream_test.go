package live_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/live"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// eventStream is a stream read by hand, line by line.
type eventStream struct {
	id   protocol.StreamID
	head http.Header
	from *bufio.Reader
	cut  context.CancelFunc
}

func (d *door) request(t *testing.T, handle, query string) (*http.Response, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.web+"/?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Handle", handle)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer, cancel
}

func (d *door) openStream(t *testing.T, handle string) *eventStream {
	t.Helper()
	answer, cancel := d.request(t, handle, "version=1")
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("the stream is refused with %d", answer.StatusCode)
	}
	s := &eventStream{head: answer.Header, from: bufio.NewReader(answer.Body), cut: cancel}
	var opened protocol.StreamOpened
	s.event(t, &opened)
	s.id = opened.Stream
	return s
}

// line reads the next line that is not empty; "" at the end.
func (s *eventStream) line() string {
	for {
		line, err := s.from.ReadString('\n')
		if err != nil {
			return ""
		}
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			return line
		}
	}
}

// event reads the next event into a body, and returns its type.
func (s *eventStream) event(t *testing.T, body any) string {
	t.Helper()
	data, ok := strings.CutPrefix(s.line(), "data: ")
	if !ok {
		t.Fatalf("the stream says %q", data)
	}
	var event struct {
		Type string
		Body json.RawMessage
	}
	if err := json.Unmarshal([]byte(data), &event); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	if err := json.Unmarshal(event.Body, body); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return event.Type
}

func (d *door) post(t *testing.T, handle string, s *eventStream, name string, request any) (any, *protocol.Error) {
	t.Helper()
	return d.server.Do(within(t), s.id, d.people[handle], name, protocol.Encode(request))
}

func TestStreamCarriesTheSameEvents(t *testing.T) {
	d := newDoor(t, live.Config{})
	s, socket := d.openStream(t, "ana"), d.connect(t, "ana")
	if kind := s.head.Get("Content-Type"); kind != "text/event-stream" || s.head.Get("X-Accel-Buffering") != "no" {
		t.Errorf("R12.1 its head is %v", s.head)
	}
	for seq := protocol.Seq(1); seq <= 20; seq++ {
		d.tell(seq, "ana")
		var moved protocol.HeadMoved
		if kind := s.event(t, &moved); kind != "head.moved" || moved.Head != seq {
			t.Fatalf("R12.1 the stream tells %s %d, want head %d", kind, moved.Head, seq)
		}
		if head := nextHead(t, socket); head != seq {
			t.Fatalf("the socket tells head %d, want %d", head, seq)
		}
	}
}

func TestCommandsOfAStream(t *testing.T) {
	d := newDoor(t, live.Config{})
	s := d.openStream(t, "ana")
	if number := <-d.held; number == 0 {
		t.Error("a stream takes no lease")
	}
	chat := protocol.ChatID(messenger.NewID())
	if reply, refused := d.post(t, "ana", s, "chat.subscribe", protocol.ChatSubscribe{Chat: chat}); refused != nil || reply.(protocol.ChatSubscribed).Row.Chat != chat {
		t.Errorf("R12.1 chat.subscribe: %+v, %v", reply, refused)
	}
	if reply, refused := d.post(t, "ana", s, "beat", protocol.Beat{Visible: true}); refused != nil || reply.(protocol.BeatReply).Now == 0 {
		t.Errorf("R12.1 beat: %+v, %v", reply, refused)
	}
	<-d.held // renewed
	if _, refused := d.post(t, "ana", s, "hello", protocol.Hello{Version: 1}); refused == nil || refused.Code != protocol.CodeAlreadyReady {
		t.Errorf("hello on a stream: %v", refused)
	}
	if _, refused := d.post(t, "bo", s, "beat", protocol.Beat{}); refused == nil || refused.Code != protocol.CodeNotReady {
		t.Errorf("another session's stream: %v", refused)
	}
	if _, refused := d.server.Do(within(t), protocol.StreamID{}, d.people["ana"], "beat", []byte("{}")); refused == nil || refused.Code != protocol.CodeNotReady {
		t.Errorf("no stream: %v", refused)
	}
	s.cut()
	<-d.left
	if _, refused := d.post(t, "ana", s, "beat", protocol.Beat{Visible: true}); refused == nil || refused.Code != protocol.CodeNotReady {
		t.Errorf("a stream that has ended: %v", refused)
	}
}

func TestPaceOfAStream(t *testing.T) {
	d := newDoor(t, live.Config{CommandBurst: 3, CommandRate: 1e-6})
	s := d.openStream(t, "ana")
	var last *protocol.Error
	for range 8 {
		_, last = d.post(t, "ana", s, "chat.unsubscribe", protocol.ChatUnsubscribe{})
	}
	if last == nil || last.Code != protocol.CodeRateLimited && last.Code != protocol.CodeNotReady {
		t.Errorf("the last of many: %v", last)
	}
	if line := s.line(); line != "event: close" {
		t.Fatalf("after three offences the stream says %q", line)
	}
	if line := s.line(); line != `data: {"code":4429}` {
		t.Errorf("it closes with %q", line)
	}
}

func TestStreamIsRefused(t *testing.T) {
	d := newDoor(t, live.Config{MaxConnections: 1})
	d.openStream(t, "ana")
	for _, c := range []struct {
		handle, query string
		status        int
	}{
		{"ana", "version=2", http.StatusUpgradeRequired},
		{"ana", "", http.StatusUpgradeRequired},
		{"nobody", "version=1", http.StatusUnauthorized},
		{"bo", "version=1", http.StatusServiceUnavailable},
	} {
		if answer, _ := d.request(t, c.handle, c.query); answer.StatusCode != c.status {
			t.Errorf("%s?%s gets %d, want %d", c.handle, c.query, answer.StatusCode, c.status)
		}
	}
}

func TestStreamOfAnEndedSessionSaysSo(t *testing.T) {
	d := newDoor(t, live.Config{})
	s := d.openStream(t, "ana")
	d.server.EndSession(d.people["ana"].Session)
	if line := s.line() + s.line(); line != `event: closedata: {"code":4401}` {
		t.Errorf("it ends with %q", line)
	}
	if line := s.line(); line != "" {
		t.Errorf("after the close it says %q", line)
	}
}

func TestSilentStreamIsCut(t *testing.T) {
	d := newDoor(t, live.Config{SilentAfter: 50 * time.Millisecond, Tick: 5 * time.Millisecond})
	s := d.openStream(t, "ana")
	for s.line() != "" { // to its end
	}
	<-d.left
	if n := d.server.Stats().Ended["silent"]; n != 1 {
		t.Errorf("%d ended since they were silent", n)
	}
}

// standing is where everything stands, as a test sets it.
func (d *door) stands(stamp chan string) {
	now := ""
	d.state = func(request protocol.SyncWait) (protocol.SyncWaited, *protocol.Error) {
		select {
		case now = <-stamp:
		default:
		}
		return protocol.SyncWaited{Stamp: now, Changed: now != request.Stamp}, nil
	}
}

func TestWaitEndsWhenSomethingHappened(t *testing.T) {
	d := newDoor(t, live.Config{Gather: time.Millisecond})
	stamp := make(chan string, 1)
	stamp <- "first"
	d.stands(stamp)
	state, refused := d.server.Wait(within(t), d.people["ana"], protocol.SyncWait{})
	if refused != nil || state.Stamp != "first" || !state.Changed {
		t.Fatalf("R12.1 the first answer: %+v, %v", state, refused)
	}
	<-d.held
	<-d.left
	answered := make(chan protocol.SyncWaited, 1)
	go func() {
		state, _ := d.server.Wait(context.WithoutCancel(t.Context()), d.people["ana"], protocol.SyncWait{Stamp: "first"})
		answered <- state
	}()
	<-d.held // it waits as a connection does
	stamp <- "second"
	d.tell(1, "ana")
	if state := <-answered; state.Stamp != "second" || !state.Changed {
		t.Errorf("R12.1 it is answered %+v", state)
	}
	<-d.left
}

func TestWaitEndsWithItsTime(t *testing.T) {
	d := newDoor(t, live.Config{SyncWait: time.Millisecond})
	d.stands(nil)
	hidden := false
	state, refused := d.server.Wait(within(t), d.people["ana"], protocol.SyncWait{Visible: &hidden})
	if refused != nil || state.Changed {
		t.Errorf("got %+v, %v", state, refused)
	}
	if len(d.held) != 0 {
		t.Error("a page that cannot be seen holds a lease")
	}
}

func TestWaitEndsWithTheSessionAndTheServer(t *testing.T) {
	d := newDoor(t, live.Config{})
	d.stands(nil)
	wait := func(actor auth.Actor) chan *protocol.Error {
		refused := make(chan *protocol.Error, 1)
		go func() {
			_, r := d.server.Wait(context.WithoutCancel(t.Context()), actor, protocol.SyncWait{})
			refused <- r
		}()
		<-d.held
		return refused
	}
	ana, bo := wait(d.people["ana"]), wait(d.people["bo"])
	d.server.EndSession(d.people["ana"].Session)
	if r := <-ana; r == nil || r.Code != protocol.CodeLoginRequired {
		t.Errorf("the session ended: %v", r)
	}
	s := d.openStream(t, "cy")
	drain(d.server)
	if r := <-bo; r == nil || r.Code != protocol.CodeDraining {
		t.Errorf("the server stops: %v", r)
	}
	if line := s.line() + s.line(); line != `event: closedata: {"code":1001}` {
		t.Errorf("the server stops, and the stream says %q", line)
	}
	if _, r := d.server.Wait(within(t), d.people["ana"], protocol.SyncWait{}); r == nil || r.Code != protocol.CodeDraining {
		t.Errorf("while it stops: %v", r)
	}
	if answer, _ := d.request(t, "ana", "version=1"); answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a stream while it stops: %d", answer.StatusCode)
	}
}
