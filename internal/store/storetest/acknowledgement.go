package storetest

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"sync/atomic"

	"twoticks/internal/messenger"
)

var acknowledgement = []test{
	{"[C5] a refusal stores nothing and comes back as the guard gave it", refusalStoresNothing},
	{"[C5] an ended context stores nothing", endedContextStoresNothing},
	{"[C5] who is no member cannot append or mark", strangersCannotAct},
	{"[C5] an unknown chat or person is said so", unknownChatAndPerson},
	{"[C6] same client id returns the first ack", sameClientID},
	{"[C6] same client id with other content is a conflict and changes nothing", otherContentConflicts},
	{"[C6] same client id within one batch", sameClientIDInOneBatch},
	{"[C6] same client id of another sender or in another chat is a new message", sameClientIDElsewhere},
	{"[C6] 100 at once with one client id make one row", sameClientIDAtOnce},
	{"[C5] what is accepted is what was sent", acceptedAsSent},
}

func refusalStoresNothing(s *scene) {
	chat := s.direct(s.ana, s.bo)
	no := errors.New("the guard says no")
	var asked messenger.Relation
	guard := func(r messenger.Relation) error { asked = r; return no }
	called := false
	_, err := s.Store.AppendMessages(ctx, messenger.AppendMessages{
		Sender: s.ana, Chat: chat, Messages: []messenger.NewMessage{message("one")}, At: s.tick(),
		Guard: guard, Committed: func(messenger.Appended) { called = true },
	})
	s.refused(err, no)
	if want := (messenger.Relation{Kind: messenger.Direct, Member: true, Role: messenger.PlainMember}); asked != want {
		s.Errorf("the guard was asked with %+v, want %+v", asked, want)
	}
	_, err = s.Store.AppendSystemLine(ctx, messenger.AppendSystemLine{Actor: s.ana, Chat: chat, At: s.tick(), Guard: guard,
		Committed: func(messenger.Appended) { called = true }})
	s.refused(err, no)
	_, err = s.Store.Mark(ctx, messenger.Mark{User: s.ana, Chat: chat, Marks: messenger.Marks{Read: 1}, At: s.tick(), Guard: guard,
		Committed: func(messenger.Marked) { called = true }})
	s.refused(err, no)
	s.settle()
	if called {
		s.Error("a refused act was announced")
	}
	if h := s.heads(s.ana, chat); h.Head != 0 || h.Mine != (messenger.Marks{}) {
		s.Errorf("a refused act left %+v", h)
	}
	if seq := s.say(s.ana, chat, "two"); seq != 1 {
		s.Errorf("the first message after refusals has seq %d", seq)
	}
}

func endedContextStoresNothing(s *scene) {
	chat := s.direct(s.ana, s.bo)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err := s.Store.AppendMessages(ended, messenger.AppendMessages{
		Sender: s.ana, Chat: chat, Messages: []messenger.NewMessage{message("late")}, At: s.tick(), Guard: messenger.MustBeMember,
	})
	s.refused(err, messenger.ErrUnavailable)
	if n := len(s.timeline(s.ana, chat)); n != 0 {
		s.Errorf("%d rows of an act whose context had ended", n)
	}
}

func strangersCannotAct(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "between us")
	_, err := s.append(s.cy, chat, message("let me in"))
	s.refused(err, messenger.ErrChatNotFound)
	_, err = s.mark(s.cy, chat, 1, 1)
	s.refused(err, messenger.ErrChatNotFound)
	if n := len(s.timeline(s.ana, chat)); n != 1 {
		s.Errorf("%d rows, want 1", n)
	}
}

func unknownChatAndPerson(s *scene) {
	chat := s.direct(s.ana, s.bo)
	_, err := s.append(s.ana, messenger.NewID(), message("where"))
	s.refused(err, messenger.ErrChatNotFound)
	_, err = s.append(messenger.NewID(), chat, message("who"))
	s.refused(err, messenger.ErrPersonNotFound)
	_, err = s.open(s.ana, messenger.NewID())
	s.refused(err, messenger.ErrPersonNotFound)
	_, err = s.mark(s.ana, messenger.NewID(), 1, 1)
	s.refused(err, messenger.ErrChatNotFound)
}

func sameClientID(s *scene) {
	chat := s.direct(s.ana, s.bo)
	m := message("once")
	first, err := s.append(s.ana, chat, m)
	s.must(err)
	s.say(s.bo, chat, "in between")
	second, err := s.append(s.ana, chat, m)
	s.must(err)
	want := first.Results[0]
	want.Duplicate = true
	if got := second.Results[0]; got != want {
		s.Errorf("the second ack is %+v, want %+v", got, want)
	}
	if len(second.Messages) != 0 {
		s.Errorf("a repeat gave %d new rows", len(second.Messages))
	}
	if rows := s.timeline(s.ana, chat); len(rows) != 2 {
		s.Errorf("%d rows, want 2", len(rows))
	}
	s.settle()
	if n := len(s.appended.all()); n != 2 {
		s.Errorf("announced %d times, want 2: a repeat is nothing new", n)
	}
}

