package command_test

import (
	"strings"
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func replyTo(seq protocol.Seq, words string) protocol.NewMessage {
	m := text(words)
	m.ReplyTo = seq
	return m
}

func TestReply(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text(strings.Repeat("a", 130)))
	forwarded := text("said elsewhere")
	forwarded.Forwarded = true
	sent := h.send(t, h.bo, chat, replyTo(1, "an answer"), replyTo(9, "to nothing"), forwarded)
	if e := sent.Results[1].Error; e == nil || e.Code != protocol.CodeEntryNotFound {
		t.Errorf("an answer to what is not there: %+v", sent.Results[1])
	}
	page := do[protocol.History](t, h, h.ana, "history.read", protocol.HistoryRead{Chat: chat})
	want := protocol.Quote{Seq: 1, Sender: protocol.UserID(h.ana.User), Kind: "text", Text: strings.Repeat("a", 120) + "…"}
	if q := page.Messages[1].Quote; q == nil || *q != want {
		t.Errorf("the quote is %+v", q)
	}
	if len(page.Messages) != 3 || !page.Messages[2].Forwarded || page.Messages[2].Quote != nil {
		t.Errorf("the page is %+v", page.Messages)
	}
}

func react(chat protocol.ChatID, seq protocol.Seq, emoji string) protocol.MessageReact {
	return protocol.MessageReact{Chat: chat, Seq: seq, Emoji: emoji}
}

func TestMessageReact(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo, h.cy)
	h.send(t, h.ana, chat, text("one"))
	for range 2 { // what is there changes nothing
		out := do[protocol.MessageChange](t, h, h.bo, "message.react", react(chat, 2, "👍🏽"))
		if r := out.Message.Reactions; out.Message.ReactedSeq != 3 || len(r) != 1 || r[0].Emoji != "👍🏽" || r[0].Count != 1 || r[0].Users[0] != protocol.UserID(h.bo.User) {
			t.Errorf("got %+v", out.Message)
		}
	}
	do[protocol.MessageChange](t, h, h.cy, "message.react", react(chat, 2, "🎉"))
	do[protocol.MessageChange](t, h, h.ana, "message.react", react(chat, 2, "🎉"))
	all := do[protocol.ReactionList](t, h, h.cy, "message.reactions", protocol.MessageReactions{Chat: chat, Seq: 2})
	if len(all.Reactions) != 3 || all.Reactions[0].User != protocol.UserID(h.cy.User) || len(all.People) != 3 {
		t.Errorf("all of them are %+v", all)
	}
	changes := do[protocol.Changes](t, h, h.bo, "changes.read", protocol.ChangesRead{Chat: chat, After: 4})
	if e := changes.Entries[0]; e.Change.Kind != "reaction" || e.Message.Reactions[0].Emoji != "🎉" || e.Message.Reactions[0].Count != 2 {
		t.Errorf("Bo is told %+v of %+v", e.Change, e.Message)
	}
	if out := do[protocol.MessageChange](t, h, h.bo, "message.react", react(chat, 2, "")); len(out.Message.Reactions) != 1 {
		t.Errorf("taken back: %+v", out.Message.Reactions)
	}
	for _, bad := range []string{"a", "👍👍", " 👍", "👍 ", "🇩", "1", "\u200d", "👍\u200d", strings.Repeat("👍\u200d", 9) + "👍", "<b>"} {
		if e := refused(t, h, h.bo, "message.react", react(chat, 2, bad), protocol.CodeBadField); e.Field != "emoji" {
			t.Errorf("%q is refused for %q", bad, e.Field)
		}
	}
	for _, seq := range []protocol.Seq{0, 1, 3, 99, protocol.MaxSafe} { // nothing, a line of the server, an entry
		refused(t, h, h.bo, "message.react", react(chat, seq, "👍"), protocol.CodeEntryNotFound)
	}
	do[protocol.MessageChange](t, h, h.ana, "message.delete", protocol.MessageDelete{Chat: chat, Seq: 2})
	refused(t, h, h.bo, "message.react", react(chat, 2, "👍"), protocol.CodeEntryNotFound)
	do[protocol.Members](t, h, h.ana, "group.remove", protocol.GroupRemove{Chat: chat, User: protocol.UserID(h.bo.User)})
	refused(t, h, h.bo, "message.react", react(chat, 2, "👍"), protocol.CodeNotAMember)
}

func TestReactionsAreLimited(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("one"))
	for i := range 30 {
		do[protocol.MessageChange](t, h, h.bo, "message.react", react(chat, 1, []string{"👍", "🎉"}[i%2]))
	}
	if e := refused(t, h, h.bo, "message.react", react(chat, 1, "👍"), protocol.CodeRateLimited); e.RetryAfterMs != 1000 {
		t.Errorf("to be tried after %d ms", e.RetryAfterMs)
	}
	h.clock.now = h.clock.now.Add(time.Second)
	do[protocol.MessageChange](t, h, h.bo, "message.react", react(chat, 1, "👍"))
	do[protocol.MessageChange](t, h, h.ana, "message.react", react(chat, 1, "👍"))
}

func TestManyReactionsNameSomeAndAlwaysTheReader(t *testing.T) {
	list := make([]messenger.MemberReaction, 60)
	for i := range list {
		list[i] = messenger.MemberReaction{User: messenger.UserID{byte(i)}, Emoji: []string{"👍", "🎉"}[i%2]}
	}
	m := messenger.Message{Reactions: list}
	if n := len(m.Others()); n != messenger.MaxReactors {
		t.Errorf("%d are named", n)
	}
}
