package storetest

import (
	"slices"
	"time"

	"twoticks/internal/messenger"
)

var chatRows = []test{
	{"[C30] what one decides of a chat is in one's own row, with the next version, and in nobody else's", rowIsKept},
	{"[C30] what is so already changes nothing", sameRow},
	{"[C30] a chat is put away with what it has then, and again with what came since", archivedAgain},
	{"five chats can be pinned, and one that is put away is not", pinnedChats},
	{"[C30] who has no row of a chat changes none, and who was removed still does", rowsOfWhom},
	{"what was cleared is read by no route, and by others as before", clearedIsGone},
	{"[C32] clearing moves no mark, and only later messages are unread", clearedIsNotRead},
	{"[C27] what expired below what was cleared is not named", clearedStretches},
	{"clearing goes no further back, and a chat that was left can be cleared too", clearedOnce},
}

func (s *scene) decided(user messenger.UserID, chat messenger.ChatID, change messenger.RowChange) (messenger.ChatRow, error) {
	return s.Store.ChangeChatRow(ctx, messenger.ChangeChatRow{
		User: user, Chat: chat, Change: change, At: s.tick(), Guard: messenger.MayRead, Committed: s.drafted.add,
	})
}

func (s *scene) decide(user messenger.UserID, chat messenger.ChatID, change messenger.RowChange) messenger.ChatRow {
	s.Helper()
	row, err := s.decided(user, chat, change)
	s.must(err)
	return row
}

func (s *scene) clear(user messenger.UserID, chat messenger.ChatID, upto messenger.Seq) messenger.ChatRow {
	s.Helper()
	return s.decide(user, chat, messenger.RowChange{ClearTo: upto})
}

var (
	yes, no = true, false
	always  = messenger.MuteAlways
	quiet   = messenger.MuteHours
	loud    = messenger.Unmuted
)

func rowIsKept(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "hello")
	for _, c := range []struct {
		what   string
		change messenger.RowChange
		is     func(messenger.ChatRow) bool
	}{
		{"pinned", messenger.RowChange{Pinned: &yes}, func(r messenger.ChatRow) bool { return !r.PinnedAt.IsZero() }},
		{"archived", messenger.RowChange{Archived: &yes}, func(r messenger.ChatRow) bool { return r.Archived && r.ArchivedTo == 1 && r.PinnedAt.IsZero() }},
		{"pinned again", messenger.RowChange{Pinned: &yes}, func(r messenger.ChatRow) bool { return !r.Archived && r.ArchivedTo == 0 && !r.PinnedAt.IsZero() }},
		{"muted", messenger.RowChange{Mute: &quiet}, func(r messenger.ChatRow) bool { return r.MutedUntil.Sub(r.PinnedAt) > 8*time.Hour }},
		{"muted for good", messenger.RowChange{Mute: &always}, func(r messenger.ChatRow) bool { return r.MutedUntil.Year() > 3000 }},
		{"unmuted", messenger.RowChange{Mute: &loud}, func(r messenger.ChatRow) bool { return r.MutedUntil.IsZero() }},
		{"marked unread", messenger.RowChange{MarkedUnread: &yes}, func(r messenger.ChatRow) bool { return r.MarkedUnread }},
		{"several at once", messenger.RowChange{MarkedUnread: &no, Mute: &always, Pinned: &no},
			func(r messenger.ChatRow) bool {
				return !r.MarkedUnread && !r.MutedUntil.IsZero() && r.PinnedAt.IsZero()
			}},
	} {
		before, bos := s.rev(s.ana), s.rev(s.bo)
		row := s.decide(s.ana, chat, c.change)
		if !c.is(row) || row.Rev != before+1 {
			s.Errorf("%s: the row is %+v", c.what, row)
		}
		if rows := s.since(s.ana, before, 10); len(rows.Chats) != 1 || rows.Chats[0] != row {
			s.Errorf("%s: Ana's devices read %+v", c.what, rows)
		}
		if theirs, _, err := s.Store.ChatRow(ctx, s.bo, chat); err != nil || s.rev(s.bo) != bos || theirs.Archived || theirs.MarkedUnread {
			s.Errorf("%s: Bo's row is %+v, %v", c.what, theirs, err)
		}
		s.settle()
		if told := s.drafted.all(); told[len(told)-1] != row {
			s.Errorf("%s: announced %+v", c.what, told)
		}
	}
	if kept, err := s.draft(s.ana, chat, "a draft", s.tick()); err != nil || kept.MutedUntil.IsZero() {
		s.Errorf("after a draft the row is %+v, %v", kept, err)
	}
}

