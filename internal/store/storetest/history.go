package storetest

import (
	"math"
	"slices"

	"twoticks/internal/messenger"
)

var history = []test{
	{"[C12] pages upwards cover every row once", pagesUpwards},
	{"[C12] pages towards the present cover every row once", pagesDownwards},
	{"[C8a] changes in pages cover every entry once, up to the head", pagesOfChanges},
	{"[C8a] lines of the server are rows of the timeline", linesAreRows},
	{"[C30] a page carries everyone whom it mentions, once", pagesCarryPeople},
	{"[C23] who was never a member reads nothing by any route", strangersReadNothing},
	{"[C17] a place beyond the head reads nothing and fails nothing", placesBeyondTheHead},
	{"[C8a] an empty chat has an empty timeline", emptyChat},
}

func pagesUpwards(s *scene) {
	const rows = 157
	chat := s.direct(s.ana, s.bo)
	for i := range rows {
		s.say([]messenger.UserID{s.ana, s.bo}[i%2], chat, s.word())
	}
	page, err := s.Store.History(ctx, s.ana, chat, 0, 50)
	s.must(err)
	if got := seqs(page.Messages); !slices.Equal(got, between(rows-50, rows)) || !page.More || page.Head != rows {
		s.Fatalf("the newest 50 are %v, more %t, head %d", got, page.More, page.Head)
	}
	all := page.Messages
	for page.More {
		// What arrives meanwhile does not move the pages.
		s.say(s.bo, chat, "meanwhile")
		page, err = s.Store.History(ctx, s.ana, chat, all[0].Seq, 20)
		s.must(err)
		if len(page.Messages) == 0 || len(page.Messages) > 20 {
			s.Fatalf("a page of %d", len(page.Messages))
		}
		all = append(slices.Clone(page.Messages), all...)
	}
	if !slices.Equal(seqs(all), upTo(rows)) {
		s.Errorf("the pages together are %v", seqs(all))
	}
}

func pagesDownwards(s *scene) {
	const rows = 57
	chat := s.group(s.ana, s.bo)
	s.said(s.ana, chat, rows-1)
	for _, limit := range []int{1, 10, 19, rows} {
		var got []messenger.Seq
		for after, more := messenger.Seq(0), true; more; {
			page, err := s.Store.HistoryAfter(ctx, s.bo, chat, after, limit)
			s.must(err)
			if len(page.Messages) == 0 || len(page.Messages) > limit || page.Head != rows {
				s.Fatalf("after %d, limit %d: %v, head %d", after, limit, seqs(page.Messages), page.Head)
			}
			got = append(got, seqs(page.Messages)...)
			after, more = got[len(got)-1], page.More
		}
		if !slices.Equal(got, upTo(rows)) {
			s.Errorf("with a limit of %d: %v", limit, got)
		}
	}
	_, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	s.said(s.bo, chat, 2)
	_, err = s.remove(s.ana, chat, s.bo)
	s.must(err)
	s.said(s.ana, chat, 2)
	for user, want := range map[messenger.UserID][]messenger.Seq{
		s.cy: {58, 59, 60, 61, 62, 63}, s.bo: {56, 57, 58, 59, 60, 61},
	} {
		page, err := s.Store.HistoryAfter(ctx, user, chat, 55, 50)
		s.must(err)
		if got := seqs(page.Messages); !slices.Equal(got, want) || page.More {
			s.Errorf("[C23] somebody reads %v, want %v", got, want)
		}
	}
}

func pagesOfChanges(s *scene) {
	const rows = 57
	chat := s.direct(s.ana, s.bo)
	s.said(s.ana, chat, rows)
	for _, limit := range []int{1, 10, 19, rows, rows + 1} {
		var got []messenger.Seq
		for after := messenger.Seq(0); after < rows; {
			page, err := s.Store.Changes(ctx, s.bo, chat, after, limit)
			s.must(err)
			if page.Head != rows || page.Upto <= after || len(page.Entries) > limit {
				s.Fatalf("after %d, limit %d: %d entries, upto %d, head %d", after, limit, len(page.Entries), page.Upto, page.Head)
			}
			for _, e := range page.Entries {
				if e.Message == nil || e.Change != nil || e.Message.Seq != e.Seq || e.Seq <= after || e.Seq > page.Upto {
					s.Fatalf("entry %+v", e)
				}
				got = append(got, e.Seq)
			}
			after = page.Upto
		}
		if !slices.Equal(got, upTo(rows)) {
			s.Errorf("with a limit of %d: %v", limit, got)
		}
	}
}

