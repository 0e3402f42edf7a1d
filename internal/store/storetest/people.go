package storetest

import (
	"slices"
	"time"

	"twoticks/internal/messenger"
)

var people = []test{
	{"[C33] contacts are those who share a chat, once both have it", contactsShareAChat},
	{"one may know oneself and whom one shared a chat with", peopleOneMayKnow},
	{"a person is found by exact handle only", foundByHandle},
	{"the directory lists everyone by handle, in pages, each once", directoryInPages},
	{"[C33] last seen never falls", lastSeenNeverFalls},
	{"[C17] the epoch is the same for all and not empty", epochIsNamed},
}

func (s *scene) wantContacts(user messenger.UserID, want ...messenger.UserID) {
	s.Helper()
	got, err := s.Store.Contacts(ctx, user)
	s.must(err)
	for _, id := range want {
		if !slices.Contains(got, id) {
			s.Errorf("a contact is missing among %d", len(got))
		}
	}
	if len(got) != len(want) {
		s.Errorf("%d contacts, want %d", len(got), len(want))
	}
}

func contactsShareAChat(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.direct(s.ana, s.ana)
	s.wantContacts(s.ana)
	s.wantContacts(s.bo)
	s.say(s.ana, chat, "hello")
	s.wantContacts(s.ana, s.bo)
	s.wantContacts(s.bo, s.ana)
	group := s.group(s.cy, s.bo, s.ana)
	s.wantContacts(s.ana, s.bo, s.cy)
	_, err := s.remove(s.cy, group, s.ana)
	s.must(err)
	s.wantContacts(s.ana, s.bo)
	s.wantContacts(s.cy, s.bo)
}

func peopleOneMayKnow(s *scene) {
	chat := s.group(s.ana, s.bo)
	_, err := s.remove(s.bo, chat, s.bo)
	s.must(err)
	got, err := s.Store.People(ctx, s.ana, []messenger.UserID{s.ana, s.bo, s.cy, messenger.NewID()})
	s.must(err)
	s.wantPeople("those whom Ana may know", got, s.ana, s.bo)
	got, err = s.Store.People(ctx, s.cy, []messenger.UserID{s.ana, s.bo})
	s.must(err)
	s.wantPeople("those whom Cy may know", got)
}

func foundByHandle(s *scene) {
	p, err := s.Store.PersonByHandle(ctx, "bo")
	s.must(err)
	if p.ID != s.bo || p.Handle != "bo" || p.Name != "bo" || p.Bot || !p.LastSeenAt.IsZero() {
		s.Errorf("found %+v", p)
	}
	for _, handle := range []string{"b", "boo", "", "%", "b_", "dee"} {
		_, err := s.Store.PersonByHandle(ctx, handle)
		s.refused(err, messenger.ErrPersonNotFound)
	}
}

func directoryInPages(s *scene) {
	s.users(11)
	var got []string
	for after, more := "", true; more; {
		page, err := s.Store.Directory(ctx, after, 4)
		s.must(err)
		if len(page.People) == 0 || len(page.People) > 4 {
			s.Fatalf("a page of %d", len(page.People))
		}
		for _, p := range page.People {
			if got = append(got, p.Handle); len(got) > 14 {
				s.Fatal("the pages do not end")
			}
		}
		after, more = page.Next, page.Next != ""
	}
	if len(got) != 14 || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != 14 {
		s.Errorf("the directory has %v", got)
	}
}

func lastSeenNeverFalls(s *scene) {
	at := s.tick().Add(time.Hour)
	for _, step := range []struct{ given, want time.Time }{{at, at}, {at.Add(-time.Minute), at}, {at, at}, {at.Add(time.Second), at.Add(time.Second)}} {
		s.must(s.Store.SetLastSeen(ctx, map[messenger.UserID]time.Time{s.ana: step.given, s.bo: step.given}))
		for _, handle := range []string{"ana", "bo"} {
			p, err := s.Store.PersonByHandle(ctx, handle)
			s.must(err)
			if !p.LastSeenAt.Equal(step.want) {
				s.Errorf("last seen %v, want %v", p.LastSeenAt, step.want)
			}
		}
	}
	p, err := s.Store.PersonByHandle(ctx, "cy")
	s.must(err)
	if !p.LastSeenAt.IsZero() {
		s.Errorf("who was never seen was seen at %v", p.LastSeenAt)
	}
}

func epochIsNamed(s *scene) {
	if e := s.Store.Epoch(); e == "" || e != s.Store.Epoch() {
		s.Errorf("the epoch is %q", e)
	}
}
