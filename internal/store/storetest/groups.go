package storetest

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"twoticks/internal/messenger"
)

var groups = []test{
	{"[C22] what all the others of a group have, and so each message's tick, equals a plain recomputation", othersMarksEqualRecomputation},
	{"[C22] what all have is told whenever it moves for somebody", movesAreTold},
	{"[C22] who joins later holds no tick back", joiningHoldsNothingBack},
	{"[C22] who leaves holds no tick back any more", leavingHoldsNothingBack},
	{"[C22] message info lists the audience: the members then, less the sender, and who has left too", infoListsAudience},
	{"[C22] coming back delivers nothing of before", rejoinDeliversNothing},
	{"[C23] adding who is there, or removing who is not, changes nothing", membershipRepeats},
	{"[C23] somebody named twice joins once", namedTwice},
	{"[C31] a change of members is told with the rows of those it is about", membershipIsTold},
	{"a group has at most 1,024 members", groupsAreBounded},
	{"making a group is repeatable by its id", groupsAreMadeOnce},
	{"a group's maker administers it, and the longest-standing member when no administrator is left", administrators},
	{"of two administrators who remove each other at once, one wins", removingEachOther},
	{"who is in a group is told to its members only, the earliest first", membersOfGroup},
	{"[C23] only a group's members come and go", directMembersStay},
}

func joiningHoldsNothingBack(s *scene) {
	chat := s.group(s.ana, s.bo)
	seq := s.say(s.ana, chat, "before")
	_, err := s.mark(s.bo, chat, seq, seq)
	s.must(err)
	_, err = s.add(s.ana, chat, s.cy)
	s.must(err)
	if got := s.heads(s.ana, chat).Others; got != (messenger.Marks{Delivered: seq, Read: seq}) {
		s.Errorf("after somebody joined the others have %+v, want %d", got, seq)
	}
	later := s.say(s.ana, chat, "after")
	_, err = s.mark(s.bo, chat, later, later)
	s.must(err)
	if got := s.heads(s.ana, chat).Others; got.Delivered >= later {
		s.Errorf("who joined has not what came after, yet the others have %+v", got)
	}
	if h := s.heads(s.cy, chat); h.Unread != 1 || h.Last.Seq != later {
		s.Errorf("who joined has the row %+v, want one unread", h)
	}
}

func leavingHoldsNothingBack(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	seq := s.say(s.ana, chat, "hello")
	_, err := s.mark(s.bo, chat, seq, seq)
	s.must(err)
	if got := s.heads(s.ana, chat).Others; got != (messenger.Marks{}) {
		s.Errorf("one of two has it, and the others have %+v", got)
	}
	_, err = s.remove(s.cy, chat, s.cy)
	s.must(err)
	if got := s.heads(s.ana, chat).Others; got != (messenger.Marks{Delivered: seq, Read: seq}) {
		s.Errorf("after who had it not left, the others have %+v", got)
	}
}

func infoListsAudience(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	seq := s.say(s.ana, chat, "hello")
	late := s.user("late")
	_, err := s.add(s.ana, chat, late)
	s.must(err)
	_, err = s.remove(s.ana, chat, s.cy)
	s.must(err)
	read := s.markAt(s.bo, chat, messenger.Marks{Read: seq})
	info, err := s.Store.MessageInfo(ctx, s.ana, chat, seq)
	s.must(err)
	want := []messenger.MemberReceipt{{User: s.bo, Delivered: true, Read: true, DeliveredAt: read, ReadAt: read}, {User: s.cy, Left: true}}
	if !slices.Equal(info.Receipts, want) {
		s.Errorf("receipts are %+v, want %+v", info.Receipts, want)
	}
	// Who comes back is in the audience of what follows only.
	_, err = s.add(s.ana, chat, s.cy)
	s.must(err)
	info, err = s.Store.MessageInfo(ctx, s.ana, chat, seq)
	s.must(err)
	if !slices.Equal(info.Receipts, want) {
		s.Errorf("after a rejoin receipts are %+v, want %+v", info.Receipts, want)
	}
}

func rejoinDeliversNothing(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	first := s.say(s.ana, chat, "first")
	got := s.markAt(s.cy, chat, messenger.Marks{Delivered: first})
	second := s.say(s.ana, chat, "second")
	_, err := s.remove(s.ana, chat, s.cy)
	s.must(err)
	_, err = s.add(s.ana, chat, s.cy)
	s.must(err)
	later := s.say(s.ana, chat, "later")
	s.markAt(s.cy, chat, messenger.Marks{Read: later})
	for seq, want := range map[messenger.Seq]messenger.MemberReceipt{
		first: {User: s.cy, Delivered: true, DeliveredAt: got, Left: true}, second: {User: s.cy, Left: true},
	} {
		info, err := s.Store.MessageInfo(ctx, s.ana, chat, seq)
		s.must(err)
		if len(info.Receipts) != 2 || !slices.Contains(info.Receipts, want) {
			s.Errorf("message %d has the receipts %+v, want %+v", seq, info.Receipts, want)
		}
	}
}

