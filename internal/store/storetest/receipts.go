package storetest

import (
	"slices"
	"sync"
	"time"

	"pgregory.net/rapid"

	"twoticks/internal/messenger"
)

var receipts = []test{
	{"[C20] read raises delivered", readRaisesDelivered},
	{"[C20] a repeat or a lower mark changes nothing and is not announced", repeatsChangeNothing},
	{"[C20] marks are the same in whatever order and however often they come", marksCommute},
	{"[C20] marks of racing devices end at the highest and are announced rising", racingDevices},
	{"[C20] a guard sees the head, and its refusal moves nothing", guardSeesHead},
	{"[C19] sending moves no mark", sendingMovesNoMark},
	{"[C20] the peer sees the marks, and nobody else's are touched", peerSeesMarks},
	{"[C20b] message info has the time when a mark first reached the message", infoHasTimes},
	{"[C22] message info is the author's only", infoIsTheAuthors},
	{"[C24] one's own chats have the same marks for all devices", marksOfOneself},
}

// said appends some messages in one act.
func (s *scene) said(user messenger.UserID, chat messenger.ChatID, n int) {
	s.Helper()
	var batch []messenger.NewMessage
	for range n {
		batch = append(batch, message(s.word()))
	}
	_, err := s.append(user, chat, batch...)
	s.must(err)
}

func readRaisesDelivered(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.said(s.ana, chat, 5)
	for _, step := range []struct{ delivered, read, wantDelivered, wantRead messenger.Seq }{
		{2, 0, 2, 0},
		{0, 1, 2, 1},
		{0, 4, 4, 4},
		{5, 2, 5, 4},
		{3, 5, 5, 5},
	} {
		out, err := s.mark(s.bo, chat, step.delivered, step.read)
		s.must(err)
		if want := (messenger.Marks{Delivered: step.wantDelivered, Read: step.wantRead}); out.Mine != want {
			s.Errorf("after (%d, %d): %+v, want %+v", step.delivered, step.read, out.Mine, want)
		}
	}
}

func repeatsChangeNothing(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.said(s.ana, chat, 5)
	first, err := s.mark(s.bo, chat, 4, 3)
	s.must(err)
	if !first.Advanced {
		s.Error("the first mark did not advance")
	}
	for _, m := range []messenger.Marks{{Delivered: 4, Read: 3}, {Delivered: 1, Read: 1}, {Read: 3}, {Delivered: 4}, {}} {
		out, err := s.mark(s.bo, chat, m.Delivered, m.Read)
		s.must(err)
		if out.Advanced || out.Mine != first.Mine {
			s.Errorf("%+v gave %+v", m, out)
		}
	}
	s.settle()
	if told := s.marked.all(); len(told) != 1 || told[0].Mine != first.Mine {
		s.Errorf("announced %+v, want the one advance", told)
	}
}

func marksCommute(s *scene) {
	chats := map[messenger.ChatKind]func() messenger.ChatID{
		messenger.Direct: func() messenger.ChatID { return s.direct(s.user("user-"+s.word()), s.bo) },
		messenger.Group:  func() messenger.ChatID { return s.group(s.user("user-"+s.word()), s.bo, s.cy) },
	}
	rapid.Check(s.T, func(t *rapid.T) {
		kind := rapid.SampledFrom([]messenger.ChatKind{messenger.Direct, messenger.Group}).Draw(t, "kind")
		chat := chats[kind]()
		const head = 8
		s.said(s.bo, chat, head)
		var want messenger.Marks
		for _, m := range rapid.SliceOfN(rapid.Custom(func(t *rapid.T) messenger.Marks {
			seq := rapid.Uint64Range(0, head)
			return messenger.Marks{Delivered: messenger.Seq(seq.Draw(t, "delivered")), Read: messenger.Seq(seq.Draw(t, "read"))}
		}), 1, 12).Draw(t, "marks") {
			old := want
			want.Read = max(want.Read, m.Read)
			want.Delivered = max(want.Delivered, m.Delivered, want.Read)
			out, err := s.mark(s.bo, chat, m.Delivered, m.Read)
			if err != nil {
				t.Fatal(err)
			}
			if out.Mine != want || out.Advanced != (want != old) {
				t.Fatalf("after %+v: %+v, want %+v from %+v", m, out, want, old)
			}
		}
		if got := s.heads(s.bo, chat).Mine; got != want {
			t.Fatalf("the heads row has %+v, want %+v", got, want)
		}
	})
}

