package storetest

import (
	"errors"
	"slices"
	"sync"
	"time"

	"twoticks/internal/messenger"
)

var groupLinks = []test{
	{"a link brings somebody in once, with a line that names its maker", joinByLink},
	{"a link that is used up by many at once brings in as many as it may", linkUsedUpAtOnce},
	{"a link that was taken back, or has expired, or is nobody's, brings nobody in", deadLinks},
	{"who was removed does not come back by a link that was there, who left does", linkAfterRemoval},
	{"the links of who is removed or stops administering end, of who leaves stay", linksOfWhoGoes},
	{"links are listed for who may, and bounded", linksAreListed},
	{"a full group takes nobody by a link", fullByLink},
	{"where joins are approved a link lets one wait, and the administrators know", waitingToJoin},
	{"an answer lets somebody in, or ends the waiting", answers},
	{"who was refused does not ask again by a link that was there", refusedByLink},
	{"of two who answer at once, one answers", answersAtOnce},
	{"who is added otherwise waits no more", addedWhileWaiting},
	{"who waits for whom is read by those who decide", requestsOfMany},
}

// link makes one and returns its token.
func (s *scene) link(maker messenger.UserID, chat messenger.ChatID, uses int) (messenger.GroupLink, messenger.LinkTokenHash) {
	s.Helper()
	act := s.newLink(maker, chat, uses)
	s.must(s.Store.CreateGroupLink(ctx, act))
	return act.Link, act.Token
}

func (s *scene) newLink(maker messenger.UserID, chat messenger.ChatID, uses int) messenger.CreateGroupLink {
	id, at := messenger.NewID(), s.tick()
	return messenger.CreateGroupLink{
		Actor: maker, Max: 100, Guard: messenger.MustAdminister, Token: messenger.LinkTokenHash(append(id[:], id[:]...)),
		Link: messenger.GroupLink{ID: id, Chat: chat, CreatedBy: maker, CreatedAt: at, ExpiresAt: at.Add(time.Hour), MaxUses: uses},
	}
}

func (s *scene) joinAt(at time.Time, user messenger.UserID, token messenger.LinkTokenHash) (messenger.Joined, error) {
	return s.Store.JoinGroup(ctx, messenger.JoinGroup{
		User: user, Token: token, At: at, Committed: s.appended.add,
		Guard: func(l messenger.LinkStanding) error { return messenger.MayJoin(l, at) },
	})
}

func (s *scene) join(user messenger.UserID, token messenger.LinkTokenHash) (messenger.Joined, error) {
	return s.joinAt(s.tick(), user, token)
}

func joinByLink(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.say(s.ana, chat, "before")
	link, token := s.link(s.ana, chat, 5)
	found, err := s.Store.FindGroupLink(ctx, s.cy, token)
	s.must(err)
	if found.Name != "Garden" || found.Members != 2 || found.Link.ID != link.ID || found.Link.Chat != chat || found.Relation.Member || found.Waits {
		s.Errorf("found %+v", found)
	}
	for i := range 3 {
		joined, err := s.join(s.cy, token)
		s.must(err)
		if joined.Chat != chat || joined.Waits || (len(joined.Told.Messages) == 1) != (i == 0) {
			s.Errorf("joining gave %+v", joined)
		}
	}
	if got := seqs(s.timeline(s.cy, chat)); !slices.Equal(got, []messenger.Seq{3}) {
		s.Errorf("[C23] who joined reads %v", got)
	}
	line := s.timeline(s.cy, chat)[0]
	if line.Sender != s.cy || line.System.Line != "member.joined" || !slices.Equal(line.System.Subjects, []messenger.UserID{s.ana}) {
		s.Errorf("the line is %+v", line)
	}
	if h := s.heads(s.cy, chat); h.Members != 3 || h.Mine.Read != 2 {
		s.Errorf("[C22] the row is %+v", h)
	}
	found, err = s.Store.FindGroupLink(ctx, s.cy, token)
	s.must(err)
	if found.Link.Uses != 1 || !found.Relation.Member {
		s.Errorf("then found %+v", found)
	}
	s.settle()
	if told := s.appended.all(); len(told) != 3 || len(told[2].Rows) != 1 || told[2].MembersSeq != 3 {
		s.Errorf("told %+v", told[len(told)-1])
	}
}

