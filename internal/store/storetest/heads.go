package storetest

import (
	"time"

	"twoticks/internal/messenger"
)

var heads = []test{
	{"[C16] pages give every chat once, newest first", headsInPages},
	{"[C16] pages are complete while new messages arrive", headsWhileMessagesArrive},
	{"[C30] a heads row says where the chat stands for its reader", headsRows},
	{"[C32] unread counts what others wrote after the read mark", unreadCounts},
	{"[C32] unread stops at 1,000", unreadStops},
	{"a long chat is opened as quickly as a short one, also by who alone wrote there and marked nothing", longChatOpens},
	{"chats without unread messages are left out on demand", unreadOnly},
	{"[C16] chats of the same instant are paged too", headsOfOneInstant},
	{"[C23] a chat that one was removed from stays where it stood, in the list and in its row", headsOfRemoved},
}

func (s *scene) headsPage(user messenger.UserID, after messenger.HeadsPlace, limit int) messenger.Heads {
	s.Helper()
	page, err := s.Store.Heads(ctx, user, messenger.HeadsQuery{After: after, Limit: limit})
	s.must(err)
	return page
}

func headsInPages(s *scene) {
	const chats = 23
	var want []messenger.ChatID
	for _, user := range s.users(chats) {
		want = append(want, s.direct(s.ana, user))
	}
	// The first one becomes the newest.
	s.say(s.ana, want[0], "hello")
	want = append(want[1:], want[0])
	for _, limit := range []int{1, 5, 22, 23, 24} {
		var got []messenger.HeadsRow
		for place, more := (messenger.HeadsPlace{}), true; more; {
			page := s.headsPage(s.ana, place, limit)
			if len(page.Rows) == 0 || len(page.Rows) > limit {
				s.Fatalf("a page of %d with a limit of %d", len(page.Rows), limit)
			}
			if got = append(got, page.Rows...); len(got) > chats {
				s.Fatal("the pages do not end")
			}
			place, more = page.Next, page.Next != messenger.HeadsPlace{}
		}
		if len(got) != chats {
			s.Fatalf("with a limit of %d: %d rows, want %d", limit, len(got), chats)
		}
		for i, row := range got {
			if row.Chat != want[chats-1-i] {
				s.Errorf("with a limit of %d: place %d has another chat", limit, i)
			}
			if i > 0 && row.HeadAt.After(got[i-1].HeadAt) {
				s.Errorf("with a limit of %d: %v after %v", limit, row.HeadAt, got[i-1].HeadAt)
			}
		}
	}
}

// headsWhileMessagesArrive: a chat that gets a message while the pages are read moves before them. It is told of then;
// all others must be in the pages, and none twice.
func headsWhileMessagesArrive(s *scene) {
	const chats = 20
	ids := map[messenger.ChatID]bool{}
	var list []messenger.ChatID
	for _, user := range s.users(chats) {
		chat := s.direct(s.ana, user)
		ids[chat] = false
		list = append(list, chat)
	}
	told := map[messenger.ChatID]bool{}
	for i, place, more := 0, (messenger.HeadsPlace{}), true; more; i++ {
		page := s.headsPage(s.ana, place, 3)
		for _, row := range page.Rows {
			if ids[row.Chat] {
				s.Fatal("a chat stands on two pages")
			}
			ids[row.Chat] = true
		}
		place, more = page.Next, page.Next != messenger.HeadsPlace{}
		chat := list[(i*7)%chats]
		s.say(s.ana, chat, "meanwhile")
		told[chat] = true
	}
	for chat, seen := range ids {
		if !seen && !told[chat] {
			s.Error("a chat that stood still is on no page")
		}
	}
}

