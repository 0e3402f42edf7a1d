package storetest

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"twoticks/internal/messenger"
)

var groupInfo = []test{
	{"a change of name, description and settings is in every member's row, with a line for each", groupChangeIsInEveryRow},
	{"[C31] a change of what a group is is told to every member, and read by who was away", groupChangeIsTold},
	{"[C23] what a group is called after somebody left is not for them", nameAtTheEnd},
	{"what is so already changes nothing", groupChangeRepeats},
	{"the rule of a change is asked inside the act", groupChangeIsGuarded},
	{"who may not send is refused, and a repeat of what was accepted is not", onlyAdministratorsSend},
	{"roles are given and taken, with a line and the row", rolesAreGiven},
	{"who gives up the role as the last makes the longest-standing other one administrator; alone it is refused", lastAdministratorStepsDown},
	{"of two administrators who take the role from each other at once, one wins", demotingEachOther},
	{"of two who step down at once, one administrator is left", steppingDownAtOnce},
	{"a demotion and a removal at once leave a group with an administrator", demotionAndRemoval},
	{"[C22] [C32] who joins where everything is shown reads it all, and holds no tick back", historyFromEverything},
	{"what is shown to who joins is what the group shows then", historyAsItIsThen},
	{"a group of 1,024 is renamed in one act", largeGroupIsRenamed},
}

func pointer[T any](v T) *T { return &v }

func (s *scene) reform(actor messenger.UserID, chat messenger.ChatID, change messenger.GroupChange) (messenger.Appended, error) {
	return s.Store.ChangeGroup(ctx, messenger.ChangeGroup{
		Actor: actor, Chat: chat, Change: change, At: s.tick(), Guard: messenger.MustBeMember, Committed: s.appended.add,
	})
}

func (s *scene) giveRole(actor messenger.UserID, chat messenger.ChatID, user messenger.UserID, role messenger.Role) (messenger.Appended, error) {
	return s.Store.SetRole(ctx, messenger.SetRole{
		Actor: actor, User: user, Chat: chat, Role: role, At: s.tick(), Guard: messenger.MustAdminister, Committed: s.appended.add,
	})
}

// everythingAnew changes all that a group is.
var everythingAnew = messenger.GroupChange{
	Name: pointer("Orchard"), About: pointer("Apples\nand pears"),
	Send: pointer(messenger.Administrator), Change: pointer(messenger.Administrator), Add: pointer(messenger.PlainMember),
	History: pointer(true), Approval: pointer(true),
}

func lines(messages []messenger.Message) (names []string) {
	for _, m := range messages {
		names = append(names, m.System.Line)
	}
	return names
}

func groupChangeIsInEveryRow(s *scene) {
	chat := s.group(s.ana, s.bo)
	_, err := s.reform(s.bo, chat, everythingAnew)
	s.must(err)
	for _, user := range []messenger.UserID{s.ana, s.bo} {
		row, _, err := s.Store.ChatRow(ctx, user, chat)
		s.must(err)
		want := messenger.GroupSettings{Send: messenger.Administrator, Change: messenger.Administrator, Add: messenger.PlainMember, History: true, Approval: true}
		if row.Name != "Orchard" || row.About != "Apples\nand pears" || row.Settings != want {
			s.Errorf("the row is %+v", row)
		}
		said := s.timeline(user, chat)[1:]
		if got := lines(said); !slices.Equal(got, []string{"group.renamed", "group.described", "group.send.administrators",
			"group.change.administrators", "group.add.all", "group.history.all", "group.approval.on"}) {
			s.Errorf("the lines are %v", got)
		}
		if said[0].System.Text != "Orchard" || said[0].Sender != s.bo || len(said[0].System.Subjects) != 0 || said[1].System.Text != "" {
			s.Errorf("the first lines are %+v and %+v", said[0].System, said[1].System)
		}
	}
	_, err = s.reform(s.ana, chat, messenger.GroupChange{About: pointer(""), Send: pointer(messenger.PlainMember)})
	s.must(err)
	row, _, err := s.Store.ChatRow(ctx, s.bo, chat)
	s.must(err)
	if row.Name != "Orchard" || row.About != "" || row.Settings.Send != messenger.PlainMember || !row.Settings.History {
		s.Errorf("after a change of two things the row is %+v", row)
	}
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	if members.Send != messenger.PlainMember || members.Seq != 10 {
		s.Errorf("the list of members says %+v", members)
	}
}

