package app_test

import (
	"crypto/sha256"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// unlimited lets tests send more than a person may.
func unlimited(c *config.Config) { c.LimitsScale = 1000 }

// text makes a message whose client id follows from what it says.
func text(format string, args ...any) protocol.NewMessage {
	body := protocol.Encode(protocol.TextBody{Text: fmt.Sprintf(format, args...)})
	sum := sha256.Sum256(body)
	id := protocol.ClientID(sum[:16])
	return protocol.NewMessage{ClientID: id, SentAt: 1_000_000_000_000, Content: protocol.Content{Kind: "text", Version: 1, Body: jsontext.Value(body)}}
}

func do[Reply any](t *testing.T, c *client.Connection, name string, request any) Reply {
	t.Helper()
	reply, err := client.Do[Reply](testkit.Within(t), c, name, request)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return reply
}

// until collects the events of a connection up to the first one of the type of B; that one is decoded.
func until[B any](t *testing.T, c *client.Connection) (B, []string) {
	t.Helper()
	var before []string
	for {
		select {
		case e, ok := <-c.Events():
			if !ok {
				t.Fatalf("closed: %v", c.Why())
			}
			if e.Type == protocol.EventName[B]() {
				body, bad := protocol.DecodeServer[B](e.Body)
				if bad != nil {
					t.Fatal(bad)
				}
				return body, before
			}
			before = append(before, e.Type)
		case <-testkit.Within(t).Done():
			t.Fatalf("no %s came; before it: %v", protocol.EventName[B](), before)
		}
	}
}

func TestRouting(t *testing.T) {
	s := testkit.Start(t, testkit.With(unlimited))
	ana, bo, cy := s.SignUp(t, "Ana"), s.SignUp(t, "Bo"), s.SignUp(t, "Cy")
	anas, bos, bosPhone, cys := ana.GoOnline(t), bo.GoOnline(t), s.SignIn(t, "bo").GoOnline(t), cy.GoOnline(t)
	chat := do[protocol.ChatOpened](t, anas, "chat.open", protocol.ChatOpen{With: bo.Me.ID}).Row.Chat

	t.Run("R1.4 R2.4 every event reaches each connection of those in the chat, and nobody else's", func(t *testing.T) {
		do[protocol.MessageSent](t, anas, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("hello")}})
		for _, c := range []*client.Connection{anas, bos, bosPhone} {
			if added, _ := until[protocol.MessageAdded](t, c); added.Message.Seq != 1 || added.Message.Chat != chat {
				t.Errorf("told of %+v", added.Message)
			}
		}
		do[protocol.Done](t, bos, "typing.set", protocol.TypingSet{Chat: chat, On: true})
		until[protocol.TypingChanged](t, anas)
		do[protocol.ReceiptMarked](t, bos, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: 1}}})
		for _, c := range []*client.Connection{anas, bos, bosPhone} {
			if moved, _ := until[protocol.ReceiptAdvanced](t, c); moved.User != bo.Me.ID || moved.Marks.Read != 1 {
				t.Errorf("told of %+v", moved)
			}
		}
		// What Cy's own connection hears first is Cy's own note: nothing of the others came before it.
		note := do[protocol.ChatOpened](t, cys, "chat.open", protocol.ChatOpen{With: cy.Me.ID}).Row.Chat
		do[protocol.MessageSent](t, cys, "message.send", protocol.MessageSend{Chat: note, Messages: []protocol.NewMessage{text("a note")}})
		if added, before := until[protocol.MessageAdded](t, cys); added.Message.Chat != note || len(before) != 1 || before[0] != "account.changed" {
			t.Errorf("Cy was told of %+v after %v", added.Message, before)
		}
	})

	t.Run("R8.5 a receipt that was there before changes nothing and is told to nobody", func(t *testing.T) {
		for range 3 {
			for _, c := range []*client.Connection{bos, bosPhone} {
				r := do[protocol.ReceiptMarked](t, c, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: 1, Delivered: 1}}})
				if r.Results[0].Mine.Read != 1 {
					t.Errorf("the mark stands at %+v", r.Results[0].Mine)
				}
			}
		}
		do[protocol.MessageSent](t, anas, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("and on")}})
		if _, before := until[protocol.MessageAdded](t, anas); len(before) != 0 {
			t.Errorf("Ana was told %v in between", before)
		}
	})
}

