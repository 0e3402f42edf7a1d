package command_test

import (
	"testing"
	"time"

	"twoticks/protocol"
)

func TestMessagesAreLimitedWithATimeToWait(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	batch := func(n int) protocol.MessageSend {
		messages := make([]protocol.NewMessage, n)
		for i := range messages {
			messages[i] = text("hello")
		}
		return protocol.MessageSend{Chat: chat, Messages: messages}
	}
	for range 6 { // 300 at once: 200 that waited in an outbox are no offence
		do[protocol.MessageSent](t, h, h.ana, "message.send", batch(50))
	}
	e := refused(t, h, h.ana, "message.send", batch(1), protocol.CodeRateLimited)
	if e.RetryAfterMs <= 0 || e.RetryAfterMs > 1000 {
		t.Errorf("wait %d ms", e.RetryAfterMs)
	}
	h.clock.now = h.clock.now.Add(time.Duration(e.RetryAfterMs) * time.Millisecond)
	do[protocol.MessageSent](t, h, h.ana, "message.send", batch(1))
	do[protocol.MessageSent](t, h, h.bo, "message.send", batch(1)) // Bo has a limit of his own
}

func TestHistoryIsLimited(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	for range 60 {
		do[protocol.History](t, h, h.ana, "history.read", protocol.HistoryRead{Chat: chat})
	}
	refused(t, h, h.ana, "history.read", protocol.HistoryRead{Chat: chat}, protocol.CodeRateLimited)
}

func TestOpeningAChatThatExistsCostsNothing(t *testing.T) {
	h := newHouse(t)
	for range 100 {
		h.chat(t, h.ana, h.bo)
	}
}

func TestReceiptsAreNeverRefusedForTheirRate(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("hello"))
	for range 500 {
		r := do[protocol.ReceiptMarked](t, h, h.bo, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: 1}}})
		if r.Results[0].Error != nil {
			t.Fatal(r.Results[0].Error)
		}
	}
}

func TestTypingTooOftenIsDroppedInSilence(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("hello"))
	for range 100 {
		do[protocol.Done](t, h, h.ana, "typing.set", protocol.TypingSet{Chat: chat, On: true})
		do[protocol.Done](t, h, h.ana, "typing.set", protocol.TypingSet{Chat: chat})
	}
	state, err := h.SubscribeChat(t.Context(), h.bo, chat)
	if err != nil || state.Typing.Count != 0 {
		t.Errorf("off always goes through: %+v, %v", state.Typing, err)
	}
}
