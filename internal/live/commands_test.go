package live_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"twoticks/internal/live"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// echo hands on the body of every command.
func echo(bodies chan<- string) func(context.Context, string, []byte) (any, *protocol.Error) {
	return func(_ context.Context, _ string, body []byte) (any, *protocol.Error) {
		bodies <- string(body)
		return protocol.Done{}, nil
	}
}

func TestCommandsOfOneConnectionAreCarriedOutInOrder(t *testing.T) {
	d := newDoor(t, live.Config{})
	bodies := make(chan string, 100)
	d.do = echo(bodies)
	c := d.connect(t, "ana")
	for i := range 100 {
		c.Tell("person.find", protocol.PersonFind{Handle: fmt.Sprint(i)})
	}
	ctx := within(t)
	for i := range 100 {
		select {
		case body := <-bodies:
			if want := fmt.Sprintf(`{"handle":"%d"}`, i); body != want {
				t.Fatalf("[P6] command %d was %s", i, body)
			}
		case <-ctx.Done():
			t.Fatalf("%d commands arrived", i)
		}
	}
}

func TestBeatIsAnsweredWhileACommandWaits(t *testing.T) {
	d := newDoor(t, live.Config{})
	begun, goOn := make(chan struct{}), make(chan struct{})
	d.do = func(context.Context, string, []byte) (any, *protocol.Error) {
		close(begun)
		<-goOn
		return protocol.Done{}, nil
	}
	c := d.connect(t, "ana")
	c.Tell("person.find", protocol.PersonFind{Handle: "bo"})
	<-begun
	stays(t, c)
	close(goOn)
}

func TestReaderWaitsWhenTooManyCommandsWait(t *testing.T) {
	d := newDoor(t, live.Config{})
	begun, goOn := make(chan struct{}, 100), make(chan struct{})
	d.do = func(context.Context, string, []byte) (any, *protocol.Error) {
		begun <- struct{}{}
		<-goOn
		return protocol.Done{}, nil
	}
	c := d.connect(t, "ana")
	<-d.held
	for range 1 + 16 {
		c.Tell("person.find", protocol.PersonFind{Handle: "bo"})
	}
	<-begun
	stays(t, c) // 16 wait behind the one at work
	<-d.held
	c.Tell("person.find", protocol.PersonFind{Handle: "bo"})
	c.Tell("beat", protocol.Beat{Visible: true})
	select {
	case <-d.held:
		t.Error("the reader went on past a full queue")
	default:
	}
	close(goOn)
	<-d.held // the beat behind it is read once there is room
}

func TestCommandWithoutRefIsAnsweredOnlyWhenItFails(t *testing.T) {
	d := newDoor(t, live.Config{})
	d.do = func(_ context.Context, name string, _ []byte) (any, *protocol.Error) {
		if name == "person.find" {
			return protocol.People{}, nil
		}
		return nil, &protocol.Error{Code: protocol.CodeChatNotFound, Message: "no"}
	}
	c := d.connect(t, "ana")
	c.Tell("person.find", protocol.PersonFind{})
	c.Tell("history.read", protocol.HistoryRead{})
	if e := nextFailure(t, c); e.Code != protocol.CodeChatNotFound {
		t.Errorf("[P2] got %s", e.Code)
	}
}

func TestPanicEndsOneCommandAndNothingElse(t *testing.T) {
	d := newDoor(t, live.Config{})
	d.do = func(context.Context, string, []byte) (any, *protocol.Error) { panic("secret cause") }
	c := d.connect(t, "ana")
	_, err := client.Do[protocol.People](within(t), c, "person.find", protocol.PersonFind{})
	if !isCode(err, protocol.CodeInternal) {
		t.Errorf("got %v", err)
	}
	stays(t, c)
}

