package command_test

import (
	"strings"
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func edited(chat protocol.ChatID, seq protocol.Seq, words string) protocol.MessageEdit {
	return protocol.MessageEdit{Chat: chat, Seq: seq, Content: text(words).Content}
}

func TestMessageEdit(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("helo"))
	for range 2 { // the content that it has changes nothing
		out := do[protocol.MessageChange](t, h, h.ana, "message.edit", edited(chat, 1, "hello"))
		if out.Message.EditedSeq != 2 || string(out.Message.Content.Body) != `{"text":"hello"}` || out.Epoch == "" {
			t.Errorf("got %+v", out)
		}
	}
	changes := do[protocol.Changes](t, h, h.bo, "changes.read", protocol.ChangesRead{Chat: chat, After: 1})
	if len(changes.Entries) != 1 || changes.Entries[0].Change.Kind != "edit" || changes.Entries[0].Message.EditedSeq != 2 || changes.Upto != 2 {
		t.Errorf("[C8a] Bo is told %+v", changes)
	}
	refused(t, h, h.bo, "message.edit", edited(chat, 1, "mine now"), protocol.CodeNotYours)
	refused(t, h, h.cy, "message.edit", edited(chat, 1, "mine now"), protocol.CodeChatNotFound)
	for _, seq := range []protocol.Seq{0, 2, 3, protocol.MaxSafe} {
		refused(t, h, h.ana, "message.edit", edited(chat, seq, "row 40"), protocol.CodeEntryNotFound)
	}
	for words, code := range map[string]protocol.ErrorCode{
		"": protocol.CodeTextEmpty, "a\x00": protocol.CodeTextNotAllowed, strings.Repeat("a", messenger.MaxTextCharacters+1): protocol.CodeTextTooLong,
	} {
		if e := refused(t, h, h.ana, "message.edit", edited(chat, 1, words), code); e.Field != "content/body/text" {
			t.Errorf("%s is about %q", e.Code, e.Field)
		}
	}
	h.clock.now = h.clock.now.Add(messenger.EditWithin)
	do[protocol.MessageChange](t, h, h.ana, "message.edit", edited(chat, 1, "hello!"))
	h.clock.now = h.clock.now.Add(time.Millisecond)
	refused(t, h, h.ana, "message.edit", edited(chat, 1, "hello?"), protocol.CodeTooLate)
	do[protocol.MessageChange](t, h, h.ana, "message.edit", edited(chat, 1, "hello!"))
}

func TestMessageDelete(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	first := text("one")
	h.send(t, h.ana, chat, first, text("two"))
	remove := protocol.MessageDelete{Chat: chat, Seq: 1}
	refused(t, h, h.bo, "message.delete", remove, protocol.CodeNotYours)
	refused(t, h, h.cy, "message.delete", remove, protocol.CodeChatNotFound)
	for range 2 {
		out := do[protocol.MessageChange](t, h, h.ana, "message.delete", remove)
		if out.Message.DeletedSeq != 3 || out.Message.Content != nil {
			t.Errorf("got %+v", out)
		}
	}
	refused(t, h, h.bo, "message.delete", remove, protocol.CodeNotYours)
	refused(t, h, h.ana, "message.edit", edited(chat, 1, "back again"), protocol.CodeEntryNotFound)
	heads := do[protocol.Heads](t, h, h.bo, "heads.list", protocol.HeadsList{})
	if heads.Heads[0].Unread != 1 {
		t.Errorf("[C32] %d are unread, want 1", heads.Heads[0].Unread)
	}
	if r := h.send(t, h.ana, chat, first).Results[0]; !r.Duplicate || r.Seq != 1 {
		t.Errorf("[C6] a repeat of the deleted one: %+v", r)
	}
	h.clock.now = h.clock.now.Add(messenger.DeleteWithin + time.Millisecond)
	refused(t, h, h.ana, "message.delete", protocol.MessageDelete{Chat: chat, Seq: 2}, protocol.CodeTooLate)
	do[protocol.MessageChange](t, h, h.ana, "message.delete", remove)
}

func TestAdministratorsDeleteOthersMessages(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo, h.cy)
	h.send(t, h.bo, chat, text("one"), text("two"))
	refused(t, h, h.cy, "message.delete", protocol.MessageDelete{Chat: chat, Seq: 2}, protocol.CodeNotYours)
	refused(t, h, h.ana, "message.delete", protocol.MessageDelete{Chat: chat, Seq: 1}, protocol.CodeEntryNotFound) // a line of the server
	refused(t, h, h.ana, "message.edit", edited(chat, 2, "as Ana would say"), protocol.CodeNotYours)
	h.clock.now = h.clock.now.Add(365 * 24 * time.Hour)
	if out := do[protocol.MessageChange](t, h, h.ana, "message.delete", protocol.MessageDelete{Chat: chat, Seq: 2}); out.Message.DeletedSeq != 4 {
		t.Errorf("got %+v", out)
	}
	do[protocol.Members](t, h, h.ana, "group.remove", protocol.GroupRemove{Chat: chat, User: protocol.UserID(h.bo.User)})
	refused(t, h, h.bo, "message.delete", protocol.MessageDelete{Chat: chat, Seq: 3}, protocol.CodeNotAMember)
	refused(t, h, h.bo, "message.edit", edited(chat, 3, "gone"), protocol.CodeNotAMember)
}
