package live

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"twoticks/protocol"
)

// newOutbox is an outbox of a server that only counts, on a pipe that nobody reads yet.
func newOutbox(t *testing.T, config Config) (*outbox, net.Conn) {
	t.Helper()
	config.defaults()
	s := &Server{config: config, stats: newStats(), crew: newCrew()}
	o := &outbox{}
	o.init(s)
	near, far := net.Pipe()
	t.Cleanup(func() {
		near.Close()
		far.Close()
		s.alive.Wait()
		s.crew.end()
	})
	o.open(socket{near})
	return o, far
}

// payloads reads n frames and returns what they carry.
func payloads(t *testing.T, from net.Conn, n int) []string {
	t.Helper()
	from.SetReadDeadline(time.Now().Add(10 * time.Second))
	var out []string
	for range n {
		h, err := ws.ReadHeader(from)
		if err != nil {
			t.Fatalf("after %q: %v", out, err)
		}
		payload := make([]byte, h.Length)
		if _, err := io.ReadFull(from, payload); err != nil {
			t.Fatal(err)
		}
		out = append(out, string(payload))
	}
	return out
}

func textOf(s string) []byte { return compile(ws.OpText, []byte(s)) }

func TestTypingAndPresenceAreDroppedFirst(t *testing.T) {
	o, _ := newOutbox(t, Config{QueueFrames: 4})
	// Held: nothing is written, so what is put waits.
	for range 3 {
		o.event(textOf("typing"), true)
	}
	for range 4 {
		if o.event(textOf("log"), false) {
			t.Fatal("an entry was refused while there was typing to drop")
		}
	}
	if got := o.server.stats.dropped.Load(); got != 3 {
		t.Errorf("%d dropped, want the three of typing", got)
	}
	if o.event(textOf("typing"), true) {
		t.Error("typing that does not fit is dropped, it closes nothing")
	}
	if !o.event(textOf("log"), false) {
		t.Error("an entry too many must end the connection, and not be lost in silence")
	}
}

func TestQueueIsBoundedInBytesToo(t *testing.T) {
	o, _ := newOutbox(t, Config{QueueBytes: 100})
	if o.event(make([]byte, 5000), false) {
		t.Error("a single event goes through, whatever its size")
	}
	if !o.event(make([]byte, 10), false) {
		t.Error("the second does not fit")
	}
}

func TestOneWriteTakesAllThatWaits(t *testing.T) {
	config := Config{}
	config.defaults()
	o := &outbox{}
	o.init(&Server{config: config, stats: newStats()})
	o.line, o.writing = socket{}, true // by the test
	o.release(textOf("a"))
	o.event(textOf("b"), true)
	o.reply(textOf("c"))
	buffer := make([]byte, 0, writeStep)
	batch, last := o.take(&buffer)
	if want := string(textOf("a")) + string(textOf("b")) + string(textOf("c")); string(batch) != want || last {
		t.Errorf("one write has %q", batch)
	}
	o.reply(make([]byte, writeStep+1))
	if batch, _ := o.take(&buffer); len(batch) != writeStep+1 {
		t.Errorf("a frame that is larger than a write has %d bytes", len(batch))
	}
}

func TestAnswersMakeTheConnectionWait(t *testing.T) {
	o, far := newOutbox(t, Config{})
	near := o.line
	o.line = nil // nothing is written yet
	for range repliesCount {
		o.reply(textOf("answer"))
	}
	waited := make(chan struct{})
	go func() {
		o.waitForRoom()
		close(waited)
	}()
	select {
	case <-waited:
		t.Fatal("the next command is begun while the client reads nothing")
	default:
	}
	o.open(near)
	payloads(t, far, repliesCount)
	<-waited
}

func TestOnlyTheNewestPingIsAnswered(t *testing.T) {
	o, far := newOutbox(t, Config{})
	o.reply(textOf("busy")) // keeps the writer, so that pongs wait
	o.pong([]byte("1"))
	o.pong([]byte("2"))
	o.pong([]byte("3"))
	got := payloads(t, far, 2)
	if got[1] != "3" && got[1] != "1" {
		t.Errorf("got %q", got)
	}
}

func TestNothingComesAfterTheCloseFrame(t *testing.T) {
	o, far := newOutbox(t, Config{})
	o.release(textOf("welcome"))
	o.close(protocol.CloseSignedOut, false)
	o.event(textOf("secret"), false)
	o.reply(textOf("answer"))
	o.close(protocol.CloseGoingAway, false)
	got := payloads(t, far, 2)
	if got[0] != "welcome" || got[1] != string(ws.NewCloseFrameBody(ws.StatusCode(protocol.CloseSignedOut), "4401")) {
		t.Errorf("got %q", got)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.waiting) != 0 {
		t.Errorf("%d frames wait behind the close frame", len(o.waiting))
	}
}
