package storetest

import (
	"slices"

	"twoticks/internal/messenger"
)

var keepsakes = []test{
	{"[C30] a star is a row of one's own account, with the next version, and so is its end", starIsKept},
	{"[C30] what is starred already, or is not, changes nothing", starTwice},
	{"[C23] what one may not read is not starred, nor a line of the server, nor what was deleted", starRefused},
	{"starred messages are read in pages, those starred last first, of all chats or of one", starsInPages},
	{"[C23] a message that was deleted for everyone, or changed after one had left, is no starred message any more", starsEnd},
	{"[C31] stars, hidden messages and rows of chats are read by version together, page by page", keptSince},
	{"[C32] a hidden message is in no history, no changes, no preview, no count and no mention, for one user alone", hiddenIsNowhere},
	{"[C8a] a hidden message does not come back by an edit, and is deleted for everyone all the same", hiddenStaysHidden},
	{"[C23] one hides only what one can read, again and again without a change", hideRefused},
	{"[C23] who was removed still hides and stars what they may read, and no more", keptByFormer},
}

func anyStar(r messenger.Relation, m *messenger.Message) error {
	if err := messenger.MayRead(r); err != nil {
		return err
	}
	if m == nil || m.System != nil || m.DeletedSeq != 0 {
		return messenger.ErrEntryNotFound
	}
	return nil
}

func (s *scene) star(user messenger.UserID, chat messenger.ChatID, on bool, seqs ...messenger.Seq) error {
	return s.Store.StarMessages(ctx, messenger.StarMessages{
		User: user, Chat: chat, Seqs: seqs, On: on, Committed: s.starred.add,
		Guard: func(r messenger.Relation, m *messenger.Message) error {
			if !on {
				return messenger.MayRead(r)
			}
			return anyStar(r, m)
		},
	})
}

func (s *scene) hide(user messenger.UserID, chat messenger.ChatID, seqs ...messenger.Seq) error {
	return s.Store.HideMessages(ctx, messenger.HideMessages{
		User: user, Chat: chat, Seqs: seqs, Committed: s.hidden.add,
		Guard: func(r messenger.Relation, m *messenger.Message) error {
			if err := messenger.MayRead(r); err != nil {
				return err
			}
			if m == nil || m.System != nil {
				return messenger.ErrEntryNotFound
			}
			return nil
		},
	})
}

// starsOf is what a user has starred, as seqs.
func (s *scene) starsOf(user messenger.UserID, q messenger.StarsQuery) (seqs []messenger.Seq) {
	s.Helper()
	if q.Limit == 0 {
		q.Limit = 50
	}
	page, err := s.Store.Starred(ctx, user, q)
	s.must(err)
	for _, star := range page.Stars {
		seqs = append(seqs, star.Message.Seq)
		if star.Message.Content == nil || !slices.ContainsFunc(page.People, func(p messenger.Person) bool { return p.ID == star.Message.Sender }) {
			s.Errorf("%+v has no content, or its sender is not among the people", star)
		}
	}
	return seqs
}

func (s *scene) stars(user messenger.UserID, want ...messenger.Seq) {
	s.Helper()
	if got := s.starsOf(user, messenger.StarsQuery{}); !slices.Equal(got, want) {
		s.Errorf("starred are %v, want %v", got, want)
	}
}

func starIsKept(s *scene) {
	chat := s.direct(s.ana, s.bo)
	first := s.say(s.ana, chat, "one")
	second := s.say(s.bo, chat, "two")
	before, bos := s.rev(s.ana), s.rev(s.bo)
	s.must(s.star(s.ana, chat, true, first, second))
	s.must(s.star(s.ana, chat, false, first))
	want := [][]messenger.Star{
		{{Rev: before + 1, Chat: chat, Seq: first}, {Rev: before + 2, Chat: chat, Seq: second}},
		{{Rev: before + 3, Chat: chat, Seq: first, Gone: true}},
	}
	s.settle()
	if told := s.starred.all(); !slices.EqualFunc(told, want, slices.Equal[[]messenger.Star]) {
		s.Errorf("announced %+v, want %+v", told, want)
	}
	rows := s.since(s.ana, before, 10)
	if !slices.Equal(rows.Stars, []messenger.Star{want[0][1], want[1][0]}) || rows.Rev != before+3 || rows.More {
		s.Errorf("Ana's devices read %+v", rows)
	}
	if s.rev(s.bo) != bos || len(s.since(s.bo, 0, 10).Stars) > 0 {
		s.Error("Bo learns of it")
	}
	s.stars(s.ana, second)
	s.stars(s.bo)
}

func starTwice(s *scene) {
	chat := s.direct(s.ana, s.bo)
	first := s.say(s.ana, chat, "one")
	s.must(s.star(s.ana, chat, false, first))
	s.must(s.star(s.ana, chat, true, first))
	rev := s.rev(s.ana)
	s.must(s.star(s.ana, chat, true, first))
	s.must(s.star(s.ana, chat, false, first+1, 999))
	s.settle()
	if got := s.rev(s.ana); got != rev || len(s.starred.all()) != 1 {
		s.Errorf("nothing changed, but version %d became %d, and %d acts were announced", rev, got, len(s.starred.all()))
	}
}