func linkUsedUpAtOnce(s *scene) {
	const many, uses = 12, 4
	chat := s.group(s.ana)
	_, token := s.link(s.ana, chat, uses)
	users := s.users(many)
	var wait sync.WaitGroup
	var mu sync.Mutex
	in := 0
	for _, user := range users {
		for range 2 { // each from two devices
			wait.Go(func() {
				joined, err := s.join(user, token)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && len(joined.Told.Messages) > 0:
					in++
				case err != nil && !errors.Is(err, messenger.ErrLinkInvalid):
					s.Error(err)
				}
			})
		}
	}
	wait.Wait()
	found, err := s.Store.FindGroupLink(ctx, s.bo, token)
	s.must(err)
	if in != uses || found.Link.Uses != uses || found.Members != 1+uses {
		s.Errorf("%d came in, the link was used %d times, there are %d", in, found.Link.Uses, found.Members)
	}
}

func deadLinks(s *scene) {
	chat := s.group(s.ana)
	link, token := s.link(s.ana, chat, 5)
	_, err := s.joinAt(link.ExpiresAt, s.bo, token)
	s.refused(err, messenger.ErrLinkInvalid)
	_, err = s.join(s.bo, messenger.LinkTokenHash{1})
	s.refused(err, messenger.ErrLinkInvalid)
	_, err = s.Store.FindGroupLink(ctx, s.bo, messenger.LinkTokenHash{1})
	s.refused(err, messenger.ErrLinkInvalid)
	revoke := messenger.RevokeGroupLink{Actor: s.bo, Chat: chat, ID: link.ID, At: s.tick(), Guard: messenger.MustAdminister}
	s.refused(s.Store.RevokeGroupLink(ctx, revoke), messenger.ErrChatNotFound)
	revoke.Actor, revoke.Chat = s.ana, s.group(s.ana)
	s.refused(s.Store.RevokeGroupLink(ctx, revoke), messenger.ErrLinkInvalid)
	revoke.Chat = chat
	for range 2 {
		s.must(s.Store.RevokeGroupLink(ctx, revoke))
	}
	_, err = s.join(s.bo, token)
	s.refused(err, messenger.ErrLinkInvalid)
	if h := s.heads(s.ana, chat); h.Members != 1 || h.Head != 1 {
		s.Errorf("somebody came in: %+v", h)
	}
}

func linkAfterRemoval(s *scene) {
	chat := s.group(s.ana, s.bo)
	_, token := s.link(s.ana, chat, 9)
	_, err := s.remove(s.bo, chat, s.bo)
	s.must(err)
	_, err = s.join(s.bo, token)
	s.must(err)
	_, err = s.remove(s.ana, chat, s.bo)
	s.must(err)
	_, err = s.join(s.bo, token)
	s.refused(err, messenger.ErrLinkInvalid)
	_, err = s.join(s.cy, token) // others still come by it
	s.must(err)
	_, later := s.link(s.ana, chat, 9)
	_, err = s.join(s.bo, later)
	s.must(err)
	// Whoever was added again since and left is not held to the removal of then.
	_, err = s.remove(s.bo, chat, s.bo)
	s.must(err)
	_, err = s.join(s.bo, token)
	s.must(err)
}

