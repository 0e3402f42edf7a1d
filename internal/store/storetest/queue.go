package storetest

import (
	"reflect"
	"slices"
	"sync"
	"time"

	"twoticks/internal/messenger"
)

var queue = []test{
	{"[C25] what is old and was not taken leaves the queue, and nothing else does", leavesTheQueue},
	{"[C25] a stretch is left out of history, changes, the last row and unread, and is named", stretchIsLeftOut},
	{"[C25] one absence is one stretch, which what one wrote oneself parts", oneAbsence},
	{"[C25] notes to oneself, lines of the server and deleted messages do not expire", neverExpires},
	{"[C25] a chat is looked at again only when something can be old", waitingChats},
	{"[C25] [C20] a message that is taken while it expires is one or the other", takenWhileItExpires},
	{"[C26] in a group it is told of all others who are members, and what all have stays right", groupExpires},
	{"[C26] message info tells who has it, who waits and for whom it expired", infoOfExpired},
	{"[C26] a message keeps the client id that it was sent again for", sentAgain},
	{"[C27] what was shown is history again and delivered, once", showsAgain},
	{"[C27] what expired for everybody is found, and counted still when its content is gone", expiredForAll},
	{"[C23] who was removed sees no stretch beyond", removedSeesNoStretch},
	{"[C25] [C26] [C27] [C32] random absences give what a plain model of queues gives", randomQueues},
}

// expireUpTo lets everything expire that is as old as an entry of the chat.
func (s *scene) expireUpTo(chat messenger.ChatID, reader messenger.UserID, seq messenger.Seq) messenger.QueueChange {
	s.Helper()
	for _, m := range s.timeline(reader, chat) {
		if m.Seq == seq {
			return s.expire(chat, m.At)
		}
	}
	s.Fatalf("there is no entry %d", seq)
	return messenger.QueueChange{}
}

func (s *scene) expire(chat messenger.ChatID, before time.Time) messenger.QueueChange {
	s.Helper()
	out, err := s.Store.ExpireQueue(ctx, messenger.ExpireQueue{Chat: chat, Before: before, At: s.tick(), Committed: s.queued.add})
	s.must(err)
	return out
}

func (s *scene) show(user messenger.UserID, chat messenger.ChatID, from messenger.Seq) messenger.QueueChange {
	s.Helper()
	out, err := s.Store.ShowExpired(ctx, messenger.ShowExpired{
		User: user, Chat: chat, From: from, At: s.tick(), Guard: messenger.MayRead, Committed: s.queued.add,
	})
	s.must(err)
	return out
}

// view finds a user's among those of a change.
func (s *scene) view(c messenger.QueueChange, user messenger.UserID) messenger.QueueView {
	s.Helper()
	for _, v := range c.Views {
		if v.User == user {
			return v
		}
	}
	s.Fatalf("a user has no view of %+v", c)
	return messenger.QueueView{}
}

func (s *scene) wantStretches(what string, got []messenger.Stretch, want ...messenger.Stretch) {
	s.Helper()
	if !slices.Equal(got, want) {
		s.Errorf("%s: stretches are %v, want %v", what, got, want)
	}
}

func leavesTheQueue(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for _, text := range []string{"one", "two", "three", "four"} {
		s.say(s.ana, chat, text)
	}
	_, err := s.mark(s.bo, chat, 1, 0)
	s.must(err)
	change := s.expireUpTo(chat, s.ana, 3)
	bos, anas := s.view(change, s.bo), s.view(change, s.ana)
	s.wantStretches("Bo is told", bos.Expired, messenger.Stretch{From: 1, To: 3, Messages: 2})
	if !bos.Own || bos.Mine.Delivered != 3 || bos.Unread != 2 {
		s.Errorf("Bo is told %+v", bos)
	}
	s.wantStretches("Ana is told", anas.OthersExpired, messenger.Stretch{From: 1, To: 3})
	if anas.Own || anas.Others.Delivered != 3 || anas.Others.Read != 0 {
		s.Errorf("Ana is told %+v", anas)
	}
	if again := s.expireUpTo(chat, s.ana, 3); len(again.Views) != 0 {
		s.Errorf("what has expired expired again: %+v", again)
	}
	s.settle()
	if told := s.queued.all(); len(told) != 1 || !reflect.DeepEqual(told[0], change) {
		s.Errorf("announced %+v, want %+v", told, change)
	}
	if got := seqs(s.timeline(s.ana, chat)); !slices.Equal(got, upTo(4)) {
		s.Errorf("Ana reads %v: the log stays", got)
	}
	if row := s.heads(s.ana, chat); row.Head != 4 || row.Others != anas.Others || !slices.Equal(row.OthersExpired, anas.OthersExpired) || row.Expired != nil {
		s.Errorf("Ana's heads row is %+v", row)
	}
}