func TestKept(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	anas, bos := ana.GoOnline(t), bo.GoOnline(t)
	before := time.Now().UTC()
	chat := do[protocol.ChatOpened](t, anas, "chat.open", protocol.ChatOpen{With: bo.Me.ID}).Row.Chat
	sent := do[protocol.MessageSent](t, anas, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("keep this")}})
	do[protocol.ReceiptMarked](t, bos, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: 1}}})
	if moved, _ := until[protocol.ReceiptAdvanced](t, anas); moved.Marks.Read != 1 {
		t.Errorf("told of %+v", moved)
	}
	s.Restart()
	anas, bos = ana.GoOnline(t), bo.GoOnline(t)

	t.Run("R11.1 a message is kept with the server's time to the millisecond, beside the sender's clock", func(t *testing.T) {
		h := do[protocol.History](t, bos, "history.read", protocol.HistoryRead{Chat: chat})
		if len(h.Messages) != 1 {
			t.Fatalf("kept %d messages", len(h.Messages))
		}
		m := h.Messages[0]
		if m.At != sent.Results[0].At || m.At < before.UnixMilli() || m.At > time.Now().UnixMilli() {
			t.Errorf("at %d, acknowledged at %d, sent after %d", m.At, sent.Results[0].At, before.UnixMilli())
		}
		if m.SentAt != 1_000_000_000_000 {
			t.Errorf("the sender's clock said %d", m.SentAt)
		}
	})
	t.Run("R11.3 a status is kept, with its time, and was told to whom it concerns", func(t *testing.T) {
		heads := do[protocol.Heads](t, anas, "heads.list", protocol.HeadsList{})
		if len(heads.Heads) != 1 || heads.Heads[0].Others != (protocol.Marks{Delivered: 1, Read: 1}) {
			t.Errorf("after a restart Ana sees %+v", heads.Heads)
		}
		info := do[protocol.MessageInfoReply](t, anas, "message.info", protocol.MessageInfo{Chat: chat, Seq: 1})
		if len(info.Receipts) != 1 || info.Receipts[0].ReadAt < sent.Results[0].At {
			t.Errorf("message info says %+v", info.Receipts)
		}
	})
}

func TestConcurrentActs(t *testing.T) {
	s := testkit.Start(t, testkit.With(unlimited))
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := do[protocol.ChatOpened](t, ana.GoOnline(t), "chat.open", protocol.ChatOpen{With: bo.Me.ID}).Row.Chat
	const connections, each = 5, 40
	var wait sync.WaitGroup
	for i := range 2 * connections {
		person := []testkit.Person{ana, bo}[i%2]
		c := person.GoOnline(t)
		go func() {
			for range c.Events() {
			}
		}()
		wait.Go(func() {
			for n := range each {
				// Each message is sent by two connections of the same person at about the same time.
				m := text("%d of %d by %s", n, i/4, person.Me.Handle)
				sent, err := client.Do[protocol.MessageSent](testkit.Within(t), c, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{m}})
				if err != nil || sent.Results[0].Error != nil {
					t.Errorf("send: %v %+v", err, sent)
					return
				}
				_, err = client.Do[protocol.ReceiptMarked](testkit.Within(t), c, "receipt.mark",
					protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: sent.Results[0].Seq}}})
				if err != nil {
					t.Errorf("mark: %v", err)
				}
			}
		})
	}
	wait.Wait()
	check := bo.GoOnline(t)
	heads := do[protocol.Heads](t, check, "heads.list", protocol.HeadsList{}).Heads[0]

	t.Run("R11.5 (sends) one order, no gap, no double, though each was sent twice at once", func(t *testing.T) {
		got := do[protocol.Changes](t, check, "changes.read", protocol.ChangesRead{Chat: chat, Limit: 500})
		seen := map[protocol.ClientID]bool{}
		for i, e := range got.Entries {
			if e.Seq != protocol.Seq(i+1) {
				t.Fatalf("entry %d has seq %d", i+1, e.Seq)
			}
			if seen[e.Message.ClientID] {
				t.Errorf("%s is there twice", e.Message.ClientID)
			}
			seen[e.Message.ClientID] = true
		}
		if len(seen) != 6*each || heads.Head != protocol.Seq(len(seen)) {
			t.Errorf("%d messages, head %d; want %d", len(seen), heads.Head, 6*each)
		}
	})
	t.Run("R11.5 (receipts) no mark was lost: they stand at the highest that was reported", func(t *testing.T) {
		if heads.Mine.Read != heads.Head && heads.Others.Read != heads.Head {
			t.Errorf("marks %+v and %+v at head %d", heads.Mine, heads.Others, heads.Head)
		}
		if heads.Mine.Read > heads.Mine.Delivered || heads.Mine.Delivered > heads.Head {
			t.Errorf("marks %+v at head %d", heads.Mine, heads.Head)
		}
	})
}