func linksOfWhoGoes(s *scene) {
	for name, c := range map[string]struct {
		goes func(chat messenger.ChatID) error
		good bool
	}{
		"removed": {func(chat messenger.ChatID) error { _, err := s.remove(s.ana, chat, s.bo); return err }, false},
		"demoted": {func(chat messenger.ChatID) error {
			_, err := s.giveRole(s.ana, chat, s.bo, messenger.PlainMember)
			return err
		}, false},
		"left": {func(chat messenger.ChatID) error { _, err := s.remove(s.bo, chat, s.bo); return err }, true},
	} {
		chat := s.bothAdminister()
		_, token := s.link(s.bo, chat, 5)
		_, hers := s.link(s.ana, chat, 5)
		s.must(c.goes(chat))
		if _, err := s.join(s.user("guest"+s.word()), token); (err == nil) != c.good {
			s.Errorf("%s: joining gave %v", name, err)
		}
		if _, err := s.join(s.user("guest"+s.word()), hers); err != nil {
			s.Errorf("%s: by another's link: %v", name, err)
		}
	}
}

func linksAreListed(s *scene) {
	chat := s.group(s.ana, s.bo)
	first, _ := s.link(s.ana, chat, 1)
	second, used := s.link(s.ana, chat, 1)
	third, _ := s.link(s.ana, chat, 7)
	list := func(user messenger.UserID) (messenger.GroupLinks, error) {
		return s.Store.GroupLinks(ctx, user, chat, s.tick(), messenger.MustAdminister)
	}
	all, err := list(s.ana)
	s.must(err)
	if len(all.List) != 3 || all.List[0] != (messenger.GroupLink{
		ID: third.ID, Chat: chat, CreatedBy: s.ana, CreatedAt: third.CreatedAt, CreatedSeq: 1, ExpiresAt: third.ExpiresAt, MaxUses: 7,
	}) || all.List[2].ID != first.ID {
		s.Errorf("the links are %+v", all.List)
	}
	s.wantPeople("the list", all.People, s.ana)
	_, err = s.join(s.cy, used)
	s.must(err)
	s.must(s.Store.RevokeGroupLink(ctx, messenger.RevokeGroupLink{Actor: s.ana, Chat: chat, ID: first.ID, At: s.tick(), Guard: messenger.MustAdminister}))
	all, err = list(s.ana)
	s.must(err)
	if len(all.List) != 1 || all.List[0].ID != third.ID || all.List[0].ID == second.ID {
		s.Errorf("of those that are good there are %+v", all.List)
	}
	_, err = list(s.bo)
	s.refused(err, messenger.ErrNotAllowed)
	_, err = list(s.user("stranger"))
	s.refused(err, messenger.ErrChatNotFound)
	act := s.newLink(s.ana, chat, 1)
	act.Max = 1
	s.refused(s.Store.CreateGroupLink(ctx, act), messenger.ErrTooManyKept)
	act = s.newLink(s.bo, chat, 1)
	s.refused(s.Store.CreateGroupLink(ctx, act), messenger.ErrNotAllowed)
}

func fullByLink(s *scene) {
	chat := s.group(s.ana)
	_, token := s.link(s.ana, chat, 5)
	_, err := s.Store.JoinGroup(ctx, messenger.JoinGroup{
		User: s.bo, Token: token, At: s.tick(), Guard: func(l messenger.LinkStanding) error {
			l.Members = messenger.MaxMembers // the rule is asked as if
			return messenger.MayJoin(l, time.UnixMilli(s.now.Load()))
		},
	})
	s.refused(err, messenger.ErrGroupFull)
	if found, err := s.Store.FindGroupLink(ctx, s.bo, token); err != nil || found.Link.Uses != 0 || found.Members != 1 {
		s.Errorf("found %+v, %v", found, err)
	}
}

// approving makes a group that approves joins, with a link.
func (s *scene) approving(members ...messenger.UserID) (messenger.ChatID, messenger.LinkTokenHash) {
	s.Helper()
	chat := s.group(members...)
	_, err := s.reform(members[0], chat, messenger.GroupChange{Approval: pointer(true)})
	s.must(err)
	_, token := s.link(members[0], chat, 5)
	return chat, token
}

