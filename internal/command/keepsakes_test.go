package command_test

import (
	"slices"
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func TestMessageStar(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("one"), text("two"), text("three"))
	for range 2 { // the second time it changes nothing
		do[protocol.Done](t, h, h.bo, "message.star", protocol.MessageStar{Chat: chat, Seqs: []protocol.Seq{1, 3, 3}, On: true})
	}
	rows := do[protocol.AccountRows](t, h, h.bo, "account.since", protocol.AccountSince{Rev: 1})
	if want := []protocol.Star{{Rev: 2, Chat: chat, Seq: 1}, {Rev: 3, Chat: chat, Seq: 3}}; !slices.Equal(rows.Stars, want) || rows.Rev != 3 {
		t.Errorf("[C30] Bo's devices read %+v", rows)
	}
	if rows := do[protocol.AccountRows](t, h, h.ana, "account.since", protocol.AccountSince{}); len(rows.Stars) > 0 {
		t.Errorf("[C30] Ana reads %+v", rows.Stars)
	}
	first := do[protocol.Stars](t, h, h.bo, "star.list", protocol.StarList{Limit: 1})
	if len(first.Stars) != 1 || first.Stars[0].Message.Seq != 3 || first.Next != 3 || len(first.People) != 1 || first.Epoch == "" {
		t.Errorf("the first page is %+v", first)
	}
	second := do[protocol.Stars](t, h, h.bo, "star.list", protocol.StarList{Chat: chat, Before: first.Next, Limit: 1})
	if len(second.Stars) != 1 || second.Stars[0].Message.Seq != 1 || second.Next != 0 {
		t.Errorf("the second page is %+v", second)
	}
	do[protocol.Done](t, h, h.bo, "message.star", protocol.MessageStar{Chat: chat, Seqs: []protocol.Seq{1, 3}})
	if left := do[protocol.Stars](t, h, h.bo, "star.list", protocol.StarList{}); len(left.Stars) > 0 {
		t.Errorf("left are %+v", left)
	}
	refused(t, h, h.cy, "message.star", protocol.MessageStar{Chat: chat, Seqs: []protocol.Seq{1}, On: true}, protocol.CodeChatNotFound)
	refused(t, h, h.cy, "star.list", protocol.StarList{Chat: chat}, protocol.CodeChatNotFound)
	refused(t, h, h.bo, "message.star", protocol.MessageStar{Chat: chat, Seqs: []protocol.Seq{1, 4}, On: true}, protocol.CodeEntryNotFound)
	refused(t, h, h.bo, "message.star", protocol.MessageStar{Chat: chat, On: true}, protocol.CodeBadField)
	refused(t, h, h.bo, "message.star", protocol.MessageStar{Chat: chat, Seqs: make([]protocol.Seq, messenger.MaxKeptAtOnce+1)}, protocol.CodeTooLarge)
	refused(t, h, h.bo, "star.list", protocol.StarList{Limit: protocol.MaxPage + 1}, protocol.CodeBadField)
}

func TestMessageHide(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("one"), text("two"), text("three"))
	h.clock.now = h.clock.now.Add(1000 * messenger.DeleteWithin) // of any age
	for range 2 {
		do[protocol.Done](t, h, h.bo, "message.hide", protocol.MessageHide{Chat: chat, Seqs: []protocol.Seq{2, 3}})
	}
	rows := do[protocol.AccountRows](t, h, h.bo, "account.since", protocol.AccountSince{Rev: 1})
	if want := []protocol.Hidden{{Rev: 2, Chat: chat, Seq: 2}, {Rev: 3, Chat: chat, Seq: 3}}; !slices.Equal(rows.Hidden, want) {
		t.Errorf("[C30] Bo's devices read %+v", rows)
	}
	seqs := seqsOf(do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat}))
	heads := do[protocol.Heads](t, h, h.bo, "heads.list", protocol.HeadsList{}).Heads[0]
	if !slices.Equal(seqs, []protocol.Seq{1}) || heads.Unread != 1 || heads.Last.Seq != 1 {
		t.Errorf("[C32] Bo reads %v, %+v", seqs, heads)
	}
	if seqs := seqsOf(do[protocol.History](t, h, h.ana, "history.read", protocol.HistoryRead{Chat: chat})); len(seqs) != 3 {
		t.Errorf("Ana reads %v", seqs)
	}
	refused(t, h, h.cy, "message.hide", protocol.MessageHide{Chat: chat, Seqs: []protocol.Seq{1}}, protocol.CodeChatNotFound)
	refused(t, h, h.bo, "message.hide", protocol.MessageHide{Chat: chat, Seqs: []protocol.Seq{1, 9}}, protocol.CodeEntryNotFound)
	refused(t, h, h.bo, "message.hide", protocol.MessageHide{Chat: chat}, protocol.CodeBadField)
	many := make([]protocol.Seq, messenger.MaxKeptAtOnce)
	for i := range many {
		many[i] = 2
	}
	for range 4 {
		do[protocol.Done](t, h, h.bo, "message.hide", protocol.MessageHide{Chat: chat, Seqs: many})
	}
	e := refused(t, h, h.bo, "message.hide", protocol.MessageHide{Chat: chat, Seqs: many}, protocol.CodeRateLimited)
	if e.RetryAfterMs == 0 {
		t.Error("it does not say when to try again")
	}
}