func membershipRepeats(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.settle()
	told := len(s.appended.all())
	added, err := s.add(s.ana, chat, s.bo, s.ana)
	s.must(err)
	removed, err := s.remove(s.ana, chat, s.cy)
	s.must(err)
	if len(added.Messages)+len(removed.Messages)+len(added.Rows)+len(removed.Rows) != 0 || added.MembersSeq != 1 {
		s.Errorf("nothing changed, yet the acts gave %+v and %+v", added, removed)
	}
	s.settle()
	if n := len(s.appended.all()); n != told {
		s.Errorf("announced %d times", n-told)
	}
	if head := s.heads(s.ana, chat).Head; head != 1 {
		s.Errorf("the head is %d, want 1", head)
	}
}

func namedTwice(s *scene) {
	chat := s.group(s.ana, s.bo, s.bo, s.ana)
	_, err := s.add(s.bo, chat, s.cy, s.cy)
	s.must(err)
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	if len(members.List) != 3 || members.Seq != 2 {
		s.Errorf("members are %+v", members)
	}
	for _, m := range s.timeline(s.ana, chat) {
		if len(m.System.Subjects) != 1 {
			s.Errorf("row %d names %d people, want 1", m.Seq, len(m.System.Subjects))
		}
	}
}

func membershipIsTold(s *scene) {
	chat := s.group(s.ana, s.bo)
	added, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	removed, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	s.settle()
	told := s.appended.all()
	for i, c := range []struct {
		seq  messenger.Seq
		rows map[messenger.UserID]messenger.ChatRow
		who  []messenger.UserID
	}{
		{1, map[messenger.UserID]messenger.ChatRow{s.ana: {}, s.bo: {}}, []messenger.UserID{s.ana, s.bo}},
		{2, map[messenger.UserID]messenger.ChatRow{s.cy: {From: 1}}, []messenger.UserID{s.ana, s.cy}},
		{3, map[messenger.UserID]messenger.ChatRow{s.bo: {To: 3}}, []messenger.UserID{s.ana, s.bo}},
	} {
		a := told[i]
		if a.Kind != messenger.Group || a.MembersSeq != c.seq || len(a.Messages) != 1 || a.Messages[0].Seq != c.seq || len(a.Rows) != len(c.rows) {
			s.Errorf("announced %+v, want the entry %d", a, c.seq)
		}
		for user, want := range c.rows {
			row, ok := a.Rows[user]
			if !ok || row.Chat != chat || row.Kind != messenger.Group || row.From != want.From || row.To != want.To || row.Gone {
				s.Errorf("entry %d told the row %+v", c.seq, row)
			}
			if own, _, err := s.Store.ChatRow(ctx, user, chat); err != nil || own.Rev < row.Rev || row.Rev == 0 {
				s.Errorf("entry %d told revision %d, the row has %d, %v", c.seq, row.Rev, own.Rev, err)
			}
		}
		s.wantPeople("an announcement", a.People, c.who...)
	}
	if added.MembersSeq != 2 || removed.MembersSeq != 3 {
		s.Errorf("the acts gave %d and %d", added.MembersSeq, removed.MembersSeq)
	}
}

func groupsAreBounded(s *scene) {
	if testing.Short() {
		s.Skip("makes 1,024 users")
	}
	users := s.users(messenger.MaxMembers)
	_, err := s.Store.CreateGroup(ctx, messenger.CreateGroup{Actor: s.ana, ID: messenger.NewID(), Name: "Too many", Members: users, At: s.tick()})
	s.refused(err, messenger.ErrGroupFull)
	chat := s.group(append([]messenger.UserID{s.ana}, users[1:]...)...)
	_, err = s.add(s.ana, chat, users[0])
	s.refused(err, messenger.ErrGroupFull)
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	if len(members.List) != messenger.MaxMembers || members.Seq != 1 {
		s.Errorf("%d members as of %d", len(members.List), members.Seq)
	}
}

func groupsAreMadeOnce(s *scene) {
	act := messenger.CreateGroup{
		Actor: s.ana, ID: messenger.NewID(), Name: "Garden", Members: []messenger.UserID{s.bo}, At: s.tick(), Committed: s.appended.add,
	}
	created := 0
	var wait sync.WaitGroup
	var mu sync.Mutex
	for range 8 {
		wait.Go(func() {
			opened, err := s.Store.CreateGroup(ctx, act)
			mu.Lock()
			defer mu.Unlock()
			if err != nil || opened.Row.Chat != act.ID || opened.Heads.Members != 2 || len(opened.People) != 2 {
				s.Errorf("got %+v, %v", opened, err)
			}
			if opened.Created {
				created++
			}
		})
	}
	wait.Wait()
	s.settle()
	if told := len(s.appended.all()); created != 1 || told != 1 {
		s.Errorf("made %d times, told %d times", created, told)
	}
	_, err := s.append(s.ana, act.ID, message("hello"))
	s.must(err)
	again, err := s.Store.CreateGroup(ctx, act)
	s.must(err)
	if again.Created || again.Heads.Head != 2 || again.Row.Name != "Garden" {
		s.Errorf("a late repeat gave %+v", again)
	}
}

