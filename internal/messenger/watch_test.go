package messenger_test

import (
	"errors"
	"testing"

	"twoticks/internal/messenger"
)

func TestOnlyWhoHasTheInfoOpenIsToldOfEachMember(t *testing.T) {
	h := newHouse(t)
	opened, err := h.CreateGroup(ctx, h.ana, messenger.NewID(), "Garden", []messenger.UserID{h.bo.User, h.cy.User})
	if err != nil {
		t.Fatal(err)
	}
	chat := opened.Row.Chat
	h.send(t, h.ana, chat, "one") // 2
	h.send(t, h.ana, chat, "two") // 3
	mark := func(actor messenger.Actor, delivered, read messenger.Seq) {
		t.Helper()
		if _, err := h.Mark(ctx, actor, chat, messenger.Marks{Delivered: delivered, Read: read}); err != nil {
			t.Fatal(err)
		}
	}
	mark(h.bo, 2, 0)
	if info, err := h.WatchMessage(ctx, h.ana, 1, chat, 3); err != nil || len(info.Receipts) != 2 || info.Receipts[0].Delivered {
		t.Fatalf("got %+v, %v", info, err)
	}
	if _, err := h.WatchMessage(ctx, h.bo, 2, chat, 3); !errors.Is(err, messenger.ErrNotYours) {
		t.Errorf("Bo watches Ana's: %v", err)
	}
	mark(h.bo, 3, 0)
	mark(h.bo, 3, 2) // about another message
	mark(h.bo, 3, 3)
	mark(h.cy, 3, 3)
	mark(h.cy, 3, 3)
	h.send(t, h.ana, chat, "three")
	mark(h.cy, 4, 4)
	h.end(t)
	got := h.told.reachedSoFar()
	want := []struct {
		user        messenger.UserID
		delivered   bool
		read, times bool
	}{{h.bo.User, true, false, true}, {h.bo.User, false, true, true}, {h.cy.User, true, true, true}}
	if len(got) != len(want) {
		t.Fatalf("[C20] told %+v", got)
	}
	for i, w := range want {
		r := got[i].receipt
		if got[i].author != h.ana.User || got[i].seq != 3 || r.User != w.user || r.Read != w.read || r.DeliveredAt.IsZero() == w.delivered || r.ReadAt.IsZero() == w.read {
			t.Errorf("[C20] %d: told %+v, want %+v", i, got[i], w)
		}
	}
	if chats := h.WatchedHere(); len(chats) != 1 || chats[0] != chat {
		t.Errorf("watched are %v", chats)
	}
	h.UnwatchMessage(h.ana, 1, chat, 3)
	h.UnwatchMessage(h.ana, 1, chat, 3)
	if chats := h.WatchedHere(); len(chats) != 0 {
		t.Errorf("still watched are %v", chats)
	}
}
