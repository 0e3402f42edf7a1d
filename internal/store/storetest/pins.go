package storetest

import (
	"errors"
	"slices"
	"time"

	"twoticks/internal/messenger"
)

var pins = []test{
	{"[C8a] a pin is an entry without content, and stands in the heads row of everybody", pinIsAnEntry},
	{"a fourth pin takes the place of the oldest, with an entry for it", pinsGiveWay},
	{"a pin again, or none at all, changes nothing; another end is an entry", pinTwice},
	{"a pin whose time has passed counts no more, and is pinned anew", pinsPass},
	{"a group is told of a pin by a line, and a direct chat is not", pinLine},
	{"a message that is deleted for everyone is pinned no more", pinOfDeleted},
	{"[C23] who may not read a message sees no pin of it, nor who was removed one that came later", pinsOfReaders},
	{"what is refused pins nothing", pinRefused},
}

const day = 24 * time.Hour

func (s *scene) pinUntil(actor messenger.UserID, chat messenger.ChatID, seq messenger.Seq, at, until time.Time) error {
	return s.Store.PinMessage(ctx, messenger.PinMessage{
		Actor: actor, Chat: chat, Seq: seq, At: at, Until: until, Committed: s.pinned.add,
		Guard: func(r messenger.Relation, m *messenger.Message) error {
			if m == nil {
				return messenger.ErrEntryNotFound
			}
			return messenger.MustBeMember(r)
		},
	})
}

// pin pins for a day.
func (s *scene) pin(actor messenger.UserID, chat messenger.ChatID, seq messenger.Seq) {
	s.Helper()
	at := s.tick()
	s.must(s.pinUntil(actor, chat, seq, at, at.Add(day)))
}

func (s *scene) unpin(actor messenger.UserID, chat messenger.ChatID, seq messenger.Seq) {
	s.Helper()
	s.must(s.pinUntil(actor, chat, seq, s.tick(), time.Time{}))
}

// pinsOf are the targets in a user's heads row, those pinned last first.
func (s *scene) pinsOf(user messenger.UserID, chat messenger.ChatID) (targets []messenger.Seq) {
	s.Helper()
	for _, p := range s.heads(user, chat).Pins {
		targets = append(targets, p.Target)
		if p.Message.Seq != p.Target || p.Message.Content == nil || p.By == (messenger.UserID{}) || p.Message.Sender == (messenger.UserID{}) {
			s.Errorf("a pin without its message: %+v", p)
		}
	}
	return targets
}

func (s *scene) pinnedAre(user messenger.UserID, chat messenger.ChatID, want ...messenger.Seq) {
	s.Helper()
	if got := s.pinsOf(user, chat); !slices.Equal(got, want) {
		s.Errorf("pinned are %v, want %v", got, want)
	}
}

func pinIsAnEntry(s *scene) {
	chat := s.direct(s.ana, s.bo)
	seq := s.say(s.ana, chat, "the address")
	at := s.tick()
	s.must(s.pinUntil(s.bo, chat, seq, at, at.Add(day)))
	pin := messenger.PinState{Target: seq, By: s.bo, Until: at.Add(day), Seq: seq + 1}
	entries := s.changes(s.ana, chat, seq)
	if len(entries) != 1 || entries[0].Change.Kind != messenger.Pin || entries[0].Change.Actor != s.bo || entries[0].Pin == nil || *entries[0].Pin != pin || entries[0].Message.Seq != seq {
		s.Errorf("the entry is %+v", entries)
	}
	for _, user := range []messenger.UserID{s.ana, s.bo} {
		row := s.heads(user, chat)
		if len(row.Pins) != 1 || row.Pins[0].PinState != pin || row.Last.Seq != seq || row.Head != seq+1 {
			s.Errorf("the chat stands at %+v", row)
		}
	}
	s.unpin(s.ana, chat, seq)
	if entries := s.changes(s.bo, chat, 0); len(entries) != 3 || entries[1].Pin != nil || entries[2].Pin != nil {
		s.Errorf("[C8a] an entry tells of what is so no more: %+v", entries)
	}
	s.pinnedAre(s.bo, chat)
	s.settle()
	told := s.pinned.all()
	if len(told) != 2 || *told[0].Changes[0].Entry.Pin != pin || told[0].Line != nil || told[1].Changes[0].Entry.Pin != nil || len(told[0].Changes[0].Members) != 2 {
		s.Errorf("announced %+v", told)
	}
	page, err := s.Store.Heads(ctx, s.ana, messenger.HeadsQuery{Limit: 10})
	s.must(err)
	s.wantPeople("the page of heads", page.People, s.ana, s.bo)
}

func pinsGiveWay(s *scene) {
	chat := s.group(s.ana, s.bo)
	var said []messenger.Seq
	for range 4 {
		said = append(said, s.say(s.ana, chat, "worth it"))
	}
	for _, seq := range []messenger.Seq{said[2], said[0], said[1]} {
		s.pin(s.bo, chat, seq)
	}
	s.pinnedAre(s.ana, chat, said[1], said[0], said[2])
	s.pin(s.bo, chat, said[3])
	s.pinnedAre(s.ana, chat, said[3], said[1], said[0])
	s.settle()
	told := s.pinned.all()
	last := told[len(told)-1]
	if len(last.Changes) != 2 || last.Changes[0].Entry.Change.Target != said[2] || last.Changes[0].Entry.Pin != nil || last.Changes[1].Entry.Change.Target != said[3] ||
		last.Changes[0].Entry.Seq+1 != last.Changes[1].Entry.Seq || last.Line.Messages[0].Seq != last.Changes[1].Entry.Seq+1 {
		s.Errorf("announced %+v", last)
	}
}

