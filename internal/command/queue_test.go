package command_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func TestExpired(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	first := text("nobody comes")
	h.send(t, h.ana, chat, first, text("nor for this"))
	h.clock.now = h.clock.now.Add(8 * 24 * time.Hour)
	h.send(t, h.ana, chat, text("today"))
	if n, more, err := h.messenger.ExpireQueue(t.Context(), messenger.QueueRule{Keep: 7 * 24 * time.Hour}, 10); n != 1 || more || err != nil {
		t.Fatalf("in %d chats something expired, %v, %v", n, more, err)
	}
	own := []protocol.Stretch{{From: 0, To: 2, Messages: 2}}

	t.Run("[C25] R7.5 what has expired is left out of every read, and named", func(t *testing.T) {
		changes := do[protocol.Changes](t, h, h.bo, "changes.read", protocol.ChangesRead{Chat: chat})
		history := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat})
		heads := do[protocol.Heads](t, h, h.bo, "heads.list", protocol.HeadsList{})
		if len(changes.Entries) != 1 || changes.Entries[0].Seq != 3 || !slices.Equal(changes.Expired, own) {
			t.Errorf("changes: %+v", changes)
		}
		if len(history.Messages) != 1 || history.More || !slices.Equal(history.Expired, own) {
			t.Errorf("history: %+v", history)
		}
		if row := heads.Heads[0]; row.Unread != 1 || !slices.Equal(row.Expired, own) {
			t.Errorf("heads: %+v", row)
		}
		if below := do[protocol.Changes](t, h, h.bo, "changes.read", protocol.ChangesRead{Chat: chat, After: 2}); below.Expired != nil {
			t.Errorf("above it, it is named: %+v", below.Expired)
		}
		if subscribed, err := h.SubscribeChat(t.Context(), h.bo, chat); err != nil || !slices.Equal(subscribed.Heads.Expired, own) {
			t.Errorf("the chat's page: %+v, %v", subscribed.Heads, err)
		}
	})

	t.Run("[C26] R7.5 its sender is told by heads and by message info, and can send again", func(t *testing.T) {
		row := do[protocol.Heads](t, h, h.ana, "heads.list", protocol.HeadsList{}).Heads[0]
		if !slices.Equal(row.OthersExpired, []protocol.Stretch{{From: 0, To: 2}}) || row.Others.Delivered != 2 || row.Expired != nil {
			t.Errorf("heads: %+v", row)
		}
		info := do[protocol.MessageInfoReply](t, h, h.ana, "message.info", protocol.MessageInfo{Chat: chat, Seq: 1})
		if r := info.Receipts[0]; !r.Expired || r.Delivered {
			t.Errorf("info: %+v", r)
		}
		again := text("nobody comes")
		again.AgainOf = first.ClientID
		for range 2 {
			h.send(t, h.ana, chat, again)
		}
		history := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat})
		if len(history.Messages) != 2 || history.Messages[1].AgainOf != first.ClientID {
			t.Errorf("sent again: %+v", history.Messages)
		}
	})

	t.Run("[C27] R7.5 showing it again and again is showing it once", func(t *testing.T) {
		for range 3 {
			shown := do[protocol.ExpiredShown](t, h, h.bo, "expired.show", protocol.ExpiredShow{Chat: chat, From: 0})
			if shown.Heads.Expired != nil || shown.Heads.Unread != 4 || len(shown.People) != 2 {
				t.Errorf("shown: %+v", shown)
			}
		}
		if history := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat}); len(history.Messages) != 4 || history.Expired != nil {
			t.Errorf("history: %+v", history)
		}
		row := do[protocol.Heads](t, h, h.ana, "heads.list", protocol.HeadsList{}).Heads[0]
		if row.OthersExpired != nil || row.Others.Delivered != 2 {
			t.Errorf("Ana's heads: %+v", row)
		}
	})
}