func otherContentConflicts(s *scene) {
	chat := s.direct(s.ana, s.bo)
	m := message("as it was")
	_, err := s.append(s.ana, chat, m)
	s.must(err)
	body, kind, version := m, m, m
	body.Content = content("as it was not")
	kind.Content.Kind = "poll"
	version.Content.Version++
	out, err := s.append(s.ana, chat, body, message("behind it"), kind, version)
	s.must(err)
	for _, i := range []int{0, 2, 3} {
		s.refused(out.Results[i].Err, messenger.ErrConflict)
		if out.Results[i].Seq != 0 {
			s.Errorf("a conflict was given place %d", out.Results[i].Seq)
		}
	}
	if out.Results[1].Err != nil || out.Results[1].Seq != 2 {
		s.Errorf("what stood behind a conflict is %+v, want place 2", out.Results[1])
	}
	rows := s.timeline(s.bo, chat)
	if len(rows) != 2 || !reflect.DeepEqual(*rows[0].Content, m.Content) {
		s.Errorf("a conflict changed the timeline: %+v", rows)
	}
}

func sameClientIDInOneBatch(s *scene) {
	chat := s.direct(s.ana, s.bo)
	m, other := message("twice"), message("another")
	clash := messenger.NewMessage{ClientID: m.ClientID, Content: content("a third time, otherwise")}
	out, err := s.append(s.ana, chat, m, m, clash, other)
	s.must(err)
	r := out.Results
	if r[0].Seq != 1 || r[0].Duplicate || r[1].Seq != 1 || !r[1].Duplicate || r[3].Seq != 2 {
		s.Errorf("results are %+v", r)
	}
	s.refused(r[2].Err, messenger.ErrConflict)
	if got := seqs(out.Messages); !reflect.DeepEqual(got, upTo(2)) {
		s.Errorf("new rows are %v, want 1 and 2", got)
	}
}

func sameClientIDElsewhere(s *scene) {
	chat, other := s.direct(s.ana, s.bo), s.direct(s.ana, s.cy)
	m := message("mine")
	for _, act := range []struct {
		sender messenger.UserID
		chat   messenger.ChatID
		seq    messenger.Seq
	}{{s.ana, chat, 1}, {s.bo, chat, 2}, {s.ana, other, 1}} {
		out, err := s.append(act.sender, act.chat, m)
		s.must(err)
		if r := out.Results[0]; r.Duplicate || r.Err != nil || r.Seq != act.seq {
			s.Errorf("result is %+v, want a new message at %d", r, act.seq)
		}
	}
}

func sameClientIDAtOnce(s *scene) {
	chat := s.direct(s.ana, s.bo)
	m := message("from two connections, and more")
	var wait sync.WaitGroup
	var duplicates atomic.Int64
	for range 100 {
		wait.Go(func() {
			out, err := s.append(s.ana, chat, m)
			if err != nil || out.Results[0].Err != nil || out.Results[0].Seq != 1 {
				s.Errorf("got %+v, %v", out.Results, err)
				return
			}
			if out.Results[0].Duplicate {
				duplicates.Add(1)
			}
		})
	}
	wait.Wait()
	if n := duplicates.Load(); n != 99 {
		s.Errorf("%d duplicates, want 99", n)
	}
	if rows := s.timeline(s.bo, chat); len(rows) != 1 {
		s.Errorf("%d rows, want 1", len(rows))
	}
	s.settle()
	if n := len(s.appended.all()); n != 1 {
		s.Errorf("announced %d times, want once", n)
	}
}

func acceptedAsSent(s *scene) {
	chat := s.direct(s.ana, s.bo)
	at := s.tick()
	sent := []messenger.NewMessage{
		{ClientID: messenger.NewID(), SentAt: at.AddDate(-3, 0, 0), Content: content("  <b>\u202ea\u0301 👩‍👩‍👧 \"\\ \n")},
		{ClientID: messenger.NewID(), Content: messenger.Content{Kind: "of-later", Version: 7, Body: []byte{0, 1, 0xff}}},
	}
	out, err := s.appendAt(at, s.ana, chat, sent...)
	s.must(err)
	rows := s.timeline(s.bo, chat)
	if !reflect.DeepEqual(rows, out.Messages) {
		s.Errorf("history has %+v, the act gave %+v", rows, out.Messages)
	}
	for i, m := range rows {
		want := messenger.Message{Chat: chat, Seq: messenger.Seq(i + 1), Sender: s.ana, ClientID: sent[i].ClientID, At: at,
			SentAt: sent[i].SentAt, Content: &sent[i].Content}
		if !reflect.DeepEqual(m, want) {
			s.Errorf("row %d is %+v, want %+v", i+1, m, want)
		}
	}
}
