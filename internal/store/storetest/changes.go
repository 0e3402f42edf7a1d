package storetest

import (
	"slices"
	"sync"

	"twoticks/internal/messenger"
)

var changes = []test{
	{"[C8a] an edit and a deletion are entries, and the row is as it is now wherever it is read", changesAreEntries},
	{"[C8a] a change that changes nothing is no entry and is not announced", changesRepeat},
	{"[C8a] a change is announced with the row as it is now", changesAreTold},
	{"[C6] a repeat returns the first ack also after an edit or a deletion", repeatAfterChange},
	{"[C32] a deleted message is not unread", deletedIsNotUnread},
	{"a refused change stores nothing, and its rule sees no row that the actor may not", refusedChange},
	{"[C23] what was written into a row after a removal is not read by who was removed", editAfterRemoval},
	{"[C23] who came later is told of a change without the row", changeBeforeJoining},
	{"R11.5 [C8] sends, edits, deletions, marks and changes of members from 50 at once make one log without a gap", mixedActs},
}

// change gives a row another text, or with an empty one deletes it, by no other rule than membership.
func (s *scene) change(actor messenger.UserID, chat messenger.ChatID, seq messenger.Seq, text string) (messenger.Changed, error) {
	act := messenger.ChangeMessage{
		Actor: actor, Chat: chat, Seq: seq, Kind: messenger.Deletion, At: s.tick(), Committed: s.changed.add,
		Guard: func(r messenger.Relation, target *messenger.Message) error {
			if target == nil {
				return messenger.ErrEntryNotFound
			}
			return messenger.MustBeMember(r)
		},
	}
	if text != "" {
		c := content(text)
		act.Kind, act.Content = messenger.Edit, &c
	}
	return s.Store.ChangeMessage(ctx, act)
}

func (s *scene) changes(user messenger.UserID, chat messenger.ChatID, after messenger.Seq) []messenger.Entry {
	s.Helper()
	page, err := s.Store.Changes(ctx, user, chat, after, 1000)
	s.must(err)
	return page.Entries
}

func changesAreEntries(s *scene) {
	chat := s.direct(s.ana, s.bo)
	edited, deleted := s.say(s.ana, chat, "one"), s.say(s.ana, chat, "two")
	_, err := s.change(s.ana, chat, edited, "another one")
	s.must(err)
	_, err = s.change(s.ana, chat, deleted, "")
	s.must(err)
	rows := s.timeline(s.bo, chat)
	if len(rows) != 2 || string(rows[0].Content.Body) != string(content("another one").Body) || rows[0].EditedSeq != 3 || rows[0].DeletedSeq != 0 {
		s.Fatalf("the timeline is %+v", rows)
	}
	if rows[1].Content != nil || rows[1].DeletedSeq != 4 {
		s.Errorf("the deleted row is %+v", rows[1])
	}
	entries := s.changes(s.bo, chat, 2)
	if len(entries) != 2 || entries[0].Seq != 3 || entries[1].Seq != 4 {
		s.Fatalf("the entries are %+v", entries)
	}
	for i, want := range []messenger.Change{
		{Kind: messenger.Edit, Actor: s.ana, Target: edited}, {Kind: messenger.Deletion, Actor: s.ana, Target: deleted},
	} {
		got := *entries[i].Change
		want.At = got.At
		if got != want || got.At.IsZero() || entries[i].Message == nil || entries[i].Message.Seq != want.Target {
			s.Errorf("entry %d is %+v of %+v", entries[i].Seq, got, entries[i].Message)
		}
	}
	if h := s.heads(s.bo, chat); h.Head != 4 || h.Last == nil || h.Last.Seq != deleted || h.Last.Content != nil {
		s.Errorf("the heads row is %+v with %+v last", h, h.Last)
	}
	if next := s.say(s.bo, chat, "three"); next != 5 {
		s.Errorf("the next message is %d, want 5", next)
	}
}

