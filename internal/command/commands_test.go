package command_test

import (
	"strings"
	"testing"

	"twoticks/internal/auth"
	"twoticks/internal/command"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// elsewhere are the commands that the doors carry out themselves: about a connection, and about getting in.
var elsewhere = map[string]bool{
	"hello": true, "beat": true, "chat.subscribe": true, "chat.unsubscribe": true,
	"notifications.subscribe": true, "notifications.unsubscribe": true, "message.watch": true, "message.unwatch": true,
	"session.end": true, "session.create": true, "session.get": true, "account.create": true,
	"invitation.look_up": true, "password.reset": true, "sync.wait": true, "group.link_look_up": true, "group.join": true,
	"password.change": true, "account.delete": true,
}

func TestEveryCommandOfTheRegistryIsCarriedOutSomewhere(t *testing.T) {
	for _, c := range protocol.Commands {
		if command.Has(c.Name) == elsewhere[c.Name] {
			t.Errorf("%s: here %v, at a door %v", c.Name, command.Has(c.Name), elsewhere[c.Name])
		}
	}
}

func TestEveryCommandReadsStrictly(t *testing.T) {
	h := newHouse(t)
	for _, c := range protocol.Commands {
		if elsewhere[c.Name] {
			continue
		}
		for body, code := range map[string]protocol.ErrorCode{
			`{`:                                 protocol.CodeBadJSON,
			`[]`:                                protocol.CodeBadField,
			`{"is_admin":true}`:                 protocol.CodeUnknownField,
			"{\"\xFF\":1}":                      protocol.CodeInvalidUTF8,
			strings.Repeat(`{"a":`, 20):         protocol.CodeJSONTooDeep,
			`{"__proto__":{"is_admin":true}}`:   protocol.CodeUnknownField,
			`{"constructor":1,"constructor":2}`: protocol.CodeUnknownField,
		} {
			refused(t, h, h.ana, c.Name, body, code)
		}
	}
}

// foreign is each command that names a chat, for one that is not the actor's.
func foreign(chat protocol.ChatID) map[string]any {
	return map[string]any{
		"message.send": protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("hello")}},
		"message.info": protocol.MessageInfo{Chat: chat, Seq: 1},
		"message.edit": edited(chat, 1, "not mine"), "message.delete": protocol.MessageDelete{Chat: chat, Seq: 1},
		"group.add": protocol.GroupAdd{Chat: chat, Users: []protocol.UserID{{1}}}, "group.leave": protocol.GroupLeave{Chat: chat},
		"group.remove": protocol.GroupRemove{Chat: chat, User: protocol.UserID{1}}, "group.members": protocol.GroupMembers{Chat: chat},
		"message.react": react(chat, 1, "👍"), "message.reactions": protocol.MessageReactions{Chat: chat, Seq: 1},
		"group.change": protocol.GroupChange{Chat: chat, Name: pointer("Mine")}, "group.configure": protocol.GroupConfigure{Chat: chat, Send: "all"},
		"group.role":        protocol.GroupRole{Chat: chat, User: protocol.UserID{1}, Role: "member"},
		"group.link_create": protocol.GroupLinkCreate{Chat: chat}, "group.link_list": protocol.GroupLinkList{Chat: chat},
		"group.link_revoke": protocol.GroupLinkRevoke{Chat: chat}, "group.requests": protocol.GroupRequests{Chat: chat},
		"group.answer": protocol.GroupAnswer{Chat: chat, User: protocol.UserID{1}},
		"history.read": protocol.HistoryRead{Chat: chat},
		"changes.read": protocol.ChangesRead{Chat: chat}, "message.search": protocol.MessageSearch{Chat: chat, Text: "mine"},
		"message.star": protocol.MessageStar{Chat: chat, Seqs: []protocol.Seq{1}, On: true}, "message.hide": protocol.MessageHide{Chat: chat, Seqs: []protocol.Seq{1}},
		"message.pin": protocol.MessagePin{Chat: chat, Seq: 1, ForMs: 86_400_000}, "message.unpin": protocol.MessageUnpin{Chat: chat, Seq: 1},
		"star.list":    protocol.StarList{Chat: chat},
		"expired.show": protocol.ExpiredShow{Chat: chat}, "draft.set": protocol.DraftSet{Chat: chat, Text: "not mine", At: 1},
	}
}

