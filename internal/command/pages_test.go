package command_test

import (
	"strings"
	"testing"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func TestHistoryComesInPages(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	for range 3 {
		batch := make([]protocol.NewMessage, 50)
		for i := range batch {
			batch[i] = text("x")
		}
		h.send(t, h.ana, chat, batch...)
	}
	newest := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat})
	if n := len(newest.Messages); n != 50 || newest.Messages[0].Seq != 101 || !newest.More || newest.Head != 150 {
		t.Errorf("[R11.2] %d rows, more %v", n, newest.More)
	}
	older := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat, Before: 21, Limit: 20})
	if n := len(older.Messages); n != 20 || older.Messages[0].Seq != 1 || older.More {
		t.Errorf("[R10.3] %d rows, more %v", n, older.More)
	}
	changes := do[protocol.Changes](t, h, h.bo, "changes.read", protocol.ChangesRead{Chat: chat, After: 100})
	if n := len(changes.Entries); n != 50 || changes.Upto != 150 || changes.Entries[0].Seq != 101 {
		t.Errorf("[C12] %d entries up to %d", n, changes.Upto)
	}
	for name, request := range map[string]any{
		"history.read":   protocol.HistoryRead{Chat: chat, Limit: 201},
		"changes.read":   protocol.ChangesRead{Chat: chat, Limit: 501},
		"message.search": protocol.MessageSearch{Text: "x", Limit: 51},
		"heads.list":     protocol.HeadsList{Limit: 201},
		"account.since":  protocol.AccountSince{Limit: 201},
		"person.list":    protocol.PersonList{Limit: 201},
	} {
		if e := refused(t, h, h.bo, name, request, protocol.CodeBadField); e.Field != "limit" {
			t.Errorf("%s: field %q", name, e.Field)
		}
	}
}

func TestHistoryAroundAPlaceAndOnFromThere(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	for range 3 {
		batch := make([]protocol.NewMessage, 50)
		for i := range batch {
			batch[i] = text("x")
		}
		h.send(t, h.ana, chat, batch...)
	}
	ends := func(p protocol.History) [2]protocol.Seq {
		return [2]protocol.Seq{p.Messages[0].Seq, p.Messages[len(p.Messages)-1].Seq}
	}
	for _, c := range []struct {
		ask         protocol.HistoryRead
		ends        [2]protocol.Seq
		more, newer bool
	}{
		{protocol.HistoryRead{Around: 60, Limit: 20}, [2]protocol.Seq{51, 70}, true, true},
		{protocol.HistoryRead{Around: 60, Limit: 1}, [2]protocol.Seq{60, 61}, true, true},
		{protocol.HistoryRead{Around: 3, Limit: 20}, [2]protocol.Seq{1, 13}, false, true},
		{protocol.HistoryRead{Around: 145, Limit: 20}, [2]protocol.Seq{136, 150}, true, false},
		{protocol.HistoryRead{Around: protocol.MaxSafe, Limit: 20}, [2]protocol.Seq{141, 150}, true, false},
		{protocol.HistoryRead{After: 70, Limit: 20}, [2]protocol.Seq{71, 90}, true, true},
		{protocol.HistoryRead{After: 130, Limit: 20}, [2]protocol.Seq{131, 150}, true, false},
	} {
		c.ask.Chat = chat
		page := do[protocol.History](t, h, h.bo, "history.read", c.ask)
		if ends(page) != c.ends || page.More != c.more || page.Newer != c.newer || page.Head != 150 || len(page.People) != 1 {
			t.Errorf("%+v: %v, more %v, newer %v, head %d, people %d", c.ask, ends(page), page.More, page.Newer, page.Head, len(page.People))
		}
	}
	if page := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat, After: 150}); len(page.Messages) != 0 || page.Newer {
		t.Errorf("after the head: %+v", page)
	}
	refused(t, h, h.cy, "history.read", protocol.HistoryRead{Chat: chat, Around: 60}, protocol.CodeChatNotFound)
	refused(t, h, h.cy, "history.read", protocol.HistoryRead{Chat: chat, After: 60}, protocol.CodeChatNotFound)
	refused(t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat, After: 60, Around: 60}, protocol.CodeBadField)
	refused(t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat, Before: 60, Around: 60}, protocol.CodeBadField)
}

