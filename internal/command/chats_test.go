package command_test

import (
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func TestChatSet(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("hello"))
	yes, no := true, false
	set := func(t *testing.T, r protocol.ChatSet) protocol.ChatRow {
		t.Helper()
		r.Chat = chat
		return do[protocol.ChatKept](t, h, h.bo, "chat.set", r).Row
	}

	t.Run("[C30] what one decides is in one's row of the chat, and nobody else's", func(t *testing.T) {
		row := set(t, protocol.ChatSet{Pinned: &yes, MarkedUnread: &yes, Mute: "hours"})
		now := h.clock.now.UnixMilli()
		if row.PinnedAt != now || !row.MarkedUnread || row.MutedUntil != now+8*time.Hour.Milliseconds() || row.Archived {
			t.Errorf("the row is %+v", row)
		}
		rows := do[protocol.AccountRows](t, h, h.bo, "account.since", protocol.AccountSince{Rev: row.Rev - 1})
		if len(rows.Chats) != 1 || rows.Chats[0] != row {
			t.Errorf("Bo's devices read %+v", rows.Chats)
		}
		theirs := do[protocol.AccountRows](t, h, h.ana, "account.since", protocol.AccountSince{}).Chats[0]
		if theirs.PinnedAt != 0 || theirs.MutedUntil != 0 || theirs.MarkedUnread {
			t.Errorf("Ana reads %+v", theirs)
		}
		if heads := do[protocol.Heads](t, h, h.ana, "heads.list", protocol.HeadsList{}).Heads[0]; heads.Others != (protocol.Marks{}) {
			t.Errorf("Ana is told of %+v", heads.Others)
		}
	})
	t.Run("a chat is muted for a week, for good, and not any more", func(t *testing.T) {
		if row := set(t, protocol.ChatSet{Mute: "week"}); row.MutedUntil != h.clock.now.Add(7*24*time.Hour).UnixMilli() {
			t.Errorf("for a week: %+v", row)
		}
		if row := set(t, protocol.ChatSet{Mute: "always"}); row.MutedUntil != protocol.MaxSafe {
			t.Errorf("for good: %+v", row)
		}
		if row := set(t, protocol.ChatSet{Mute: "off"}); row.MutedUntil != 0 {
			t.Errorf("not any more: %+v", row)
		}
	})
	t.Run("a chat that is put away is not pinned, and one that is pinned is not put away", func(t *testing.T) {
		if row := set(t, protocol.ChatSet{Archived: &yes}); !row.Archived || row.PinnedAt != 0 {
			t.Errorf("put away: %+v", row)
		}
		if row := set(t, protocol.ChatSet{Pinned: &yes}); row.Archived || row.PinnedAt == 0 {
			t.Errorf("pinned: %+v", row)
		}
	})
	t.Run("a chat that was put away stays so when something is written there", func(t *testing.T) {
		row := set(t, protocol.ChatSet{Archived: &yes})
		h.send(t, h.ana, chat, text("are you there?"))
		if now := do[protocol.AccountRows](t, h, h.bo, "account.since", protocol.AccountSince{}).Chats[0]; now != row {
			t.Errorf("it was %+v and is %+v", row, now)
		}
	})
	t.Run("a repeat changes nothing", func(t *testing.T) {
		row := set(t, protocol.ChatSet{Archived: &no, MarkedUnread: &no})
		if again := set(t, protocol.ChatSet{Archived: &no, MarkedUnread: &no}); again != row {
			t.Errorf("it was %+v and is %+v", row, again)
		}
	})
	t.Run("a sixth chat is not pinned", func(t *testing.T) {
		for _, handle := range []string{"dee", "eli", "fay", "gus", "hal"} {
			other := do[protocol.ChatOpened](t, h, h.cy, "group.create", protocol.GroupCreate{ClientID: messenger.NewID(), Name: handle}).Row.Chat
			do[protocol.ChatKept](t, h, h.cy, "chat.set", protocol.ChatSet{Chat: other, Pinned: &yes})
		}
		sixth := h.chat(t, h.cy, h.ana)
		if e := refused(t, h, h.cy, "chat.set", protocol.ChatSet{Chat: sixth, Pinned: &yes}, protocol.CodeTooManyKept); e.Field != "pinned" {
			t.Errorf("the field is %q", e.Field)
		}
	})
	t.Run("what is no chat of one's own is not found, and what says nothing is refused", func(t *testing.T) {
		refused(t, h, h.cy, "chat.set", protocol.ChatSet{Chat: chat, Pinned: &yes}, protocol.CodeChatNotFound)
		refused(t, h, h.bo, "chat.set", protocol.ChatSet{Chat: chat}, protocol.CodeBadField)
		if e := refused(t, h, h.bo, "chat.set", protocol.ChatSet{Chat: chat, Mute: "a while"}, protocol.CodeBadField); e.Field != "mute" {
			t.Errorf("the field is %q", e.Field)
		}
	})
	t.Run("changes are limited for one person", func(t *testing.T) {
		note := h.chat(t, h.ana, h.ana)
		for range 60 {
			do[protocol.ChatKept](t, h, h.ana, "chat.set", protocol.ChatSet{Chat: note, Archived: &no})
		}
		refused(t, h, h.ana, "chat.set", protocol.ChatSet{Chat: note, Archived: &no}, protocol.CodeRateLimited)
	})
}

