package command_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func (h *house) link(t *testing.T, actor auth.Actor, chat protocol.ChatID) protocol.GroupLinkCreated {
	t.Helper()
	h.clock.now = h.clock.now.Add(time.Second)
	return do[protocol.GroupLinkCreated](t, h, actor, "group.link_create", protocol.GroupLinkCreate{Chat: chat, MaxUses: 5})
}

// state looks a link up; an invalid one is "invalid".
func (h *house) state(t *testing.T, actor auth.Actor, token string) string {
	t.Helper()
	found, err := h.LookUpGroupLink(t.Context(), actor, token)
	if errors.Is(err, messenger.ErrLinkInvalid) {
		return "invalid"
	}
	if err != nil {
		t.Fatal(err)
	}
	if found.Name != "Garden" || found.Members == 0 || (found.Chat == protocol.ChatID{}) != (found.State != "member") {
		t.Errorf("found %+v", found)
	}
	return found.State
}

// join comes by a link; an invalid one is "invalid".
func (h *house) join(t *testing.T, actor auth.Actor, token string) string {
	t.Helper()
	h.clock.now = h.clock.now.Add(time.Second)
	joined, err := h.JoinGroup(t.Context(), actor, token)
	if errors.Is(err, messenger.ErrLinkInvalid) {
		return "invalid"
	}
	if err != nil {
		t.Fatal(err)
	}
	return joined.State
}

func TestGroupLinks(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo)
	made := h.link(t, h.ana, chat)
	if len(made.Token) != 22 || !strings.HasSuffix(made.URL, "/j/"+made.Token) || made.Link.MaxUses != 5 ||
		made.Link.ExpiresAt-made.Link.CreatedAt != (7*24*time.Hour).Milliseconds() {
		t.Errorf("made %+v", made)
	}
	if got := h.state(t, h.cy, made.Token); got != "join" {
		t.Errorf("before joining: %s", got)
	}
	for range 2 {
		if got := h.join(t, h.cy, made.Token); got != "member" || h.state(t, h.cy, made.Token) != "member" {
			t.Errorf("joining gives %s", got)
		}
	}
	list := do[protocol.GroupLinks](t, h, h.ana, "group.link_list", protocol.GroupLinkList{Chat: chat})
	if len(list.Links) != 1 || list.Links[0].Uses != 1 || list.Links[0].ID != made.Link.ID || len(list.People) != 1 {
		t.Errorf("the list is %+v", list)
	}
	for _, name := range []string{"group.link_list", "group.link_create"} {
		refused(t, h, h.bo, name, protocol.GroupLinkList{Chat: chat}, protocol.CodeNotAllowed)
		refused(t, h, h.bo, name, protocol.GroupLinkList{Chat: protocol.ChatID{1}}, protocol.CodeChatNotFound)
		refused(t, h, h.ana, name, protocol.GroupLinkList{Chat: h.chat(t, h.ana, h.bo)}, protocol.CodeNotAllowed)
	}
	refused(t, h, h.ana, "group.link_create", protocol.GroupLinkCreate{Chat: chat, MaxUses: 1025}, protocol.CodeBadField)
	refused(t, h, h.ana, "group.link_create", protocol.GroupLinkCreate{Chat: chat, ExpiresInMs: 1}, protocol.CodeBadField)
	refused(t, h, h.ana, "group.link_create", protocol.GroupLinkCreate{Chat: chat, ExpiresInMs: 1 << 50}, protocol.CodeBadField)
	refused(t, h, h.bo, "group.link_revoke", protocol.GroupLinkRevoke{Chat: chat, Link: made.Link.ID}, protocol.CodeNotAllowed)
	refused(t, h, h.ana, "group.link_revoke", protocol.GroupLinkRevoke{Chat: chat, Link: protocol.GroupLinkID{1}}, protocol.CodeInviteInvalid)
	for range 2 {
		do[protocol.Done](t, h, h.ana, "group.link_revoke", protocol.GroupLinkRevoke{Chat: chat, Link: made.Link.ID})
	}
	for name, token := range map[string]string{"taken back": made.Token, "of nobody": strings.Repeat("A", 22), "no token": "", "with a line break": made.Token + "\n"} {
		if _, err := h.JoinGroup(t.Context(), h.ana, token); name != "taken back" && !errors.Is(err, messenger.ErrLinkInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGroupLinksAreLimited(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana)
	for range 20 {
		h.link(t, h.ana, chat)
	}
	refused(t, h, h.ana, "group.link_create", protocol.GroupLinkCreate{Chat: chat}, protocol.CodeRateLimited)
	h.clock.now = h.clock.now.Add(2 * time.Hour)
	refused(t, h, h.ana, "group.link_create", protocol.GroupLinkCreate{Chat: chat}, protocol.CodeTooManyKept)
	h.clock.now = h.clock.now.Add(8 * 24 * time.Hour) // when they have expired there is room
	h.link(t, h.ana, chat)
}

// Of CVE-2025-13324: a link that is kept does not lead back against who decided.
func TestGroupLinkAfterRemoval(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo)
	old := h.link(t, h.ana, chat)
	do[protocol.Members](t, h, h.ana, "group.remove", protocol.GroupRemove{Chat: chat, User: protocol.UserID(h.bo.User)})
	if looked, joined := h.state(t, h.bo, old.Token), h.join(t, h.bo, old.Token); looked != "invalid" || joined != "invalid" {
		t.Errorf("who was removed finds it %s and joining %s", looked, joined)
	}
	if got := h.state(t, h.cy, old.Token); got != "join" {
		t.Errorf("for others it is %s", got)
	}
	if got := h.join(t, h.bo, h.link(t, h.ana, chat).Token); got != "member" {
		t.Errorf("by a later one joining gives %s", got)
	}
}