func starRefused(s *scene) {
	chat := s.group(s.ana, s.bo)
	first := s.say(s.ana, chat, "one")
	gone := s.say(s.ana, chat, "two")
	_, err := s.change(s.ana, chat, gone, "")
	s.must(err)
	s.refused(s.star(s.cy, chat, true, first), messenger.ErrChatNotFound)
	s.refused(s.star(s.cy, chat, false, first), messenger.ErrChatNotFound)
	rev := s.rev(s.ana)
	for _, seq := range []messenger.Seq{1, gone, gone + 1, 999} {
		s.refused(s.star(s.ana, chat, true, first, seq), messenger.ErrEntryNotFound)
	}
	if s.rev(s.ana) != rev {
		s.Error("one of several was refused, and something was done")
	}
	_, err = s.add(s.ana, chat, s.cy)
	s.must(err)
	s.refused(s.star(s.cy, chat, true, first), messenger.ErrEntryNotFound)
}

func starsInPages(s *scene) {
	direct, group := s.direct(s.ana, s.bo), s.group(s.ana, s.cy)
	var want []messenger.Seq
	for range 3 {
		for _, chat := range []messenger.ChatID{direct, group} {
			seq := s.say(s.ana, chat, "worth keeping")
			s.must(s.star(s.ana, chat, true, seq))
			want = append([]messenger.Seq{seq}, want...)
		}
	}
	var got []messenger.Seq
	for q := (messenger.StarsQuery{Limit: 4}); ; {
		page, err := s.Store.Starred(ctx, s.ana, q)
		s.must(err)
		for _, star := range page.Stars {
			got = append(got, star.Message.Seq)
		}
		if q.Before = page.Next; page.Next == 0 {
			break
		}
	}
	if !slices.Equal(got, want) {
		s.Errorf("in pages %v, want %v", got, want)
	}
	if got := s.starsOf(s.ana, messenger.StarsQuery{Chat: direct}); !slices.Equal(got, []messenger.Seq{3, 2, 1}) {
		s.Errorf("of the direct chat: %v", got)
	}
	_, err := s.Store.Starred(ctx, s.bo, messenger.StarsQuery{Chat: group, Limit: 10})
	s.refused(err, messenger.ErrChatNotFound)
}

func starsEnd(s *scene) {
	chat := s.group(s.ana, s.bo)
	edited := s.say(s.ana, chat, "as it was")
	deleted := s.say(s.ana, chat, "a slip")
	kept := s.say(s.ana, chat, "this stays")
	s.must(s.star(s.bo, chat, true, edited, deleted, kept))
	_, err := s.change(s.ana, chat, deleted, "")
	s.must(err)
	s.stars(s.bo, kept, edited)
	_, err = s.remove(s.ana, chat, s.bo)
	s.must(err)
	s.stars(s.bo, kept, edited)
	_, err = s.change(s.ana, chat, edited, "as it is now")
	s.must(err)
	s.stars(s.bo, kept)
}

func keptSince(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for range 4 {
		s.say(s.bo, chat, "hello")
	}
	before := s.rev(s.ana)
	s.must(s.star(s.ana, chat, true, 1, 2))
	_, err := s.draft(s.ana, chat, "Dear Bo", s.tick())
	s.must(err)
	s.must(s.hide(s.ana, chat, 3, 4))
	s.must(s.star(s.ana, chat, false, 1)) // its row is the newest now
	last := s.rev(s.ana)
	for limit := 1; limit <= 6; limit++ {
		var revs []messenger.Rev
		for rev := before; ; {
			page := s.since(s.ana, rev, limit)
			for _, r := range page.Chats {
				revs = append(revs, r.Rev)
			}
			for _, r := range page.Stars {
				revs = append(revs, r.Rev)
			}
			for _, r := range page.Hidden {
				revs = append(revs, r.Rev)
			}
			if n := len(page.Chats) + len(page.Stars) + len(page.Hidden); n > limit || page.More && n != limit {
				s.Errorf("a page of %d holds %d rows", limit, n)
			}
			if rev = page.Rev; !page.More {
				break
			}
		}
		slices.Sort(revs)
		if want := []messenger.Rev{before + 2, before + 3, before + 4, before + 5, last}; !slices.Equal(revs, want) {
			s.Errorf("in pages of %d: versions %v, want %v", limit, revs, want)
		}
	}
}