func TestPageThatWouldBeTooLargeIsCut(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	large := strings.Repeat("€", messenger.MaxTextBytes/3)
	for range 5 {
		batch := make([]protocol.NewMessage, 20)
		for i := range batch {
			batch[i] = text(large)
		}
		h.send(t, h.ana, chat, batch...)
	}
	var got []protocol.Seq
	for before := protocol.Seq(0); ; {
		page := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat, Before: before, Limit: 200})
		if size := len(protocol.Encode(page)); size > 600<<10 {
			t.Fatalf("a page of %d bytes", size)
		}
		for i := len(page.Messages) - 1; i >= 0; i-- {
			got = append(got, page.Messages[i].Seq)
		}
		if !page.More {
			break
		}
		before = page.Messages[0].Seq
	}
	if len(got) != 100 || got[0] != 100 || got[99] != 1 {
		t.Errorf("paged through %d rows", len(got))
	}
	entries := 0
	for after := protocol.Seq(0); after < 100; {
		page := do[protocol.Changes](t, h, h.bo, "changes.read", protocol.ChangesRead{Chat: chat, After: after, Limit: 500})
		if size := len(protocol.Encode(page)); size > 600<<10 || page.Upto <= after {
			t.Fatalf("a page of %d bytes up to %d", size, page.Upto)
		}
		entries += len(page.Entries)
		after = page.Upto
	}
	if entries != 100 {
		t.Errorf("paged through %d entries", entries)
	}
}

func TestHeadsComeInPages(t *testing.T) {
	h := newHouse(t)
	chats := map[protocol.ChatID]bool{
		h.chat(t, h.ana, h.ana): true, h.chat(t, h.ana, h.bo): true, h.chat(t, h.ana, h.cy): true,
	}
	for chat := range chats {
		h.send(t, h.ana, chat, text("hello"))
	}
	seen := map[protocol.ChatID]bool{}
	for after := ""; ; {
		page := do[protocol.Heads](t, h, h.ana, "heads.list", protocol.HeadsList{After: after, Limit: 1})
		for _, row := range page.Heads {
			if seen[row.Chat] {
				t.Fatalf("%s comes twice", row.Chat)
			}
			seen[row.Chat] = true
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if len(seen) != 3 {
		t.Errorf("paged through %d chats", len(seen))
	}
}

func TestCursorsOfOthersMakingAreRefused(t *testing.T) {
	h := newHouse(t)
	for _, cursor := range []string{"x", "AAAA", strings.Repeat("A", 31), strings.Repeat("A", 33), strings.Repeat("_", 32), "' OR 1=1 --", strings.Repeat("A", 10_000)} {
		for name, request := range map[string]any{
			"heads.list":  protocol.HeadsList{After: cursor},
			"person.list": protocol.PersonList{After: cursor},
		} {
			if e := refused(t, h, h.ana, name, request, protocol.CodeBadField); e.Field != "after" {
				t.Errorf("%s: field %q", name, e.Field)
			}
		}
	}
}

func TestListsOfNamesAreBounded(t *testing.T) {
	h := newHouse(t)
	ids := make([]protocol.ChatID, 201)
	marks := make([]protocol.ChatMark, 201)
	users := make([]protocol.UserID, 201)
	for i := range ids {
		ids[i] = messenger.NewID()
		marks[i].Chat = messenger.NewID()
		users[i] = messenger.NewID()
	}
	refused(t, h, h.ana, "heads.list", protocol.HeadsList{Chats: ids}, protocol.CodeTooLarge)
	refused(t, h, h.ana, "receipt.mark", protocol.ReceiptMark{Marks: marks}, protocol.CodeTooLarge)
	refused(t, h, h.ana, "person.get", protocol.PersonGet{Users: users}, protocol.CodeTooLarge)
}
