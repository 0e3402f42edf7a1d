package command_test

import (
	"slices"
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func TestBlock(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("hello"))
	ana, bo := protocol.UserID(h.ana.User), protocol.UserID(h.bo.User)
	block := func(t *testing.T) {
		do[protocol.PersonBlocked](t, h, h.ana, "person.block", protocol.PersonBlock{User: bo})
	}
	unblock := func(t *testing.T) {
		do[protocol.PersonBlocked](t, h, h.ana, "person.unblock", protocol.PersonUnblock{User: bo})
	}

	t.Run("[C30] a block is in one's own account and list, and again it changes nothing", func(t *testing.T) {
		made := do[protocol.PersonBlocked](t, h, h.ana, "person.block", protocol.PersonBlock{User: bo})
		again := do[protocol.PersonBlocked](t, h, h.ana, "person.block", protocol.PersonBlock{User: bo})
		if made.Block.User != bo || made.Block.Gone || again.Block != made.Block {
			t.Errorf("blocked %+v, again %+v", made, again)
		}
		rows := do[protocol.AccountRows](t, h, h.ana, "account.since", protocol.AccountSince{})
		if !slices.Equal(rows.Blocks, []protocol.Block{made.Block}) || !rows.Chats[0].Blocked {
			t.Errorf("Ana's devices read %+v", rows)
		}
		if list := do[protocol.People](t, h, h.ana, "person.blocked_list", protocol.PersonBlockedList{}); len(list.People) != 1 || list.People[0].ID != bo {
			t.Errorf("the list is %+v", list)
		}
		if theirs := do[protocol.AccountRows](t, h, h.bo, "account.since", protocol.AccountSince{}); theirs.Blocks != nil || theirs.Chats[0].Blocked {
			t.Errorf("Bo reads %+v", theirs)
		}
	})
	t.Run("who is blocked is answered as ever, and the other reads nothing of it", func(t *testing.T) {
		block(t)
		sent := h.send(t, h.bo, chat, text("are you there?"))
		if r := sent.Results[0]; r.Error != nil || r.Seq != 2 || r.At == 0 {
			t.Errorf("Bo is answered %+v", r)
		}
		heads := do[protocol.Heads](t, h, h.ana, "heads.list", protocol.HeadsList{}).Heads[0]
		page := do[protocol.Changes](t, h, h.ana, "changes.read", protocol.ChangesRead{Chat: chat})
		if heads.Last.Seq != 1 || heads.Unread != 0 || heads.Expired != nil || len(page.Entries) != 1 || page.Upto != 2 || page.Expired != nil {
			t.Errorf("Ana's heads are %+v, changes %+v", heads, page)
		}
		marks := do[protocol.ReceiptMarked](t, h, h.ana, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Delivered: 2, Read: 2}}})
		if m := marks.Results[0]; m.Error != nil || m.Mine != (protocol.Marks{}) {
			t.Errorf("Ana's marks are %+v", m)
		}
		theirs := do[protocol.Heads](t, h, h.bo, "heads.list", protocol.HeadsList{})
		if row := theirs.Heads[0]; row.Others != (protocol.Marks{}) || row.OthersExpired != nil {
			t.Errorf("Bo's heads are %+v", row)
		}
		for _, p := range theirs.Presence {
			if p.User == ana {
				t.Errorf("Bo is told whether Ana is there: %+v", p)
			}
		}
		info := do[protocol.MessageInfoReply](t, h, h.bo, "message.info", protocol.MessageInfo{Chat: chat, Seq: 2})
		if r := info.Receipts[0]; r.Delivered || r.Read {
			t.Errorf("info: %+v", r)
		}
	})
	t.Run("one who blocks cannot write to the other, nor edit, but delete", func(t *testing.T) {
		refused(t, h, h.ana, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("no")}}, protocol.CodePersonBlocked)
		refused(t, h, h.ana, "message.edit", protocol.MessageEdit{Chat: chat, Seq: 1, Content: text("hello, dear").Content}, protocol.CodePersonBlocked)
		do[protocol.MessageChange](t, h, h.ana, "message.delete", protocol.MessageDelete{Chat: chat, Seq: 1})
	})
	t.Run("what was withheld does not come when the block ends, and its sender sees one tick", func(t *testing.T) {
		unblock(t)
		h.send(t, h.bo, chat, text("and now?"))
		heads := do[protocol.Heads](t, h, h.ana, "heads.list", protocol.HeadsList{}).Heads[0]
		if heads.Unread != 1 || heads.Last.Seq != 4 {
			t.Errorf("Ana's heads are %+v", heads)
		}
		do[protocol.ReceiptMarked](t, h, h.ana, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Delivered: 4}}})
		row := do[protocol.Heads](t, h, h.bo, "heads.list", protocol.HeadsList{}).Heads[0]
		if row.Others.Delivered != 4 || !slices.Equal(row.OthersExpired, []protocol.Stretch{{From: 1, To: 2}}) {
			t.Errorf("Bo's heads are %+v", row)
		}
	})
	t.Run("[C25] what is withheld expires for its sender like anything that is not taken", func(t *testing.T) {
		block(t)
		h.send(t, h.bo, chat, text("hello?"))
		h.clock.now = h.clock.now.Add(8 * 24 * time.Hour)
		if n, _, err := h.messenger.ExpireQueue(t.Context(), messenger.QueueRule{Keep: 7 * 24 * time.Hour}, 10); n != 1 || err != nil {
			t.Fatalf("in %d chats something expired, %v", n, err)
		}
		row := do[protocol.Heads](t, h, h.bo, "heads.list", protocol.HeadsList{}).Heads[0]
		if row.Others.Delivered != 5 || !slices.Equal(row.OthersExpired, []protocol.Stretch{{From: 1, To: 2}, {From: 4, To: 5}}) {
			t.Errorf("Bo's heads are %+v", row)
		}
		if heads := do[protocol.Heads](t, h, h.ana, "heads.list", protocol.HeadsList{}).Heads[0]; heads.Expired != nil || heads.Unread != 1 {
			t.Errorf("Ana's heads are %+v", heads)
		}
	})
	t.Run("who is blocked opens the chat and makes groups as ever, and the other is not in them", func(t *testing.T) {
		if again := do[protocol.ChatOpened](t, h, h.bo, "chat.open", protocol.ChatOpen{With: ana}); again.Row.Chat != chat {
			t.Errorf("opened %+v", again)
		}
		made := do[protocol.ChatOpened](t, h, h.bo, "group.create", protocol.GroupCreate{ClientID: messenger.NewID(), Name: "Choir", Users: []protocol.UserID{ana}})
		if made.Heads.Members != 1 {
			t.Errorf("in the group are %d", made.Heads.Members)
		}
		if members := do[protocol.Members](t, h, h.bo, "group.add", protocol.GroupAdd{Chat: made.Row.Chat, Users: []protocol.UserID{ana}}); len(members.Members) != 1 {
			t.Errorf("added: %+v", members)
		}
	})
	t.Run("oneself and whoever there is not cannot be blocked", func(t *testing.T) {
		if e := refused(t, h, h.ana, "person.block", protocol.PersonBlock{User: ana}, protocol.CodeBadField); e.Field != "user" {
			t.Errorf("the field is %q", e.Field)
		}
		refused(t, h, h.ana, "person.block", protocol.PersonBlock{User: messenger.NewID()}, protocol.CodePersonNotFound)
	})
}
