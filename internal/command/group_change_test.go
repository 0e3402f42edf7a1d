package command_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"twoticks/internal/auth"
	"twoticks/protocol"
)

func pointer[T any](v T) *T { return &v }

func (h *house) rows(t *testing.T, actor auth.Actor) []protocol.ChatRow {
	t.Helper()
	return do[protocol.AccountRows](t, h, actor, "account.since", protocol.AccountSince{}).Chats
}

func (h *house) lines(t *testing.T, actor auth.Actor, chat protocol.ChatID) (lines []string) {
	t.Helper()
	for _, m := range do[protocol.History](t, h, actor, "history.read", protocol.HistoryRead{Chat: chat}).Messages {
		if m.Content.Kind == "system" {
			var line protocol.SystemBody
			if err := json.Unmarshal(m.Content.Body, &line); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, strings.TrimSpace(line.Line+" "+line.Text))
		}
	}
	return lines
}

func TestGroupChange(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo)
	for range 2 { // again it changes nothing
		now := do[protocol.GroupChanged](t, h, h.bo, "group.change", protocol.GroupChange{Chat: chat, Name: pointer("Zoe\u0308's choir"), About: pointer(" We sing.\n ")})
		if now.Row.Name != "Zo\u00eb's choir" || now.Row.About != "We sing." || now.Row.Role != "member" {
			t.Errorf("got %+v", now.Row)
		}
	}
	if row := h.rows(t, h.ana)[0]; row.Name != "Zo\u00eb's choir" || row.About != "We sing." {
		t.Errorf("[C31] Ana's row is %+v", row)
	}
	do[protocol.GroupChanged](t, h, h.ana, "group.change", protocol.GroupChange{Chat: chat, About: pointer("")})
	if got := h.lines(t, h.bo, chat); !slices.Equal(got, []string{"chat.created", "group.renamed Zo\u00eb's choir", "group.described", "group.described"}) {
		t.Errorf("the lines are %q", got)
	}
	for name, row := range map[string]struct {
		actor  auth.Actor
		change protocol.GroupChange
		code   protocol.ErrorCode
		field  string
	}{
		"nothing":       {h.ana, protocol.GroupChange{Chat: chat}, protocol.CodeBadField, "name"},
		"an empty name": {h.ana, protocol.GroupChange{Chat: chat, Name: pointer("")}, protocol.CodeNameNotAllowed, "name"},
		"a long name":   {h.ana, protocol.GroupChange{Chat: chat, Name: pointer(strings.Repeat("ä", 101))}, protocol.CodeNameNotAllowed, "name"},
		"a turned name": {h.ana, protocol.GroupChange{Chat: chat, Name: pointer("Gar\u202eden")}, protocol.CodeNameNotAllowed, "name"},
		"a long about":  {h.ana, protocol.GroupChange{Chat: chat, About: pointer(strings.Repeat("ä", 501))}, protocol.CodeTextTooLong, "about"},
		"a zero byte":   {h.ana, protocol.GroupChange{Chat: chat, About: pointer("a\x00b")}, protocol.CodeTextNotAllowed, ""},
		"a stranger":    {h.cy, protocol.GroupChange{Chat: chat, Name: pointer("Mine")}, protocol.CodeChatNotFound, ""},
		"a direct chat": {h.ana, protocol.GroupChange{Chat: h.chat(t, h.ana, h.bo), Name: pointer("Ours")}, protocol.CodeNotAllowed, ""},
	} {
		if e := refused(t, h, row.actor, "group.change", row.change, row.code); e.Field != row.field {
			t.Errorf("%s: field %q, want %q", name, e.Field, row.field)
		}
	}
	do[protocol.GroupChanged](t, h, h.ana, "group.change", protocol.GroupChange{Chat: chat, About: pointer(strings.Repeat("ä", 500))})
}

