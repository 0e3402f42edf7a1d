package app_test

import (
	"slices"
	"testing"
	"time"

	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// shortQueue lets messages wait for a second.
func shortQueue(c *config.Config) { c.QueueKeep = time.Second }

func headsOf(t *testing.T, c *client.Connection, chat protocol.ChatID) protocol.HeadsRow {
	t.Helper()
	heads := do[protocol.Heads](t, c, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{chat}})
	if len(heads.Heads) != 1 {
		t.Fatalf("%d heads rows", len(heads.Heads))
	}
	return heads.Heads[0]
}

func markDelivered(t *testing.T, p testkit.Person, chat protocol.ChatID, seq protocol.Seq) {
	t.Helper()
	_, err := client.Call[protocol.ReceiptMarked](testkit.Within(t), p.Client, "receipt.mark",
		protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Delivered: seq}}})
	if err != nil {
		t.Fatal(err)
	}
}

// untilExpired waits until what Ana sees of the others' queues is this.
func untilExpired(t *testing.T, c *client.Connection, want ...protocol.Stretch) protocol.ExpiredChanged {
	t.Helper()
	for {
		told, _ := until[protocol.ExpiredChanged](t, c)
		if slices.Equal(told.OthersExpired, want) {
			return told
		}
	}
}

func TestQueueOfTwo(t *testing.T) {
	s := testkit.Start(t, testkit.With(shortQueue))
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	anas := ana.GoOnline(t)
	chat := openChat(t, ana, bo)
	say := func(words string) protocol.Seq {
		sent := do[protocol.MessageSent](t, anas, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("%s", words)}})
		return sent.Results[0].Seq
	}
	markDelivered(t, bo, chat, say("delivered in time"))
	say("nobody comes")
	say("nobody comes for this either")
	stretch := protocol.Stretch{From: 1, To: 3}

	t.Run("R7.5 C25 C26 what waits too long expires, and its sender is told", func(t *testing.T) {
		told := untilExpired(t, anas, stretch)
		if told.Chat != chat || told.Others.Delivered != 3 || told.Expired != nil || told.Mine != (protocol.Marks{}) {
			t.Errorf("Ana was told %+v", told)
		}
		if row := headsOf(t, anas, chat); !slices.Equal(row.OthersExpired, []protocol.Stretch{stretch}) || row.Others.Delivered != 3 || row.Expired != nil {
			t.Errorf("Ana's heads row is %+v", row)
		}
		for seq, want := range map[protocol.Seq]bool{1: false, 2: true, 3: true} {
			info := do[protocol.MessageInfoReply](t, anas, "message.info", protocol.MessageInfo{Chat: chat, Seq: seq})
			if r := info.Receipts[0]; r.Expired != want || r.Delivered == want {
				t.Errorf("message %d: %+v", seq, r)
			}
		}
	})

	bos := bo.GoOnline(t)
	own := []protocol.Stretch{{From: 1, To: 3, Messages: 2}}
	t.Run("R7.5 C25 C27 it is not pushed, not synced and not unread, and the recipient sees where it was", func(t *testing.T) {
		changes := do[protocol.Changes](t, bos, "changes.read", protocol.ChangesRead{Chat: chat, After: 1})
		if len(changes.Entries) != 0 || changes.Upto != 3 || !slices.Equal(changes.Expired, own) {
			t.Errorf("Bo syncs %+v", changes)
		}
		history := do[protocol.History](t, bos, "history.read", protocol.HistoryRead{Chat: chat})
		if len(history.Messages) != 1 || history.Messages[0].Seq != 1 || !slices.Equal(history.Expired, own) {
			t.Errorf("Bo reads %+v", history)
		}
		row := headsOf(t, bos, chat)
		if row.Unread != 1 || !slices.Equal(row.Expired, own) || row.OthersExpired != nil || row.Last == nil || row.Last.Seq != 1 || row.Mine.Delivered != 3 {
			t.Errorf("Bo's heads row is %+v", row)
		}
		seq := say("Bo is here")
		added, before := until[protocol.MessageAdded](t, bos)
		markDelivered(t, bo, chat, seq)
		if added.Message.Seq != seq || len(before) > 0 {
			t.Errorf("Bo was told of message %d after %v", added.Message.Seq, before)
		}
	})

	t.Run("R7.5 C27 what is shown is history again, unread, and its status moves on", func(t *testing.T) {
		shown := do[protocol.ExpiredShown](t, bos, "expired.show", protocol.ExpiredShow{Chat: chat, From: 1})
		if shown.Heads.Expired != nil || shown.Heads.Unread != 4 {
			t.Errorf("Bo's heads row is %+v", shown.Heads)
		}
		if told := untilExpired(t, anas); told.Others.Delivered != 4 {
			t.Errorf("Ana was told %+v", told)
		}
		if told, _ := until[protocol.ExpiredChanged](t, bos); told.Expired == nil || len(told.Expired) != 0 || told.Unread != 4 || told.Mine.Delivered != 4 {
			t.Errorf("Bo's devices were told %+v", told)
		}
		if history := do[protocol.History](t, bos, "history.read", protocol.HistoryRead{Chat: chat}); len(history.Messages) != 4 || history.Expired != nil {
			t.Errorf("Bo reads %+v", history)
		}
		info := do[protocol.MessageInfoReply](t, anas, "message.info", protocol.MessageInfo{Chat: chat, Seq: 2})
		if r := info.Receipts[0]; r.Expired || !r.Delivered || r.DeliveredAt == 0 {
			t.Errorf("Ana sees %+v", r)
		}
		again := do[protocol.ExpiredShown](t, bos, "expired.show", protocol.ExpiredShow{Chat: chat, From: 1})
		if again.Heads.Unread != 4 {
			t.Errorf("shown again: %+v", again.Heads)
		}
		do[protocol.ReceiptMarked](t, bos, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: 4}}})
		if moved, _ := until[protocol.ReceiptAdvanced](t, anas); moved.Marks.Read != 4 && moved.Marks.Delivered != 4 {
			t.Errorf("Ana was told %+v", moved)
		}
		if row := headsOf(t, anas, chat); row.Others.Read != 4 || row.OthersExpired != nil {
			t.Errorf("Ana's heads row is %+v", row)
		}
	})

	t.Run("R7.5 C26 a message that is sent again names the one that expired", func(t *testing.T) {
		m := text("nobody comes")
		m.AgainOf, m.ClientID = m.ClientID, protocol.ClientID{7}
		do[protocol.MessageSent](t, anas, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{m}})
		added, _ := until[protocol.MessageAdded](t, bos)
		history := do[protocol.History](t, bos, "history.read", protocol.HistoryRead{Chat: chat, Limit: 1})
		if added.Message.AgainOf != m.AgainOf || len(history.Messages) == 0 || history.Messages[0].AgainOf != m.AgainOf {
			t.Errorf("it came as %+v, and is %+v", added.Message, history.Messages)
		}
	})
}