func TestStreamsAreConfirmed(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.connect(t, "ana")
	chat := protocol.ChatID{1, 2, 3}
	shown, err := client.Do[protocol.ChatSubscribed](within(t), c, "chat.subscribe", protocol.ChatSubscribe{Chat: chat})
	if err != nil || shown.Row.Chat != chat {
		t.Errorf("[R1.2] got %+v, %v", shown, err)
	}
	if _, err := client.Do[protocol.Done](within(t), c, "chat.unsubscribe", protocol.ChatUnsubscribe{Chat: chat}); err != nil {
		t.Error(err)
	}
	if _, err := client.Do[protocol.NotificationsSubscribed](within(t), c, "notifications.subscribe", protocol.NotificationsSubscribe{}); err != nil {
		t.Errorf("[R1.3] %v", err)
	}
	if _, err := client.Do[protocol.Done](within(t), c, "notifications.unsubscribe", protocol.NotificationsUnsubscribe{}); err != nil {
		t.Error(err)
	}
}

func TestOnePageShowsABoundedNumberOfChats(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.connect(t, "ana")
	for i := range 64 {
		if _, err := client.Do[protocol.ChatSubscribed](within(t), c, "chat.subscribe", protocol.ChatSubscribe{Chat: protocol.ChatID{byte(i), 1}}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := client.Do[protocol.ChatSubscribed](within(t), c, "chat.subscribe", protocol.ChatSubscribe{Chat: protocol.ChatID{99}})
	if !isCode(err, protocol.CodeTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestTooFastIsRefusedWithATimeToWaitAndThenClosed(t *testing.T) {
	d := newDoor(t, live.Config{CommandBurst: 2, CommandRate: 0.001})
	c := d.connect(t, "ana")
	find := func() error {
		_, err := client.Do[protocol.Done](within(t), c, "person.find", protocol.PersonFind{})
		return err
	}
	for range 2 {
		if err := find(); err != nil {
			t.Fatal(err)
		}
	}
	err := find()
	if e, ok := err.(*protocol.Error); !ok || e.Code != protocol.CodeRateLimited || e.RetryAfterMs <= 0 {
		t.Fatalf("got %v", err)
	}
	for range 10 {
		stays(t, c) // beats, receipts and typing are not counted
	}
	for range 3 {
		find()
	}
	closedWith(t, c, protocol.CloseTooFast)
}

func TestCommandsHaveADeadline(t *testing.T) {
	d := newDoor(t, live.Config{CommandWithin: time.Millisecond})
	ended := make(chan error, 1)
	d.do = func(ctx context.Context, _ string, _ []byte) (any, *protocol.Error) {
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, &protocol.Error{Code: protocol.CodeUnavailable, Message: "late"}
	}
	c := d.connect(t, "ana")
	if _, err := client.Do[protocol.Done](within(t), c, "person.find", protocol.PersonFind{}); !isCode(err, protocol.CodeUnavailable) {
		t.Errorf("got %v", err)
	}
	if err := <-ended; err != context.DeadlineExceeded {
		t.Errorf("the command ended with %v", err)
	}
}

func TestInfoOfMessagesIsOpenForAsLongAsTheConnection(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.connect(t, "ana")
	watch := func(seq protocol.Seq) error {
		info, err := client.Do[protocol.MessageInfoReply](within(t), c, "message.watch", protocol.MessageWatch{Seq: seq})
		if err == nil && info.Message.Seq != seq {
			t.Errorf("got %+v", info)
		}
		return err
	}
	if err := watch(404); !isCode(err, protocol.CodeEntryNotFound) {
		t.Errorf("got %v", err)
	}
	for seq := range protocol.Seq(8) {
		if err := watch(seq + 1); err != nil {
			t.Fatal(err)
		}
	}
	if err := watch(9); !isCode(err, protocol.CodeTooLarge) {
		t.Errorf("a ninth: %v", err)
	}
	if _, err := client.Do[protocol.Done](within(t), c, "message.unwatch", protocol.MessageUnwatch{Seq: 3}); err != nil {
		t.Fatal(err)
	}
	if err := watch(9); err != nil {
		t.Errorf("[C20] one was closed: %v", err)
	}
	c.Close()
	<-d.left
	d.mu.Lock()
	defer d.mu.Unlock()
	slices.Sort(d.unwatched[1:])
	if want := []protocol.Seq{3, 1, 2, 4, 5, 6, 7, 8, 9}; !slices.Equal(d.unwatched, want) {
		t.Errorf("[C20] closed are %v, want %v", d.unwatched, want)
	}
}
