package storetest

import (
	"slices"

	"twoticks/internal/messenger"
)

var settings = []test{
	{"[C30] a setting has the next version, is read by since, and in no other account", settingIsKept},
	{"[C30] the same again changes nothing, and what is taken back leaves a tombstone", settingTakenBack},
	{"[C30] settings and rows of chats come together in the order of their versions, in pages", settingsInPages},
	{"[C30] a profile raises the version of the person, and the same again does not", profileIsKept},
	{"[C24] read marks are shown while both of a direct chat have receipts on", readsShownByBoth},
	{"[C24] when receipts are on again, what was read meanwhile stays unshown until more is read", readsShownAgain},
	{"[C24] groups are exempt", readsInGroups},
	{"acquaintances tell who shares a chat, who blocks, and what all decided", acquaintancesAre},
	{"who may not be added to a group is left out and named, also when it is made again", notAdded},
}

func (s *scene) set(user messenger.UserID, name, value string) messenger.Setting {
	s.Helper()
	kept, err := s.Store.SetSetting(ctx, messenger.SetSetting{User: user, Name: name, Value: value, Committed: s.chosen.add})
	s.must(err)
	return kept
}

func settingIsKept(s *scene) {
	s.direct(s.ana, s.bo)
	before, bos := s.rev(s.ana), s.rev(s.bo)
	kept := s.set(s.ana, "privacy.groups", "nobody")
	if kept != (messenger.Setting{Rev: before + 1, Name: "privacy.groups", Value: "nobody"}) {
		s.Errorf("kept %+v", kept)
	}
	if rows := s.since(s.ana, before, 10); len(rows.Settings) != 1 || rows.Settings[0] != kept || rows.Rev != kept.Rev || rows.More || len(rows.Chats) != 0 {
		s.Errorf("Ana's devices read %+v", rows)
	}
	if rows := s.since(s.bo, 0, 10); len(rows.Settings) != 0 || s.rev(s.bo) != bos {
		s.Errorf("Bo's devices read %+v", rows)
	}
	s.settle()
	if told := s.chosen.all(); len(told) != 1 || told[0] != kept {
		s.Errorf("announced %+v", told)
	}
}

func settingTakenBack(s *scene) {
	if kept := s.set(s.ana, "privacy.groups", ""); kept.Rev != 0 || !kept.Gone || s.rev(s.ana) != 0 {
		s.Errorf("nothing was chosen, and taking that back made %+v", kept)
	}
	kept := s.set(s.ana, "privacy.groups", "nobody")
	if again := s.set(s.ana, "privacy.groups", "nobody"); again != kept || s.rev(s.ana) != kept.Rev {
		s.Errorf("chosen again, it is %+v", again)
	}
	back := s.set(s.ana, "privacy.groups", "")
	if back != (messenger.Setting{Rev: kept.Rev + 1, Name: "privacy.groups", Gone: true}) {
		s.Errorf("taken back, it is %+v", back)
	}
	if again := s.set(s.ana, "privacy.groups", ""); again != back {
		s.Errorf("taken back again, it is %+v", again)
	}
	if rows := s.since(s.ana, kept.Rev, 10); len(rows.Settings) != 1 || rows.Settings[0] != back {
		s.Errorf("a device that was away reads %+v", rows)
	}
	if chosen := s.set(s.ana, "privacy.groups", "everyone"); chosen.Gone || chosen.Rev != back.Rev+1 {
		s.Errorf("chosen once more, it is %+v", chosen)
	}
	s.settle()
	if told := s.chosen.all(); len(told) != 3 {
		s.Errorf("announced %+v", told)
	}
}

func settingsInPages(s *scene) {
	s.direct(s.ana, s.bo)
	s.set(s.ana, "a", "1")
	s.direct(s.ana, s.cy)
	s.set(s.ana, "b", "1")
	s.set(s.ana, "a", "2")
	want := s.rev(s.ana)
	var got []messenger.Rev
	for rev, more := messenger.Rev(0), true; more; {
		page := s.since(s.ana, rev, 2)
		if len(page.Chats)+len(page.Settings) > 2 || page.Rev <= rev {
			s.Fatalf("after %d a page %+v", rev, page)
		}
		var revs []messenger.Rev
		for _, row := range page.Chats {
			revs = append(revs, row.Rev)
		}
		for _, row := range page.Settings {
			revs = append(revs, row.Rev)
		}
		slices.Sort(revs)
		got = append(got, revs...)
		rev, more = page.Rev, page.More
		if !more && rev != want {
			s.Errorf("the last page is true as of %d, want %d", rev, want)
		}
	}
	// The second choice of a took the place of the first.
	if !slices.Equal(got, []messenger.Rev{1, 3, 4, 5}) {
		s.Errorf("the versions came as %v", got)
	}
}