func TestPurge(t *testing.T) {
	s := testkit.Start(t, testkit.With(shortQueue), testkit.With(func(c *config.Config) { c.QueuePurge = true }))
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	anas := ana.GoOnline(t)
	chat := openChat(t, ana, bo)
	do[protocol.MessageSent](t, anas, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("nobody comes")}})

	t.Run("R7.5 C27 where the operator wants it, what expired for everybody loses its content, and both sides see that it did", func(t *testing.T) {
		changed, _ := until[protocol.MessageChanged](t, anas)
		if e := changed.Entry; e.Change == nil || e.Change.Kind != "purge" || e.Message == nil || e.Message.Seq != 1 || e.Message.Content != nil {
			t.Fatalf("Ana was told %+v", changed)
		}
		if row := headsOf(t, anas, chat); len(row.OthersExpired) != 1 {
			t.Errorf("Ana's heads row is %+v", row)
		}
		bos := bo.GoOnline(t)
		if row := headsOf(t, bos, chat); row.Unread != 0 || !slices.Equal(row.Expired, []protocol.Stretch{{To: 1, Messages: 1}}) {
			t.Errorf("Bo's heads row is %+v", row)
		}
		do[protocol.ExpiredShown](t, bos, "expired.show", protocol.ExpiredShow{Chat: chat, From: 0})
		h := do[protocol.History](t, bos, "history.read", protocol.HistoryRead{Chat: chat})
		if len(h.Messages) != 1 || h.Messages[0].Content != nil || h.Messages[0].DeletedSeq == 0 {
			t.Errorf("shown, it is %+v", h.Messages)
		}
	})
}

