package storetest

import (
	"time"

	"twoticks/internal/messenger"
)

var drafts = []test{
	{"[C30] a draft is in one's own row, with the next version, and in nobody else's", draftIsKept},
	{"[C30] an older draft changes nothing, nor does the same again", olderDraft},
	{"[C30] who may not write there keeps no draft there", draftRefused},
}

func (s *scene) draft(user messenger.UserID, chat messenger.ChatID, text string, at time.Time) (messenger.ChatRow, error) {
	return s.Store.SetDraft(ctx, messenger.SetDraft{
		User: user, Chat: chat, Text: text, At: at, Guard: messenger.MustBeMember, Committed: s.drafted.add,
	})
}

func draftIsKept(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "hello")
	before, bos := s.rev(s.ana), s.rev(s.bo)
	row, err := s.draft(s.ana, chat, "Dear Bo", s.tick())
	s.must(err)
	if row.Draft != "Dear Bo" || row.Rev != before+1 || row.DraftAt.IsZero() {
		s.Errorf("kept %+v", row)
	}
	if rows := s.since(s.ana, before, 10); len(rows.Chats) != 1 || rows.Chats[0] != row || rows.Rev != row.Rev {
		s.Errorf("Ana's devices read %+v", rows)
	}
	if s.rev(s.bo) != bos {
		s.Error("Bo's account has another version")
	}
	got, _, err := s.Store.ChatRow(ctx, s.bo, chat)
	s.must(err)
	if got.Draft != "" {
		s.Errorf("Bo's row is %+v", got)
	}
	cleared, err := s.draft(s.ana, chat, "", s.tick())
	s.must(err)
	if cleared.Draft != "" || cleared.Rev != row.Rev+1 {
		s.Errorf("cleared, it is %+v", cleared)
	}
	s.settle()
	if told := s.drafted.all(); len(told) != 2 || told[0] != row || told[1] != cleared {
		s.Errorf("announced %+v", told)
	}
}

func olderDraft(s *scene) {
	chat := s.direct(s.ana, s.bo)
	old, now := s.tick(), s.tick()
	kept, err := s.draft(s.ana, chat, "newer", now)
	s.must(err)
	for text, at := range map[string]time.Time{"older": old, "newer": now} {
		row, err := s.draft(s.ana, chat, text, at)
		s.must(err)
		if row != kept {
			s.Errorf("%q made it %+v", text, row)
		}
	}
	if s.rev(s.ana) != kept.Rev {
		s.Error("nothing changed, but the version did")
	}
	s.settle()
	if told := s.drafted.all(); len(told) != 1 {
		s.Errorf("announced %+v", told)
	}
}

func draftRefused(s *scene) {
	chat := s.direct(s.ana, s.bo)
	_, err := s.draft(s.bo, chat, "before the first message", s.tick())
	s.refused(err, messenger.ErrChatNotFound)
	_, err = s.draft(s.cy, chat, "not mine", s.tick())
	s.refused(err, messenger.ErrChatNotFound)
	group := s.group(s.ana, s.bo)
	_, err = s.remove(s.ana, group, s.bo)
	s.must(err)
	_, err = s.draft(s.bo, group, "too late", s.tick())
	s.refused(err, messenger.ErrNotAMember)
}