func TestJoinRequests(t *testing.T) {
	h := newHouse(t)
	chat := h.group(t, h.ana, h.bo)
	do[protocol.GroupChanged](t, h, h.ana, "group.configure", protocol.GroupConfigure{Chat: chat, Approval: pointer(true)})
	made := h.link(t, h.ana, chat)
	if got := h.state(t, h.cy, made.Token); got != "ask" {
		t.Errorf("before asking: %s", got)
	}
	for range 2 {
		if got := h.join(t, h.cy, made.Token); got != "asked" || h.state(t, h.cy, made.Token) != "asked" {
			t.Errorf("asking gives %s", got)
		}
	}
	if mine, others := h.rows(t, h.ana)[0].Requests, h.rows(t, h.bo)[0].Requests; mine != 1 || others != 0 {
		t.Errorf("there wait %d for the administrator and %d for the member", mine, others)
	}
	for _, chat := range []protocol.ChatID{chat, {}} {
		list := do[protocol.GroupRequestList](t, h, h.ana, "group.requests", protocol.GroupRequests{Chat: chat})
		if len(list.Requests) != 1 || list.Requests[0].User != protocol.UserID(h.cy.User) || len(list.People) != 1 {
			t.Errorf("the list is %+v", list)
		}
	}
	answer := protocol.GroupAnswer{Chat: chat, User: protocol.UserID(h.cy.User)}
	refused(t, h, h.bo, "group.requests", protocol.GroupRequests{Chat: chat}, protocol.CodeNotAllowed)
	refused(t, h, h.cy, "group.requests", protocol.GroupRequests{Chat: chat}, protocol.CodeChatNotFound)
	refused(t, h, h.bo, "group.answer", answer, protocol.CodeNotAllowed)
	refused(t, h, h.cy, "group.answer", answer, protocol.CodeChatNotFound)
	do[protocol.Done](t, h, h.ana, "group.answer", answer)
	if got := h.join(t, h.cy, made.Token); got != "invalid" {
		t.Errorf("who was refused asks again: %s", got)
	}
	if got := h.join(t, h.cy, h.link(t, h.ana, chat).Token); got != "asked" {
		t.Errorf("by a later link asking gives %s", got)
	}
	answer.Accept = true
	for range 2 {
		do[protocol.Done](t, h, h.ana, "group.answer", answer)
	}
	members := do[protocol.Members](t, h, h.cy, "group.members", protocol.GroupMembers{Chat: chat})
	if len(members.Members) != 3 || h.rows(t, h.ana)[0].Requests != 0 {
		t.Errorf("then there are %+v", members.Members)
	}
}
