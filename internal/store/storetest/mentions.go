package storetest

import (
	"slices"

	"twoticks/internal/messenger"
)

var mentions = []test{
	{"[R1.3] a group's messages that call somebody by name are found, the newest first, until they are read", mentionsUntilRead},
	{"[R1.3] only members are called, never oneself, and nobody in a direct chat", mentionsCallMembers},
	{"[R1.3] an edit calls those whom the text names then, but nobody who has read it", mentionsOfEdits},
	{"[C23] who was removed is called by nothing later, and what was deleted calls nobody", mentionsEnd},
}

// called is where somebody is called, as chat and seq.
func (s *scene) called(user messenger.UserID) (places []messenger.Seq) {
	s.Helper()
	page, err := s.Store.Mentions(ctx, user, 50)
	s.must(err)
	for _, m := range page.Messages {
		places = append(places, m.Seq)
		if !slices.ContainsFunc(page.People, func(p messenger.Person) bool { return p.ID == m.Sender }) {
			s.Errorf("the sender of %d is not among the people", m.Seq)
		}
	}
	return places
}

func (s *scene) calls(user messenger.UserID, want ...messenger.Seq) {
	s.Helper()
	if got := s.called(user); !slices.Equal(got, want) {
		s.Errorf("called at %v, want %v", got, want)
	}
}

func mentionsUntilRead(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	first := s.say(s.ana, chat, "@bo, the first")
	second := s.say(s.cy, chat, "and @Bo again, @ana too")
	s.calls(s.bo, second, first)
	s.calls(s.ana, second)
	_, err := s.mark(s.bo, chat, first, first)
	s.must(err)
	s.calls(s.bo, second)
	_, err = s.mark(s.bo, chat, second, second)
	s.must(err)
	s.calls(s.bo)
	s.calls(s.ana, second)
}

func mentionsCallMembers(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.say(s.ana, chat, "@ana @cy @nobody")
	direct := s.direct(s.ana, s.bo)
	s.say(s.ana, direct, "@bo")
	for _, user := range []messenger.UserID{s.ana, s.bo, s.cy} {
		s.calls(user)
	}
	_, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	s.calls(s.cy)
}

func mentionsEnd(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	kept := s.say(s.ana, chat, "@bo before")
	gone := s.say(s.ana, chat, "@bo and this is taken back")
	_, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	s.say(s.ana, chat, "@bo after")
	s.calls(s.bo, gone, kept)
	_, err = s.change(s.ana, chat, gone, "")
	s.must(err)
	s.calls(s.bo, kept)
}

func mentionsOfEdits(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	seq := s.say(s.ana, chat, "hello @bo")
	_, err := s.mark(s.cy, chat, seq, seq)
	s.must(err)
	_, err = s.change(s.ana, chat, seq, "hello @cy")
	s.must(err)
	s.calls(s.bo)
	s.calls(s.cy)
	_, err = s.change(s.ana, chat, seq, "hello @bo after all")
	s.must(err)
	s.calls(s.bo, seq)
}