func changesRepeat(s *scene) {
	chat := s.direct(s.ana, s.bo)
	first, second := s.say(s.ana, chat, "one"), s.say(s.ana, chat, "two")
	same, err := s.change(s.ana, chat, first, "one")
	s.must(err)
	if same.Entry.Seq != 0 || same.Message.Seq != first || same.Message.EditedSeq != 0 {
		s.Errorf("an edit to the same gave %+v", same)
	}
	_, err = s.change(s.ana, chat, second, "")
	s.must(err)
	again, err := s.change(s.ana, chat, second, "")
	s.must(err)
	if again.Entry.Seq != 0 || again.Message.DeletedSeq != 3 {
		s.Errorf("a second deletion gave %+v", again)
	}
	s.settle()
	if told := s.changed.all(); len(told) != 1 || s.heads(s.ana, chat).Head != 3 {
		s.Errorf("announced %d times, the head is %d", len(told), s.heads(s.ana, chat).Head)
	}
}

func changesAreTold(s *scene) {
	chat, group := s.direct(s.ana, s.bo), s.group(s.ana, s.bo)
	for _, c := range []messenger.ChatID{chat, group} {
		seq := s.say(s.ana, c, "one")
		_, err := s.change(s.ana, c, seq, "another")
		s.must(err)
	}
	s.settle()
	told := s.changed.all()
	if len(told) != 2 {
		s.Fatalf("announced %d times", len(told))
	}
	for i, want := range []struct {
		chat       messenger.ChatID
		seq        messenger.Seq
		members    int
		membersSeq messenger.Seq
	}{{chat, 2, 2, 0}, {group, 3, 0, 1}} {
		c := told[i]
		if c.Chat != want.chat || c.Entry.Seq != want.seq || len(c.Members) != want.members || c.MembersSeq != want.membersSeq ||
			c.Entry.Change.Kind != messenger.Edit || string(c.Entry.Message.Content.Body) != string(content("another").Body) {
			s.Errorf("announced %+v", c)
		}
	}
}

func repeatAfterChange(s *scene) {
	chat := s.direct(s.ana, s.bo)
	edited, deleted := message("one"), message("two")
	first, err := s.append(s.ana, chat, edited, deleted)
	s.must(err)
	_, err = s.change(s.ana, chat, 1, "another")
	s.must(err)
	_, err = s.change(s.ana, chat, 2, "")
	s.must(err)
	again, err := s.append(s.ana, chat, edited, deleted)
	s.must(err)
	for i, r := range again.Results {
		if !r.Duplicate || r.Err != nil || r.Seq != first.Results[i].Seq || !r.At.Equal(first.Results[i].At) {
			s.Errorf("a repeat gave %+v, want %+v", r, first.Results[i])
		}
	}
	edited.Content = content("another")
	out, err := s.append(s.ana, chat, edited)
	s.must(err)
	if messenger.KindOf(out.Results[0].Err) != messenger.Conflict {
		s.Errorf("the id with what it was edited to gave %+v, want a conflict", out.Results[0])
	}
}

func deletedIsNotUnread(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.said(s.ana, chat, 3)
	_, err := s.change(s.ana, chat, 1, "edited")
	s.must(err)
	if got := s.heads(s.bo, chat).Unread; got != 3 {
		s.Errorf("after an edit %d are unread, want 3", got)
	}
	_, err = s.change(s.ana, chat, 2, "")
	s.must(err)
	if got := s.heads(s.bo, chat).Unread; got != 2 {
		s.Errorf("after a deletion %d are unread, want 2", got)
	}
}

func refusedChange(s *scene) {
	chat := s.group(s.ana)
	before := s.say(s.ana, chat, "before Bo came")
	_, err := s.add(s.ana, chat, s.bo)
	s.must(err)
	for _, seq := range []messenger.Seq{0, before, 99, 1 << 62} {
		_, err = s.change(s.bo, chat, seq, "")
		s.refused(err, messenger.ErrEntryNotFound)
	}
	_, err = s.change(s.cy, chat, before, "")
	s.refused(err, messenger.ErrEntryNotFound)
	_, err = s.Store.ChangeMessage(ctx, messenger.ChangeMessage{
		Actor: s.ana, Chat: chat, Seq: before, Kind: messenger.Deletion, At: s.tick(),
		Guard: func(r messenger.Relation, target *messenger.Message) error {
			if r.Role != messenger.Administrator || target == nil || target.Seq != before || target.Content == nil {
				s.Errorf("the rule was asked with %+v of %+v", r, target)
			}
			return messenger.ErrTooLate
		},
	})
	s.refused(err, messenger.ErrTooLate)
	if h := s.heads(s.ana, chat); h.Head != 3 {
		s.Errorf("the head is %d, want 3", h.Head)
	}
}