func TestChatClear(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("one"), text("two"), text("three"))

	t.Run("what was cleared is gone for oneself by every route, and for nobody else", func(t *testing.T) {
		cleared := do[protocol.ChatCleared](t, h, h.bo, "chat.clear", protocol.ChatClear{Chat: chat, Upto: 2})
		if cleared.Row.From != 2 || cleared.Heads.Unread != 1 || cleared.Heads.Last.Seq != 3 || cleared.Heads.Mine != (protocol.Marks{}) {
			t.Errorf("cleared: %+v", cleared)
		}
		if page := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat}); len(page.Messages) != 1 || page.More {
			t.Errorf("Bo reads %+v", page)
		}
		if page := do[protocol.Changes](t, h, h.bo, "changes.read", protocol.ChangesRead{Chat: chat}); len(page.Entries) != 1 || page.Upto != 3 {
			t.Errorf("Bo's changes are %+v", page)
		}
		if page := do[protocol.History](t, h, h.ana, "history.read", protocol.HistoryRead{Chat: chat}); len(page.Messages) != 3 {
			t.Errorf("Ana reads %+v", page)
		}
	})
	t.Run("the chat stays, without a last message, and goes on", func(t *testing.T) {
		do[protocol.ChatCleared](t, h, h.bo, "chat.clear", protocol.ChatClear{Chat: chat, Upto: 3})
		heads := do[protocol.Heads](t, h, h.bo, "heads.list", protocol.HeadsList{}).Heads
		if len(heads) != 1 || heads[0].Last != nil || heads[0].Unread != 0 {
			t.Errorf("heads: %+v", heads)
		}
		h.send(t, h.ana, chat, text("four"))
		if heads := do[protocol.Heads](t, h, h.bo, "heads.list", protocol.HeadsList{}).Heads[0]; heads.Last == nil || heads.Unread != 1 {
			t.Errorf("heads: %+v", heads)
		}
	})
	t.Run("clearing less than before changes nothing, and more than there is is refused", func(t *testing.T) {
		if again := do[protocol.ChatCleared](t, h, h.bo, "chat.clear", protocol.ChatClear{Chat: chat, Upto: 1}); again.Row.From != 3 {
			t.Errorf("cleared: %+v", again.Row)
		}
		refused(t, h, h.bo, "chat.clear", protocol.ChatClear{Chat: chat, Upto: 99}, protocol.CodeMarkAhead)
		refused(t, h, h.bo, "chat.clear", protocol.ChatClear{Chat: chat}, protocol.CodeBadField)
		refused(t, h, h.cy, "chat.clear", protocol.ChatClear{Chat: chat, Upto: 1}, protocol.CodeChatNotFound)
	})
}