func hiddenIsNowhere(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	first := s.say(s.ana, chat, "hello")
	call := s.say(s.ana, chat, "@bo look here")
	last := s.say(s.cy, chat, "and bye")
	s.must(s.star(s.bo, chat, true, call))
	before := s.rev(s.bo)
	s.must(s.hide(s.bo, chat, call, last))
	s.settle()
	want := []messenger.Hidden{{Rev: before + 1, Chat: chat, Seq: call}, {Rev: before + 2, Chat: chat, Seq: last}}
	if told := s.hidden.all(); len(told) != 1 || !slices.Equal(told[0], want) {
		s.Errorf("announced %+v, want %+v", told, want)
	}
	if got := seqs(s.timeline(s.bo, chat)); !slices.Equal(got, []messenger.Seq{1, first}) {
		s.Errorf("history is %v", got)
	}
	if got := seqs(s.timeline(s.ana, chat)); !slices.Equal(got, upTo(last)) {
		s.Errorf("Ana reads %v", got)
	}
	row, anas := s.heads(s.bo, chat), s.heads(s.ana, chat)
	if row.Last.Seq != first || row.Unread != 1 || row.Head != last {
		s.Errorf("the chat stands at %+v", row)
	}
	if anas.Last.Seq != last || anas.Unread != 1 {
		s.Errorf("for Ana it stands at %+v", anas)
	}
	s.calls(s.bo)
	s.stars(s.bo)
	changes, err := s.Store.Changes(ctx, s.bo, chat, 0, 100)
	s.must(err)
	if len(changes.Entries) != 2 || changes.Entries[1].Seq != first || changes.Upto != last {
		s.Errorf("changes are %+v", changes)
	}
	direct := s.direct(s.ana, s.bo)
	s.must(s.hide(s.bo, direct, s.say(s.ana, direct, "only this")))
	if row := s.heads(s.bo, direct); row.Last != nil || row.Unread != 0 {
		s.Errorf("an empty chat stands at %+v", row)
	}
}

func hiddenStaysHidden(s *scene) {
	chat := s.direct(s.ana, s.bo)
	seq := s.say(s.ana, chat, "helo")
	s.must(s.hide(s.ana, chat, seq))
	s.must(s.hide(s.bo, chat, seq))
	for _, text := range []string{"hello", ""} {
		changed, err := s.change(s.ana, chat, seq, text)
		s.must(err)
		if changed.Entry.Seq == 0 {
			s.Errorf("%q changed nothing", text)
		}
	}
	for _, user := range []messenger.UserID{s.ana, s.bo} {
		changes, err := s.Store.Changes(ctx, user, chat, 0, 100)
		s.must(err)
		if len(changes.Entries) != 2 || changes.Entries[0].Message != nil || changes.Entries[1].Message != nil || changes.Upto != 3 {
			s.Errorf("changes are %+v", changes)
		}
		if row := s.heads(user, chat); row.Last != nil || row.Unread != 0 {
			s.Errorf("the chat stands at %+v", row)
		}
	}
}

func hideRefused(s *scene) {
	chat := s.group(s.ana, s.bo)
	first := s.say(s.ana, chat, "one")
	s.must(s.hide(s.bo, chat, first))
	rev := s.rev(s.bo)
	s.must(s.hide(s.bo, chat, first))
	for _, seq := range []messenger.Seq{1, first + 1, 999} {
		s.refused(s.hide(s.bo, chat, seq), messenger.ErrEntryNotFound)
	}
	s.refused(s.hide(s.cy, chat, first), messenger.ErrChatNotFound)
	s.settle()
	if s.rev(s.bo) != rev || len(s.hidden.all()) != 1 {
		s.Error("nothing changed, but a version was taken")
	}
}

func keptByFormer(s *scene) {
	chat := s.group(s.ana, s.bo)
	then := s.say(s.ana, chat, "while Bo was there")
	_, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	later := s.say(s.ana, chat, "afterwards")
	s.must(s.star(s.bo, chat, true, then))
	s.stars(s.bo, then)
	s.refused(s.star(s.bo, chat, true, later), messenger.ErrEntryNotFound)
	s.refused(s.hide(s.bo, chat, later), messenger.ErrEntryNotFound)
	s.must(s.hide(s.bo, chat, then))
	s.stars(s.bo)
	if row := s.heads(s.bo, chat); row.Last == nil || row.Last.System == nil {
		s.Errorf("the last row is %+v", row.Last)
	}
}

// keepEverything calls the acts of this file once.
func (s *scene) keepEverything(chats ...messenger.ChatID) {
	s.Helper()
	for _, chat := range chats {
		first, second := s.say(s.ana, chat, "to keep"), s.say(s.ana, chat, "to hide")
		s.must(s.star(s.ana, chat, true, first, second))
		s.must(s.star(s.ana, chat, false, second))
		s.must(s.hide(s.ana, chat, second))
		for range 4 {
			s.pin(s.ana, chat, s.say(s.ana, chat, "to pin"))
		}
		s.unpin(s.ana, chat, s.pinsOf(s.ana, chat)[0])
		s.changes(s.bo, chat, 0)
		s.starsOf(s.ana, messenger.StarsQuery{Chat: chat})
	}
	s.stars(s.ana, s.starsOf(s.ana, messenger.StarsQuery{})...)
	s.since(s.ana, 0, 50)
}