func headsRows(s *scene) {
	chat, group := s.direct(s.ana, s.bo), s.group(s.cy, s.ana)
	empty := s.direct(s.ana, s.cy)
	s.say(s.ana, chat, "one")
	last := s.say(s.bo, chat, "two")
	_, err := s.mark(s.ana, chat, 2, 1)
	s.must(err)
	_, err = s.mark(s.bo, chat, 1, 1)
	s.must(err)
	page := s.headsPage(s.ana, messenger.HeadsPlace{}, 10)
	rows := map[messenger.ChatID]messenger.HeadsRow{}
	for _, row := range page.Rows {
		rows[row.Chat] = row
	}
	h := rows[chat]
	if h.Head != 2 || h.Last == nil || h.Last.Seq != last || h.Last.Sender != s.bo || !h.HeadAt.Equal(h.Last.At) || h.Unread != 1 ||
		h.Mine != (messenger.Marks{Delivered: 2, Read: 1}) || h.Others != (messenger.Marks{Delivered: 1, Read: 1}) {
		s.Errorf("the direct chat's row is %+v", h)
	}
	if h := rows[group]; h.Head != 1 || h.Last == nil || h.Last.System == nil || h.Unread != 0 {
		s.Errorf("the group's row is %+v", h)
	}
	if h := rows[empty]; h.Head != 0 || h.Last != nil || h.Unread != 0 || h.HeadAt.IsZero() {
		s.Errorf("the empty chat's row is %+v", h)
	}
	s.wantPeople("the page", page.People, s.ana, s.bo, s.cy)
}

func unreadCounts(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.said(s.bo, chat, 3) // 2 to 4
	s.said(s.ana, chat, 2)
	s.line(s.bo, chat, "a line of the server")
	s.said(s.bo, chat, 2) // 8 and 9
	for _, c := range []struct {
		read messenger.Seq
		want int
	}{{0, 5}, {1, 5}, {2, 4}, {4, 2}, {7, 2}, {8, 1}, {9, 0}} {
		_, err := s.mark(s.ana, chat, 0, c.read)
		s.must(err)
		if got := s.heads(s.ana, chat).Unread; got != c.want {
			s.Errorf("read up to %d: %d unread, want %d", c.read, got, c.want)
		}
	}
	if got := s.heads(s.bo, chat).Unread; got != 2 {
		s.Errorf("Bo has %d unread, want Ana's 2", got)
	}
}

func unreadStops(s *scene) {
	chat := s.direct(s.ana, s.bo)
	const more = 30
	s.said(s.ana, chat, messenger.MaxUnread+more)
	for _, c := range []struct {
		read messenger.Seq
		want int
	}{{0, messenger.MaxUnread}, {more - 1, messenger.MaxUnread}, {more, messenger.MaxUnread}, {more + 1, messenger.MaxUnread - 1}} {
		_, err := s.mark(s.bo, chat, 0, c.read)
		s.must(err)
		if got := s.heads(s.bo, chat).Unread; got != c.want {
			s.Errorf("read up to %d: %d unread, want %d", c.read, got, c.want)
		}
	}
}

func unreadOnly(s *scene) {
	var want messenger.ChatID
	for i, user := range s.users(9) {
		chat := s.direct(s.ana, user)
		s.say(s.ana, chat, "hello")
		if i == 4 {
			s.say(user, chat, "hello Ana")
			want = chat
		}
	}
	var got []messenger.ChatID
	for place, more := (messenger.HeadsPlace{}), true; more; {
		page, err := s.Store.Heads(ctx, s.ana, messenger.HeadsQuery{After: place, Limit: 2, UnreadOnly: true})
		s.must(err)
		for _, row := range page.Rows {
			if got = append(got, row.Chat); len(got) > 1 {
				s.Fatal("more than the one chat, or twice")
			}
		}
		place, more = page.Next, page.Next != messenger.HeadsPlace{}
	}
	if len(got) != 1 || got[0] != want {
		s.Errorf("%d chats with unread messages, want the one", len(got))
	}
}

