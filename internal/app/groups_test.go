package app_test

import (
	"slices"
	"testing"

	"twoticks/internal/messenger"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// crowd is Ana, Bo and Cy, online, in a group that Ana made.
type crowd struct {
	server         *testkit.Server
	ana, bo, cy    testkit.Person
	anas, bos, cys *client.Connection
	chat           protocol.ChatID
}

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	s := testkit.Start(t, testkit.With(unlimited))
	c := &crowd{server: s, ana: s.SignUp(t, "Ana"), bo: s.SignUp(t, "Bo"), cy: s.SignUp(t, "Cy")}
	c.anas, c.bos, c.cys = c.ana.GoOnline(t), c.bo.GoOnline(t), c.cy.GoOnline(t)
	made := do[protocol.ChatOpened](t, c.anas, "group.create", protocol.GroupCreate{
		ClientID: messenger.NewID(), Name: "Garden", Users: []protocol.UserID{c.bo.Me.ID, c.cy.Me.ID},
	})
	c.chat = made.Row.Chat
	for _, connection := range []*client.Connection{c.anas, c.bos, c.cys} {
		if line, _ := until[protocol.MessageAdded](t, connection); line.Message.Chat != c.chat || line.Message.Seq != 1 {
			t.Fatalf("the group begins with %+v", line.Message)
		}
	}
	return c
}

func (c *crowd) say(t *testing.T, from *client.Connection, words string) protocol.Seq {
	t.Helper()
	sent := do[protocol.MessageSent](t, from, "message.send", protocol.MessageSend{Chat: c.chat, Messages: []protocol.NewMessage{text("%s", words)}})
	return sent.Results[0].Seq
}

func (c *crowd) mark(t *testing.T, by *client.Connection, delivered, read protocol.Seq) {
	t.Helper()
	do[protocol.ReceiptMarked](t, by, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: c.chat, Delivered: delivered, Read: read}}})
}

func TestGroupTicks(t *testing.T) {
	c := newCrowd(t)
	anasPhone := c.server.SignIn(t, "ana").GoOnline(t)
	seq := c.say(t, c.anas, "hello all")
	until[protocol.MessageAdded](t, anasPhone)

	t.Run("R3.2 (group) R3.5 (group) delivered is told on all the sender's devices once every member has it", func(t *testing.T) {
		c.mark(t, c.bos, seq, 0)
		c.mark(t, c.cys, seq, 0)
		for _, connection := range []*client.Connection{c.anas, anasPhone} {
			all, before := until[protocol.AllAdvanced](t, connection)
			if all.Others != (protocol.Marks{Delivered: seq}) || slices.Contains(before, "receipt.advanced") {
				t.Errorf("told %+v after %v", all, before)
			}
		}
	})
	t.Run("R3.3 (group) read is told once every member has read", func(t *testing.T) {
		c.mark(t, c.cys, 0, seq)
		heads := do[protocol.Heads](t, c.anas, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{c.chat}})
		if got := heads.Heads[0].Others; got != (protocol.Marks{Delivered: seq}) {
			t.Errorf("one of two has read it, and the others have %+v", got)
		}
		c.mark(t, c.bos, 0, seq)
		for _, connection := range []*client.Connection{c.anas, anasPhone} {
			if all, _ := until[protocol.AllAdvanced](t, connection); all.Others != (protocol.Marks{Delivered: seq, Read: seq}) {
				t.Errorf("told %+v", all)
			}
		}
	})
	t.Run("R8.2 message info tells of each member, and when", func(t *testing.T) {
		info := do[protocol.MessageInfoReply](t, c.anas, "message.info", protocol.MessageInfo{Chat: c.chat, Seq: seq})
		if len(info.Receipts) != 2 || len(info.People) != 3 {
			t.Fatalf("got %+v", info)
		}
		for _, r := range info.Receipts {
			if !r.Delivered || !r.Read || r.DeliveredAt == 0 || r.ReadAt < r.DeliveredAt {
				t.Errorf("got %+v", r)
			}
		}
	})
	t.Run("[C22] who leaves releases the ticks at once", func(t *testing.T) {
		next := c.say(t, c.anas, "and one more")
		c.mark(t, c.bos, next, next)
		do[protocol.Done](t, c.cys, "group.leave", protocol.GroupLeave{Chat: c.chat})
		if all, _ := until[protocol.AllAdvanced](t, c.anas); all.Others != (protocol.Marks{Delivered: next, Read: next}) {
			t.Errorf("told %+v", all)
		}
	})
}