func TestForeignChatIsAnsweredAsOneThatDoesNotExist(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("for Bo only"))
	for name := range foreign(chat) {
		theirs := refused(t, h, h.cy, name, foreign(chat)[name], protocol.CodeChatNotFound)
		nobodys := refused(t, h, h.cy, name, foreign(messenger.NewID())[name], protocol.CodeChatNotFound)
		if *theirs != *nobodys {
			t.Errorf("%s tells a foreign chat from none: %+v, %+v", name, theirs, nobodys)
		}
	}
	marked := do[protocol.ReceiptMarked](t, h, h.cy, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: 1}, {Chat: messenger.NewID(), Read: 1}}})
	for _, r := range marked.Results {
		if r.Error == nil || r.Error.Code != protocol.CodeChatNotFound || r.Mine != (protocol.Marks{}) {
			t.Errorf("a mark in a foreign chat: %+v", r)
		}
	}
	heads := do[protocol.Heads](t, h, h.cy, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{chat}})
	if len(heads.Heads) != 0 {
		t.Errorf("the head of a foreign chat: %+v", heads)
	}
	do[protocol.Done](t, h, h.cy, "typing.set", protocol.TypingSet{Chat: chat, On: true})
	if _, err := h.SubscribeChat(t.Context(), h.cy, chat); err == nil || err.Code != protocol.CodeChatNotFound {
		t.Errorf("subscribing to a foreign chat: %v", err)
	}
	seen, err := h.SubscribeChat(t.Context(), h.bo, chat)
	if err != nil || seen.Typing.Count != 0 {
		t.Errorf("Cy types in a chat that is not Cy's: %+v, %v", seen.Typing, err)
	}
}

func TestAccountAndHeadsAndChat(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	if again := h.chat(t, h.bo, h.ana); again != chat {
		t.Errorf("[R3.1] two chats of one pair: %s, %s", chat, again)
	}
	h.send(t, h.ana, chat, text("hello"))
	rows := do[protocol.AccountRows](t, h, h.bo, "account.since", protocol.AccountSince{})
	if len(rows.Chats) != 1 || rows.Chats[0].Chat != chat || rows.Chats[0].Peer != protocol.UserID(h.ana.User) || rows.Rev == 0 {
		t.Errorf("Bo's account: %+v", rows)
	}
	heads := do[protocol.Heads](t, h, h.bo, "heads.list", protocol.HeadsList{})
	if len(heads.Heads) != 1 || heads.Heads[0].Unread != 1 || heads.Heads[0].Last == nil || heads.Next != "" {
		t.Errorf("Bo's heads: %+v", heads)
	}
	welcome, err := h.Welcome(t.Context(), h.bo)
	if err != nil || welcome.Me.Handle != "bo" || welcome.Rev != rows.Rev || welcome.Role != "member" || welcome.Limits.Batch != 50 || !welcome.Directory {
		t.Errorf("Bo's welcome: %+v, %v", welcome, err)
	}
}

func TestMarksMoveForwardAndAreToldByChat(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text("1"), text("2"), text("3"))
	mark := func(delivered, read protocol.Seq) protocol.MarkResult {
		return do[protocol.ReceiptMarked](t, h, h.bo, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Delivered: delivered, Read: read}}}).Results[0]
	}
	if r := mark(3, 2); r.Error != nil || r.Mine != (protocol.Marks{Delivered: 3, Read: 2}) {
		t.Errorf("[C20] got %+v", r)
	}
	if r := mark(1, 1); r.Error != nil || r.Mine != (protocol.Marks{Delivered: 3, Read: 2}) {
		t.Errorf("[C20] a lower mark changes nothing: %+v", r)
	}
	if r := mark(0, 4); r.Error == nil || r.Error.Code != protocol.CodeMarkAhead {
		t.Errorf("[C20] a mark beyond the head: %+v", r)
	}
	info := do[protocol.MessageInfoReply](t, h, h.ana, "message.info", protocol.MessageInfo{Chat: chat, Seq: 2})
	if len(info.Receipts) != 1 || !info.Receipts[0].Read || info.Receipts[0].ReadAt == 0 {
		t.Errorf("[R8.2] got %+v", info)
	}
	refused(t, h, h.bo, "message.info", protocol.MessageInfo{Chat: chat, Seq: 2}, protocol.CodeNotYours)
	refused(t, h, h.ana, "message.info", protocol.MessageInfo{Chat: chat, Seq: 99}, protocol.CodeEntryNotFound)
}