func TestAway(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	anas := ana.GoOnline(t)
	chat := do[protocol.ChatOpened](t, anas, "chat.open", protocol.ChatOpen{With: bo.Me.ID}).Row.Chat
	for n := range 5 {
		sent := do[protocol.MessageSent](t, anas, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("while you were away %d", n)}})
		if sent.Results[0].Error != nil {
			t.Fatal(sent.Results[0].Error)
		}
	}
	s.Restart()
	t.Run("R7.1 R7.2 what was sent to somebody who was away is kept, and given in the order of the chat, once", func(t *testing.T) {
		bos := bo.GoOnline(t)
		rows := do[protocol.AccountRows](t, bos, "account.since", protocol.AccountSince{})
		if len(rows.Chats) != 1 || rows.Chats[0].Chat != chat {
			t.Fatalf("Bo's chats are %+v", rows.Chats)
		}
		heads := do[protocol.Heads](t, bos, "heads.list", protocol.HeadsList{})
		if len(heads.Heads) != 1 || heads.Heads[0].Unread != 5 || heads.Heads[0].Head != 5 {
			t.Errorf("Bo's heads are %+v", heads.Heads)
		}
		got := do[protocol.Changes](t, bos, "changes.read", protocol.ChangesRead{Chat: chat})
		if len(got.Entries) != 5 {
			t.Fatalf("%d of 5 came", len(got.Entries))
		}
		for i, e := range got.Entries {
			want := fmt.Sprintf(`{"text":"while you were away %d"}`, i)
			if e.Seq != protocol.Seq(i+1) || string(e.Message.Content.Body) != want {
				t.Errorf("entry %d is %d: %s", i+1, e.Seq, e.Message.Content.Body)
			}
		}
	})
}

func TestWhoMayKnowPresence(t *testing.T) {
	s := testkit.Start(t)
	ana, bo, cy := s.SignUp(t, "Ana"), s.SignUp(t, "Bo"), s.SignUp(t, "Cy")
	anas, bos, cys := ana.GoOnline(t), bo.GoOnline(t), cy.GoOnline(t)
	opened := do[protocol.ChatOpened](t, anas, "chat.open", protocol.ChatOpen{With: bo.Me.ID})
	presence := func(c *client.Connection, of testkit.Person) string {
		for _, p := range do[protocol.Heads](t, c, "heads.list", protocol.HeadsList{}).Presence {
			if p.User == of.Me.ID {
				return p.State
			}
		}
		return ""
	}
	t.Run("[C33] opening a chat with somebody tells nothing of them", func(t *testing.T) {
		if got := presence(anas, bo); got != "" {
			t.Errorf("Bo is %q", got)
		}
	})
	t.Run("R5.1 R5.3 with the first message each is told of the other at once", func(t *testing.T) {
		do[protocol.MessageSent](t, anas, "message.send", protocol.MessageSend{Chat: opened.Row.Chat, Messages: []protocol.NewMessage{text("hello")}})
		for _, c := range []*client.Connection{anas, bos} {
			if told, _ := until[protocol.PresenceChanged](t, c); told.Presence.State != "online" {
				t.Errorf("told %+v", told)
			}
		}
		if got := presence(anas, bo); got != "online" {
			t.Errorf("Bo is %q", got)
		}
	})
	t.Run("R5.1 R5.3 when both open the chat each is told of the other at once", func(t *testing.T) {
		do[protocol.ChatOpened](t, cys, "chat.open", protocol.ChatOpen{With: ana.Me.ID})
		do[protocol.ChatOpened](t, anas, "chat.open", protocol.ChatOpen{With: cy.Me.ID})
		if told, _ := until[protocol.PresenceChanged](t, cys); told.Presence.User != ana.Me.ID || told.Presence.State != "online" {
			t.Errorf("Cy was told %+v", told)
		}
		if got := presence(bos, cy); got != "" {
			t.Errorf("to Bo, Cy is %q", got)
		}
	})
}