func stretchIsLeftOut(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for range 3 {
		s.say(s.ana, chat, "taken")
	}
	_, err := s.mark(s.bo, chat, 3, 3)
	s.must(err)
	for range 4 {
		s.say(s.ana, chat, "not taken")
	}
	s.expireUpTo(chat, s.ana, 7)
	stretch := messenger.Stretch{From: 3, To: 7, Messages: 4}
	if row := s.heads(s.bo, chat); row.Last == nil || row.Last.Seq != 3 || row.Unread != 0 || row.Head != 7 {
		s.Errorf("Bo's heads row is %+v", row)
	}
	for range 3 {
		s.say(s.ana, chat, "new")
	}
	want := append(upTo(3), between(7, 10)...)
	for limit := 1; limit <= 7; limit++ {
		var got []messenger.Seq
		named := 0
		for before, more := messenger.Seq(0), true; more; {
			page, err := s.Store.History(ctx, s.bo, chat, before, limit)
			s.must(err)
			got = append(seqs(page.Messages), got...)
			named += len(page.Expired)
			if more = page.More; more {
				before = page.Messages[0].Seq
			}
		}
		if !slices.Equal(got, want) || named != 1 {
			s.Errorf("history by %d gives %v, and names %d stretches", limit, got, named)
		}
		got, named = nil, 0
		for after := messenger.Seq(0); after < 10; {
			page, err := s.Store.Changes(ctx, s.bo, chat, after, limit)
			s.must(err)
			for _, e := range page.Entries {
				got = append(got, e.Seq)
			}
			if named += len(page.Expired); len(page.Expired) > 0 && page.Expired[0] != stretch {
				s.Errorf("changes name %v", page.Expired)
			}
			after = page.Upto
		}
		if !slices.Equal(got, want) || named < 1 {
			s.Errorf("changes by %d give %v, and name %d stretches", limit, got, named)
		}
	}
	row := s.heads(s.bo, chat)
	s.wantStretches("Bo's heads row", row.Expired, stretch)
	if row.Unread != 3 || row.Last.Seq != 10 || row.Mine != (messenger.Marks{Delivered: 7, Read: 3}) {
		s.Errorf("Bo's heads row is %+v", row)
	}
}

func oneAbsence(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for seq := messenger.Seq(1); seq <= 3; seq++ {
		s.say(s.ana, chat, "nobody comes")
		s.expireUpTo(chat, s.ana, seq)
	}
	s.wantStretches("three sweeps", s.heads(s.bo, chat).Expired, messenger.Stretch{From: 0, To: 3, Messages: 3})
	s.say(s.ana, chat, "four")
	s.say(s.bo, chat, "five, from a device that takes nothing")
	s.say(s.ana, chat, "six")
	s.expireUpTo(chat, s.ana, 6)
	s.wantStretches("with Bo's own between", s.heads(s.bo, chat).Expired,
		messenger.Stretch{From: 0, To: 4, Messages: 4}, messenger.Stretch{From: 5, To: 6, Messages: 1})
	if got := seqs(s.timeline(s.bo, chat)); !slices.Equal(got, []messenger.Seq{5}) {
		s.Errorf("Bo reads %v", got)
	}
	s.wantStretches("Ana, whose own queue holds Bo's", s.heads(s.ana, chat).Expired, messenger.Stretch{From: 4, To: 5, Messages: 1})
}