func profileIsKept(s *scene) {
	var told announced[messenger.Person]
	set := func(name, about string) messenger.Person {
		s.Helper()
		p, err := s.Store.SetProfile(ctx, messenger.SetProfile{User: s.ana, Name: name, About: about, Committed: told.add})
		s.must(err)
		return p
	}
	before, err := s.Store.PersonByHandle(ctx, "ana")
	s.must(err)
	p := set("Ana Maria", "In the garden")
	if p.Name != "Ana Maria" || p.About != "In the garden" || p.Version != before.Version+1 || p.Handle != "ana" {
		s.Errorf("it is %+v", p)
	}
	if again := set("Ana Maria", "In the garden"); again != p {
		s.Errorf("said again, it is %+v", again)
	}
	if read, err := s.Store.PersonByHandle(ctx, "ana"); err != nil || read != p {
		s.Errorf("others read %+v, %v", read, err)
	}
	s.settle()
	if all := told.all(); len(all) != 1 || all[0] != p {
		s.Errorf("announced %+v", all)
	}
}

// shown is how far the author sees that the other has read.
func (s *scene) shown(author messenger.UserID, chat messenger.ChatID) messenger.Seq {
	s.Helper()
	return s.heads(author, chat).Others.Read
}

func readsShownByBoth(s *scene) {
	for _, off := range []messenger.UserID{s.ana, s.bo} {
		chat := s.direct(s.ana, s.bo)
		s.say(s.ana, chat, "shown")
		seq := s.heads(s.ana, chat).Head
		_, err := s.mark(s.bo, chat, seq, seq)
		s.must(err)
		if got := s.shown(s.ana, chat); got != seq {
			s.Errorf("with receipts on Ana sees %d, want %d", got, seq)
		}
		s.set(off, messenger.SettingReceipts, "off")
		hidden := s.say(s.ana, chat, "not shown")
		marked, err := s.mark(s.bo, chat, hidden, 0)
		s.must(err)
		if !marked.ShownAdvanced || marked.Shown != (messenger.Marks{Delivered: hidden, Read: seq}) {
			s.Errorf("that it was delivered is shown all the same: %+v", marked)
		}
		marked, err = s.mark(s.bo, chat, 0, hidden)
		s.must(err)
		if !marked.Advanced || marked.ShownAdvanced || marked.Mine.Read != hidden || marked.Shown.Read != seq {
			s.Errorf("with receipts off the mark is %+v", marked)
		}
		if got := s.shown(s.ana, chat); got != seq {
			s.Errorf("with receipts off Ana sees %d, want %d", got, seq)
		}
		if row := s.heads(s.bo, chat); row.Mine.Read != hidden || row.Unread != 0 {
			s.Errorf("Bo's own devices have %+v", row)
		}
		info, err := s.Store.MessageInfo(ctx, s.ana, chat, hidden)
		s.must(err)
		if r := info.Receipts[0]; !r.Delivered || r.Read || !r.ReadAt.IsZero() {
			s.Errorf("the message's info says %+v", r)
		}
		s.set(off, messenger.SettingReceipts, "")
	}
}

func readsShownAgain(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.set(s.bo, messenger.SettingReceipts, "off")
	first := s.say(s.ana, chat, "read in secret")
	_, err := s.mark(s.bo, chat, first, first)
	s.must(err)
	s.set(s.bo, messenger.SettingReceipts, "on")
	if marked, err := s.mark(s.bo, chat, first, first); err != nil || marked.Advanced {
		s.Errorf("the same mark again: %+v, %v", marked, err)
	}
	if got := s.shown(s.ana, chat); got != 0 {
		s.Errorf("Ana sees %d of what was read in secret", got)
	}
	second := s.say(s.ana, chat, "read in the open")
	_, err = s.mark(s.bo, chat, second, second)
	s.must(err)
	if got := s.shown(s.ana, chat); got != second {
		s.Errorf("Ana sees %d, want %d", got, second)
	}
	info, err := s.Store.MessageInfo(ctx, s.ana, chat, first)
	s.must(err)
	open, err := s.Store.MessageInfo(ctx, s.ana, chat, second)
	s.must(err)
	// When it was read in secret is told to nobody: the time is that of the mark that showed it.
	if r := info.Receipts[0]; !r.Read || !r.ReadAt.Equal(open.Receipts[0].ReadAt) {
		s.Errorf("the first is told as read at %v, the second at %v", r.ReadAt, open.Receipts[0].ReadAt)
	}
}

