package live_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"twoticks/internal/live"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

func TestEndedSessionClosesItsSocketsAndNothingIsPushedAfter(t *testing.T) {
	d := newDoor(t, live.Config{})
	first, second, bo := d.connect(t, "ana"), d.connect(t, "ana"), d.connect(t, "bo")
	d.server.EndSession(d.people["ana"].Session)
	d.tell(1, "ana", "bo")
	for _, c := range []*client.Connection{first, second} {
		closedWith(t, c, protocol.CloseSignedOut)
		for e := range c.Events() {
			t.Errorf("%s was pushed after the session ended", e.Type)
		}
	}
	if head := nextHead(t, bo); head != 1 {
		t.Errorf("got head %d", head)
	}
}

func TestSessionThatEndedElsewhereIsNoticed(t *testing.T) {
	d := newDoor(t, live.Config{SessionsEvery: 5 * time.Millisecond})
	ana, bo := d.connect(t, "ana"), d.connect(t, "bo")
	d.kill(d.people["ana"].Session)
	closedWith(t, ana, protocol.CloseSignedOut)
	stays(t, bo)
}

func TestDrainFinishesWhatIsInFlight(t *testing.T) {
	d := newDoor(t, live.Config{})
	begun, goOn := make(chan struct{}), make(chan struct{})
	d.do = func(context.Context, string, []byte) (any, *protocol.Error) {
		close(begun)
		<-goOn
		return protocol.MessageSent{Epoch: "e"}, nil
	}
	c, idle := d.connect(t, "ana"), d.connect(t, "bo")
	var sent protocol.MessageSent
	var err error
	var asked sync.WaitGroup
	asked.Go(func() {
		sent, err = client.Do[protocol.MessageSent](within(t), c, "message.send", protocol.MessageSend{})
	})
	<-begun
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		drain(d.server)
	}()
	closedWith(t, idle, protocol.CloseGoingAway)
	close(goOn)
	asked.Wait()
	if err != nil || sent.Epoch != "e" {
		t.Errorf("the command in flight: %+v, %v", sent, err)
	}
	closedWith(t, c, protocol.CloseGoingAway)
	<-drained
}

func TestDrainGoesInWavesAndCutsWhoStays(t *testing.T) {
	d := newDoor(t, live.Config{DrainOver: 10 * time.Millisecond})
	connections := make([]*client.Connection, 130)
	for i := range connections {
		connections[i] = d.connect(t, "ana")
	}
	stuck := make(chan struct{})
	d.do = func(ctx context.Context, _ string, _ []byte) (any, *protocol.Error) {
		close(stuck)
		<-ctx.Done()
		return protocol.Done{}, nil
	}
	connections[0].Tell("person.find", protocol.PersonFind{})
	<-stuck
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	d.server.Drain(ctx)
	for _, c := range connections[1:] {
		closedWith(t, c, protocol.CloseGoingAway)
	}
	<-connections[0].Ended()
}
