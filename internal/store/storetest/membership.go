package storetest

import (
	"slices"
	"sync"

	"twoticks/internal/messenger"
)

var membership = []test{
	{"[C23] a removed member reads nothing after the removal by any route", removedReadsNothingAfter},
	{"[C23] a removed member can neither send nor mark", removedCannotAct},
	{"R6.3 [C5] [C6] a removed member who never heard the ack gets it by a repeat", removedRepeats},
	{"[C32] who was removed can have read what was before, and the others' ticks do not see it", removedReadsOn},
	{"[C23] a rejoin shows what came before and after, and nothing of the gap", rejoinShowsNoGap},
	{"[C23] members are true as of the last membership entry", membersAsOf},
	{"[C23] a member leaving while others send", leavingWhileOthersSend},
}

func removedReadsNothingAfter(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	mine := s.say(s.bo, chat, "by bo")
	out, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	end := out.Messages[0].Seq
	for range 3 {
		seq := s.say(s.ana, chat, "without bo")
		for _, user := range []messenger.UserID{s.ana, s.cy} {
			_, err := s.mark(user, chat, seq, seq)
			s.must(err)
		}
	}
	s.wantReads(s.bo, chat, upTo(end), end)
	h := s.heads(s.bo, chat)
	if h.Head != end || h.Last.Seq != end || h.Unread != 0 || !h.HeadAt.Equal(out.Messages[0].At) {
		s.Errorf("the heads row is %+v, want it as of %d", h, end)
	}
	if h.Others != (messenger.Marks{Delivered: end, Read: end}) {
		s.Errorf("the others' marks are %+v, want them to end at %d", h.Others, end)
	}
	info, err := s.Store.MessageInfo(ctx, s.bo, chat, mine)
	s.must(err)
	if info.Message.Seq != mine {
		s.Errorf("one's own message before is %+v", info.Message)
	}
	_, err = s.Store.MessageInfo(ctx, s.bo, chat, end+1)
	s.refused(err, messenger.ErrEntryNotFound)
	row, _, err := s.Store.ChatRow(ctx, s.bo, chat)
	s.must(err)
	if row.To != end || row.Gone {
		s.Errorf("the row is %+v, want it to end at %d", row, end)
	}
}

func removedRepeats(s *scene) {
	chat := s.group(s.ana, s.bo)
	stored, fresh := message("stored"), message("fresh")
	first, err := s.append(s.bo, chat, stored)
	s.must(err)
	_, err = s.remove(s.ana, chat, s.bo)
	s.must(err)
	again, err := s.append(s.bo, chat, stored, fresh)
	s.must(err)
	if r := again.Results[0]; r.Seq != first.Results[0].Seq || !r.Duplicate || r.Err != nil {
		s.Errorf("the repeat is answered with %+v, want the ack of %+v", r, first.Results[0])
	}
	s.refused(again.Results[1].Err, messenger.ErrNotAMember)
	other := message("another")
	other.ClientID = stored.ClientID
	out, err := s.append(s.bo, chat, other)
	s.must(err)
	s.refused(out.Results[0].Err, messenger.ErrConflict)
	_, err = s.append(s.bo, chat, fresh)
	s.refused(err, messenger.ErrNotAMember)
}

// wantReads compares what a user reads by history and by changes.
func (s *scene) wantReads(user messenger.UserID, chat messenger.ChatID, want []messenger.Seq, head messenger.Seq) {
	s.Helper()
	page, err := s.Store.History(ctx, user, chat, 0, 1000)
	s.must(err)
	if !slices.Equal(seqs(page.Messages), want) || page.Head != head || page.More {
		s.Errorf("history gives %v, head %d, want %v, head %d", seqs(page.Messages), page.Head, want, head)
	}
	changes, err := s.Store.Changes(ctx, user, chat, 0, 1000)
	s.must(err)
	var got []messenger.Seq
	for _, e := range changes.Entries {
		got = append(got, e.Seq)
	}
	if !slices.Equal(got, want) || changes.Head != head || changes.Upto != head {
		s.Errorf("changes give %v, head %d, upto %d, want %v, head %d", got, changes.Head, changes.Upto, want, head)
	}
}

func removedCannotAct(s *scene) {
	chat := s.group(s.ana, s.bo)
	_, err := s.remove(s.bo, chat, s.bo)
	s.must(err)
	_, err = s.append(s.bo, chat, message("after all"))
	s.refused(err, messenger.ErrNotAMember)
	_, err = s.mark(s.bo, chat, 1, 1)
	s.refused(err, messenger.ErrNotAMember)
	_, err = s.add(s.bo, chat, s.bo)
	s.refused(err, messenger.ErrNotAMember)
	if head := s.heads(s.ana, chat).Head; head != 2 {
		s.Errorf("the head is %d, want 2", head)
	}
}