func sameRow(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "hello")
	row := s.decide(s.ana, chat, messenger.RowChange{Pinned: &yes, Mute: &always, MarkedUnread: &yes})
	again := s.decide(s.ana, chat, messenger.RowChange{Pinned: &yes, Mute: &always, MarkedUnread: &yes, Archived: &no})
	if again != row || s.rev(s.ana) != row.Rev {
		s.Errorf("again it is %+v, after %+v", again, row)
	}
	s.settle()
	if told := s.drafted.all(); len(told) != 1 {
		s.Errorf("announced %+v", told)
	}
}

func archivedAgain(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "hello")
	row := s.decide(s.bo, chat, messenger.RowChange{Archived: &yes})
	if again := s.decide(s.bo, chat, messenger.RowChange{Archived: &yes}); row.ArchivedTo != 1 || again != row {
		s.Errorf("put away it is %+v, again %+v", row, again)
	}
	s.say(s.ana, chat, "still there?")
	if again := s.decide(s.bo, chat, messenger.RowChange{Archived: &yes}); again.ArchivedTo != 2 || again.Rev != row.Rev+1 {
		s.Errorf("put away after another message it is %+v", again)
	}
}

func pinnedChats(s *scene) {
	var chats []messenger.ChatID
	for _, user := range s.users(messenger.MaxPinnedChats + 1) {
		chats = append(chats, s.direct(s.ana, user))
	}
	last := chats[messenger.MaxPinnedChats]
	for _, chat := range chats[:messenger.MaxPinnedChats] {
		s.decide(s.ana, chat, messenger.RowChange{Pinned: &yes})
	}
	before := s.rev(s.ana)
	_, err := s.decided(s.ana, last, messenger.RowChange{Pinned: &yes})
	s.refused(err, messenger.ErrTooManyKept)
	if s.rev(s.ana) != before {
		s.Error("refused, and yet the version is another")
	}
	s.decide(s.ana, chats[0], messenger.RowChange{Archived: &yes})
	s.decide(s.ana, last, messenger.RowChange{Pinned: &yes})
	_, err = s.decided(s.ana, chats[0], messenger.RowChange{Pinned: &yes})
	s.refused(err, messenger.ErrTooManyKept)
}

func rowsOfWhom(s *scene) {
	chat := s.direct(s.ana, s.bo)
	_, err := s.decided(s.bo, chat, messenger.RowChange{Pinned: &yes})
	s.refused(err, messenger.ErrChatNotFound)
	_, err = s.decided(s.cy, chat, messenger.RowChange{Pinned: &yes})
	s.refused(err, messenger.ErrChatNotFound)
	group := s.group(s.ana, s.bo)
	_, err = s.remove(s.ana, group, s.bo)
	s.must(err)
	s.say(s.ana, group, "Bo is not told how far we are")
	if row := s.decide(s.bo, group, messenger.RowChange{Archived: &yes}); !row.Archived || row.To == 0 || row.ArchivedTo != row.To {
		s.Errorf("the row of who was removed is %+v", row)
	}
}

