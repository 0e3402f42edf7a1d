package live_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"twoticks/internal/channel"
	"twoticks/internal/live"
	"twoticks/protocol"
)

func TestEventReachesEachConnectionOfTheEntitledOnce(t *testing.T) {
	d := newDoor(t, live.Config{})
	first, second, bo := d.connect(t, "ana"), d.connect(t, "ana"), d.connect(t, "bo")
	cy := d.connect(t, "cy")
	d.tell(1, "ana", "bo", "ana") // a topic named twice
	d.tell(2, "ana", "bo", "cy")
	for _, c := range []interface {
		Events() <-chan protocol.Event
	}{first, second, bo} {
		for _, want := range []string{`{"chat":"AAAAAAAAAAAAAAAAAAAAAA","head":1}`, `{"chat":"AAAAAAAAAAAAAAAAAAAAAA","head":2}`} {
			if e := <-c.Events(); string(e.Body) != want {
				t.Errorf("got %s, want %s", e.Body, want)
			}
		}
	}
	if head := nextHead(t, cy); head != 2 {
		t.Errorf("Cy got head %d", head)
	}
}

func TestWhoLeftGetsNothingAndWhoComesBackDoes(t *testing.T) {
	d := newDoor(t, live.Config{})
	for seq := range protocol.Seq(20) {
		c := d.connect(t, "ana")
		d.tell(seq+1, "ana")
		if head := nextHead(t, c); head != seq+1 {
			t.Fatalf("got head %d, want %d", head, seq+1)
		}
		if seq%2 == 0 {
			c.Cut() // the next one may come while this one's topic is being left
		} else {
			c.Close()
		}
	}
}

func TestMissedMakesEverybodyReadAgain(t *testing.T) {
	d := newDoor(t, live.Config{})
	ana, bo := d.connect(t, "ana"), d.connect(t, "bo")
	d.registry.Missed()
	for _, c := range []interface {
		Events() <-chan protocol.Event
	}{ana, bo} {
		if e := <-c.Events(); e.Type != "state.reread" {
			t.Errorf("[C15] got %s", e.Type)
		}
	}
}

func TestForeignBytesOnTheLayerAreIgnoredAndCounted(t *testing.T) {
	d := newDoor(t, live.Config{})
	ana := d.connect(t, "ana")
	topic := []channel.Topic{channel.Topic(d.people["ana"].User)}
	for _, bad := range []string{"", "L", "L{", "X{}", "{}", "Lhello", "L" + strings.Repeat("{}", 1<<20)} {
		d.layer.Publish(topic, []byte(bad))
	}
	d.tell(1, "ana")
	if head := nextHead(t, ana); head != 1 {
		t.Errorf("got head %d", head)
	}
	if got := d.server.Stats().BadMessages; got != 7 {
		t.Errorf("counted %d", got)
	}
}

// silentReader is a connection that said hello and reads nothing.
func silentReader(t *testing.T, d *door) (net.Conn, io.Reader) {
	t.Helper()
	socket, from, _ := knock(t, d, "", masked(protocol.EncodeCommand("hello", 1, protocol.Hello{Version: protocol.Version})))
	if f := readText(t, from); f.Type != "reply" {
		t.Fatalf("got %s", f.Type)
	}
	return socket, from
}

func TestSlowReaderIsClosedAndOthersAreUnaffected(t *testing.T) {
	d := newDoor(t, live.Config{WriteWithin: time.Minute}) // the write that is stuck ends when the client reads on
	bo := d.connect(t, "bo")
	socket, from := silentReader(t, d)
	topics := []channel.Topic{channel.Topic(d.people["ana"].User), channel.Topic(d.people["bo"].User)}
	large := append([]byte{channel.ClassLog}, `{"type":"head.moved","body":{"chat":"AAAAAAAAAAAAAAAAAAAAAA","head":1,"x":"`...)
	large = append(append(large, bytes.Repeat([]byte("x"), 256<<10)...), `"}}`...)
	for range 60 { // 15 MiB: more than the buffers of the two sockets and the queue
		d.layer.Publish(topics, large)
		nextHead(t, bo)
	}
	socket.SetDeadline(time.Now().Add(time.Minute))
	if code := lastFrame(t, from); code != protocol.CloseSlow {
		t.Errorf("closed with %d, want %d", code, protocol.CloseSlow)
	}
	socket.Close()
	stays(t, bo)
}

// lastFrame reads up to the close frame and returns its code.
func lastFrame(t *testing.T, from io.Reader) protocol.CloseCode {
	t.Helper()
	for {
		h, err := ws.ReadHeader(from)
		if err != nil {
			t.Fatalf("the socket ended without a close frame: %v", err)
		}
		payload := make([]byte, h.Length)
		if _, err := io.ReadFull(from, payload); err != nil {
			t.Fatal(err)
		}
		if h.OpCode == ws.OpClose {
			code, _ := ws.ParseCloseFrameData(payload)
			return protocol.CloseCode(code)
		}
	}
}

func TestReaderThatStopsForGoodIsCut(t *testing.T) {
	d := newDoor(t, live.Config{WriteWithin: 50 * time.Millisecond})
	silentReader(t, d)
	large := append([]byte{channel.ClassLog}, `{"type":"head.moved","body":"`+strings.Repeat("x", 512<<10)+`"}`...)
	for range 40 {
		d.layer.Publish([]channel.Topic{channel.Topic(d.people["ana"].User)}, large)
	}
	select {
	case <-d.left: // its lease ends with it
	case <-within(t).Done():
		t.Fatal("the connection is kept for a client that reads nothing")
	}
}