func neverExpires(s *scene) {
	note := s.direct(s.ana, s.ana)
	s.say(s.ana, note, "to myself")
	if out := s.expire(note, s.tick()); len(out.Views) != 0 {
		s.Errorf("a note to oneself expired: %+v", out)
	}
	group := s.group(s.ana, s.bo, s.cy)
	s.line(s.ana, group, messenger.LineInvitationAccepted, s.bo)
	if out := s.expire(group, s.tick()); len(out.Views) != 0 {
		s.Errorf("lines of the server expired: %+v", out)
	}
	chat := s.direct(s.ana, s.bo)
	seq := s.say(s.ana, chat, "gone")
	_, err := s.Store.ChangeMessage(ctx, messenger.ChangeMessage{
		Actor: s.ana, Chat: chat, Seq: seq, Kind: messenger.Deletion, At: s.tick(),
		Guard: func(messenger.Relation, *messenger.Message) error { return nil },
	})
	s.must(err)
	if out := s.expire(chat, s.tick()); len(out.Views) != 0 {
		s.Errorf("a deleted message expired: %+v", out)
	}
}

func waitingChats(s *scene) {
	chat, quiet := s.direct(s.ana, s.bo), s.direct(s.ana, s.cy)
	s.direct(s.ana, s.ana)
	waiting := func(before time.Time) []messenger.ChatID {
		s.Helper()
		chats, err := s.Store.WaitingChats(ctx, before, 10)
		s.must(err)
		return chats
	}
	s.say(s.ana, quiet, "taken")
	_, err := s.mark(s.cy, quiet, 1, 0)
	s.must(err)
	start := s.tick()
	if got := waiting(start); len(got) != 2 || !slices.Contains(got, chat) || !slices.Contains(got, quiet) {
		s.Errorf("at first %d chats are looked at, want those of two", len(got))
	}
	out, err := s.append(s.ana, chat, message("waits"))
	s.must(err)
	at := out.Results[0].At
	s.expire(chat, start)
	s.expire(quiet, start)
	if got := waiting(at.Add(-time.Millisecond)); len(got) != 0 {
		s.Errorf("%d chats are looked at while nothing is old", len(got))
	}
	if got := waiting(at); !slices.Equal(got, []messenger.ChatID{chat}) {
		s.Errorf("%d chats are looked at when one message is old, want its chat", len(got))
	}
	s.expire(chat, at)
	if got := waiting(at); len(got) != 0 {
		s.Errorf("%d chats are looked at after it expired", len(got))
	}
}

func takenWhileItExpires(s *scene) {
	chat := s.direct(s.ana, s.bo)
	taken := 0
	for range 100 {
		out, err := s.append(s.ana, chat, message("now"))
		s.must(err)
		r := out.Results[0]
		var marked messenger.Marked
		var wait sync.WaitGroup
		wait.Go(func() {
			var err error
			if marked, err = s.mark(s.bo, chat, r.Seq, 0); err != nil {
				s.Error(err)
			}
		})
		wait.Go(func() {
			if _, err := s.Store.ExpireQueue(ctx, messenger.ExpireQueue{Chat: chat, Before: r.At, At: r.At}); err != nil {
				s.Error(err)
			}
		})
		wait.Wait()
		row := s.heads(s.bo, chat)
		expired := slices.ContainsFunc(row.Expired, func(e messenger.Stretch) bool { return e.From < r.Seq && r.Seq <= e.To })
		if expired == marked.Advanced || row.Mine.Delivered != r.Seq {
			s.Fatalf("message %d: taken %v, expired %v, marks %+v", r.Seq, marked.Advanced, expired, row.Mine)
		}
		if marked.Advanced {
			taken++
		}
	}
	s.Logf("%d of 100 were taken, the others expired", taken)
}

