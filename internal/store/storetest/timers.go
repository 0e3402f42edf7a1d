package storetest

import (
	"errors"
	"slices"
	"time"

	"twoticks/internal/messenger"
)

var timers = []test{
	{"a timer holds for what is written after it, is told to everybody in the chat, and a line says so", setTimers},
	{"what has vanished is gone for everybody, whatever became of its sender", vanish},
	{"what is older than anything is kept is found in the order of the log, and no more of it", oldMessages},
	{"who pinned and muted a group has it so after the group changes", rowsAfterChanges},
}

func (s *scene) timer(actor messenger.UserID, chat messenger.ChatID, d time.Duration) messenger.Appended {
	s.Helper()
	out, err := s.Store.SetTimer(ctx, messenger.SetTimer{Actor: actor, Chat: chat, Timer: d, Line: messenger.SystemLine{Line: "timer.day"}, At: s.tick(), Guard: messenger.MaySetTimer, Committed: s.appended.add})
	s.must(err)
	return out
}

func setTimers(s *scene) {
	direct, group, self := s.direct(s.ana, s.bo), s.group(s.ana, s.bo), s.direct(s.ana, s.ana)
	for _, chat := range []messenger.ChatID{direct, group, self} {
		before, err := s.append(s.ana, chat, message("stays"))
		s.must(err)
		out := s.timer(s.ana, chat, day)
		if len(out.Messages) != 1 || out.Messages[0].System.Line != "timer.day" || !out.Messages[0].VanishAt.IsZero() {
			s.Errorf("it made %+v", out.Messages)
		}
		want := 2
		if chat == self {
			want = 1
		}
		if len(out.Rows) != want {
			s.Errorf("%d are told", len(out.Rows))
		}
		for user, row := range out.Rows {
			again, _, err := s.Store.ChatRow(ctx, user, chat)
			s.must(err)
			if row.Timer != day || again.Timer != day || row.Rev != again.Rev {
				s.Errorf("a row is %+v, and read it is %+v", row, again)
			}
		}
		if again := s.timer(s.ana, chat, day); len(again.Messages) != 0 {
			s.Errorf("what is so already made %+v", again.Messages)
		}
		after, err := s.append(s.ana, chat, message("goes"))
		s.must(err)
		if m := after.Messages[0]; !m.VanishAt.Equal(m.At.Add(day)) {
			s.Errorf("it goes at %v, and was written at %v", m.VanishAt, m.At)
		}
		s.timer(s.ana, chat, 0)
		last, err := s.append(s.ana, chat, message("stays too"))
		s.must(err)
		page, err := s.Store.History(ctx, s.ana, chat, 0, 20)
		s.must(err)
		for _, m := range page.Messages {
			if m.VanishAt.IsZero() != (m.Seq != after.Results[0].Seq) {
				s.Errorf("message %d goes at %v", m.Seq, m.VanishAt)
			}
		}
		if before.Results[0].Seq >= last.Results[0].Seq {
			s.Error("nothing stayed")
		}
	}
	_, err := s.Store.SetTimer(ctx, messenger.SetTimer{Actor: s.cy, Chat: group, Timer: day, At: s.tick(), Guard: messenger.MaySetTimer})
	if messenger.KindOf(err) == messenger.Internal {
		s.Errorf("a stranger: %v", err)
	}
}

func (s *scene) vanished(now time.Time) (seqs []messenger.Seq) {
	s.Helper()
	list, err := s.Store.Vanished(ctx, now, 100)
	s.must(err)
	for _, p := range list {
		seqs = append(seqs, p.Seq)
	}
	return seqs
}