func readsInGroups(s *scene) {
	group := s.group(s.ana, s.bo)
	s.set(s.bo, messenger.SettingReceipts, "off")
	seq := s.say(s.ana, group, "hello")
	_, err := s.mark(s.bo, group, seq, seq)
	s.must(err)
	if got := s.shown(s.ana, group); got != seq {
		s.Errorf("in a group Ana sees %d, want %d", got, seq)
	}
}

func acquaintancesAre(s *scene) {
	chat := s.direct(s.ana, s.bo)
	dee := s.user("dee")
	s.set(s.bo, "privacy.last_seen", "nobody")
	s.set(s.ana, "privacy.groups", "contacts")
	s.set(s.ana, "something.else", "nobody")
	of := func(with ...messenger.UserID) messenger.Acquaintances {
		s.Helper()
		known, err := s.Store.Acquaintances(ctx, s.ana, with)
		s.must(err)
		return known
	}
	if known := of(); len(known.Others) != 0 {
		s.Errorf("before the first message Ana shares a chat with %+v", known.Others)
	}
	s.say(s.ana, chat, "hello")
	known := of()
	if len(known.Others) != 1 || known.Others[0] != (messenger.Acquaintance{
		User: s.bo, Between: messenger.Between{SharesChat: true},
		Privacy: messenger.PrivacyOf(map[string]string{"privacy.last_seen": "nobody"}),
	}) {
		s.Errorf("Ana shares a chat with %+v", known.Others)
	}
	if known.Own != messenger.PrivacyOf(map[string]string{"privacy.groups": "contacts"}) {
		s.Errorf("Ana decided %+v", known.Own)
	}
	named := of(dee, messenger.NewID(), s.bo)
	if len(named.Others) != 2 || named.Others[0] != (messenger.Acquaintance{User: dee, Privacy: messenger.PrivacyOf(nil)}) || named.Others[1] != known.Others[0] {
		s.Errorf("those who are named are %+v", named.Others)
	}
	s.set(s.bo, "privacy.last_seen", "")
	if known := of(s.bo); known.Others[0].Privacy != messenger.PrivacyOf(nil) {
		s.Errorf("taken back, Bo decided %+v", known.Others[0].Privacy)
	}
}

func notAdded(s *scene) {
	s.say(s.ana, s.direct(s.ana, s.bo), "hello")
	dee := s.user("dee")
	for _, user := range []messenger.UserID{s.bo, s.cy} {
		s.set(user, "privacy.groups", "contacts")
	}
	act := messenger.CreateGroup{
		Actor: s.ana, ID: messenger.NewID(), Name: "Garden", Members: []messenger.UserID{s.bo, s.cy, dee}, At: s.tick(), May: messenger.MayAdd,
	}
	for _, created := range []bool{true, false} {
		opened, err := s.Store.CreateGroup(ctx, act)
		s.must(err)
		if opened.Created != created || !slices.Equal(opened.NotAdded, []messenger.UserID{s.cy}) {
			s.Errorf("made (%v), it leaves out %v", opened.Created, opened.NotAdded)
		}
		s.wantPeople("the group", opened.People, s.ana, s.bo, dee)
	}
	chat := act.ID
	if line := s.timeline(s.ana, chat)[0].System; !slices.Equal(line.Subjects, []messenger.UserID{s.bo, dee}) {
		s.Errorf("the line names %v", line.Subjects)
	}
	add := func(users ...messenger.UserID) messenger.Appended {
		s.Helper()
		out, err := s.Store.AddMembers(ctx, messenger.AddMembers{
			Actor: s.ana, Chat: chat, Users: users, At: s.tick(), Guard: messenger.MustAdminister, May: messenger.MayAdd,
		})
		s.must(err)
		return out
	}
	eli := s.user("eli")
	if out := add(s.cy, eli, s.bo); !slices.Equal(out.NotAdded, []messenger.UserID{s.cy}) || !slices.Equal(out.Messages[0].System.Subjects, []messenger.UserID{eli}) {
		s.Errorf("adding left out %v and says %+v", out.NotAdded, out.Messages)
	}
	head := s.heads(s.ana, chat).Head
	if out := add(s.cy); !slices.Equal(out.NotAdded, []messenger.UserID{s.cy}) || s.heads(s.ana, chat).Head != head {
		s.Errorf("with nobody to add it left out %v and wrote a line", out.NotAdded)
	}
	s.say(s.ana, s.direct(s.ana, s.cy), "hello")
	if out := add(s.cy); len(out.NotAdded) != 0 || len(out.Messages) != 1 {
		s.Errorf("sharing a chat, Cy was left out: %v", out.NotAdded)
	}
}
