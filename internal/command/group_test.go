package command_test

import (
	"slices"
	"strings"
	"testing"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func ids(actors ...auth.Actor) []protocol.UserID {
	out := make([]protocol.UserID, len(actors))
	for i, a := range actors {
		out[i] = protocol.UserID(a.User)
	}
	return out
}

// group makes one; the first administers it.
func (h *house) group(t *testing.T, actors ...auth.Actor) protocol.ChatID {
	t.Helper()
	request := protocol.GroupCreate{ClientID: messenger.NewID(), Name: "Garden", Users: ids(actors[1:]...)}
	return do[protocol.ChatOpened](t, h, actors[0], "group.create", request).Row.Chat
}

func roles(list []protocol.Member) (out []string) {
	for _, m := range list {
		out = append(out, m.Role)
	}
	return out
}

func TestGroupCreate(t *testing.T) {
	h := newHouse(t)
	request := protocol.GroupCreate{ClientID: messenger.NewID(), Name: "Zoe\u0308's garden", Users: ids(h.bo, h.cy, h.bo)}
	made := do[protocol.ChatOpened](t, h, h.ana, "group.create", request)
	if made.Row.Kind != "group" || made.Row.Role != "administrator" || made.Row.Name != "Zo\u00eb's garden" ||
		made.Heads.Members != 3 || made.Heads.Head != 1 || len(made.People) != 3 {
		t.Errorf("got %+v", made)
	}
	if again := do[protocol.ChatOpened](t, h, h.ana, "group.create", request); again.Row.Chat != made.Row.Chat || again.Heads.Head != 1 {
		t.Errorf("[C6] the same client id gives %+v", again)
	}
	if others := do[protocol.ChatOpened](t, h, h.bo, "group.create", protocol.GroupCreate{ClientID: request.ClientID, Name: "Bo's"}); others.Row.Chat == made.Row.Chat {
		t.Error("row 34: somebody else's client id gives their group")
	}
	rows := do[protocol.AccountRows](t, h, h.cy, "account.since", protocol.AccountSince{})
	if len(rows.Chats) != 1 || rows.Chats[0].Name != "Zo\u00eb's garden" || rows.Chats[0].Role != "member" {
		t.Errorf("[C31] Cy learns %+v", rows)
	}
}

func TestGroupCreateRefuses(t *testing.T) {
	h := newHouse(t)
	fresh := func(change func(*protocol.GroupCreate)) protocol.GroupCreate {
		r := protocol.GroupCreate{ClientID: messenger.NewID(), Name: "Garden", Users: ids(h.bo)}
		change(&r)
		return r
	}
	for name, row := range map[string]struct {
		change func(*protocol.GroupCreate)
		code   protocol.ErrorCode
		field  string
	}{
		"no client id":       {func(r *protocol.GroupCreate) { r.ClientID = protocol.ClientID{} }, protocol.CodeBadField, "client_id"},
		"no name":            {func(r *protocol.GroupCreate) { r.Name = "" }, protocol.CodeNameNotAllowed, "name"},
		"a turned name":      {func(r *protocol.GroupCreate) { r.Name = "Gar\u202eden" }, protocol.CodeNameNotAllowed, "name"},
		"a doubled space":    {func(r *protocol.GroupCreate) { r.Name = "Gar  den" }, protocol.CodeNameNotAllowed, "name"},
		"101 characters":     {func(r *protocol.GroupCreate) { r.Name = strings.Repeat("ä", 101) }, protocol.CodeNameNotAllowed, "name"},
		"row 78, oneself":    {func(r *protocol.GroupCreate) { r.Users = ids(h.bo, h.ana) }, protocol.CodeBadField, "users/1"},
		"row 78, nobody's":   {func(r *protocol.GroupCreate) { r.Users = append(r.Users, messenger.NewID()) }, protocol.CodePersonNotFound, ""},
		"row 78, 201 people": {func(r *protocol.GroupCreate) { r.Users = make([]protocol.UserID, 201) }, protocol.CodeTooLarge, "users"},
	} {
		if e := refused(t, h, h.ana, "group.create", fresh(row.change), row.code); e.Field != row.field {
			t.Errorf("%s: field %q, want %q", name, e.Field, row.field)
		}
	}
	if rows := do[protocol.AccountRows](t, h, h.bo, "account.since", protocol.AccountSince{}); len(rows.Chats) != 0 {
		t.Errorf("a refused group is there: %+v", rows.Chats)
	}
	do[protocol.ChatOpened](t, h, h.ana, "group.create", fresh(func(r *protocol.GroupCreate) { r.Name = strings.Repeat("ä", 100) }))
}

func TestGroupAdd(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("before Cy came"))
	for range 2 {
		now := do[protocol.Members](t, h, h.ana, "group.add", protocol.GroupAdd{Chat: chat, Users: ids(h.cy, h.bo)})
		if len(now.Members) != 3 || len(now.People) != 3 || len(now.Presence) != 3 || now.Members[2].From != 2 ||
			!slices.Equal(roles(now.Members), []string{"administrator", "member", "member"}) {
			t.Errorf("got %+v", now)
		}
	}
	page := do[protocol.History](t, h, h.cy, "history.read", protocol.HistoryRead{Chat: chat})
	if len(page.Messages) != 1 || page.Messages[0].Seq != 3 || page.Head != 3 {
		t.Errorf("[C23] Cy reads %+v", page.Messages)
	}
	refused(t, h, h.bo, "group.add", protocol.GroupAdd{Chat: chat, Users: ids(h.cy)}, protocol.CodeNotAllowed)
	refused(t, h, h.ana, "group.add", protocol.GroupAdd{Chat: chat, Users: ids(h.ana)}, protocol.CodeBadField)
	refused(t, h, h.ana, "group.add", protocol.GroupAdd{Chat: chat}, protocol.CodeBadField)
	refused(t, h, h.ana, "group.add", protocol.GroupAdd{Chat: chat, Users: []protocol.UserID{messenger.NewID()}}, protocol.CodePersonNotFound)
	refused(t, h, h.ana, "group.add", protocol.GroupAdd{Chat: chat, Users: make([]protocol.UserID, 201)}, protocol.CodeTooLarge)
	direct := h.chat(t, h.ana, h.bo)
	refused(t, h, h.ana, "group.add", protocol.GroupAdd{Chat: direct, Users: ids(h.cy)}, protocol.CodeNotAllowed)
}