func (s *scene) answer(actor messenger.UserID, chat messenger.ChatID, user messenger.UserID, accept bool) (messenger.Appended, error) {
	return s.Store.AnswerRequest(ctx, messenger.AnswerRequest{
		Actor: actor, User: user, Chat: chat, Accept: accept, At: s.tick(), Guard: messenger.MustAdminister, Committed: s.appended.add,
	})
}

func (s *scene) groupRow(user messenger.UserID, chat messenger.ChatID) messenger.ChatRow {
	s.Helper()
	row, _, err := s.Store.ChatRow(ctx, user, chat)
	s.must(err)
	return row
}

func waitingToJoin(s *scene) {
	chat, token := s.approving(s.ana, s.bo)
	s.settle()
	before := len(s.appended.all())
	for range 2 {
		joined, err := s.join(s.cy, token)
		s.must(err)
		if !joined.Waits || joined.Chat != chat || len(joined.Told.Messages) != 0 {
			s.Errorf("asking gave %+v", joined)
		}
	}
	s.settle()
	if told := s.appended.all()[before:]; len(told) != 1 || len(told[0].Rows) != 1 || told[0].Rows[s.ana].Requests != 1 {
		s.Errorf("told %+v", told)
	}
	if a, b := s.groupRow(s.ana, chat).Requests, s.groupRow(s.bo, chat).Requests; a != 1 || b != 0 {
		s.Errorf("the administrator's row says %d, the member's %d", a, b)
	}
	_, _, err := s.Store.ChatRow(ctx, s.cy, chat)
	s.refused(err, messenger.ErrChatNotFound)
	found, err := s.Store.FindGroupLink(ctx, s.cy, token)
	s.must(err)
	if !found.Waits || found.Link.Uses != 1 {
		s.Errorf("found %+v", found)
	}
	// Where joins are no longer approved, who waits may come in by the same link.
	_, err = s.reform(s.ana, chat, messenger.GroupChange{Approval: pointer(false)})
	s.must(err)
	joined, err := s.join(s.cy, token)
	s.must(err)
	if joined.Waits || s.groupRow(s.ana, chat).Requests != 0 || s.groupRow(s.cy, chat).Role != messenger.PlainMember {
		s.Errorf("joining gave %+v", joined)
	}
}

func answers(s *scene) {
	chat, token := s.approving(s.ana, s.bo)
	dee := s.user("dee")
	for _, user := range []messenger.UserID{s.cy, dee} {
		_, err := s.join(user, token)
		s.must(err)
	}
	_, err := s.answer(s.bo, chat, s.cy, true)
	s.refused(err, messenger.ErrNotAllowed)
	_, err = s.answer(s.cy, chat, s.cy, true)
	s.refused(err, messenger.ErrChatNotFound)
	in, err := s.answer(s.ana, chat, s.cy, true)
	s.must(err)
	if lines(in.Messages)[0] != "member.approved" || in.Messages[0].Sender != s.ana || in.Rows[s.cy].Role != messenger.PlainMember || in.Rows[s.ana].Requests != 1 {
		s.Errorf("letting in gave %+v", in)
	}
	out, err := s.answer(s.ana, chat, dee, false)
	s.must(err)
	if len(out.Messages) != 0 || out.Rows[s.ana].Requests != 0 || len(out.Rows) != 1 {
		s.Errorf("refusing gave %+v", out)
	}
	for _, accept := range []bool{true, false} { // nobody waits any more
		for _, user := range []messenger.UserID{s.cy, dee, s.bo} {
			if out, err := s.answer(s.ana, chat, user, accept); err != nil || len(out.Messages)+len(out.Rows) != 0 {
				s.Errorf("answering again gave %+v, %v", out, err)
			}
		}
	}
	_, err = s.answer(s.ana, chat, messenger.NewID(), true)
	s.refused(err, messenger.ErrPersonNotFound)
	if h := s.heads(s.ana, chat); h.Members != 3 {
		s.Errorf("there are %d", h.Members)
	}
}

