package storetest

import (
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"twoticks/internal/messenger"
)

var order = []test{
	{"[C8] [C9] 50 writers racing on one chat leave no gap and no duplicate", fiftyWriters},
	{"[C8] each chat counts for itself", chatsCountForThemselves},
	{"[C10] a batch is accepted in order, with a result each", batchInOrder},
	{"[C10] a batch as others write stays together in order", batchesInterleaved},
	{"[C11] [R11.1] time never falls with seq when the clock goes back", timeNeverFalls},
	{"[C8] what is announced is what is in the log, in its order, with its members", announcedInOrder},
}

func fiftyWriters(s *scene) {
	const writers, each = 50, 10
	users := s.users(writers)
	chat := s.group(users...)
	var acked atomic.Uint64 // the highest place that was acknowledged to anybody
	acks := make([]map[messenger.ClientID]messenger.Seq, writers)
	var wait sync.WaitGroup
	for i, user := range users {
		acks[i] = map[messenger.ClientID]messenger.Seq{}
		wait.Go(func() {
			for range each {
				before := messenger.Seq(acked.Load())
				m := message("racing")
				out, err := s.append(user, chat, m)
				if err != nil || out.Results[0].Err != nil {
					s.Error(err, out.Results)
					return
				}
				seq := out.Results[0].Seq
				if seq <= before {
					s.Errorf("seq %d was given after %d had been acknowledged", seq, before)
				}
				acks[i][m.ClientID] = seq
				raise(&acked, uint64(seq))
			}
		})
	}
	wait.Wait()
	rows := s.timeline(users[0], chat)
	const first = 1 // the line that made the chat
	if !slices.Equal(seqs(rows), upTo(first+writers*each)) {
		s.Fatalf("the log has %d rows: %v", len(rows), seqs(rows))
	}
	at := map[messenger.ClientID]messenger.Seq{}
	for _, m := range rows[first:] {
		at[m.ClientID] = m.Seq
	}
	for _, mine := range acks {
		for id, seq := range mine {
			if at[id] != seq {
				s.Errorf("acknowledged at %d, in the log at %d", seq, at[id])
			}
		}
	}
	s.settle()
	var told []messenger.Seq
	for _, a := range s.appended.all() {
		told = append(told, seqs(a.Messages)...)
	}
	if !slices.Equal(told, upTo(first+writers*each)) {
		s.Errorf("announced in the order %v", told)
	}
}

func raise(a *atomic.Uint64, to uint64) {
	for old := a.Load(); old < to && !a.CompareAndSwap(old, to); old = a.Load() {
	}
}

func chatsCountForThemselves(s *scene) {
	chats := []messenger.ChatID{s.direct(s.ana, s.bo), s.direct(s.ana, s.cy), s.direct(s.ana, s.ana)}
	var wait sync.WaitGroup
	for _, chat := range chats {
		wait.Go(func() {
			for range 20 {
				if _, err := s.append(s.ana, chat, message("here")); err != nil {
					s.Error(err)
				}
			}
		})
	}
	wait.Wait()
	for _, chat := range chats {
		if got := seqs(s.timeline(s.ana, chat)); !slices.Equal(got, upTo(20)) {
			s.Errorf("one of three chats has %v", got)
		}
	}
}

func batchInOrder(s *scene) {
	chat := s.direct(s.ana, s.bo)
	var batch []messenger.NewMessage
	for range 50 {
		batch = append(batch, message(s.word()))
	}
	out, err := s.append(s.ana, chat, batch...)
	s.must(err)
	if len(out.Results) != len(batch) {
		s.Fatalf("%d results for %d messages", len(out.Results), len(batch))
	}
	rows := s.timeline(s.bo, chat)
	for i, r := range out.Results {
		if r.Seq != messenger.Seq(i+1) || r.Err != nil || r.Duplicate {
			s.Errorf("result %d is %+v", i, r)
		}
		if rows[i].ClientID != batch[i].ClientID {
			s.Errorf("row %d is another message", i+1)
		}
	}
	// Half of them again, with new ones between.
	again, err := s.append(s.ana, chat, batch[10], message("new"), batch[9], message("newer"))
	s.must(err)
	var places []messenger.Seq
	for _, r := range again.Results {
		places = append(places, r.Seq)
	}
	if want := []messenger.Seq{11, 51, 10, 52}; !reflect.DeepEqual(places, want) {
		s.Errorf("places are %v, want %v", places, want)
	}
}