func racingDevices(s *scene) {
	const head, devices = 60, 6
	chat := s.direct(s.ana, s.bo)
	s.said(s.ana, chat, head)
	var wait sync.WaitGroup
	for device := range devices {
		wait.Go(func() {
			for seq := device + 1; seq <= head; seq += devices {
				if _, err := s.mark(s.bo, chat, messenger.Seq(seq), messenger.Seq(seq/2)); err != nil {
					s.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if got := s.heads(s.bo, chat).Mine; got != (messenger.Marks{Delivered: head, Read: head / 2}) {
		s.Errorf("the marks ended at %+v", got)
	}
	s.settle()
	var last messenger.Marks
	for _, m := range s.marked.all() {
		if m.Mine.Delivered < last.Delivered || m.Mine.Read < last.Read || m.Mine == last {
			s.Errorf("announced %+v after %+v", m.Mine, last)
		}
		last = m.Mine
	}
	if last != (messenger.Marks{Delivered: head, Read: head / 2}) {
		s.Errorf("the last that was announced is %+v", last)
	}
}

func guardSeesHead(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.said(s.ana, chat, 3)
	for _, ahead := range []messenger.Marks{{Delivered: 4}, {Read: 4}} {
		_, err := s.Store.Mark(ctx, messenger.Mark{User: s.bo, Chat: chat, Marks: ahead, At: s.tick(), Guard: func(r messenger.Relation) error {
			if want := (messenger.Relation{Kind: messenger.Direct, Member: true, Role: messenger.PlainMember, To: 3, Head: 3}); r != want {
				s.Errorf("the guard was asked with %+v, want %+v", r, want)
			}
			return messenger.ErrMarkAhead
		}})
		s.refused(err, messenger.ErrMarkAhead)
	}
	if got := s.heads(s.bo, chat).Mine; got != (messenger.Marks{}) {
		s.Errorf("a refused mark moved to %+v", got)
	}
}

func sendingMovesNoMark(s *scene) {
	for _, chat := range []messenger.ChatID{s.direct(s.ana, s.bo), s.group(s.ana, s.bo)} {
		s.said(s.ana, chat, 3)
		if h := s.heads(s.ana, chat); h.Mine != (messenger.Marks{}) || h.Others != (messenger.Marks{}) || h.Unread != 0 {
			s.Errorf("after sending only: %+v", h)
		}
	}
}

func peerSeesMarks(s *scene) {
	chat, other := s.direct(s.ana, s.bo), s.direct(s.ana, s.cy)
	s.said(s.ana, chat, 3)
	s.said(s.ana, other, 3)
	out, err := s.mark(s.bo, chat, 3, 2)
	s.must(err)
	want := messenger.Marks{Delivered: 3, Read: 2}
	if out.Kind != messenger.Direct || out.User != s.bo || out.Chat != chat || out.Shown != want || len(out.Members) != 2 ||
		!slices.ContainsFunc(out.Members, is(s.ana)) {
		s.Errorf("the act gave %+v", out)
	}
	if h := s.heads(s.ana, chat); h.Others != want || h.Mine != (messenger.Marks{}) {
		s.Errorf("Ana's row is %+v, want others at %+v", h, want)
	}
	if h := s.heads(s.ana, other); h.Others != (messenger.Marks{}) {
		s.Errorf("Cy's marks moved to %+v", h.Others)
	}
}

func infoHasTimes(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.said(s.ana, chat, 4)
	delivered := s.markAt(s.bo, chat, messenger.Marks{Delivered: 3})
	s.markAt(s.bo, chat, messenger.Marks{Delivered: 4})
	read := s.markAt(s.bo, chat, messenger.Marks{Read: 2})
	later := s.markAt(s.bo, chat, messenger.Marks{Read: 3})
	for _, c := range []struct {
		seq  messenger.Seq
		want messenger.MemberReceipt
	}{
		{1, messenger.MemberReceipt{User: s.bo, Delivered: true, DeliveredAt: delivered, Read: true, ReadAt: read}},
		{2, messenger.MemberReceipt{User: s.bo, Delivered: true, DeliveredAt: delivered, Read: true, ReadAt: read}},
		{3, messenger.MemberReceipt{User: s.bo, Delivered: true, DeliveredAt: delivered, Read: true, ReadAt: later}},
		{4, messenger.MemberReceipt{User: s.bo, Delivered: true, DeliveredAt: delivered.Add(time.Millisecond)}},
	} {
		info, err := s.Store.MessageInfo(ctx, s.ana, chat, c.seq)
		s.must(err)
		if info.Message.Seq != c.seq || len(info.Receipts) != 1 || info.Receipts[0] != c.want {
			s.Errorf("message %d: %+v, want %+v", c.seq, info.Receipts, c.want)
		}
		s.wantPeople("the info", info.People, s.ana, s.bo)
	}
}

// markAt marks, and returns the time of the act.
func (s *scene) markAt(user messenger.UserID, chat messenger.ChatID, m messenger.Marks) time.Time {
	s.Helper()
	at := s.tick()
	_, err := s.Store.Mark(ctx, messenger.Mark{User: user, Chat: chat, Marks: m, At: at, Guard: messenger.MustBeMember})
	s.must(err)
	return at
}

func infoIsTheAuthors(s *scene) {
	chat := s.group(s.ana, s.bo)
	seq := s.say(s.ana, chat, "hello")
	_, err := s.Store.MessageInfo(ctx, s.bo, chat, seq)
	s.refused(err, messenger.ErrNotYours)
	_, err = s.Store.MessageInfo(ctx, s.ana, chat, 1)
	s.refused(err, messenger.ErrEntryNotFound)
	_, err = s.Store.MessageInfo(ctx, s.ana, chat, 99)
	s.refused(err, messenger.ErrEntryNotFound)
}

func marksOfOneself(s *scene) {
	chat := s.direct(s.ana, s.ana)
	s.said(s.ana, chat, 2)
	out, err := s.mark(s.ana, chat, 2, 2)
	s.must(err)
	if !out.Advanced || out.Kind != messenger.Self || len(out.Members) != 1 {
		s.Errorf("the act gave %+v", out)
	}
	if h := s.heads(s.ana, chat); h.Others != (messenger.Marks{Delivered: 2, Read: 2}) {
		s.Errorf("a note to oneself is read by its writer: %+v", h)
	}
	info, err := s.Store.MessageInfo(ctx, s.ana, chat, 1)
	s.must(err)
	if len(info.Receipts) != 0 {
		s.Errorf("a note to oneself has the audience %+v", info.Receipts)
	}
}