func groupChangeIsTold(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	s.settle()
	before := len(s.appended.all())
	revs := map[messenger.UserID]messenger.Rev{}
	for _, user := range []messenger.UserID{s.ana, s.bo, s.cy} {
		rev, err := s.Store.Rev(ctx, user)
		s.must(err)
		revs[user] = rev
	}
	_, err := s.reform(s.ana, chat, messenger.GroupChange{Name: pointer("Orchard")})
	s.must(err)
	s.settle()
	told := s.appended.all()[before:]
	if len(told) != 1 || len(told[0].Rows) != 3 || len(told[0].Messages) != 1 || told[0].MembersSeq != 2 {
		s.Fatalf("told %+v", told)
	}
	for user, rev := range revs {
		since, err := s.Store.AccountSince(ctx, user, rev, 10)
		s.must(err)
		if len(since.Chats) != 1 || since.Chats[0] != told[0].Rows[user] || since.Chats[0].Name != "Orchard" {
			s.Errorf("read %+v, told %+v", since.Chats, told[0].Rows[user])
		}
	}
}

func nameAtTheEnd(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	_, err := s.reform(s.ana, chat, messenger.GroupChange{Name: pointer("Orchard"), About: pointer("ours")})
	s.must(err)
	_, err = s.remove(s.ana, chat, s.bo)
	s.must(err)
	out, err := s.reform(s.ana, chat, messenger.GroupChange{Name: pointer("Without Bo"), About: pointer("secret")})
	s.must(err)
	if _, told := out.Rows[s.bo]; told {
		s.Error("who was removed is told of the new name")
	}
	row, _, err := s.Store.ChatRow(ctx, s.bo, chat)
	s.must(err)
	since, err := s.Store.AccountSince(ctx, s.bo, 0, 10)
	s.must(err)
	for _, row := range []messenger.ChatRow{row, since.Chats[0]} {
		if row.Name != "Orchard" || row.About != "" || row.Settings != (messenger.GroupSettings{}) || row.To == 0 {
			s.Errorf("who was removed reads %+v", row)
		}
	}
	_, err = s.add(s.ana, chat, s.bo)
	s.must(err)
	if row, _, err := s.Store.ChatRow(ctx, s.bo, chat); err != nil || row.Name != "Without Bo" || row.About != "secret" {
		s.Errorf("back again the row is %+v, %v", row, err)
	}
}

func groupChangeRepeats(s *scene) {
	chat := s.group(s.ana, s.bo)
	_, err := s.reform(s.ana, chat, everythingAnew)
	s.must(err)
	head := s.heads(s.ana, chat).Head
	out, err := s.reform(s.ana, chat, everythingAnew)
	s.must(err)
	if len(out.Messages)+len(out.Rows) != 0 || s.heads(s.ana, chat).Head != head {
		s.Errorf("nothing changed, yet the act gave %+v", out)
	}
}

func groupChangeIsGuarded(s *scene) {
	chat := s.group(s.ana, s.bo)
	act := messenger.ChangeGroup{Actor: s.bo, Chat: chat, Change: everythingAnew, At: s.tick(), Guard: messenger.MustAdminister, Committed: s.appended.add}
	_, err := s.Store.ChangeGroup(ctx, act)
	s.refused(err, messenger.ErrNotAllowed)
	act.Actor = s.cy
	_, err = s.Store.ChangeGroup(ctx, act)
	s.refused(err, messenger.ErrChatNotFound)
	act.Actor, act.Guard, act.Chat = s.ana, messenger.MustBeMember, s.direct(s.ana, s.bo)
	_, err = s.Store.ChangeGroup(ctx, act)
	s.refused(err, messenger.ErrNotAllowed)
	if row, _, err := s.Store.ChatRow(ctx, s.ana, chat); err != nil || row.Name != "Garden" || row.Settings != messenger.FirstSettings {
		s.Errorf("the row is %+v, %v", row, err)
	}
}