// roles are those of a group's members as each reads its own.
func (s *scene) roles(chat messenger.ChatID, users ...messenger.UserID) (roles []messenger.Role) {
	s.Helper()
	for _, user := range users {
		row, _, err := s.Store.ChatRow(ctx, user, chat)
		s.must(err)
		roles = append(roles, row.Role)
	}
	return roles
}

func administrators(s *scene) {
	const plain, admin = messenger.PlainMember, messenger.Administrator
	chat := s.group(s.ana, s.bo, s.cy)
	if got := s.roles(chat, s.ana, s.bo, s.cy); !slices.Equal(got, []messenger.Role{admin, plain, plain}) {
		s.Errorf("at first the roles are %v", got)
	}
	_, err := s.remove(s.bo, chat, s.bo)
	s.must(err)
	_, err = s.add(s.ana, chat, s.bo) // Bo's membership is younger than Cy's now
	s.must(err)
	out, err := s.remove(s.ana, chat, s.ana)
	s.must(err)
	if got := s.roles(chat, s.ana, s.bo, s.cy); !slices.Equal(got, []messenger.Role{0, plain, admin}) {
		s.Errorf("after the administrator left the roles are %v", got)
	}
	if row, told := out.Rows[s.cy]; !told || row.Role != admin || row.To != 0 {
		s.Errorf("who was promoted is told %+v", row)
	}
	_, err = s.add(s.cy, chat, s.ana)
	s.must(err)
	out, err = s.remove(s.ana, chat, s.ana)
	s.must(err)
	if got := s.roles(chat, s.bo, s.cy); !slices.Equal(got, []messenger.Role{plain, admin}) || len(out.Rows) != 1 {
		s.Errorf("after a plain member left the roles are %v, told %d rows", got, len(out.Rows))
	}
	for _, user := range []messenger.UserID{s.cy, s.bo} {
		_, err = s.remove(user, chat, user)
		s.must(err)
	}
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	if len(members.List) != 0 {
		s.Errorf("when all have left there are %+v", members.List)
	}
}

func removingEachOther(s *scene) {
	for range 5 {
		chat := s.group(s.ana, s.bo)
		guard := func(r messenger.Relation) error {
			if r.Member {
				r.Role = messenger.Administrator // no act makes a second one: the rule is asked as if both were
			}
			return messenger.MustAdminister(r)
		}
		errs := make([]error, 2)
		pair := []messenger.UserID{s.ana, s.bo}
		var wait sync.WaitGroup
		for i, actor := range pair {
			wait.Go(func() {
				_, errs[i] = s.Store.RemoveMember(ctx, messenger.RemoveMember{
					Actor: actor, User: pair[1-i], Chat: chat, At: s.tick(), Guard: guard, Committed: s.appended.add,
				})
			})
		}
		wait.Wait()
		won := slices.Index(errs, nil)
		if won < 0 || !errors.Is(errs[1-won], messenger.ErrNotAMember) {
			s.Fatalf("the acts gave %v", errs)
		}
		members, err := s.Store.Members(ctx, chat)
		s.must(err)
		if len(members.List) != 1 || members.List[0].User != pair[won] || members.List[0].Role != messenger.Administrator {
			s.Errorf("left are %+v", members.List)
		}
	}
}

func membersOfGroup(s *scene) {
	chat := s.group(s.ana, s.cy)
	_, err := s.add(s.ana, chat, s.bo)
	s.must(err)
	group, err := s.Store.GroupMembers(ctx, s.cy, chat)
	s.must(err)
	want := []messenger.Member{{User: s.ana, Role: messenger.Administrator}, {User: s.cy, Role: messenger.PlainMember}, {User: s.bo, From: 1, ReadFrom: 1, Role: messenger.PlainMember}}
	if !slices.Equal(group.Members, want) {
		s.Errorf("got %+v, want %+v", group.Members, want)
	}
	s.wantPeople("the answer", group.People, s.ana, s.bo, s.cy)
	_, err = s.remove(s.ana, chat, s.cy)
	s.must(err)
	_, err = s.Store.GroupMembers(ctx, s.cy, chat)
	s.refused(err, messenger.ErrNotAMember)
	_, err = s.Store.GroupMembers(ctx, s.user("stranger"), chat)
	s.refused(err, messenger.ErrChatNotFound)
	_, err = s.Store.GroupMembers(ctx, s.ana, s.direct(s.ana, s.bo))
	s.refused(err, messenger.ErrNotAllowed)
}

func directMembersStay(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "hello")
	_, err := s.add(s.ana, chat, s.cy)
	s.refused(err, messenger.ErrNotAllowed)
	_, err = s.remove(s.ana, chat, s.bo)
	s.refused(err, messenger.ErrNotAllowed)
	_, err = s.add(s.cy, chat, s.cy)
	s.refused(err, messenger.ErrChatNotFound)
	group := s.group(s.ana, s.bo)
	_, err = s.add(s.cy, group, s.cy)
	s.refused(err, messenger.ErrChatNotFound)
	_, err = s.remove(s.cy, group, s.bo)
	s.refused(err, messenger.ErrChatNotFound)
}