func refusedByLink(s *scene) {
	chat, token := s.approving(s.ana)
	_, err := s.join(s.bo, token)
	s.must(err)
	_, err = s.answer(s.ana, chat, s.bo, false)
	s.must(err)
	_, err = s.join(s.bo, token)
	s.refused(err, messenger.ErrLinkInvalid)
	_, later := s.link(s.ana, chat, 5)
	joined, err := s.join(s.bo, later)
	s.must(err)
	if !joined.Waits || s.groupRow(s.ana, chat).Requests != 1 {
		s.Errorf("by a later link asking gave %+v", joined)
	}
}

func answersAtOnce(s *scene) {
	for range 5 {
		chat := s.bothAdminister()
		_, err := s.reform(s.ana, chat, messenger.GroupChange{Approval: pointer(true)})
		s.must(err)
		_, token := s.link(s.ana, chat, 5)
		_, err = s.join(s.cy, token)
		s.must(err)
		var outs [2]messenger.Appended
		errs := both(
			func() (err error) { outs[0], err = s.answer(s.ana, chat, s.cy, true); return err },
			func() (err error) { outs[1], err = s.answer(s.bo, chat, s.cy, false); return err },
		)
		in := len(outs[0].Messages) == 1
		if errs != [2]error{} || in == (len(outs[1].Rows) > 0) || s.groupRow(s.ana, chat).Requests != 0 || (s.heads(s.ana, chat).Members == 3) != in {
			s.Errorf("the acts gave %+v, %v", outs, errs)
		}
	}
}

func addedWhileWaiting(s *scene) {
	chat, token := s.approving(s.ana)
	_, err := s.join(s.bo, token)
	s.must(err)
	out, err := s.add(s.ana, chat, s.bo, s.cy)
	s.must(err)
	if out.Rows[s.ana].Requests != 0 || len(out.Rows) != 3 || s.groupRow(s.ana, chat).Requests != 0 {
		s.Errorf("adding told %+v", out.Rows)
	}
	if list, err := s.Store.JoinRequests(ctx, s.ana, chat, 10); err != nil || len(list.List) != 0 {
		s.Errorf("there wait %+v, %v", list, err)
	}
}

func requestsOfMany(s *scene) {
	garden, token := s.approving(s.ana, s.bo)
	choir, other := s.approving(s.ana)
	dee := s.user("dee")
	var asked []messenger.JoinRequest
	for _, r := range []struct {
		user  messenger.UserID
		chat  messenger.ChatID
		token messenger.LinkTokenHash
	}{{s.cy, garden, token}, {dee, garden, token}, {s.cy, choir, other}} {
		at := s.tick()
		_, err := s.joinAt(at, r.user, r.token)
		s.must(err)
		asked = append(asked, messenger.JoinRequest{Chat: r.chat, User: r.user, At: at})
	}
	all, err := s.Store.JoinRequests(ctx, s.ana, messenger.ChatID{}, 10)
	s.must(err)
	if !slices.Equal(all.List, asked) {
		s.Errorf("there wait %+v, want %+v", all.List, asked)
	}
	s.wantPeople("the list", all.People, s.cy, dee)
	one, err := s.Store.JoinRequests(ctx, s.ana, choir, 10)
	s.must(err)
	if !slices.Equal(one.List, asked[2:]) {
		s.Errorf("for one there wait %+v", one.List)
	}
	if two, err := s.Store.JoinRequests(ctx, s.ana, messenger.ChatID{}, 2); err != nil || len(two.List) != 2 {
		s.Errorf("the first two are %+v, %v", two.List, err)
	}
	_, err = s.Store.JoinRequests(ctx, s.bo, garden, 10)
	s.refused(err, messenger.ErrNotAllowed)
	_, err = s.Store.JoinRequests(ctx, s.cy, garden, 10)
	s.refused(err, messenger.ErrChatNotFound)
	if none, err := s.Store.JoinRequests(ctx, s.bo, messenger.ChatID{}, 10); err != nil || len(none.List) != 0 {
		s.Errorf("who decides nothing reads %+v, %v", none, err)
	}
}