func onlyAdministratorsSend(s *scene) {
	chat := s.group(s.ana, s.bo)
	m := message("while all may")
	act := messenger.AppendMessages{Sender: s.bo, Chat: chat, Messages: []messenger.NewMessage{m}, At: s.tick(), Guard: messenger.MaySend, Committed: s.appended.add}
	first, err := s.Store.AppendMessages(ctx, act)
	s.must(err)
	_, err = s.reform(s.ana, chat, messenger.GroupChange{Send: pointer(messenger.Administrator)})
	s.must(err)
	act.Messages = []messenger.NewMessage{message("too late")}
	_, err = s.Store.AppendMessages(ctx, act)
	s.refused(err, messenger.ErrNotAllowedToSend)
	act.Messages = []messenger.NewMessage{m}
	if out, err := s.Store.AppendMessages(ctx, act); err != nil || !out.Results[0].Duplicate || out.Results[0].Seq != first.Results[0].Seq {
		s.Errorf("[C6] a repeat gave %+v, %v", out, err)
	}
	act.Sender, act.Messages = s.ana, []messenger.NewMessage{message("the administrator")}
	_, err = s.Store.AppendMessages(ctx, act)
	s.must(err)
	_, err = s.giveRole(s.ana, chat, s.bo, messenger.Administrator)
	s.must(err)
	act.Sender, act.Messages = s.bo, []messenger.NewMessage{message("now I may")}
	_, err = s.Store.AppendMessages(ctx, act)
	s.must(err)
}

func rolesAreGiven(s *scene) {
	const plain, admin = messenger.PlainMember, messenger.Administrator
	chat := s.group(s.ana, s.bo, s.cy)
	out, err := s.giveRole(s.ana, chat, s.bo, admin)
	s.must(err)
	if row := out.Rows[s.bo]; len(out.Rows) != 1 || row.Role != admin || out.MembersSeq != 2 || out.Messages[0].System.Line != "member.promoted" ||
		!slices.Equal(out.Messages[0].System.Subjects, []messenger.UserID{s.bo}) || out.Messages[0].Sender != s.ana {
		s.Errorf("the act gave %+v", out)
	}
	s.wantPeople("the line", out.People, s.ana, s.bo)
	again, err := s.giveRole(s.ana, chat, s.bo, admin)
	s.must(err)
	if len(again.Messages)+len(again.Rows) != 0 {
		s.Errorf("again it gave %+v", again)
	}
	out, err = s.giveRole(s.bo, chat, s.ana, plain)
	s.must(err)
	if got := s.roles(chat, s.ana, s.bo, s.cy); !slices.Equal(got, []messenger.Role{plain, admin, plain}) || lines(out.Messages)[0] != "member.demoted" {
		s.Errorf("the roles are %v, the lines %v", got, lines(out.Messages))
	}
	_, err = s.giveRole(s.ana, chat, s.cy, admin)
	s.refused(err, messenger.ErrNotAllowed)
	_, err = s.giveRole(s.bo, chat, s.user("stranger"), admin)
	s.refused(err, messenger.ErrPersonNotFound)
	_, err = s.giveRole(s.bo, chat, messenger.NewID(), admin)
	s.refused(err, messenger.ErrPersonNotFound)
	_, err = s.remove(s.bo, chat, s.cy)
	s.must(err)
	_, err = s.giveRole(s.bo, chat, s.cy, admin)
	s.refused(err, messenger.ErrPersonNotFound)
}

func lastAdministratorStepsDown(s *scene) {
	const plain, admin = messenger.PlainMember, messenger.Administrator
	chat := s.group(s.ana, s.bo, s.cy)
	_, err := s.remove(s.bo, chat, s.bo)
	s.must(err)
	_, err = s.add(s.ana, chat, s.bo) // Bo's membership is younger than Cy's now
	s.must(err)
	out, err := s.giveRole(s.ana, chat, s.ana, plain)
	s.must(err)
	if got := s.roles(chat, s.ana, s.bo, s.cy); !slices.Equal(got, []messenger.Role{plain, plain, admin}) {
		s.Errorf("the roles are %v", got)
	}
	if got := lines(out.Messages); !slices.Equal(got, []string{"member.demoted", "member.promoted"}) || out.Messages[1].Sender != s.cy || len(out.Rows) != 2 {
		s.Errorf("the act gave %+v", out)
	}
	s.wantPeople("the lines", out.People, s.ana, s.cy)
	alone := s.group(s.ana)
	_, err = s.giveRole(s.ana, alone, s.ana, plain)
	s.refused(err, messenger.ErrLastAdministrator)
	if got := s.roles(alone, s.ana); got[0] != admin || s.heads(s.ana, alone).Head != 1 {
		s.Errorf("alone the role is %v", got)
	}
}

