package app_test

import (
	"sync"
	"testing"

	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// The same message a hundred times at once, by every way there is, is one message.
func TestOneMessageByEveryWay(t *testing.T) {
	s := testkit.Start(t, testkit.With(unlimited))
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	phone := s.SignIn(t, "ana")
	sockets := []*client.Connection{ana.GoOnline(t), ana.GoOnline(t), phone.GoOnline(t)}
	stream, _, err := phone.OpenStream(testkit.Within(t))
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Cut()
	request := protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("once")}}
	const times = 100
	sent := make([]protocol.MessageSent, times)
	ctx := testkit.Within(t)
	var all sync.WaitGroup
	for i := range times {
		all.Go(func() {
			var err error
			switch i % 4 {
			case 0, 1:
				sent[i], err = client.Do[protocol.MessageSent](ctx, sockets[i%len(sockets)], "message.send", request)
			case 2:
				sent[i], err = client.Call[protocol.MessageSent](ctx, ana.Client, "message.send", request)
			case 3:
				sent[i], err = client.DoOn[protocol.MessageSent](ctx, stream, "message.send", request)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	duplicates, places := 0, map[protocol.Seq]bool{}
	for _, r := range sent {
		if len(r.Results) != 1 || r.Results[0].Error != nil {
			t.Fatalf("a send gets %+v", r)
		}
		places[r.Results[0].Seq] = true
		if r.Results[0].Duplicate {
			duplicates++
		}
	}
	history, err := client.Call[protocol.History](ctx, bo.Client, "history.read", protocol.HistoryRead{Chat: chat})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("R2.5 C6 row 32: one row, one place, 99 duplicates", func(t *testing.T) {
		if len(places) != 1 || duplicates != times-1 || len(history.Messages) != 1 {
			t.Errorf("places %v, %d duplicates, %d rows", places, duplicates, len(history.Messages))
		}
	})
}
