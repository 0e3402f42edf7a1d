package storetest

import (
	"slices"
	"time"

	"twoticks/internal/messenger"
)

var upkeep = []test{
	{"[C20b] times of marks are forgotten page by page, marks are not", timesAreForgotten},
	{"[C15] heads that moved since a time come in pages, each once", headsSince},
	{"[C15] [C31] versions of accounts come in the order in which they were taken", revsSince},
}

func timesAreForgotten(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for range 6 {
		_, err := s.mark(s.bo, chat, s.say(s.ana, chat, "hello"), 0)
		s.must(err)
	}
	info, err := s.Store.MessageInfo(ctx, s.ana, chat, 4)
	s.must(err)
	before := info.Receipts[0].DeliveredAt // the fourth and later are kept
	for _, limit := range []int{1, 2, 100} {
		pages := 0
		for place, more := "", true; more; pages++ {
			place, err = s.Store.ForgetAdvances(ctx, before, place, limit)
			s.must(err)
			if more = place != ""; pages > 10 {
				s.Fatal("the pages do not end")
			}
		}
	}
	// What is known of the first is when the fourth was reached: nothing older is kept.
	for _, seq := range upTo(6) {
		info, err := s.Store.MessageInfo(ctx, s.ana, chat, seq)
		s.must(err)
		if r := info.Receipts[0]; !r.Delivered || r.DeliveredAt.Before(before) {
			s.Errorf("message %d: %+v", seq, r)
		}
	}
	_, err = s.Store.ForgetAdvances(ctx, s.tick().Add(time.Hour), "", 100)
	s.must(err)
	info, err = s.Store.MessageInfo(ctx, s.ana, chat, 6)
	s.must(err)
	if r := info.Receipts[0]; !r.Delivered || !r.DeliveredAt.IsZero() {
		s.Errorf("when no time is kept: %+v", r)
	}
}

func headsSince(s *scene) {
	s.say(s.ana, s.direct(s.ana, s.bo), "before")
	since := s.tick()
	want := map[messenger.ChatID]messenger.Seq{}
	for i, user := range s.users(7) {
		chat := s.direct(s.ana, user)
		at := since.Add(time.Duration(i/3) * time.Second) // some at the same instant
		_, err := s.appendAt(at, s.ana, chat, message("one"), message("two"))
		s.must(err)
		want[chat] = 2
	}
	for limit := 1; limit <= 8; limit++ {
		got := map[messenger.ChatID]messenger.Seq{}
		for place, more := (messenger.HeadsPlace{}), true; more; {
			heads, next, err := s.Store.HeadsSince(ctx, messenger.HeadsPage{Since: since, After: place, Limit: limit})
			s.must(err)
			for _, h := range heads {
				if _, twice := got[h.Chat]; twice {
					s.Fatal("a chat came twice")
				}
				got[h.Chat] = h.Head
			}
			place, more = next, next != messenger.HeadsPlace{}
		}
		if len(got) != len(want) {
			s.Errorf("by %d there are %d chats, want %d", limit, len(got), len(want))
		}
		for chat, head := range want {
			if got[chat] != head {
				s.Errorf("by %d the head is %d, want %d", limit, got[chat], head)
			}
		}
	}
}

func revsSince(s *scene) {
	start, err := s.Store.LastOrder(ctx)
	s.must(err)
	s.direct(s.ana, s.bo)
	chat := s.direct(s.cy, s.ana)
	s.say(s.cy, chat, "now Ana has it too")
	revs, err := s.Store.RevsSince(ctx, start, 10)
	s.must(err)
	users := []messenger.UserID{}
	for i, r := range revs {
		users = append(users, r.User)
		if r.Rev != s.rev(r.User) || i > 0 && r.Order <= revs[i-1].Order {
			s.Errorf("got %+v", revs)
		}
	}
	if !slices.Equal(users, []messenger.UserID{s.cy, s.ana}) {
		s.Errorf("got %d users", len(users))
	}
	if order, err := s.Store.LastOrder(ctx); err != nil || order != revs[len(revs)-1].Order {
		s.Errorf("the last is %d, %v", order, err)
	}
	if some, err := s.Store.RevsSince(ctx, revs[0].Order, 10); err != nil || len(some) != 1 {
		s.Errorf("after the first: %+v, %v", some, err)
	}
}
