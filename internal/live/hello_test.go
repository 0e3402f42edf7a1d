package live_test

import (
	"context"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/live"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

func TestNoHelloInTimeCloses(t *testing.T) {
	d := newDoor(t, live.Config{HelloWithin: 20 * time.Millisecond, Tick: 5 * time.Millisecond})
	closedWith(t, d.dial(t, "ana"), protocol.CloseHelloLate)
}

func TestHelloThatIsAnsweredLateIsNotLate(t *testing.T) {
	d := newDoor(t, live.Config{HelloWithin: 20 * time.Millisecond, Tick: 5 * time.Millisecond})
	read := make(chan struct{})
	d.welcome = func(context.Context, auth.Actor) (protocol.Welcome, *protocol.Error) {
		<-read
		return protocol.Welcome{}, nil
	}
	ana := d.dial(t, "ana")
	welcomed := make(chan error, 1)
	go func() {
		_, err := ana.Hello(within(t))
		welcomed <- err
	}()
	closedWith(t, d.dial(t, "bo"), protocol.CloseHelloLate)
	closedWith(t, d.dial(t, "cy"), protocol.CloseHelloLate) // by now ana's would have been too
	close(read)
	if err := <-welcomed; err != nil {
		t.Fatalf("hello: %v", err)
	}
	stays(t, ana)
}

func TestRefusedHelloIsNone(t *testing.T) {
	d := newDoor(t, live.Config{HelloWithin: 20 * time.Millisecond, Tick: 5 * time.Millisecond})
	d.welcome = func(context.Context, auth.Actor) (protocol.Welcome, *protocol.Error) {
		return protocol.Welcome{}, &protocol.Error{Code: protocol.CodeUnavailable}
	}
	ana := d.dial(t, "ana")
	if _, err := ana.Hello(within(t)); !isCode(err, protocol.CodeUnavailable) {
		t.Errorf("got %v", err)
	}
	closedWith(t, ana, protocol.CloseHelloLate)
}

func TestCommandBeforeHelloCloses(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.dial(t, "ana")
	c.Tell("invitation.list", protocol.InvitationList{})
	if e := nextFailure(t, c); e.Code != protocol.CodeNotReady {
		t.Errorf("got %s", e.Code)
	}
	closedWith(t, c, protocol.CloseNotReady)
}

func TestSecondHelloIsRefusedAndTheSocketStays(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.connect(t, "ana")
	if _, err := c.Hello(within(t)); !isCode(err, protocol.CodeAlreadyReady) {
		t.Errorf("got %v", err)
	}
	stays(t, c)
}

func TestAnotherVersionIsToldToReload(t *testing.T) {
	d := newDoor(t, live.Config{})
	for _, version := range []int{0, protocol.Version + 1} {
		c := d.dial(t, "ana")
		c.Tell("hello", protocol.Hello{Version: version})
		if e := nextFailure(t, c); e.Code != protocol.CodeUpgradeRequired {
			t.Errorf("got %s", e.Code)
		}
		closedWith(t, c, protocol.CloseReload)
	}
}

func TestEventsOfTheTimeBeforeWelcomeComeAfterIt(t *testing.T) {
	d := newDoor(t, live.Config{})
	reading, read := make(chan struct{}), make(chan struct{})
	d.welcome = func(_ context.Context, actor auth.Actor) (protocol.Welcome, *protocol.Error) {
		if actor == d.people["ana"] {
			close(reading)
			<-read
		}
		return protocol.Welcome{}, nil
	}
	bo := d.connect(t, "bo")
	_, ana, _ := knock(t, d, "", masked(protocol.EncodeCommand("hello", 1, protocol.Hello{Version: protocol.Version})))
	<-reading
	// [C14] Her topic is subscribed before her state is read: what happens now reaches her connection.
	d.tell(1, "ana")
	d.tell(2, "bo")
	if head := nextHead(t, bo); head != 2 {
		t.Fatalf("Bo got head %d", head)
	}
	// The layer delivers in order: since Bo has his event, Ana's connection has hers.
	close(read)
	if first := readText(t, ana); first.Type != "reply" || first.Ref != 1 {
		t.Errorf("the first frame is %q", first.Type)
	}
	if second := readText(t, ana); second.Type != "head.moved" {
		t.Errorf("the second frame is %q", second.Type)
	}
}

func TestSessionThatEndedDuringTheHandshakeIsClosed(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.dial(t, "ana")
	d.kill(d.people["ana"].Session)
	c.Tell("hello", protocol.Hello{Version: protocol.Version})
	closedWith(t, c, protocol.CloseSignedOut)
}

func TestPresenceFollowsTheConnection(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.connect(t, "ana")
	connection := <-d.held
	stays(t, c) // a beat of a page that can be seen
	if again := <-d.held; again != connection {
		t.Errorf("the beat renewed the lease of %d, not %d", again, connection)
	}
	if _, err := client.Do[protocol.BeatReply](within(t), c, "beat", protocol.Beat{}); err != nil {
		t.Fatal(err)
	}
	if again := <-d.held; again != connection {
		t.Errorf("[C33] a page that was hidden a moment ago counts as present")
	}
	c.Cut()
	if left := <-d.left; left != connection {
		t.Errorf("%d left, not %d", left, connection)
	}
}