func clearedIsGone(s *scene) {
	chat := s.group(s.ana, s.bo)
	for range 4 {
		s.say(s.ana, chat, "@bo, this goes")
	}
	row := s.clear(s.bo, chat, 4)
	s.say(s.ana, chat, "@bo, this stays")
	_, err := s.change(s.ana, chat, 3, "@bo, edited")
	s.must(err)
	if row.ClearedTo != 4 || row.From != 0 {
		s.Errorf("the row is %+v", row)
	}
	if got := seqs(s.timeline(s.bo, chat)); !slices.Equal(got, []messenger.Seq{5, 6}) {
		s.Errorf("Bo's history has %v", got)
	}
	if got := seqs(s.timeline(s.ana, chat)); len(got) != 6 {
		s.Errorf("Ana's history has %v", got)
	}
	page, err := s.Store.Changes(ctx, s.bo, chat, 0, 50)
	s.must(err)
	if page.Upto != 7 || len(page.Entries) != 3 || page.Entries[0].Seq != 5 || page.Entries[2].Message != nil {
		s.Errorf("Bo's changes are %+v", page)
	}
	mentions, err := s.Store.Mentions(ctx, s.bo, 10)
	s.must(err)
	if got := seqs(mentions.Messages); !slices.Equal(got, []messenger.Seq{6, 5}) {
		s.Errorf("Bo is called in %v", got)
	}
	s.clear(s.bo, chat, 7)
	if row := s.heads(s.bo, chat); row.Last != nil || row.Unread != 0 || row.Head != 7 {
		s.Errorf("all cleared, Bo's heads row is %+v", row)
	}
	if row := s.heads(s.ana, chat); row.Last == nil || row.Last.Seq != 6 {
		s.Errorf("Ana's heads row is %+v", row)
	}
	if _, err := s.change(s.bo, chat, 6, "not any more"); err == nil {
		s.Error("what was cleared can be changed")
	}
}

func clearedIsNotRead(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for range 3 {
		s.say(s.ana, chat, "hello")
	}
	s.clear(s.bo, chat, 2)
	if row := s.heads(s.bo, chat); row.Unread != 1 || row.Mine != (messenger.Marks{}) || row.Last.Seq != 3 {
		s.Errorf("Bo's heads row is %+v", row)
	}
	if row := s.heads(s.ana, chat); row.Others != (messenger.Marks{}) {
		s.Errorf("Ana sees %+v", row.Others)
	}
	_, err := s.mark(s.bo, chat, 3, 3)
	s.must(err)
	if row := s.heads(s.ana, chat); row.Others != (messenger.Marks{Delivered: 3, Read: 3}) {
		s.Errorf("Ana sees %+v", row.Others)
	}
}

func clearedStretches(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for range 5 {
		s.say(s.ana, chat, "not taken")
	}
	s.expireUpTo(chat, s.ana, 4)
	s.clear(s.bo, chat, 2)
	s.wantStretches("partly cleared", s.heads(s.bo, chat).Expired, messenger.Stretch{From: 0, To: 4, Messages: 2})
	change := s.expireUpTo(chat, s.ana, 5)
	s.wantStretches("Bo is told", s.view(change, s.bo).Expired, messenger.Stretch{From: 0, To: 5, Messages: 3})
	s.clear(s.bo, chat, 5)
	if row := s.heads(s.bo, chat); row.Expired != nil {
		s.Errorf("all cleared, and still named: %v", row.Expired)
	}
	page, err := s.Store.Changes(ctx, s.bo, chat, 0, 50)
	s.must(err)
	if page.Expired != nil {
		s.Errorf("changes name %v", page.Expired)
	}
}

func clearedOnce(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.say(s.ana, chat, "hello")
	row := s.clear(s.bo, chat, 2)
	if again := s.clear(s.bo, chat, 1); again != row {
		s.Errorf("cleared again, less: %+v", again)
	}
	_, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	s.clear(s.bo, chat, 3)
	if got := s.timeline(s.bo, chat); len(got) != 0 {
		s.Errorf("Bo, who was removed, reads %v", seqs(got))
	}
	_, err = s.add(s.ana, chat, s.bo)
	s.must(err)
	s.say(s.ana, chat, "welcome back")
	if got := seqs(s.timeline(s.bo, chat)); !slices.Equal(got, []messenger.Seq{4, 5}) {
		s.Errorf("Bo, who is back, reads %v", got)
	}
}
