package main

import (
	"errors"
	"slices"
	"testing"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// scene is Ana and Bo in a chat, both live, on a server whose store works so far.
type scene struct {
	*server
	ana, bo         *client.Client
	anaLive, boLive *client.Connection
	chat            protocol.ChatID
	sent            int
}

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{server: start(t, folder(t))}
	var bo protocol.SignedIn
	s.ana, _ = s.signUp(t, "Ana")
	s.bo, bo = s.signUp(t, "Bo")
	opened, err := client.Call[protocol.ChatOpened](within(t), s.ana, "chat.open", protocol.ChatOpen{With: bo.Me.ID})
	if err != nil {
		t.Fatal(err)
	}
	s.chat = opened.Row.Chat
	s.anaLive, s.boLive = connect(t, s.ana), connect(t, s.bo)
	if err := s.send(t); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Next[protocol.MessageAdded](within(t), s.boLive); err != nil {
		t.Fatal(err)
	}
	return s
}

// send sends one more message by Ana's socket.
func (s *scene) send(t *testing.T) error {
	t.Helper()
	s.sent++
	reply, err := client.Do[protocol.MessageSent](within(t), s.anaLive, "message.send", message(s.chat, s.sent, "hello"))
	if err == nil && reply.Results[0].Error != nil {
		err = reply.Results[0].Error
	}
	return err
}