func pinTwice(s *scene) {
	chat := s.direct(s.ana, s.bo)
	seq := s.say(s.ana, chat, "one")
	s.unpin(s.ana, chat, seq)
	s.pin(s.ana, chat, seq)
	s.pin(s.bo, chat, seq)
	if head := s.heads(s.ana, chat).Head; head != seq+1 {
		s.Errorf("the head is %d, want %d", head, seq+1)
	}
	at := s.tick()
	s.must(s.pinUntil(s.bo, chat, seq, at, at.Add(7*day)))
	row := s.heads(s.ana, chat)
	if row.Head != seq+2 || len(row.Pins) != 1 || !row.Pins[0].Until.Equal(at.Add(7*day)) || row.Pins[0].By != s.bo {
		s.Errorf("the chat stands at %+v", row)
	}
}

func pinsPass(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for range 4 {
		s.say(s.ana, chat, "hello")
	}
	at := s.tick()
	for _, seq := range []messenger.Seq{1, 2, 3} {
		s.must(s.pinUntil(s.ana, chat, seq, at, at.Add(day)))
	}
	later := at.Add(day)
	s.must(s.pinUntil(s.ana, chat, 4, later, later.Add(day)))
	row := s.heads(s.ana, chat)
	if row.Head != 8 || len(row.Pins) != 1 || row.Pins[0].Target != 4 {
		s.Errorf("the chat stands at %+v", row)
	}
	s.must(s.pinUntil(s.ana, chat, 1, later, later.Add(day)))
	s.pinnedAre(s.bo, chat, 1, 4)
}

func pinLine(s *scene) {
	group := s.group(s.ana, s.bo)
	seq := s.say(s.ana, group, "one")
	s.pin(s.bo, group, seq)
	last := s.heads(s.ana, group).Last
	if last.System == nil || last.System.Line != messenger.LineMessagePinned || last.Sender != s.bo {
		s.Errorf("the last row is %+v", last)
	}
	at := s.tick()
	s.must(s.pinUntil(s.bo, group, seq, at, at.Add(7*day)))
	s.unpin(s.bo, group, seq)
	if got := s.heads(s.ana, group).Last.Seq; got != last.Seq {
		s.Errorf("another end or none is told by line %d", got)
	}
}

func pinOfDeleted(s *scene) {
	chat := s.direct(s.ana, s.bo)
	seq := s.say(s.ana, chat, "one")
	s.pin(s.ana, chat, seq)
	_, err := s.change(s.ana, chat, seq, "another")
	s.must(err)
	if pins := s.heads(s.bo, chat).Pins; len(pins) != 1 || pins[0].Message.EditedSeq == 0 {
		s.Errorf("after an edit: %+v", pins)
	}
	_, err = s.change(s.ana, chat, seq, "")
	s.must(err)
	s.pinnedAre(s.bo, chat)
	for _, e := range s.changes(s.bo, chat, 0) {
		if e.Pin != nil {
			s.Errorf("entry %+v", e)
		}
	}
}

func pinsOfReaders(s *scene) {
	chat := s.group(s.ana, s.bo)
	early := s.say(s.ana, chat, "before Cy")
	s.pin(s.ana, chat, early)
	_, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	both := s.say(s.ana, chat, "for all")
	s.pin(s.ana, chat, both)
	s.pinnedAre(s.bo, chat, both, early)
	s.pinnedAre(s.cy, chat, both)
	s.must(s.hide(s.bo, chat, both))
	s.pinnedAre(s.bo, chat, early)
	for _, e := range s.changes(s.cy, chat, 0) {
		if e.Change != nil && e.Change.Target == early && (e.Message != nil || e.Pin != nil) {
			s.Errorf("Cy is told %+v", e)
		}
	}
	_, err = s.remove(s.ana, chat, s.cy)
	s.must(err)
	s.pinnedAre(s.cy, chat, both)
	s.unpin(s.ana, chat, both)
	s.pin(s.ana, chat, both)
	s.pinnedAre(s.ana, chat, both, early)
	s.pinnedAre(s.cy, chat)
}

func pinRefused(s *scene) {
	chat := s.group(s.ana, s.bo)
	seq := s.say(s.ana, chat, "one")
	at := s.tick()
	s.refused(s.pinUntil(s.cy, chat, seq, at, at.Add(day)), messenger.ErrEntryNotFound)
	s.refused(s.pinUntil(s.ana, chat, 999, at, at.Add(day)), messenger.ErrEntryNotFound)
	_, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	if err := s.pinUntil(s.bo, chat, seq, at, at.Add(day)); !errors.Is(err, messenger.ErrNotAMember) {
		s.Errorf("got %v", err)
	}
	s.pinnedAre(s.ana, chat)
}