// bothAdminister makes a group with two administrators.
func (s *scene) bothAdminister(others ...messenger.UserID) messenger.ChatID {
	s.Helper()
	chat := s.group(append([]messenger.UserID{s.ana, s.bo}, others...)...)
	_, err := s.giveRole(s.ana, chat, s.bo, messenger.Administrator)
	s.must(err)
	return chat
}

// both does both at once, and says how each ended.
func both(first, second func() error) [2]error {
	var errs [2]error
	var wait sync.WaitGroup
	wait.Go(func() { errs[0] = first() })
	wait.Go(func() { errs[1] = second() })
	wait.Wait()
	return errs
}

func demotingEachOther(s *scene) {
	for range 5 {
		chat := s.bothAdminister()
		pair := []messenger.UserID{s.ana, s.bo}
		errs := both(
			func() error { _, err := s.giveRole(s.ana, chat, s.bo, messenger.PlainMember); return err },
			func() error { _, err := s.giveRole(s.bo, chat, s.ana, messenger.PlainMember); return err },
		)
		won := slices.Index(errs[:], nil)
		if won < 0 || !errors.Is(errs[1-won], messenger.ErrNotAllowed) {
			s.Fatalf("the acts gave %v", errs)
		}
		if got := s.roles(chat, pair[won], pair[1-won]); !slices.Equal(got, []messenger.Role{messenger.Administrator, messenger.PlainMember}) {
			s.Errorf("the roles are %v", got)
		}
	}
}

// administratorsOf counts them.
func (s *scene) administratorsOf(chat messenger.ChatID) (n int) {
	s.Helper()
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	for _, m := range members.List {
		if m.Role == messenger.Administrator {
			n++
		}
	}
	return n
}

func steppingDownAtOnce(s *scene) {
	for range 5 {
		chat := s.bothAdminister(s.cy)
		errs := both(
			func() error { _, err := s.giveRole(s.ana, chat, s.ana, messenger.PlainMember); return err },
			func() error { _, err := s.giveRole(s.bo, chat, s.bo, messenger.PlainMember); return err },
		)
		if n := s.administratorsOf(chat); errs != [2]error{} || n != 1 {
			s.Errorf("%d administrate, the acts gave %v", n, errs)
		}
	}
}

func demotionAndRemoval(s *scene) {
	for range 5 {
		chat := s.bothAdminister(s.cy)
		errs := both(
			func() error { _, err := s.giveRole(s.ana, chat, s.bo, messenger.PlainMember); return err },
			func() error {
				_, err := s.Store.RemoveMember(ctx, messenger.RemoveMember{
					Actor: s.bo, User: s.ana, Chat: chat, At: s.tick(), Guard: messenger.MustAdminister, Committed: s.appended.add,
				})
				return err
			},
		)
		if (errs[0] == nil) == (errs[1] == nil) || s.administratorsOf(chat) != 1 {
			s.Errorf("%d administrate, the acts gave %v", s.administratorsOf(chat), errs)
		}
	}
}