// A page of history that is cut for its size names only the stretches that lie in what is left of it.
func TestExpiredInACutPage(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("nobody comes"))
	h.clock.now = h.clock.now.Add(8 * 24 * time.Hour)
	large := strings.Repeat("0123456789 ", 900)
	for range 60 {
		h.send(t, h.ana, chat, text(large))
	}
	if _, _, err := h.messenger.ExpireQueue(t.Context(), messenger.QueueRule{Keep: 7 * 24 * time.Hour}, 10); err != nil {
		t.Fatal(err)
	}
	named, rows := 0, 0
	for before, more := protocol.Seq(0), true; more; {
		page := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat, Before: before, Limit: 100})
		if more, rows, named = page.More, rows+len(page.Messages), named+len(page.Expired); more {
			before = page.Messages[0].Seq
			if len(page.Expired) > 0 {
				t.Error("the stretch is named above where it is")
			}
		}
	}
	if rows != 60 || named != 1 {
		t.Errorf("%d rows, and the stretch is named %d times", rows, named)
	}
}

func TestDrafts(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	now := h.clock.now.UnixMilli()

	t.Run("[C30] R11.4 a draft is in one's row of the chat, and nobody else's", func(t *testing.T) {
		kept := do[protocol.DraftKept](t, h, h.ana, "draft.set", protocol.DraftSet{Chat: chat, Text: "Dear Bo, \n", At: now})
		rows := do[protocol.AccountRows](t, h, h.ana, "account.since", protocol.AccountSince{Rev: kept.Row.Rev - 1})
		if kept.Row.Draft != "Dear Bo, \n" || kept.Row.DraftAt != now || len(rows.Chats) != 1 || rows.Chats[0] != kept.Row {
			t.Errorf("kept %+v, read %+v", kept.Row, rows.Chats)
		}
		h.send(t, h.ana, chat, text("hello"))
		if theirs := do[protocol.AccountRows](t, h, h.bo, "account.since", protocol.AccountSince{}); theirs.Chats[0].Draft != "" {
			t.Errorf("Bo reads %+v", theirs.Chats)
		}
	})
	t.Run("[C30] a device whose clock is ahead does not keep the others' drafts away", func(t *testing.T) {
		ahead := do[protocol.DraftKept](t, h, h.ana, "draft.set", protocol.DraftSet{Chat: chat, Text: "from the future", At: now + 1_000_000_000})
		h.clock.now = h.clock.now.Add(time.Second)
		later := do[protocol.DraftKept](t, h, h.ana, "draft.set", protocol.DraftSet{Chat: chat, Text: "from now", At: now + 1000})
		if ahead.Row.Draft != "from the future" || ahead.Row.DraftAt > now || later.Row.Draft != "from now" {
			t.Errorf("kept %+v, then %+v", ahead.Row, later.Row)
		}
	})
	t.Run("an empty draft clears; white space is one", func(t *testing.T) {
		for _, words := range []string{" \n", ""} {
			h.clock.now = h.clock.now.Add(time.Second)
			kept := do[protocol.DraftKept](t, h, h.ana, "draft.set", protocol.DraftSet{Chat: chat, Text: words, At: h.clock.now.UnixMilli()})
			if kept.Row.Draft != words {
				t.Errorf("kept %q", kept.Row.Draft)
			}
		}
	})
	t.Run("what no message may hold, no draft may", func(t *testing.T) {
		for words, code := range map[string]protocol.ErrorCode{
			strings.Repeat("x", messenger.MaxTextCharacters+1): protocol.CodeTextTooLong,
			"a\x00b": protocol.CodeTextNotAllowed,
		} {
			refused(t, h, h.ana, "draft.set", protocol.DraftSet{Chat: chat, Text: words, At: now}, code)
		}
		if e := refused(t, h, h.ana, "draft.set", protocol.DraftSet{Chat: chat, Text: "when?"}, protocol.CodeBadField); e.Field != "at" {
			t.Errorf("the field is %q", e.Field)
		}
	})
	t.Run("drafts are limited for one person", func(t *testing.T) {
		chat := h.chat(t, h.cy, h.cy)
		for i := range int64(60) {
			do[protocol.DraftKept](t, h, h.cy, "draft.set", protocol.DraftSet{Chat: chat, Text: "x", At: now + i})
		}
		if e := refused(t, h, h.cy, "draft.set", protocol.DraftSet{Chat: chat, Text: "y", At: now}, protocol.CodeRateLimited); e.RetryAfterMs == 0 {
			t.Errorf("refused without a time: %+v", e)
		}
	})
}
