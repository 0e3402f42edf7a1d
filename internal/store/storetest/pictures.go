package storetest

import (
	"errors"

	"twoticks/internal/messenger"
)

var pictures = []test{
	{"a person shows a whole picture of its own, and whom it blocks does not see it", picturesOfPeople},
	{"a group's picture is for its members, and a line says that it changed", picturesOfGroups},
	{"a picture that nothing shows any more is forgotten, one that a message holds is not", picturesLetGo},
}

func (s *scene) pictured(user messenger.UserID, f messenger.KeptFile) messenger.Person {
	s.Helper()
	p, err := s.Store.SetPicture(ctx, messenger.SetPicture{User: user, Picture: f.ID})
	s.must(err)
	return p
}

func (s *scene) picture(owner messenger.UserID) messenger.KeptFile {
	s.Helper()
	a := s.fileOf(10)
	a.Owner, a.File.Shape = owner, messenger.ShapePicture
	f, err := s.Store.BeginFile(ctx, a)
	s.must(err)
	return s.finish(owner, f, s.word())
}

// looks says whether somebody may see a picture.
func (s *scene) looks(viewer messenger.UserID, of [16]byte, f messenger.KeptFile) bool {
	s.Helper()
	got, err := s.Store.Picture(ctx, viewer, of, f.ID)
	if err != nil && !errors.Is(err, messenger.ErrFileNotFound) {
		s.Error(err)
	}
	if err == nil && (got.ID != f.ID || got.Place != f.Place || got.Small == (messenger.BlobPlace{})) {
		s.Errorf("it is %+v", got)
	}
	return err == nil
}

func picturesOfPeople(s *scene) {
	s.direct(s.ana, s.bo)
	first, other, half, bos := s.picture(s.ana), s.picture(s.ana), s.begin(s.ana), s.picture(s.bo)
	before := s.pictured(s.ana, messenger.KeptFile{})
	p := s.pictured(s.ana, first)
	if p.Picture != first.ID || p.Version != before.Version+1 {
		s.Errorf("she is %+v", p)
	}
	if again := s.pictured(s.ana, first); again.Version != p.Version {
		s.Errorf("what stands already made it version %d", again.Version)
	}
	people, err := s.Store.People(ctx, s.bo, []messenger.UserID{s.ana})
	s.must(err)
	if len(people) != 1 || people[0].Picture != first.ID {
		s.Errorf("Bo is told %+v", people)
	}
	for _, bad := range []messenger.FileID{half.ID, bos.ID, messenger.NewID()} {
		if _, err := s.Store.SetPicture(ctx, messenger.SetPicture{User: s.ana, Picture: bad}); !errors.Is(err, messenger.ErrFileMissing) {
			s.Errorf("%x: %v", bad, err)
		}
	}
	if !s.looks(s.bo, s.ana, first) || !s.looks(s.ana, s.ana, first) || s.looks(s.bo, s.ana, other) || s.looks(s.bo, s.bo, first) || s.looks(s.bo, messenger.NewID(), first) {
		s.Error("who sees it is not who may")
	}
	_, err = s.Store.SetBlock(ctx, messenger.SetBlock{Actor: s.ana, User: s.bo, On: true, At: s.tick()})
	s.must(err)
	if s.looks(s.bo, s.ana, first) || !s.looks(s.cy, s.ana, first) {
		s.Error("whom she blocks sees it")
	}
	s.pictured(s.ana, other)
	if s.looks(s.cy, s.ana, first) || !s.looks(s.cy, s.ana, other) {
		s.Error("the one before is still shown")
	}
}

func picturesOfGroups(s *scene) {
	group := s.group(s.ana, s.bo)
	first := s.picture(s.ana)
	change := func(actor messenger.UserID, id messenger.FileID) (messenger.Appended, error) {
		return s.Store.ChangeGroup(ctx, messenger.ChangeGroup{Actor: actor, Chat: group, Change: messenger.GroupChange{Picture: &id}, At: s.tick(), Guard: messenger.MayChangeGroup})
	}
	out, err := change(s.ana, first.ID)
	s.must(err)
	if len(out.Messages) != 1 || out.Messages[0].System.Line != messenger.LineGroupPictured || out.Rows[s.bo].Picture != first.ID {
		s.Errorf("it made %+v", out)
	}
	row, _, err := s.Store.ChatRow(ctx, s.bo, group)
	s.must(err)
	if row.Picture != first.ID {
		s.Errorf("Bo's row is %+v", row)
	}
	if out, err = change(s.ana, first.ID); err != nil || len(out.Messages) != 0 {
		s.Errorf("what stands already made %d lines, %v", len(out.Messages), err)
	}
	if _, err := change(s.bo, s.picture(s.ana).ID); !errors.Is(err, messenger.ErrFileMissing) {
		s.Errorf("somebody else's picture: %v", err)
	}
	if !s.looks(s.bo, group, first) || s.looks(s.cy, group, first) {
		s.Error("who sees it is not who may")
	}
	_, err = s.Store.RemoveMember(ctx, messenger.RemoveMember{Actor: s.ana, User: s.bo, Chat: group, At: s.tick(), Guard: messenger.MustAdminister})
	s.must(err)
	row, _, err = s.Store.ChatRow(ctx, s.bo, group)
	s.must(err)
	if s.looks(s.bo, group, first) || row.Picture != (messenger.FileID{}) {
		s.Errorf("who was removed sees it; the row is %+v", row)
	}
	out, err = change(s.ana, messenger.FileID{})
	s.must(err)
	if len(out.Messages) != 1 || s.looks(s.ana, group, first) {
		s.Errorf("taken away, it made %+v", out.Messages)
	}
}

func picturesLetGo(s *scene) {
	chat := s.direct(s.ana, s.bo)
	shown, sent, last := s.picture(s.ana), s.picture(s.ana), s.picture(s.ana)
	s.pictured(s.ana, shown)
	_, err := s.append(s.ana, chat, withFiles(sent))
	s.must(err)
	s.pictured(s.ana, sent)
	s.pictured(s.ana, last)
	sweep := func() {
		s.Helper()
		_, err := s.Store.SweepFiles(ctx, s.tick().AddDate(1, 0, 0), 100)
		s.must(err)
	}
	sweep()
	has := func(f messenger.KeptFile) bool {
		_, err := s.Store.OwnFile(ctx, s.ana, f.ID)
		return err == nil
	}
	if has(shown) || !has(sent) || !has(last) {
		s.Errorf("kept are %v, %v and %v", has(shown), has(sent), has(last))
	}
	sweep()
	if !has(last) || !s.looks(s.bo, s.ana, last) {
		s.Error("the one that is shown is gone")
	}
}