func headsOfOneInstant(s *scene) {
	at := s.tick()
	const chats = 7
	for _, user := range s.users(chats) {
		_, err := s.Store.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: s.ana, With: user, ID: messenger.NewID(), At: at})
		s.must(err)
	}
	seen := map[messenger.ChatID]bool{}
	for place, more := (messenger.HeadsPlace{}), true; more; {
		page := s.headsPage(s.ana, place, 2)
		for _, row := range page.Rows {
			if seen[row.Chat] {
				s.Fatal("a chat stands on two pages")
			}
			seen[row.Chat] = true
		}
		place, more = page.Next, page.Next != messenger.HeadsPlace{}
	}
	if len(seen) != chats {
		s.Errorf("%d chats, want %d", len(seen), chats)
	}
}

func headsOfRemoved(s *scene) {
	left, stays := s.group(s.ana, s.bo, s.cy), s.group(s.ana, s.bo)
	_, err := s.remove(s.ana, left, s.bo)
	s.must(err)
	s.say(s.ana, stays, "this one moves up")
	then := s.heads(s.bo, left)
	for i, user := range s.users(3) {
		_, err := s.add(s.ana, left, user)
		s.must(err)
		seq := s.say(user, left, "and this one does not, for Bo")
		_, err = s.mark(s.ana, left, seq, seq)
		s.must(err)
		if i == 1 {
			_, err = s.change(user, left, seq, "")
			s.must(err)
		}
	}
	_, err = s.remove(s.cy, left, s.cy)
	s.must(err)
	if now := s.heads(s.bo, left); now.Head != then.Head || !now.HeadAt.Equal(then.HeadAt) || now.Members != 2 || then.Members != 2 ||
		now.Last.Seq != then.Last.Seq || now.Unread != then.Unread || now.OthersFrom != then.OthersFrom || now.Mine != then.Mine {
		s.Errorf("the row was %+v and is %+v", then, now)
	}
	for _, limit := range []int{1, 2} {
		first := s.headsPage(s.bo, messenger.HeadsPlace{}, limit)
		rows := first.Rows
		if limit == 1 {
			rows = append(rows, s.headsPage(s.bo, first.Next, limit).Rows...)
		}
		if len(rows) != 2 || rows[0].Chat != stays || rows[1].Chat != left {
			s.Errorf("with a limit of %d the list is %+v", limit, rows)
		}
	}
	row, people, err := s.Store.ChatRow(ctx, s.bo, left)
	s.must(err)
	if row.To != then.Head || row.Role != 0 {
		s.Errorf("the own row is %+v", row)
	}
	s.wantPeople("the chat that Bo left", people, s.ana, s.bo, s.cy)
	// Back again it is where it is for everybody.
	_, err = s.add(s.ana, left, s.bo)
	s.must(err)
	if rows := s.headsPage(s.bo, messenger.HeadsPlace{}, 5).Rows; rows[0].Chat != left || rows[0].Members != 5 {
		s.Errorf("after coming back the list is %+v", rows)
	}
}

// longChatOpens takes the shortest of several times, and is content with a ratio far below what reading through the chat gives.
func longChatOpens(s *scene) {
	const long, most = 4_000, 4
	opened := func(user messenger.UserID, chat messenger.ChatID) time.Duration {
		shortest := time.Hour
		for range 20 {
			begun := time.Now()
			row := s.heads(user, chat)
			if _, err := s.Store.History(ctx, user, chat, 0, 50); err != nil || row.Unread != 0 {
				s.Fatalf("%d unread, %v", row.Unread, err)
			}
			shortest = min(shortest, time.Since(begun))
		}
		return shortest
	}
	times := map[messenger.UserID][2]time.Duration{}
	for i, length := range []int{50, long} {
		chat := s.group(s.ana, s.bo)
		for range length / 50 {
			s.said(s.ana, chat, 50)
		}
		_, err := s.mark(s.bo, chat, s.heads(s.bo, chat).Head, s.heads(s.bo, chat).Head)
		s.must(err)
		for _, user := range []messenger.UserID{s.ana, s.bo} {
			both := times[user]
			both[i] = opened(user, chat)
			times[user] = both
		}
	}
	for user, both := range times {
		if both[1] > most*both[0] {
			s.Errorf("for %x a chat of %d took %v, one of 50 %v", user[:2], long, both[1], both[0])
		}
	}
}