func seqsOf(h protocol.History) (seqs []protocol.Seq) {
	for _, m := range h.Messages {
		seqs = append(seqs, m.Seq)
	}
	return seqs
}

func TestMessagePin(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("one"), text("two"))
	const day = 86_400_000
	for range 2 {
		do[protocol.Done](t, h, h.bo, "message.pin", protocol.MessagePin{Chat: chat, Seq: 1, ForMs: day})
	}
	until := h.clock.now.UnixMilli() + day
	pins := func() []protocol.PinnedMessage {
		return do[protocol.Heads](t, h, h.ana, "heads.list", protocol.HeadsList{}).Heads[0].Pins
	}
	if got := pins(); len(got) != 1 || got[0].Message.Seq != 1 || got[0].By != protocol.UserID(h.bo.User) || got[0].UntilAt != until {
		t.Errorf("pinned are %+v", got)
	}
	changes := do[protocol.Changes](t, h, h.ana, "changes.read", protocol.ChangesRead{Chat: chat, After: 2})
	if len(changes.Entries) != 1 || changes.Entries[0].Change.Kind != "pin" || changes.Entries[0].Pin.UntilAt != until {
		t.Errorf("[C8a] the entries are %+v", changes.Entries)
	}
	state, refusal := h.SubscribeChat(t.Context(), h.ana, chat)
	if refusal != nil || len(state.Heads.Pins) != 1 {
		t.Errorf("a page that opens the chat sees %+v, %v", state.Heads, refusal)
	}
	h.clock.now = h.clock.now.Add(day * time.Millisecond)
	if got := pins(); len(got) != 0 {
		t.Errorf("its time has passed, and nothing swept: %+v", got)
	}
	do[protocol.Done](t, h, h.bo, "message.pin", protocol.MessagePin{Chat: chat, Seq: 2, ForMs: 7 * day})
	for range 2 {
		do[protocol.Done](t, h, h.ana, "message.unpin", protocol.MessageUnpin{Chat: chat, Seq: 2})
	}
	if got := pins(); len(got) != 0 {
		t.Errorf("pinned are %+v", got)
	}
	refused(t, h, h.cy, "message.pin", protocol.MessagePin{Chat: chat, Seq: 1, ForMs: day}, protocol.CodeChatNotFound)
	refused(t, h, h.cy, "message.unpin", protocol.MessageUnpin{Chat: chat, Seq: 1}, protocol.CodeChatNotFound)
	refused(t, h, h.ana, "message.pin", protocol.MessagePin{Chat: chat, Seq: 3, ForMs: day}, protocol.CodeEntryNotFound)
	for _, ms := range []int64{0, 1, day + 1, 365 * day} {
		refused(t, h, h.ana, "message.pin", protocol.MessagePin{Chat: chat, Seq: 1, ForMs: ms}, protocol.CodeBadField)
	}
	do[protocol.MessageChange](t, h, h.ana, "message.delete", protocol.MessageDelete{Chat: chat, Seq: 2})
	refused(t, h, h.ana, "message.pin", protocol.MessagePin{Chat: chat, Seq: 2, ForMs: day}, protocol.CodeEntryNotFound)
}

func TestInfoTellsWhoHasLeft(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo, h.cy)
	h.send(t, h.ana, chat, text("one"))
	do[protocol.Members](t, h, h.ana, "group.remove", protocol.GroupRemove{Chat: chat, User: protocol.UserID(h.bo.User)})
	do[protocol.Members](t, h, h.ana, "group.add", protocol.GroupAdd{Chat: chat, Users: []protocol.UserID{protocol.UserID(h.bo.User)}})
	info := do[protocol.MessageInfoReply](t, h, h.ana, "message.info", protocol.MessageInfo{Chat: chat, Seq: 2})
	for _, r := range info.Receipts {
		if want := r.User == protocol.UserID(h.bo.User); r.Left != want || r.Delivered {
			t.Errorf("[C22] %+v, want left %t also after coming back", r, want)
		}
	}
	if len(info.Receipts) != 2 {
		t.Errorf("got %+v", info.Receipts)
	}
}