func groupExpires(s *scene) {
	group := s.group(s.ana, s.bo, s.cy) // its first line has seq 1
	dee := s.users(1)[0]
	_, err := s.add(s.ana, group, dee) // 2
	s.must(err)
	s.say(s.ana, group, "three")
	s.say(s.ana, group, "four")
	s.say(s.bo, group, "five")
	for user, delivered := range map[messenger.UserID]messenger.Seq{s.ana: 5, s.bo: 3, s.cy: 1, dee: 4} {
		_, err := s.mark(user, group, delivered, 0)
		s.must(err)
	}
	change := s.expireUpTo(group, s.ana, 4)
	if len(change.Views) != 4 {
		s.Fatalf("%d of 4 have a view", len(change.Views))
	}
	for user, want := range map[messenger.UserID]struct {
		own, others []messenger.Stretch
		delivered   messenger.Seq
	}{
		s.ana: {nil, []messenger.Stretch{{From: 1, To: 4}}, 4},
		s.bo:  {[]messenger.Stretch{{From: 3, To: 4, Messages: 1}}, []messenger.Stretch{{From: 1, To: 4}}, 4},
		s.cy:  {[]messenger.Stretch{{From: 1, To: 4, Messages: 2}}, []messenger.Stretch{{From: 3, To: 4}}, 4},
		dee:   {nil, []messenger.Stretch{{From: 1, To: 4}}, 4},
	} {
		v, row := s.view(change, user), s.heads(user, group)
		s.wantStretches("own", v.Expired, want.own...)
		s.wantStretches("own, by heads", row.Expired, want.own...)
		s.wantStretches("the others'", v.OthersExpired, want.others...)
		s.wantStretches("the others', by heads", row.OthersExpired, want.others...)
		if v.Others.Delivered != want.delivered || row.Others != v.Others || v.Own != (want.own != nil) {
			s.Errorf("others are %+v, by heads %+v, want %d", v.Others, row.Others, want.delivered)
		}
	}
	// Marks go on from there.
	for _, user := range []messenger.UserID{s.bo, s.cy, dee} {
		_, err := s.mark(user, group, 5, 0)
		s.must(err)
	}
	if row := s.heads(s.ana, group); row.Others.Delivered != 5 {
		s.Errorf("when all have all, Ana sees %+v", row.Others)
	}
	// Who leaves takes its stretch along.
	_, err = s.remove(s.cy, group, s.cy)
	s.must(err)
	s.wantStretches("after Cy left", s.heads(s.ana, group).OthersExpired, messenger.Stretch{From: 3, To: 4})
}

func infoOfExpired(s *scene) {
	group := s.group(s.ana, s.bo, s.cy)
	dee := s.users(1)[0]
	_, err := s.add(s.ana, group, dee)
	s.must(err)
	seq := s.say(s.ana, group, "who has it?")
	_, err = s.mark(s.bo, group, seq, seq)
	s.must(err)
	s.expireUpTo(group, s.ana, seq)
	_, err = s.mark(dee, group, s.say(s.ana, group, "another"), 0) // dee came back
	s.must(err)
	info, err := s.Store.MessageInfo(ctx, s.ana, group, seq)
	s.must(err)
	for _, r := range info.Receipts {
		want := messenger.MemberReceipt{User: r.User, Expired: r.User != s.bo, Delivered: r.User == s.bo, Read: r.User == s.bo}
		if r.Expired != want.Expired || r.Delivered != want.Delivered || r.Read != want.Read || r.DeliveredAt.IsZero() != want.Expired {
			s.Errorf("got %+v, want %+v", r, want)
		}
	}
	if len(info.Receipts) != 3 {
		s.Errorf("%d receipts", len(info.Receipts))
	}
}

func sentAgain(s *scene) {
	chat := s.direct(s.ana, s.bo)
	old, again := message("come back"), message("come back")
	_, err := s.append(s.ana, chat, old)
	s.must(err)
	again.AgainOf = old.ClientID
	out, err := s.append(s.ana, chat, again)
	s.must(err)
	page, err := s.Store.Changes(ctx, s.bo, chat, 0, 10)
	s.must(err)
	rows := s.timeline(s.bo, chat)
	if out.Messages[0].AgainOf != old.ClientID || rows[1].AgainOf != old.ClientID || page.Entries[1].Message.AgainOf != old.ClientID {
		s.Error("the client id that it was sent again for is lost")
	}
	if rows[0].AgainOf != (messenger.ClientID{}) || s.heads(s.bo, chat).Last.AgainOf != old.ClientID {
		s.Error("it is not the second that was sent again")
	}
}

