package app_test

import (
	"testing"
	"time"

	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// The slow way from end to end: what a WebSocket carries, an event stream and POSTs carry too.
func TestChatByStream(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	send(t, ana, chat, "one")
	stream, welcome, err := bo.OpenStream(testkit.Within(t))
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Cut()
	if welcome.Me.ID != bo.Me.ID || welcome.Epoch == "" {
		t.Errorf("R12.1 the stream opens with %+v", welcome)
	}
	seen, err := client.DoOn[protocol.ChatSubscribed](testkit.Within(t), stream, "chat.subscribe", protocol.ChatSubscribe{Chat: chat})
	if err != nil || seen.Heads.Head != 1 {
		t.Errorf("R12.1 chat.subscribe: %+v, %v", seen.Heads, err)
	}
	sent := send(t, ana, chat, "two of them")
	added, err := client.NextOn[protocol.MessageAdded](testkit.Within(t), stream)
	if err == nil && added.Message.Seq == seen.Heads.Head {
		// What was sent just before the stream opened may still be told to it.
		added, err = client.NextOn[protocol.MessageAdded](testkit.Within(t), stream)
	}
	if err != nil || added.Message.Seq != sent.Seq {
		t.Errorf("R12.1 Bo's stream tells %+v, %v", added, err)
	}
	anaLive := ana.GoOnline(t)
	if _, err := client.DoOn[protocol.Done](testkit.Within(t), stream, "typing.set", protocol.TypingSet{Chat: chat, On: true}); err != nil {
		t.Errorf("R12.1 typing.set: %v", err)
	}
	typing, err := client.Next[protocol.TypingChanged](testkit.Within(t), anaLive)
	if err != nil || typing.Typing.Count != 1 {
		t.Errorf("R12.1 Ana is told %+v, %v", typing, err)
	}
	_, err = client.DoOn[protocol.ReceiptMarked](testkit.Within(t), stream, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: sent.Seq}}})
	if err != nil {
		t.Fatal(err)
	}
	if read, err := client.Next[protocol.ReceiptAdvanced](testkit.Within(t), anaLive); err != nil || read.Marks.Read != sent.Seq {
		t.Errorf("R12.1 Ana is told %+v, %v", read, err)
	}
	if err := bo.SignOut(testkit.Within(t)); err != nil {
		t.Fatal(err)
	}
	<-stream.Ended()
	if closed, ok := stream.Why().(*client.Closed); !ok || closed.Code != protocol.CloseSignedOut {
		t.Errorf("a stream whose session ends: %v", stream.Why())
	}
}

// An open stream outlives the times that bound a request.
func TestStreamHasNoDeadline(t *testing.T) {
	if testing.Short() {
		t.Skip("takes longer than a request may")
	}
	t.Parallel()
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	stream, _, err := bo.OpenStream(testkit.Within(t))
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Cut()
	select {
	case <-stream.Ended():
		t.Fatalf("R12.1 the stream ended by itself: %v", stream.Why())
	case <-time.After(17 * time.Second): // a request's body has 15 s, an answer 10
	}
	sent := send(t, ana, chat, "still there?")
	if added, err := client.NextOn[protocol.MessageAdded](testkit.Within(t), stream); err != nil || added.Message.Seq != sent.Seq {
		t.Errorf("R12.1 after 17 s the stream tells %+v, %v", added, err)
	}
}

func TestChatByWaiting(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	send(t, ana, chat, "one")
	wait := func(r protocol.SyncWait) (protocol.SyncWaited, error) {
		return client.Call[protocol.SyncWaited](testkit.Within(t), bo.Client, "sync.wait", r)
	}
	first, err := wait(protocol.SyncWait{})
	if err != nil || !first.Changed || len(first.Heads.Heads) != 1 || len(first.Rows.Chats) != 1 {
		t.Fatalf("R12.1 the first answer: %+v, %v", first, err)
	}
	answered := make(chan protocol.SyncWaited, 1)
	go func() {
		state, err := wait(protocol.SyncWait{Rev: first.Rows.Rev, Stamp: first.Stamp})
		if err != nil {
			t.Error(err)
		}
		answered <- state
	}()
	// Bo is online while he waits (C33): then he waits.
	anaLive := ana.GoOnline(t)
	for state := ""; state != "online"; {
		if got, err := client.Do[protocol.ChatSubscribed](testkit.Within(t), anaLive, "chat.subscribe", protocol.ChatSubscribe{Chat: chat}); err != nil {
			t.Fatal(err)
		} else {
			for _, p := range got.Presence {
				if p.User == bo.Me.ID {
					state = p.State
				}
			}
		}
	}
	sent := send(t, ana, chat, "two of them")
	for {
		state := <-answered
		if !state.Changed || state.Stamp == first.Stamp {
			t.Fatalf("R12.1 the answer is %+v", state)
		}
		if state.Heads.Heads[0].Head == sent.Seq {
			return
		}
		// It told that Ana came online, before the message.
		if state, err = wait(protocol.SyncWait{Rev: state.Rows.Rev, Stamp: state.Stamp}); err != nil {
			t.Fatal(err)
		}
		answered <- state
	}
}