func TestRemovedMemberHearsNothingMore(t *testing.T) {
	c := newCrowd(t)
	seq := c.say(t, c.anas, "while Cy is here")
	until[protocol.MessageAdded](t, c.cys)
	do[protocol.Members](t, c.anas, "group.remove", protocol.GroupRemove{Chat: c.chat, User: c.cy.Me.ID})
	row, _ := until[protocol.AccountChanged](t, c.cys)
	if row.Chats[0].To != seq+1 || row.Chats[0].Role != "" {
		t.Errorf("[C23] Cy's row is told as %+v", row.Chats[0])
	}
	if line, _ := until[protocol.MessageAdded](t, c.cys); line.Message.Seq != seq+1 {
		t.Errorf("[C23] the last that Cy is told is %+v", line.Message)
	}
	after := c.say(t, c.bos, "without Cy")
	do[protocol.Done](t, c.bos, "typing.set", protocol.TypingSet{Chat: c.chat, On: true})
	c.mark(t, c.anas, after, after)
	do[protocol.MessageChange](t, c.bos, "message.delete", protocol.MessageDelete{Chat: c.chat, Seq: after})
	until[protocol.MessageChanged](t, c.anas)
	t.Run("R1.4 [C23] nothing of what goes on reaches the connection of who was removed", func(t *testing.T) {
		note := do[protocol.ChatOpened](t, c.cys, "chat.open", protocol.ChatOpen{With: c.cy.Me.ID}).Row.Chat
		do[protocol.MessageSent](t, c.cys, "message.send", protocol.MessageSend{Chat: note, Messages: []protocol.NewMessage{text("a note")}})
		if added, before := until[protocol.MessageAdded](t, c.cys); added.Message.Chat != note || !slices.Equal(before, []string{"account.changed"}) {
			t.Errorf("Cy was told of %+v after %v", added.Message, before)
		}
	})
	t.Run("[C23] coming back shows what follows", func(t *testing.T) {
		do[protocol.Members](t, c.anas, "group.add", protocol.GroupAdd{Chat: c.chat, Users: []protocol.UserID{c.cy.Me.ID}})
		if back, _ := until[protocol.AccountChanged](t, c.cys); back.Chats[0].To != 0 || back.Chats[0].From != after+1 {
			t.Errorf("Cy's row is told as %+v", back.Chats[0])
		}
		page := do[protocol.History](t, c.cys, "history.read", protocol.HistoryRead{Chat: c.chat})
		var got []protocol.Seq
		for _, m := range page.Messages {
			got = append(got, m.Seq)
		}
		if want := []protocol.Seq{1, seq, seq + 1, after + 2}; !slices.Equal(got, want) {
			t.Errorf("Cy reads %v, want %v", got, want)
		}
	})
}

func TestEditsAndDeletionsOnTheServer(t *testing.T) {
	c := newCrowd(t)
	first, second := c.say(t, c.anas, "helo"), c.say(t, c.anas, "a slip")
	c.cys.Cut()
	edit := protocol.MessageEdit{Chat: c.chat, Seq: first, Content: text("hello").Content}
	do[protocol.MessageChange](t, c.anas, "message.edit", edit)
	do[protocol.MessageChange](t, c.anas, "message.delete", protocol.MessageDelete{Chat: c.chat, Seq: second})
	t.Run("[C8a] who is there is told of each with the message as it is now", func(t *testing.T) {
		for i, want := range []string{"edit", "delete"} {
			told, _ := until[protocol.MessageChanged](t, c.bos)
			if told.Entry.Seq != second+1+protocol.Seq(i) || told.Entry.Change.Kind != want || (told.Entry.Message.Content == nil) != (want == "delete") {
				t.Errorf("told %+v", told.Entry)
			}
		}
	})
	t.Run("R6.3 [C12] edits and deletions come by sync to who was away, each once", func(t *testing.T) {
		cys := c.cy.GoOnline(t)
		changes := do[protocol.Changes](t, cys, "changes.read", protocol.ChangesRead{Chat: c.chat, After: second})
		if len(changes.Entries) != 2 || changes.Upto != second+2 || changes.Entries[0].Change.Kind != "edit" || changes.Entries[1].Change.Kind != "delete" {
			t.Errorf("got %+v", changes)
		}
		heads := do[protocol.Heads](t, cys, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{c.chat}})
		if h := heads.Heads[0]; h.Unread != 1 || h.Last == nil || h.Last.Seq != second || h.Last.Content != nil {
			t.Errorf("[C32] the heads row is %+v", h)
		}
	})
}

func TestNobodyIsToldOfAChatBeforeItBegins(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	anas, bos := ana.GoOnline(t), bo.GoOnline(t)
	chat := do[protocol.ChatOpened](t, anas, "chat.open", protocol.ChatOpen{With: bo.Me.ID}).Row.Chat
	do[protocol.Done](t, anas, "typing.set", protocol.TypingSet{Chat: chat, On: true})
	do[protocol.MessageSent](t, anas, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("hello")}})
	if _, before := until[protocol.MessageAdded](t, bos); slices.Contains(before, "typing.changed") || slices.Contains(before, "presence.changed") {
		t.Errorf("R1.4 [C31] Bo was told %v before the first message", before)
	}
	do[protocol.Done](t, anas, "typing.set", protocol.TypingSet{Chat: chat, On: true})
	if typing, _ := until[protocol.TypingChanged](t, bos); typing.Typing.Chat != chat {
		t.Errorf("told %+v", typing)
	}
}