func historyFromEverything(s *scene) {
	chat := s.group(s.ana, s.bo)
	for range 3 {
		seq := s.say(s.ana, chat, "before")
		_, err := s.mark(s.bo, chat, seq, seq)
		s.must(err)
	}
	edited, err := s.change(s.ana, chat, 2, "other words")
	s.must(err)
	_, err = s.reform(s.ana, chat, messenger.GroupChange{History: pointer(true)})
	s.must(err)
	joining := s.heads(s.ana, chat).Head
	out, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	if row := out.Rows[s.cy]; row.From != 0 {
		s.Errorf("the row of who joined is %+v", row)
	}
	h := s.heads(s.cy, chat)
	if h.Unread != 0 || h.Mine != (messenger.Marks{Delivered: joining, Read: joining}) || h.Last == nil || h.Last.Seq != h.Head {
		s.Errorf("[C32] unread begins at joining: %+v", h)
	}
	if got := seqs(s.timeline(s.cy, chat)); !slices.Equal(got, []messenger.Seq{1, 2, 3, 4, 6, 7}) {
		s.Errorf("who joined reads %v", got)
	}
	changes, err := s.Store.Changes(ctx, s.cy, chat, 0, 100)
	s.must(err)
	if len(changes.Entries) != 7 || changes.Entries[4].Message == nil || changes.Entries[4].Seq != edited.Entry.Seq {
		s.Errorf("the entries are %+v", changes.Entries)
	}
	for _, user := range []messenger.UserID{s.ana, s.bo} {
		others := s.heads(user, chat)
		if user == s.ana && (others.Others.Read < 4 || others.OthersFrom != 0) {
			s.Errorf("[C22] who joined holds a tick back: %+v", others)
		}
	}
	info, err := s.Store.MessageInfo(ctx, s.ana, chat, 4)
	s.must(err)
	if len(info.Receipts) != 1 || info.Receipts[0].User != s.bo {
		s.Errorf("[C22] the audience of before is %+v", info.Receipts)
	}
	// When Bo has gone, what was said before has nobody left whom it was for.
	_, err = s.remove(s.ana, chat, s.bo)
	s.must(err)
	if got := s.heads(s.ana, chat).OthersFrom; got != joining {
		s.Errorf("[C22] the others are from %d, want %d", got, joining)
	}
	seq := s.say(s.ana, chat, "@cy, after")
	if h := s.heads(s.cy, chat); h.Unread != 1 || s.heads(s.ana, chat).Others.Read >= seq {
		s.Errorf("what came after is unread: %+v", h)
	}
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	if m := members.List[1]; m.User != s.cy || m.From != joining || m.ReadFrom != 0 {
		s.Errorf("the member is %+v", m)
	}
}

func historyAsItIsThen(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.say(s.ana, chat, "before")
	_, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	_, err = s.reform(s.ana, chat, messenger.GroupChange{History: pointer(true)})
	s.must(err)
	if got := seqs(s.timeline(s.cy, chat)); !slices.Equal(got, []messenger.Seq{3, 4}) {
		s.Errorf("[C23] who was there before the setting reads %v", got)
	}
	_, err = s.remove(s.ana, chat, s.cy)
	s.must(err)
	s.say(s.ana, chat, "while away")
	if got := seqs(s.timeline(s.cy, chat)); !slices.Equal(got, []messenger.Seq{3, 4, 5}) {
		s.Errorf("[C23] who was removed reads %v", got)
	}
	_, err = s.add(s.ana, chat, s.cy)
	s.must(err)
	if got := seqs(s.timeline(s.cy, chat)); !slices.Equal(got, upTo(7)) {
		s.Errorf("back again it reads %v", got)
	}
	_, err = s.remove(s.ana, chat, s.cy)
	s.must(err)
	s.say(s.ana, chat, "after the end")
	if got := s.timeline(s.cy, chat); got[len(got)-1].Seq != 8 {
		s.Errorf("[C23] after the end it reads %v", seqs(got))
	}
}

func largeGroupIsRenamed(s *scene) {
	if testing.Short() {
		s.Skip("makes 1,023 users")
	}
	users := s.users(messenger.MaxMembers - 1)
	chat := s.group(append([]messenger.UserID{s.ana}, users...)...)
	out, err := s.reform(s.ana, chat, messenger.GroupChange{Name: pointer("Orchard")})
	s.must(err)
	if len(out.Rows) != messenger.MaxMembers {
		s.Errorf("told %d", len(out.Rows))
	}
	for user, row := range out.Rows {
		if row.Name != "Orchard" || row.Rev == 0 {
			s.Fatalf("%x is told %+v", user, row)
		}
	}
}