func TestDraftsOfTwoDevices(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	desk, phone := ana.GoOnline(t), s.SignIn(t, "ana").GoOnline(t)
	chat := openChat(t, ana, bo)
	until[protocol.AccountChanged](t, desk)
	until[protocol.AccountChanged](t, phone)

	t.Run("R11.4 C30 what is begun on one device is on the other, and cleared there too", func(t *testing.T) {
		now := time.Now().UnixMilli()
		for i, words := range []string{"Dear Bo", ""} {
			kept := do[protocol.DraftKept](t, desk, "draft.set", protocol.DraftSet{Chat: chat, Text: words, At: now + int64(i)})
			if kept.Row.Draft != words {
				t.Errorf("kept %+v", kept.Row)
			}
			told, _ := until[protocol.AccountChanged](t, phone)
			if len(told.Chats) != 1 || told.Chats[0].Chat != chat || told.Chats[0].Draft != words || told.Rev != kept.Row.Rev {
				t.Errorf("the phone was told %+v", told)
			}
			rows := do[protocol.AccountRows](t, phone, "account.since", protocol.AccountSince{Rev: kept.Row.Rev - 1})
			if len(rows.Chats) != 1 || rows.Chats[0].Draft != words {
				t.Errorf("the phone reads %+v", rows.Chats)
			}
		}
		late := do[protocol.DraftKept](t, phone, "draft.set", protocol.DraftSet{Chat: chat, Text: "from before", At: now - 1000})
		if late.Row.Draft != "" {
			t.Errorf("an older draft came back: %+v", late.Row)
		}
	})
}

func TestQueueOfAGroup(t *testing.T) {
	s := testkit.Start(t, testkit.With(shortQueue))
	ana, bo, cy := s.SignUp(t, "Ana"), s.SignUp(t, "Bo"), s.SignUp(t, "Cy")
	anas, bos := ana.GoOnline(t), bo.GoOnline(t)
	group := do[protocol.ChatOpened](t, anas, "group.create", protocol.GroupCreate{
		ClientID: protocol.ClientID{1}, Name: "Garden", Users: []protocol.UserID{bo.Me.ID, cy.Me.ID},
	}).Row.Chat
	sent := do[protocol.MessageSent](t, anas, "message.send", protocol.MessageSend{Chat: group, Messages: []protocol.NewMessage{text("who comes?")}})
	seq := sent.Results[0].Seq
	markDelivered(t, bo, group, seq)

	t.Run("R7.5 C26 in a group one absence makes a message expired once nobody waits, and all members are told", func(t *testing.T) {
		for _, c := range []*client.Connection{anas, bos} {
			told := untilExpired(t, c, protocol.Stretch{From: 0, To: seq})
			if told.Chat != group || told.Expired != nil {
				t.Errorf("told %+v", told)
			}
		}
		row := headsOf(t, anas, group)
		if !slices.Equal(row.OthersExpired, []protocol.Stretch{{From: 0, To: seq}}) || row.Others.Delivered != seq {
			t.Errorf("Ana's heads row is %+v", row)
		}
		info := do[protocol.MessageInfoReply](t, anas, "message.info", protocol.MessageInfo{Chat: group, Seq: seq})
		for _, r := range info.Receipts {
			if r.Expired != (r.User == cy.Me.ID) || r.Delivered != (r.User == bo.Me.ID) {
				t.Errorf("a receipt is %+v", r)
			}
		}
		if len(info.Receipts) != 2 {
			t.Errorf("%d receipts", len(info.Receipts))
		}
	})

	t.Run("R7.5 C27 who comes back and shows it sets the tick going again", func(t *testing.T) {
		cys := cy.GoOnline(t)
		row := headsOf(t, cys, group)
		if len(row.Expired) != 1 || row.Expired[0].Messages != 1 || row.Unread != 0 {
			t.Fatalf("Cy's heads row is %+v", row)
		}
		shown := do[protocol.ExpiredShown](t, cys, "expired.show", protocol.ExpiredShow{Chat: group, From: row.Expired[0].From})
		if shown.Heads.Unread != 1 {
			t.Errorf("Cy's heads row is %+v", shown.Heads)
		}
		if told := untilExpired(t, anas); told.Others.Delivered != seq {
			t.Errorf("Ana was told %+v", told)
		}
		for _, p := range []testkit.Person{bo, cy} {
			_, err := client.Call[protocol.ReceiptMarked](testkit.Within(t), p.Client, "receipt.mark",
				protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: group, Read: seq}}})
			if err != nil {
				t.Fatal(err)
			}
		}
		for {
			if moved, _ := until[protocol.AllAdvanced](t, anas); moved.Others.Read == seq {
				break
			}
		}
	})
}