func batchesInterleaved(s *scene) {
	chat := s.direct(s.ana, s.bo)
	var wait sync.WaitGroup
	for _, user := range []messenger.UserID{s.ana, s.bo, s.ana, s.bo} {
		wait.Go(func() {
			for range 10 {
				out, err := s.append(user, chat, message("a"), message("b"), message("c"))
				if err != nil {
					s.Error(err)
					return
				}
				for i := range 2 {
					if out.Results[i].Seq+1 != out.Results[i+1].Seq {
						s.Errorf("one act's places are %+v", out.Results)
					}
				}
			}
		})
	}
	wait.Wait()
	if got := seqs(s.timeline(s.ana, chat)); !slices.Equal(got, upTo(4*10*3)) {
		s.Errorf("the log is %v", got)
	}
}

func timeNeverFalls(s *scene) {
	chat := s.direct(s.ana, s.bo)
	now := s.tick()
	sentAt := now.Add(-24 * time.Hour)
	for i, at := range []time.Time{now, now.Add(-time.Hour), now.Add(time.Second), now.Add(-8 * 24 * time.Hour)} {
		m := message("tick")
		m.SentAt = sentAt.Add(-time.Duration(i) * time.Hour)
		out, err := s.appendAt(at, s.ana, chat, m)
		s.must(err)
		if !out.Results[0].At.Equal(out.Messages[0].At) {
			s.Errorf("the ack says %v, the row %v", out.Results[0].At, out.Messages[0].At)
		}
	}
	s.line(s.ana, chat, messenger.LineInvitationAccepted, s.bo)
	rows := s.timeline(s.bo, chat)
	for i, want := range []time.Time{now, now, now.Add(time.Second), now.Add(time.Second), now.Add(time.Second)} {
		if !rows[i].At.Equal(want) {
			s.Errorf("row %d is of %v, want %v", i+1, rows[i].At, want)
		}
		if i < 4 && !rows[i].SentAt.Equal(sentAt.Add(-time.Duration(i)*time.Hour)) {
			s.Errorf("row %d lost the sender's own time: %v", i+1, rows[i].SentAt)
		}
	}
	if h := s.heads(s.bo, chat); !h.HeadAt.Equal(now.Add(time.Second)) {
		s.Errorf("the head is of %v", h.HeadAt)
	}
}

func announcedInOrder(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "one")
	s.line(s.bo, chat, messenger.LineInvitationAccepted, s.ana)
	out, err := s.append(s.bo, chat, message("three"), message("four"))
	s.must(err)
	s.settle()
	var told []messenger.Message
	for _, a := range s.appended.all() {
		if a.Chat != chat || a.Kind != messenger.Direct || a.MembersSeq != out.MembersSeq {
			s.Errorf("announced %+v", a)
		}
		if !slices.ContainsFunc(a.Members, is(s.ana)) || !slices.ContainsFunc(a.Members, is(s.bo)) || len(a.Members) != 2 {
			s.Errorf("announced with the members %v", a.Members)
		}
		told = append(told, a.Messages...)
	}
	if rows := s.timeline(s.ana, chat); !reflect.DeepEqual(told, rows) {
		s.Errorf("announced %+v, in the log is %+v", told, rows)
	}
}

func is(user messenger.UserID) func(messenger.Member) bool {
	return func(m messenger.Member) bool { return m.User == user }
}