func TestPeople(t *testing.T) {
	h := newHouse(t)
	found := do[protocol.People](t, h, h.ana, "person.find", protocol.PersonFind{Handle: "bo"})
	if len(found.People) != 1 || found.People[0].ID != protocol.UserID(h.bo.User) || len(found.Presence) != 0 {
		t.Errorf("got %+v", found)
	}
	if nobody := do[protocol.People](t, h, h.ana, "person.find", protocol.PersonFind{Handle: "x'; DROP TABLE users"}); len(nobody.People) != 0 {
		t.Errorf("got %+v", nobody)
	}
	var handles []string
	for after := ""; ; {
		page := do[protocol.People](t, h, h.ana, "person.list", protocol.PersonList{After: after, Limit: 2})
		for _, p := range page.People {
			handles = append(handles, p.Handle)
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if strings.Join(handles, " ") != "ana bo cy" {
		t.Errorf("the directory is %v", handles)
	}
	known := do[protocol.People](t, h, h.ana, "person.get", protocol.PersonGet{Users: []protocol.UserID{protocol.UserID(h.ana.User), messenger.NewID()}})
	if len(known.People) != 1 {
		t.Errorf("got %+v", known)
	}
}

func TestInvitations(t *testing.T) {
	h := newHouse(t)
	made := do[protocol.InvitationCreated](t, h, h.ana, "invitation.create", protocol.InvitationCreate{MaxUses: 3})
	if made.Token != "token" || made.URL == "" || made.Invitation.MaxUses != 3 {
		t.Errorf("got %+v", made)
	}
	if list := do[protocol.Invitations](t, h, h.ana, "invitation.list", protocol.InvitationList{}); len(list.Invitations) != 1 {
		t.Errorf("got %+v", list)
	}
	do[protocol.Done](t, h, h.ana, "invitation.revoke", protocol.InvitationRevoke{})
	if in := do[protocol.InvitationAccepted](t, h, h.ana, "invitation.accept", protocol.InvitationAccept{Token: "token"}); in.Chat[0] != 1 {
		t.Errorf("got %+v", in)
	}
	refused(t, h, h.ana, "invitation.create", protocol.InvitationCreate{ExpiresInMs: protocol.MaxSafe}, protocol.CodeBadField)
	h.accounts.err = auth.ErrInviteInvalid
	refused(t, h, h.ana, "invitation.accept", protocol.InvitationAccept{Token: "no"}, protocol.CodeInviteInvalid)
	refused(t, h, h.ana, "invitation.revoke", protocol.InvitationRevoke{}, protocol.CodeInviteInvalid)
}

func TestNotificationsNameWhoCame(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.bo, h.ana)
	h.send(t, h.bo, chat, text("hello"))
	h.send(t, h.bo, h.group(t, h.bo, h.ana), text("hello @ana"))
	h.accounts.accepted = []messenger.AcceptedInvitation{{User: h.bo.User, Chat: messenger.ChatID(chat)}}
	page, err := h.SubscribeNotifications(t.Context(), h.ana)
	if err != nil || len(page.Heads) != 2 || len(page.Accepted) != 1 || len(page.Mentions) != 1 {
		t.Fatalf("[R1.3] got %+v, %v", page, err)
	}
	told := map[protocol.UserID]int{}
	for _, p := range page.People {
		told[p.ID]++
	}
	if len(told) != 2 || told[protocol.UserID(h.bo.User)] != 1 || told[protocol.UserID(h.ana.User)] != 1 {
		t.Errorf("[C30] Ana and Bo are named once each; told are %+v", page.People)
	}
}