func vanish(s *scene) {
	group := s.group(s.ana, s.bo)
	s.timer(s.ana, group, day)
	files := s.upload(s.bo)
	first, err := s.append(s.bo, group, message("one"), withFiles(files))
	s.must(err)
	one, two := first.Results[0].Seq, first.Results[1].Seq
	answer := message("an answer")
	answer.ReplyTo = one
	s.timer(s.ana, group, 0)
	replied, err := s.append(s.ana, group, answer)
	s.must(err)
	now := first.Messages[0].At
	if got := s.vanished(now.Add(day - time.Millisecond)); len(got) != 0 {
		s.Errorf("before their time go %v", got)
	}
	if got := s.vanished(first.Messages[1].At.Add(day)); !slices.Equal(got, []messenger.Seq{one, two}) {
		s.Errorf("at their time go %v, want %d and %d", got, one, two)
	}
	// The sender cleared the chat for himself, and was removed.
	_, err = s.Store.ChangeChatRow(ctx, messenger.ChangeChatRow{User: s.bo, Chat: group, Change: messenger.RowChange{ClearTo: two}, At: s.tick(), Guard: messenger.MayRead})
	s.must(err)
	_, err = s.Store.RemoveMember(ctx, messenger.RemoveMember{Actor: s.ana, User: s.bo, Chat: group, At: s.tick(), Guard: messenger.MustAdminister})
	s.must(err)
	for _, seq := range []messenger.Seq{one, two, one} {
		out, err := s.Store.ChangeMessage(ctx, messenger.ChangeMessage{Actor: s.bo, Chat: group, Seq: seq, Kind: messenger.Vanish, At: s.tick(), Guard: anyChange})
		s.must(err)
		if m := out.Message; !m.Vanished || m.Content != nil || m.DeletedSeq == 0 || !m.VanishAt.IsZero() {
			s.Errorf("it is %+v", m)
		}
	}
	if got := s.vanished(now.AddDate(1, 0, 0)); len(got) != 0 {
		s.Errorf("afterwards go %v", got)
	}
	if _, err := s.Store.FileOfMessage(ctx, s.ana, group, two, 0); !errors.Is(err, messenger.ErrFileNotFound) {
		s.Errorf("its file is read: %v", err)
	}
	page, err := s.Store.History(ctx, s.ana, group, 0, 20)
	s.must(err)
	for _, m := range page.Messages {
		gone := m.Seq == one || m.Seq == two
		if m.Vanished != gone || gone && m.Content != nil {
			s.Errorf("Ana reads %+v", m)
		}
		if m.Seq == replied.Results[0].Seq && (m.Quote == nil || m.Quote.Text != "" || m.Quote.DeletedSeq == 0) {
			s.Errorf("the answer quotes %+v", m.Quote)
		}
	}
	changes, err := s.Store.Changes(ctx, s.ana, group, replied.Results[0].Seq, 20)
	s.must(err)
	vanishes := 0
	for _, e := range changes.Entries {
		if e.Change != nil && e.Change.Kind == messenger.Vanish {
			vanishes++
		}
	}
	if vanishes != 2 {
		s.Errorf("%d entries say so", vanishes)
	}
}

func oldMessages(s *scene) {
	first, second := s.direct(s.ana, s.bo), s.group(s.ana, s.bo)
	var old []messenger.VanishPlace
	for range 5 {
		for _, chat := range []messenger.ChatID{first, second} {
			out, err := s.append(s.ana, chat, message("old"))
			s.must(err)
			old = append(old, messenger.VanishPlace{Chat: chat, Seq: out.Results[0].Seq, Sender: s.ana})
		}
	}
	s.tick()
	before := s.tick()
	for _, chat := range []messenger.ChatID{first, second} {
		_, err := s.append(s.bo, chat, message("new"))
		s.must(err)
	}
	var got []messenger.VanishPlace
	for turn := 0; turn < 50; turn++ {
		for place := ""; ; {
			list, next, err := s.Store.OldMessages(ctx, before, place, 3)
			s.must(err)
			if len(list) > 6 {
				s.Errorf("%d at once", len(list))
			}
			for _, p := range list {
				_, err := s.Store.ChangeMessage(ctx, messenger.ChangeMessage{Actor: p.Sender, Chat: p.Chat, Seq: p.Seq, Kind: messenger.Vanish, At: s.tick(), Guard: anyChange})
				s.must(err)
			}
			got = append(got, list...)
			if place = next; next == "" {
				break
			}
		}
	}
	same := len(got) == len(old)
	for _, p := range old {
		same = same && slices.Contains(got, p)
	}
	if !same {
		s.Errorf("old are %+v, want %+v", got, old)
	}
}

func rowsAfterChanges(s *scene) {
	group := s.group(s.ana, s.bo)
	yes, mute := true, messenger.MuteWeek
	before, err := s.Store.ChangeChatRow(ctx, messenger.ChangeChatRow{User: s.bo, Chat: group, Change: messenger.RowChange{Pinned: &yes, Mute: &mute, MarkedUnread: &yes}, At: s.tick(), Guard: messenger.MayRead})
	s.must(err)
	name := "Another name"
	out, err := s.Store.ChangeGroup(ctx, messenger.ChangeGroup{Actor: s.ana, Chat: group, Change: messenger.GroupChange{Name: &name}, At: s.tick(), Guard: messenger.MayChangeGroup})
	s.must(err)
	told := out.Rows[s.bo]
	if told.Name != name || !told.PinnedAt.Equal(before.PinnedAt) || !told.MutedUntil.Equal(before.MutedUntil) || !told.MarkedUnread || told.PinnedAt.IsZero() {
		s.Errorf("Bo is told %+v, and had %+v", told, before)
	}
}