func TestGroupRemoveAndLeave(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo, h.cy)
	refused(t, h, h.bo, "group.remove", protocol.GroupRemove{Chat: chat, User: protocol.UserID(h.cy.User)}, protocol.CodeNotAllowed)
	refused(t, h, h.ana, "group.remove", protocol.GroupRemove{Chat: chat, User: protocol.UserID(h.ana.User)}, protocol.CodeBadField)
	for range 2 { // who is not there stays away
		now := do[protocol.Members](t, h, h.ana, "group.remove", protocol.GroupRemove{Chat: chat, User: protocol.UserID(h.cy.User)})
		if len(now.Members) != 2 {
			t.Errorf("got %+v", now)
		}
	}
	removed := protocol.CodeNotAMember
	refused(t, h, h.cy, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("still here?")}}, removed)
	refused(t, h, h.cy, "group.members", protocol.GroupMembers{Chat: chat}, removed)
	refused(t, h, h.cy, "group.add", protocol.GroupAdd{Chat: chat, Users: ids(h.bo)}, removed)
	refused(t, h, h.cy, "group.remove", protocol.GroupRemove{Chat: chat, User: protocol.UserID(h.bo.User)}, removed)
	h.send(t, h.ana, chat, text("without Cy"))
	rows := do[protocol.AccountRows](t, h, h.cy, "account.since", protocol.AccountSince{})
	if len(rows.Chats) != 1 || rows.Chats[0].To != 2 || rows.Chats[0].Role != "" {
		t.Errorf("[C23] Cy's row is %+v", rows.Chats)
	}
	state, err := h.SubscribeChat(t.Context(), h.cy, chat)
	if err != nil || state.Heads.Head != 2 || state.Heads.Members != 2 {
		t.Errorf("[C23] Cy subscribes to %+v, %v", state, err)
	}
	for range 2 { // leaving twice is leaving
		do[protocol.Done](t, h, h.ana, "group.leave", protocol.GroupLeave{Chat: chat})
	}
	now := do[protocol.Members](t, h, h.bo, "group.members", protocol.GroupMembers{Chat: chat})
	if !slices.Equal(roles(now.Members), []string{"administrator"}) || now.Members[0].User != protocol.UserID(h.bo.User) {
		t.Errorf("row 79: after the last administrator left: %+v", now.Members)
	}
	direct := h.chat(t, h.ana, h.bo)
	refused(t, h, h.ana, "group.leave", protocol.GroupLeave{Chat: direct}, protocol.CodeNotAllowed)
	refused(t, h, h.ana, "group.members", protocol.GroupMembers{Chat: direct}, protocol.CodeNotAllowed)
}

func TestTypingOfAGroupIsItsMembersOnly(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo, h.cy)
	do[protocol.Members](t, h, h.ana, "group.remove", protocol.GroupRemove{Chat: chat, User: protocol.UserID(h.cy.User)})
	for _, actor := range []auth.Actor{h.ana, h.cy} {
		do[protocol.Done](t, h, actor, "typing.set", protocol.TypingSet{Chat: chat, On: true})
	}
	in, err := h.SubscribeChat(t.Context(), h.bo, chat)
	if err != nil || in.Typing.Count != 1 || in.Typing.Users[0] != protocol.UserID(h.ana.User) {
		t.Errorf("[C23] a member sees %+v, %v", in.Typing, err)
	}
	out, err := h.SubscribeChat(t.Context(), h.cy, chat)
	if err != nil || out.Typing.Count != 0 {
		t.Errorf("[C23] who was removed sees %+v, %v", out.Typing, err)
	}
}