func linesAreRows(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.say(s.ana, chat, "hello")
	_, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	_, err = s.remove(s.ana, chat, s.bo)
	s.must(err)
	_, err = s.remove(s.cy, chat, s.cy)
	s.must(err)
	rows := s.timeline(s.ana, chat)
	want := []*messenger.SystemLine{
		{Line: messenger.LineChatCreated, Subjects: []messenger.UserID{s.bo}}, nil,
		{Line: messenger.LineMemberAdded, Subjects: []messenger.UserID{s.cy}},
		{Line: messenger.LineMemberRemoved, Subjects: []messenger.UserID{s.bo}},
		{Line: messenger.LineMemberLeft, Subjects: []messenger.UserID{s.cy}},
	}
	if len(rows) != len(want) {
		s.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i, m := range rows {
		switch {
		case want[i] == nil:
			if m.System != nil || m.Content == nil {
				s.Errorf("row %d is %+v, want a message", i+1, m)
			}
		case m.System == nil || m.System.Line != want[i].Line || !slices.Equal(m.System.Subjects, want[i].Subjects) || m.Content != nil:
			s.Errorf("row %d is %+v, want the line %+v", i+1, m.System, want[i])
		}
	}
	if rows[4].Sender != s.cy {
		s.Error("a line has its actor as sender")
	}
}

func pagesCarryPeople(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	s.say(s.bo, chat, "hello")
	s.say(s.bo, chat, "again")
	page, err := s.Store.History(ctx, s.ana, chat, 0, 2)
	s.must(err)
	s.wantPeople("the page with Bo's messages", page.People, s.bo)
	page, err = s.Store.History(ctx, s.ana, chat, 0, 10)
	s.must(err)
	s.wantPeople("the page with the first line", page.People, s.ana, s.bo, s.cy)
	changes, err := s.Store.Changes(ctx, s.ana, chat, 1, 10)
	s.must(err)
	s.wantPeople("the changes", changes.People, s.bo)
	changes, err = s.Store.Changes(ctx, s.ana, chat, 0, 10)
	s.must(err)
	s.wantPeople("the changes with the first line", changes.People, s.ana, s.bo, s.cy)
}

// wantPeople compares as sets; nobody may stand there twice.
func (s *scene) wantPeople(what string, got []messenger.Person, want ...messenger.UserID) {
	s.Helper()
	for _, id := range want {
		if !slices.ContainsFunc(got, func(p messenger.Person) bool { return p.ID == id && p.Handle != "" && p.Version > 0 }) {
			s.Errorf("%s: somebody is missing among %+v", what, got)
		}
	}
	if len(got) != len(want) {
		s.Errorf("%s: %d people, want %d: %+v", what, len(got), len(want), got)
	}
}

func strangersReadNothing(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "between us")
	for _, where := range []messenger.ChatID{chat, messenger.NewID()} {
		_, err := s.Store.HistoryAfter(ctx, s.cy, where, 0, 50)
		s.refused(err, messenger.ErrChatNotFound)
		_, err = s.Store.History(ctx, s.cy, where, 0, 50)
		s.refused(err, messenger.ErrChatNotFound)
		_, err = s.Store.Changes(ctx, s.cy, where, 0, 50)
		s.refused(err, messenger.ErrChatNotFound)
		_, err = s.Store.MessageInfo(ctx, s.cy, where, 1)
		s.refused(err, messenger.ErrChatNotFound)
		_, _, err = s.Store.ChatRow(ctx, s.cy, where)
		s.refused(err, messenger.ErrChatNotFound)
		page, err := s.Store.Heads(ctx, s.cy, messenger.HeadsQuery{Chats: []messenger.ChatID{where}, Limit: 10})
		s.must(err)
		if len(page.Rows) != 0 || len(page.People) != 0 {
			s.Errorf("heads give a stranger %+v", page)
		}
	}
}

func placesBeyondTheHead(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "one")
	for _, seq := range []messenger.Seq{1, 2, 1 << 53, math.MaxInt64, math.MaxUint64} {
		changes, err := s.Store.Changes(ctx, s.ana, chat, seq, 50)
		s.must(err)
		if changes.Head != 1 || len(changes.Entries) != 0 {
			s.Errorf("changes after %d are %+v", seq, changes)
		}
	}
	for _, seq := range []messenger.Seq{2, 1 << 53, math.MaxInt64, math.MaxUint64} {
		page, err := s.Store.History(ctx, s.ana, chat, seq, 50)
		s.must(err)
		if page.Head != 1 || page.More || !slices.Equal(seqs(page.Messages), upTo(1)) {
			s.Errorf("history before %d is %+v", seq, page)
		}
	}
	page, err := s.Store.History(ctx, s.ana, chat, 1, 50)
	s.must(err)
	if page.Head != 1 || page.More || len(page.Messages) != 0 {
		s.Errorf("history before the first row is %+v", page)
	}
}

func emptyChat(s *scene) {
	chat := s.direct(s.ana, s.bo)
	page, err := s.Store.History(ctx, s.ana, chat, 0, 50)
	s.must(err)
	changes, err := s.Store.Changes(ctx, s.ana, chat, 0, 50)
	s.must(err)
	if page.Head != 0 || page.More || len(page.Messages) != 0 || changes.Head != 0 || changes.Upto != 0 || len(changes.Entries) != 0 {
		s.Errorf("an empty chat gives %+v and %+v", page, changes)
	}
}