func TestGroupConfigure(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo)
	if s := h.rows(t, h.bo)[0].Settings; s == nil || *s != (protocol.GroupSettings{Send: "all", Change: "all", Add: "administrators", History: "joining"}) {
		t.Errorf("at first the settings are %+v", s)
	}
	said := h.send(t, h.bo, chat, text("while all may")).Results[0]
	set := func(change protocol.GroupConfigure) protocol.GroupSettings {
		t.Helper()
		change.Chat = chat
		return *do[protocol.GroupChanged](t, h, h.ana, "group.configure", change).Row.Settings
	}
	if s := set(protocol.GroupConfigure{Send: "administrators", Change: "administrators"}); s.Send != "administrators" || s.Change != "administrators" || s.Add != "administrators" {
		t.Errorf("got %+v", s)
	}
	refused(t, h, h.bo, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("no more")}}, protocol.CodeNotAllowedToSend)
	refused(t, h, h.bo, "message.edit", protocol.MessageEdit{Chat: chat, Seq: said.Seq, Content: text("otherwise").Content}, protocol.CodeNotAllowedToSend)
	refused(t, h, h.bo, "group.change", protocol.GroupChange{Chat: chat, Name: pointer("Bo's")}, protocol.CodeNotAllowed)
	do[protocol.Done](t, h, h.bo, "typing.set", protocol.TypingSet{Chat: chat, On: true})
	if state, err := h.SubscribeChat(t.Context(), h.ana, chat); err != nil || state.Typing.Count != 0 {
		t.Errorf("who may not write types: %+v, %v", state.Typing, err)
	}
	h.send(t, h.ana, chat, text("I may"))
	do[protocol.MessageChange](t, h, h.bo, "message.delete", protocol.MessageDelete{Chat: chat, Seq: said.Seq}) // what one said one may take back
	set(protocol.GroupConfigure{Send: "all"})
	h.send(t, h.bo, chat, text("again I may"))

	refused(t, h, h.bo, "group.add", protocol.GroupAdd{Chat: chat, Users: ids(h.cy)}, protocol.CodeNotAllowed)
	set(protocol.GroupConfigure{Add: "all", Approval: pointer(true)})
	refused(t, h, h.bo, "group.add", protocol.GroupAdd{Chat: chat, Users: ids(h.cy)}, protocol.CodeNotAllowed)
	set(protocol.GroupConfigure{Approval: pointer(false), History: "all"})
	do[protocol.Members](t, h, h.bo, "group.add", protocol.GroupAdd{Chat: chat, Users: ids(h.cy)})
	if page := do[protocol.History](t, h, h.cy, "history.read", protocol.HistoryRead{Chat: chat}); page.Messages[0].Seq != 1 {
		t.Errorf("who joins reads from %d", page.Messages[0].Seq)
	}
	if rows := h.rows(t, h.cy); rows[0].From != 0 {
		t.Errorf("the row of who joined is %+v", rows[0])
	}

	refused(t, h, h.bo, "group.configure", protocol.GroupConfigure{Chat: chat, Send: "administrators"}, protocol.CodeNotAllowed)
	for field, change := range map[string]protocol.GroupConfigure{
		"send": {Chat: chat, Send: "nobody"}, "change": {Chat: chat, Change: "x"}, "add": {Chat: chat, Add: "me"}, "history": {Chat: chat, History: "some"},
	} {
		if e := refused(t, h, h.ana, "group.configure", change, protocol.CodeBadField); e.Field != field {
			t.Errorf("field %q, want %q", e.Field, field)
		}
	}
	refused(t, h, h.ana, "group.configure", protocol.GroupConfigure{Chat: chat}, protocol.CodeBadField)
	do[protocol.Members](t, h, h.ana, "group.remove", protocol.GroupRemove{Chat: chat, User: protocol.UserID(h.bo.User)})
	refused(t, h, h.bo, "group.configure", protocol.GroupConfigure{Chat: chat, Send: "all"}, protocol.CodeNotAMember)
	if row := h.rows(t, h.bo)[0]; row.Settings != nil || row.Name != "Garden" {
		t.Errorf("[C23] who was removed reads %+v", row)
	}
}

func TestGroupRole(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo, h.cy)
	role := func(actor, of auth.Actor, role string) protocol.GroupRole {
		return protocol.GroupRole{Chat: chat, User: protocol.UserID(of.User), Role: role}
	}
	for range 2 {
		now := do[protocol.Members](t, h, h.ana, "group.role", role(h.ana, h.bo, "administrator"))
		if !slices.Equal(roles(now.Members), []string{"administrator", "administrator", "member"}) {
			t.Errorf("got %+v", now.Members)
		}
	}
	refused(t, h, h.cy, "group.role", role(h.cy, h.cy, "administrator"), protocol.CodeNotAllowed)
	refused(t, h, h.ana, "group.role", role(h.ana, h.bo, "owner"), protocol.CodeBadField)
	do[protocol.Members](t, h, h.bo, "group.role", role(h.bo, h.ana, "member"))
	refused(t, h, h.ana, "group.role", role(h.ana, h.bo, "member"), protocol.CodeNotAllowed)
	now := do[protocol.Members](t, h, h.bo, "group.role", role(h.bo, h.bo, "member"))
	if !slices.Equal(roles(now.Members), []string{"administrator", "member", "member"}) {
		t.Errorf("row 79: after the last one stepped down: %+v", now.Members)
	}
	if got := h.lines(t, h.cy, chat); !slices.Equal(got, []string{"chat.created", "member.promoted", "member.demoted", "member.demoted", "member.promoted"}) {
		t.Errorf("the lines are %v", got)
	}
	alone := h.group(t, h.ana)
	refused(t, h, h.ana, "group.role", protocol.GroupRole{Chat: alone, User: protocol.UserID(h.ana.User), Role: "member"}, protocol.CodeLastAdministrator)
	refused(t, h, h.ana, "group.role", protocol.GroupRole{Chat: alone, User: protocol.UserID(h.bo.User), Role: "administrator"}, protocol.CodePersonNotFound)
	refused(t, h, h.bo, "group.role", protocol.GroupRole{Chat: alone, User: protocol.UserID(h.bo.User), Role: "administrator"}, protocol.CodeChatNotFound)
}