func removedReadsOn(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	seq := s.say(s.ana, chat, "before")
	_, err := s.mark(s.bo, chat, seq, 0)
	s.must(err)
	_, err = s.remove(s.ana, chat, s.cy)
	s.must(err)
	before := s.heads(s.ana, chat)
	out, err := s.Store.Mark(ctx, messenger.Mark{
		User: s.cy, Chat: chat, Marks: messenger.Marks{Read: seq}, At: s.tick(), Guard: messenger.MayRead, Committed: s.marked.add,
	})
	s.must(err)
	if !out.Advanced || out.All != nil {
		s.Errorf("the mark gave %+v", out)
	}
	if h := s.heads(s.cy, chat); h.Unread != 0 || h.Mine.Read != seq {
		s.Errorf("Cy's row is %+v, want nothing unread", h)
	}
	if now := s.heads(s.ana, chat); now.Others != before.Others || now.Others != (messenger.Marks{Delivered: seq}) {
		s.Errorf("the others had %+v and have %+v", before.Others, now.Others)
	}
	_, err = s.mark(s.bo, chat, seq+1, seq)
	s.must(err)
	if now := s.heads(s.ana, chat).Others; now != (messenger.Marks{Delivered: seq + 1, Read: seq}) {
		s.Errorf("after Bo read it the others have %+v", now)
	}
}

func rejoinShowsNoGap(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.said(s.ana, chat, 2) // 2 and 3
	_, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	s.said(s.ana, chat, 3) // 5 to 7
	_, err = s.add(s.ana, chat, s.bo)
	s.must(err)
	s.said(s.ana, chat, 2) // 9 and 10
	want := append(upTo(4), between(7, 10)...)
	s.wantReads(s.bo, chat, want, 10)
	h := s.heads(s.bo, chat)
	if h.Unread != 2 || h.Mine != (messenger.Marks{Delivered: 7, Read: 7}) {
		s.Errorf("the heads row is %+v, want the two after the rejoin unread", h)
	}
	// Pages go over the gap.
	page, err := s.Store.History(ctx, s.bo, chat, 9, 3)
	s.must(err)
	if got := seqs(page.Messages); !slices.Equal(got, []messenger.Seq{3, 4, 8}) || !page.More {
		s.Errorf("a page over the gap is %v, more %t", got, page.More)
	}
	changes, err := s.Store.Changes(ctx, s.bo, chat, 4, 10)
	s.must(err)
	if len(changes.Entries) != 3 || changes.Entries[0].Seq != 8 || changes.Upto != 10 {
		s.Errorf("changes over the gap are %+v", changes)
	}
	// And once more.
	_, err = s.remove(s.bo, chat, s.bo)
	s.must(err)
	s.said(s.ana, chat, 1)
	s.wantReads(s.bo, chat, append(want, 11), 11)
}

func membersAsOf(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.said(s.ana, chat, 2)
	_, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	s.said(s.cy, chat, 1)
	_, err = s.remove(s.ana, chat, s.bo)
	s.must(err)
	out, err := s.append(s.ana, chat, message("now"))
	s.must(err)
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	if members.Seq != 6 || out.MembersSeq != 6 || len(members.List) != 2 ||
		members.List[0] != (messenger.Member{User: s.ana, Role: messenger.Administrator}) ||
		members.List[1] != (messenger.Member{User: s.cy, From: 3, ReadFrom: 3, Role: messenger.PlainMember}) {
		s.Errorf("members are %+v, the append says %d", members, out.MembersSeq)
	}
	_, err = s.Store.Members(ctx, messenger.NewID())
	s.refused(err, messenger.ErrChatNotFound)
}

// leavingWhileOthersSend checks that each entry says truly which membership entry came before it, and that who left
// reads up to the line that says so and not one further, however the acts fell.
func leavingWhileOthersSend(s *scene) {
	leavers := s.users(8)
	chat := s.group(append([]messenger.UserID{s.ana, s.bo, s.cy}, leavers...)...)
	ends := make([]messenger.Seq, len(leavers))
	var wait sync.WaitGroup
	for _, sender := range []messenger.UserID{s.ana, s.bo, s.cy} {
		wait.Go(func() {
			for range 30 {
				if _, err := s.append(sender, chat, message("going on")); err != nil {
					s.Error(err)
				}
			}
		})
	}
	for i, user := range leavers {
		wait.Go(func() {
			for range 3 {
				if _, err := s.append(user, chat, message("soon gone")); err != nil {
					s.Error(err)
				}
			}
			out, err := s.remove(user, chat, user)
			if err != nil {
				s.Error(err)
				return
			}
			ends[i] = out.Messages[0].Seq
			if _, err := s.append(user, chat, message("gone")); messenger.KindOf(err) != messenger.NotAllowed {
				s.Errorf("who left could send: %v", err)
			}
		})
	}
	wait.Wait()
	s.settle()
	last := messenger.Seq(0)
	for _, a := range s.appended.all() {
		for _, m := range a.Messages {
			if m.System != nil {
				last = m.Seq
			}
		}
		if a.MembersSeq != last {
			s.Errorf("entry %d says that the members are as of %d, the log says %d", a.Messages[0].Seq, a.MembersSeq, last)
		}
	}
	for i, user := range leavers {
		s.wantReads(user, chat, upTo(ends[i]), ends[i])
	}
	head := messenger.Seq(1 + 3*30 + len(leavers)*4)
	s.wantReads(s.ana, chat, upTo(head), head)
}
