package storetest

import (
	"sync"

	"twoticks/internal/messenger"
)

var account = []test{
	{"[C31] a direct chat appears for the other with its first message and not before", appearsWithFirstMessage},
	{"[C31] two people opening the same chat at the same instant end in one", openedAtOnce},
	{"[C31] a note to oneself is one chat with one member", noteToOneself},
	{"[C30] rows come in the order of their versions, in pages, each once", rowsInPages},
	{"[C31] being added to a group and being removed are rows", membershipIsARow},
	{"[C30] opening again changes nothing", openingAgain},
}

func (s *scene) since(user messenger.UserID, rev messenger.Rev, limit int) messenger.AccountRows {
	s.Helper()
	out, err := s.Store.AccountSince(ctx, user, rev, limit)
	s.must(err)
	return out
}

func (s *scene) rev(user messenger.UserID) messenger.Rev {
	s.Helper()
	rev, err := s.Store.Rev(ctx, user)
	s.must(err)
	return rev
}

func appearsWithFirstMessage(s *scene) {
	chat := s.direct(s.ana, s.bo)
	if rows := s.since(s.bo, 0, 10); len(rows.Chats) != 0 || rows.Rev != 0 {
		s.Errorf("before the first message Bo has %+v", rows)
	}
	_, _, err := s.Store.ChatRow(ctx, s.bo, chat)
	s.refused(err, messenger.ErrChatNotFound)
	if page, err := s.Store.Heads(ctx, s.bo, messenger.HeadsQuery{Limit: 10}); err != nil || len(page.Rows) != 0 {
		s.Errorf("before the first message Bo has the heads %+v, %v", page, err)
	}
	if rows := s.since(s.ana, 0, 10); len(rows.Chats) != 1 || rows.Chats[0].Peer != s.bo {
		s.Errorf("Ana, who opened it, has %+v", rows)
	}
	out, err := s.append(s.ana, chat, message("hello"), message("Bo"))
	s.must(err)
	row, ok := out.Rows[s.bo]
	if !ok || len(out.Rows) != 1 || row.Peer != s.ana || row.Chat != chat || row.Kind != messenger.Direct || row.Rev != 1 {
		s.Errorf("the first message told the rows %+v", out.Rows)
	}
	s.wantPeople("the first message", out.People, s.ana, s.bo)
	rows := s.since(s.bo, 0, 10)
	if len(rows.Chats) != 1 || rows.Chats[0] != row || rows.Rev != row.Rev || rows.More {
		s.Errorf("after the first message Bo has %+v, want %+v", rows, row)
	}
	s.wantPeople("Bo's account", rows.People, s.ana, s.bo)
	again, err := s.append(s.bo, chat, message("hello Ana"))
	s.must(err)
	if len(again.Rows) != 0 || s.rev(s.bo) != row.Rev {
		s.Errorf("a later message told the rows %+v", again.Rows)
	}
}

func openedAtOnce(s *scene) {
	for range 50 {
		pair := s.users(2)
		var opened [2]messenger.OpenedChat
		var wait sync.WaitGroup
		for i := range pair {
			wait.Go(func() {
				var err error
				if opened[i], err = s.open(pair[i], pair[1-i]); err != nil {
					s.Error(err)
				}
			})
		}
		wait.Wait()
		if opened[0].Row.Chat != opened[1].Row.Chat {
			s.Fatal("two chats for one pair")
		}
		if opened[0].Created == opened[1].Created {
			s.Errorf("created by the one: %t, by the other: %t", opened[0].Created, opened[1].Created)
		}
		for i := range pair {
			if opened[i].Row.Peer != pair[1-i] || opened[i].Heads.Chat != opened[i].Row.Chat {
				s.Errorf("opened as %+v", opened[i])
			}
			s.wantPeople("an opened chat", opened[i].People, pair[0], pair[1])
		}
	}
}

func noteToOneself(s *scene) {
	chat := s.direct(s.ana, s.ana)
	again, err := s.open(s.ana, s.ana)
	s.must(err)
	if again.Row.Chat != chat || again.Created || again.Row.Kind != messenger.Self || again.Row.Peer != (messenger.UserID{}) {
		s.Errorf("opened again as %+v", again)
	}
	out, err := s.append(s.ana, chat, message("milk"))
	s.must(err)
	if out.Kind != messenger.Self || len(out.Members) != 1 || out.Members[0].User != s.ana || len(out.Rows) != 0 {
		s.Errorf("a note gave %+v", out)
	}
	if h := s.heads(s.ana, chat); h.Unread != 0 || h.Head != 1 {
		s.Errorf("the heads row is %+v", h)
	}
	s.wantReads(s.ana, chat, upTo(1), 1)
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	if len(members.List) != 1 {
		s.Errorf("members are %+v", members)
	}
}

func rowsInPages(s *scene) {
	const chats = 23
	var want []messenger.ChatID
	for _, user := range s.users(chats) {
		want = append(want, s.direct(s.ana, user))
	}
	var got []messenger.ChatID
	var last messenger.Rev
	for rev, more := messenger.Rev(0), true; more; {
		page := s.since(s.ana, rev, 5)
		for _, row := range page.Chats {
			if row.Rev <= last {
				s.Errorf("version %d after %d", row.Rev, last)
			}
			last = row.Rev
			got = append(got, row.Chat)
		}
		if page.More != (len(got) < chats) || page.Rev != last {
			s.Fatalf("after %d rows: version %d, want %d, more %t", len(got), page.Rev, last, page.More)
		}
		rev, more = page.Rev, page.More
	}
	if len(got) != chats {
		s.Fatalf("%d rows, want %d", len(got), chats)
	}
	for i := range want {
		if got[i] != want[i] {
			s.Errorf("row %d is of another chat", i)
		}
	}
	if rev := s.rev(s.ana); rev != last {
		s.Errorf("the newest version is %d, the last row's %d", rev, last)
	}
	if page := s.since(s.ana, last, 5); len(page.Chats) != 0 || page.More || page.Rev != last {
		s.Errorf("after the newest version there is %+v", page)
	}
}

func membershipIsARow(s *scene) {
	chat := s.group(s.ana, s.bo)
	before := s.rev(s.bo)
	if page := s.since(s.bo, 0, 10); len(page.Chats) != 1 || page.Chats[0].Kind != messenger.Group || page.Chats[0].To != 0 {
		s.Errorf("who was put into a new group has %+v", page)
	}
	_, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	page := s.since(s.bo, before, 10)
	if len(page.Chats) != 1 || page.Chats[0].To != 2 || page.Rev <= before {
		s.Errorf("who was removed has %+v", page)
	}
	_, err = s.add(s.ana, chat, s.bo)
	s.must(err)
	again := s.since(s.bo, page.Rev, 10)
	if len(again.Chats) != 1 || again.Chats[0].To != 0 || again.Chats[0].From != 2 {
		s.Errorf("who was added again has %+v", again)
	}
}

func openingAgain(s *scene) {
	chat := s.direct(s.ana, s.bo)
	rev := s.rev(s.ana)
	told := false
	again, err := s.Store.CreateDirectChat(ctx, messenger.CreateDirectChat{
		Actor: s.ana, With: s.bo, ID: messenger.NewID(), At: s.tick(), Committed: func(messenger.OpenedChat) { told = true },
	})
	s.must(err)
	s.settle()
	if again.Row.Chat != chat || again.Created || again.Row.Rev != rev || s.rev(s.ana) != rev || told {
		s.Errorf("opening again gave %+v, version %d, told %t", again, s.rev(s.ana), told)
	}
}