func codeOf(err error) protocol.ErrorCode {
	var e *protocol.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// The database is away for the writes: nobody waits, what needs no database goes on, and it is used again soon after it is
// back.
func TestWritesAreAway(t *testing.T) {
	s := newScene(t)
	s.order(t, fault{Act: "writes", How: "down"})
	before := s.calls(t)["AppendMessages"]
	const sends = 60
	var took []time.Duration
	for range sends {
		begun := time.Now()
		err := s.send(t)
		if code := codeOf(err); code != protocol.CodeUnavailable {
			t.Fatalf("R12.5 row 85: a send gets %v", err)
		}
		took = append(took, time.Since(begun))
		var e *protocol.Error
		if errors.As(err, &e); e.RetryAfterMs <= 0 {
			t.Errorf("R12.5 row 85: the refusal says not when to come back: %+v", e)
		}
	}
	atOnce(t, took)
	if reached := s.calls(t)["AppendMessages"] - before; reached > 5 {
		t.Errorf("R12.5 %d of %d sends reached the database, want at most 5", reached, sends)
	}
	if _, err := client.Call[protocol.MessageSent](within(t), s.ana, "message.send", message(s.chat, s.sent, "hello")); codeOf(err) != protocol.CodeUnavailable {
		t.Errorf("R12.5 over HTTP a send gets %v", err)
	}
	if status, reason := s.ready(t); status != 503 || reason != "unavailable" {
		t.Errorf("R12.5 readiness is %d %q", status, reason)
	}
	s.typingGoesOn(t)
	s.returns(t)
}

// atOnce judges how long refusals took. On a machine that is busy with other tests a few may have waited for it.
func atOnce(t *testing.T, took []time.Duration) {
	t.Helper()
	slices.Sort(took)
	if most := took[len(took)*9/10]; most > 50*time.Millisecond {
		t.Errorf("R12.5 refusals take %v (nine tenths are quicker), want 50 ms", most)
	}
}

// typingGoesOn shows that both sockets are up and that what needs no database still flows.
func (s *scene) typingGoesOn(t *testing.T) {
	t.Helper()
	for range 3 {
		if _, err := client.Do[protocol.Done](within(t), s.anaLive, "typing.set", protocol.TypingSet{Chat: s.chat, On: true}); err != nil {
			t.Fatalf("R12.5 typing while the database is away: %v", err)
		}
		if typing, err := client.Next[protocol.TypingChanged](within(t), s.boLive); err != nil || typing.Typing.Count != 1 {
			t.Fatalf("R12.5 Bo is told %+v, %v", typing, err)
		}
		if _, err := client.Do[protocol.Done](within(t), s.anaLive, "typing.set", protocol.TypingSet{Chat: s.chat}); err != nil {
			t.Fatal(err)
		}
		if typing, err := client.Next[protocol.TypingChanged](within(t), s.boLive); err != nil || typing.Typing.Count != 0 {
			t.Fatalf("R12.5 Bo is told %+v, %v", typing, err)
		}
	}
	for _, c := range []*client.Connection{s.anaLive, s.boLive} {
		if _, err := client.Do[protocol.BeatReply](within(t), c, "beat", protocol.Beat{Visible: true}); err != nil {
			t.Errorf("R12.5 a socket while the database is away: %v", err)
		}
	}
}

// use reads and writes.
func (s *scene) use(t *testing.T) error {
	t.Helper()
	if _, err := client.Do[protocol.Heads](within(t), s.boLive, "heads.list", protocol.HeadsList{}); err != nil {
		return err
	}
	return s.send(t)
}

// returns lets the database come back, and waits until it is used again.
func (s *scene) returns(t *testing.T) {
	t.Helper()
	s.clear(t)
	back := time.Now()
	for err := s.use(t); err != nil; err = s.use(t) {
		if time.Since(back) > 5*time.Second {
			t.Fatalf("R12.5 5 s after the database is back: %v", err)
		}
		time.Sleep(20 * time.Millisecond) // as a client that comes back
	}
	t.Logf("R12.5 used again %v after its return", time.Since(back).Round(time.Millisecond))
	for range 3 {
		if err := s.use(t); err != nil {
			t.Errorf("R12.5 after its return: %v", err)
		}
	}
	if status, reason := s.ready(t); status != 200 {
		t.Errorf("R12.5 after its return readiness is %d %q", status, reason)
	}
}

// The database hangs: who waited is told that the outcome is unknown, and after that nobody waits.
func TestWritesHang(t *testing.T) {
	s := newScene(t)
	before := s.order(t, fault{Act: "writes", How: "hang"})["AppendMessages"]
	// Five at once, each on its own way, are what opens the circuit.
	outcomes := make(chan error, 5)
	for i := range cap(outcomes) {
		go func() {
			_, err := client.Call[protocol.MessageSent](t.Context(), s.ana, "message.send", message(s.chat, 1000+i, "hello"))
			outcomes <- err
		}()
	}
	// A send ends its sender's typing: only when all have come does it show what is asked here.
	for s.calls(t)["AppendMessages"] < before+cap(outcomes) {
	}
	s.typingGoesOn(t)
	for range cap(outcomes) {
		if err := <-outcomes; codeOf(err) != protocol.CodeOutcomeUnknown {
			t.Errorf("R12.5 C5: a send that hung gets %v", err)
		}
	}
	if err := s.send(t); codeOf(err) != protocol.CodeUnavailable {
		t.Errorf("R12.5 after that a send gets %v", err)
	}
	s.returns(t)
	// What hung was stored after all, once: the same id settles it (C5).
	for i := range cap(outcomes) {
		sent, err := client.Call[protocol.MessageSent](within(t), s.ana, "message.send", message(s.chat, 1000+i, "hello"))
		if err != nil || sent.Results[0].Seq == 0 {
			t.Errorf("C5: its repeat gets %+v, %v", sent.Results, err)
		}
	}
	history, err := client.Call[protocol.History](within(t), s.bo, "history.read", protocol.HistoryRead{Chat: s.chat})
	if err != nil {
		t.Fatal(err)
	}
	times := map[protocol.ClientID]int{}
	for _, m := range history.Messages {
		if times[m.ClientID]++; times[m.ClientID] > 1 {
			t.Errorf("C6: %v is there twice", m.ClientID)
		}
	}
}

// With the reads away too, those who are connected stay so.
func TestEverythingIsAway(t *testing.T) {
	s := newScene(t)
	s.typingGoesOn(t)
	s.order(t, fault{Act: "all", How: "down"})
	var took []time.Duration
	for range 60 {
		begun := time.Now()
		if _, err := client.Do[protocol.Heads](within(t), s.boLive, "heads.list", protocol.HeadsList{}); codeOf(err) != protocol.CodeUnavailable {
			t.Fatalf("R12.5 a read gets %v", err)
		}
		took = append(took, time.Since(begun))
	}
	atOnce(t, took)
	s.typingGoesOn(t)
	s.returns(t)
}

// The process is killed at the worst points: the same id settles what became of a send (C2, C5, C6).
func TestKilledAtNamedPoints(t *testing.T) {
	for point, stored := range map[string]bool{"kill_before": false, "kill_in": false, "kill_committed": true, "kill_after": true} {
		t.Run("C5 "+point, func(t *testing.T) {
			data := folder(t)
			s := start(t, data)
			ana, in := s.signUp(t, "Ana")
			opened, err := client.Call[protocol.ChatOpened](within(t), ana, "chat.open", protocol.ChatOpen{With: in.Me.ID})
			if err != nil {
				t.Fatal(err)
			}
			s.order(t, fault{Act: "AppendMessages", How: point})
			_, err = client.Call[protocol.MessageSent](within(t), ana, "message.send", message(opened.Row.Chat, 1, "hello"))
			if codeOf(err) != "" || err == nil && point != "kill_committed" { // there the ack may be out already
				t.Fatalf("the send of a process that dies is answered %v", err)
			}
			s.process.Wait()
			again := start(t, data)
			if ana, err = client.New(again.url); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(ana.Close)
			if _, err := ana.SignIn(within(t), "ana", "paper lantern on a quiet shore"); err != nil {
				t.Fatal(err)
			}
			sent, err := client.Call[protocol.MessageSent](within(t), ana, "message.send", message(opened.Row.Chat, 1, "hello"))
			if err != nil || sent.Results[0].Seq != 1 || sent.Results[0].Duplicate != stored {
				t.Errorf("its repeat gets %+v, %v; want place 1, duplicate %v", sent.Results, err, stored)
			}
		})
	}
}