func showsAgain(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for range 3 {
		s.say(s.ana, chat, "not taken")
	}
	s.expireUpTo(chat, s.ana, 2)
	if out := s.show(s.bo, chat, 1); len(out.Views) != 0 {
		s.Errorf("a stretch that is not there was shown: %+v", out)
	}
	change := s.show(s.bo, chat, 0)
	bos, anas := s.view(change, s.bo), s.view(change, s.ana)
	if !bos.Own || len(bos.Expired) != 0 || bos.Unread != 3 || bos.Mine.Delivered != 2 {
		s.Errorf("Bo is told %+v", bos)
	}
	if anas.Own || len(anas.OthersExpired) != 0 || anas.Others.Delivered != 2 {
		s.Errorf("Ana is told %+v", anas)
	}
	if got := seqs(s.timeline(s.bo, chat)); !slices.Equal(got, upTo(3)) {
		s.Errorf("Bo reads %v", got)
	}
	info, err := s.Store.MessageInfo(ctx, s.ana, chat, 2)
	s.must(err)
	if r := info.Receipts[0]; r.Expired || !r.Delivered || r.DeliveredAt.IsZero() {
		s.Errorf("Ana sees %+v", r)
	}
	if out := s.show(s.bo, chat, 0); len(out.Views) != 0 {
		s.Errorf("it was shown twice: %+v", out)
	}
	_, err = s.Store.ShowExpired(ctx, messenger.ShowExpired{User: s.cy, Chat: chat, At: s.tick(), Guard: messenger.MayRead})
	s.refused(err, messenger.ErrChatNotFound)
}

func removedSeesNoStretch(s *scene) {
	group := s.group(s.ana, s.bo, s.cy)
	_, err := s.mark(s.cy, group, 1, 0)
	s.must(err)
	_, err = s.remove(s.ana, group, s.bo) // 2, the last that Bo may read
	s.must(err)
	s.expireUpTo(group, s.ana, s.say(s.ana, group, "three"))
	s.wantStretches("Ana", s.heads(s.ana, group).OthersExpired, messenger.Stretch{From: 1, To: 3})
	s.wantStretches("Bo, who was removed", s.heads(s.bo, group).OthersExpired, messenger.Stretch{From: 1, To: 2})
	if row := s.heads(s.bo, group); row.Expired != nil {
		s.Errorf("for Bo, who was removed, there expired %v", row.Expired)
	}
}

func expiredForAll(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	taken := s.say(s.ana, chat, "Bo has this")
	_, err := s.mark(s.bo, chat, taken, 0)
	s.must(err)
	lost := s.say(s.ana, chat, "nobody has this")
	s.expireUpTo(chat, s.ana, lost)
	find := func() []messenger.Place {
		places, err := s.Store.ExpiredForAll(ctx, chat, 10)
		s.must(err)
		return places
	}
	if got, want := find(), []messenger.Place{{Seq: lost, Sender: s.ana}}; !slices.Equal(got, want) {
		s.Fatalf("expired for all: %v, want %v", got, want)
	}
	_, err = s.Store.ChangeMessage(ctx, messenger.ChangeMessage{
		Actor: s.ana, Chat: chat, Seq: lost, Kind: messenger.Purge, At: s.tick(),
		Guard: func(messenger.Relation, *messenger.Message) error { return nil },
	})
	s.must(err)
	if got := find(); len(got) != 0 {
		s.Errorf("after the purge: %v", got)
	}
	if got := s.heads(s.bo, chat).Expired; len(got) != 1 || got[0].Messages != 1 {
		s.Errorf("Bo is told of %+v, want one message", got)
	}
	if got := s.heads(s.cy, chat).Expired; len(got) != 1 || got[0].Messages != 2 {
		s.Errorf("Cy is told of %+v, want two messages", got)
	}
}