func editAfterRemoval(s *scene) {
	chat := s.group(s.ana, s.bo)
	early, late := s.say(s.ana, chat, "early"), s.say(s.ana, chat, "late")
	_, err := s.change(s.ana, chat, early, "early, edited")
	s.must(err)
	_, err = s.remove(s.ana, chat, s.bo)
	s.must(err)
	_, err = s.change(s.ana, chat, late, "not for Bo")
	s.must(err)
	rows := s.timeline(s.bo, chat)
	if len(rows) != 4 || rows[1].Content == nil || rows[1].EditedSeq == 0 {
		s.Fatalf("the timeline is %+v", rows)
	}
	if rows[2].Content != nil || rows[2].EditedSeq != 0 {
		s.Errorf("history shows what was edited since: %+v", rows[2])
	}
	for _, e := range s.changes(s.bo, chat, 0) {
		if e.Seq > rows[3].Seq || e.Seq == late && e.Message.Content != nil {
			s.Errorf("changes show %+v of %+v", e, e.Message)
		}
	}
	if rows := s.timeline(s.ana, chat); rows[2].Content == nil {
		s.Error("who is a member does not see the edit")
	}
}

func changeBeforeJoining(s *scene) {
	chat := s.group(s.ana)
	seq := s.say(s.ana, chat, "before Bo came")
	_, err := s.add(s.ana, chat, s.bo)
	s.must(err)
	_, err = s.change(s.ana, chat, seq, "still not for Bo")
	s.must(err)
	entries := s.changes(s.bo, chat, 0)
	if last := entries[len(entries)-1]; len(entries) != 2 || last.Change == nil || last.Message != nil {
		s.Errorf("Bo is told %+v", entries)
	}
}

// mixedActs is checked by what everybody sees: places without a gap, each change after its target, and nothing of what
// came after somebody's removal.
func mixedActs(s *scene) {
	writers := s.users(50)
	chat := s.group(append([]messenger.UserID{s.ana}, writers...)...)
	var wait sync.WaitGroup
	for i, user := range writers {
		wait.Go(func() {
			for round := range 6 {
				out, err := s.append(user, chat, message("hello"))
				if err != nil {
					s.Errorf("send: %v", err)
					return
				}
				mine := out.Results[0].Seq
				switch i % 5 {
				case 0:
					_, err = s.change(user, chat, mine, "edited")
				case 1:
					_, err = s.change(user, chat, mine, "")
				case 2:
					_, err = s.mark(user, chat, mine, mine)
				case 3:
					if round%2 == 1 {
						if _, err = s.remove(user, chat, user); err == nil {
							_, err = s.add(s.ana, chat, user)
						}
					}
				}
				if err != nil {
					s.Errorf("writer %d: %v", i, err)
				}
			}
		})
	}
	wait.Wait()
	const sends, edits, ends = 50 * 6, 2 * 10 * 6, 2 * 10 * 3
	head := messenger.Seq(1 + sends + edits + ends)
	entries := s.changes(s.ana, chat, 0)
	if len(entries) != int(head) || s.heads(s.ana, chat).Head != head {
		s.Fatalf("%d entries, head %d, want %d", len(entries), s.heads(s.ana, chat).Head, head)
	}
	for i, e := range entries {
		if e.Seq != messenger.Seq(i+1) || e.Change != nil && (e.Change.Target >= e.Seq || e.Message == nil) {
			s.Fatalf("entry %d is %+v", i+1, e)
		}
	}
	s.settle()
	var told []messenger.Seq
	for _, c := range s.changed.all() {
		told = append(told, c.Entry.Seq)
	}
	if len(told) != edits || !slices.IsSorted(told) {
		s.Errorf("%d changes were announced, in the order %v", len(told), told)
	}
	if other := s.changes(writers[4], chat, 0); !slices.EqualFunc(entries, other, func(a, b messenger.Entry) bool { return a.Seq == b.Seq }) {
		s.Error("two members see two logs")
	}
}
