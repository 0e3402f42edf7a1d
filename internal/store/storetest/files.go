package storetest

import (
	"crypto/sha256"
	"errors"
	"slices"
	"time"

	"twoticks/internal/messenger"
)

var files = []test{
	{"[C1] a file that is begun again is the one that was begun, and nobody else's", fileBegunTwice},
	{"a file is the sender's to send when it is whole, and a reader's to send on", filesToSend},
	{"[C23] a file of a message is read by who may read the message", filesOfMessages},
	{"[C6] a message with files is stored once, and with a file that is not whole not at all", filesAreSentOnce},
	{"the same bytes are kept once, and are rubbish when the last message that holds them is deleted", sameBytes},
	{"what no message holds is forgotten after a time, also half of a file", unusedFiles},
	{"[C24] who played a voice message, and when first, is told to its author, where reading is shown", playedMessages},
	{"nobody has more than the quota, or begins more than a day's share", fileQuota},
}

func (s *scene) fileOf(size int64) messenger.BeginFile {
	return messenger.BeginFile{
		File:  messenger.File{ID: messenger.NewID(), Shape: messenger.ShapeFile, Name: "notes.txt", Size: size, Wave: []byte{1, 2}, Plays: 3 * time.Second},
		Place: messenger.NewID(), At: s.tick(), Quota: 1 << 20, Day: 1 << 20,
	}
}

func (s *scene) begin(owner messenger.UserID) messenger.KeptFile {
	s.Helper()
	a := s.fileOf(10)
	a.Owner = owner
	f, err := s.Store.BeginFile(ctx, a)
	s.must(err)
	return f
}

// finish makes a file whole, of these bytes.
func (s *scene) finish(owner messenger.UserID, f messenger.KeptFile, bytes string) messenger.KeptFile {
	s.Helper()
	f.Type, f.Width, f.Height, f.Blur = "image/jpeg", 30, 20, []byte{9}
	done, err := s.Store.FinishFile(ctx, messenger.FinishFile{
		Owner: owner, File: f.File, Blob: messenger.Blob{Place: f.Place, Hash: sha256.Sum256([]byte(bytes)), Size: int64(len(bytes))},
		Small: messenger.Blob{Place: messenger.NewID(), Hash: sha256.Sum256([]byte("small " + bytes)), Size: 2}, At: s.tick(),
	})
	s.must(err)
	return done
}

func (s *scene) upload(owner messenger.UserID) messenger.KeptFile {
	s.Helper()
	return s.finish(owner, s.begin(owner), s.word())
}

func withFiles(files ...messenger.KeptFile) messenger.NewMessage {
	var refs []messenger.FileRef
	for _, f := range files {
		refs = append(refs, messenger.FileRef{ID: f.ID, Name: f.Name})
	}
	m, err := messenger.NewFiles(refs, "look")
	if err != nil {
		panic(err)
	}
	m.ClientID, m.Content.Body = messenger.NewID(), []byte(`{"files":[],"text":"look"}`)
	return m
}

func (s *scene) sendFiles(sender messenger.UserID, chat messenger.ChatID, files ...messenger.KeptFile) messenger.Seq {
	s.Helper()
	out, err := s.append(sender, chat, withFiles(files...))
	s.must(err)
	s.must(out.Results[0].Err)
	return out.Results[0].Seq
}

func fileBegunTwice(s *scene) {
	a := s.fileOf(10)
	a.Owner = s.ana
	first, err := s.Store.BeginFile(ctx, a)
	s.must(err)
	if first.Whole || first.Place != a.Place || first.Owner != s.ana || first.Size != 10 || first.Plays != 3*time.Second || len(first.Wave) != 2 {
		s.Errorf("begun is %+v", first)
	}
	again := a
	again.Place = messenger.NewID()
	if f, err := s.Store.BeginFile(ctx, again); err != nil || f.Place != first.Place {
		s.Errorf("begun again it is %+v, %v", f, err)
	}
	again.Owner = s.bo
	_, err = s.Store.BeginFile(ctx, again)
	s.refused(err, messenger.ErrFileNotFound)
	_, err = s.Store.OwnFile(ctx, s.bo, a.File.ID)
	s.refused(err, messenger.ErrFileNotFound)
	_, err = s.Store.FinishFile(ctx, messenger.FinishFile{Owner: s.bo, File: first.File, Blob: messenger.Blob{Place: first.Place, Size: 10}, At: s.tick()})
	s.refused(err, messenger.ErrFileNotFound)

	done := s.finish(s.ana, first, "ten bytes!")
	if !done.Whole || done.Type != "image/jpeg" || done.Width != 30 || done.Height != 20 || done.Small == (messenger.BlobPlace{}) || done.Name != "notes.txt" {
		s.Errorf("whole it is %+v", done)
	}
	if f, err := s.Store.OwnFile(ctx, s.ana, a.File.ID); err != nil || f.Place != done.Place || !f.Whole {
		s.Errorf("read it is %+v, %v", f, err)
	}
	if f := s.finish(s.ana, done, "other bytes"); f.Place != done.Place || f.Size != 10 {
		s.Errorf("made whole again it is %+v", f)
	}
}

// maySend are those of files that a user may send.
func (s *scene) maySend(user messenger.UserID, files ...messenger.KeptFile) (ids []messenger.FileID) {
	s.Helper()
	var ask []messenger.FileID
	for _, f := range files {
		ask = append(ask, f.ID)
	}
	list, err := s.Store.FilesToSend(ctx, user, ask)
	s.must(err)
	for _, f := range list {
		ids = append(ids, f.ID)
	}
	return ids
}

func filesToSend(s *scene) {
	group := s.group(s.ana, s.bo, s.cy)
	half, whole := s.begin(s.ana), s.upload(s.ana)
	if got := s.maySend(s.ana, half, whole); !slices.Equal(got, []messenger.FileID{whole.ID}) {
		s.Errorf("Ana may send %v", got)
	}
	if got := s.maySend(s.bo, half, whole); len(got) != 0 {
		s.Errorf("Bo may send what was sent to nobody: %v", got)
	}
	seq := s.sendFiles(s.ana, group, whole)
	if got := s.maySend(s.bo, whole); len(got) != 1 {
		s.Error("Bo may not send on what he can read")
	}
	direct := s.direct(s.bo, s.users(1)[0])
	on := s.sendFiles(s.bo, direct, whole)
	_, err := s.change(s.ana, group, seq, "")
	s.must(err)
	if got := s.maySend(s.cy, whole); len(got) != 0 {
		s.Error("Cy may send what was deleted")
	}
	if got := s.maySend(s.bo, whole); len(got) != 1 {
		s.Error("Bo may not send on what he sent on")
	}
	if _, err := s.Store.FileOfMessage(ctx, s.bo, direct, on, 0); err != nil {
		s.Errorf("what was sent on is gone with the first: %v", err)
	}
}

func filesOfMessages(s *scene) {
	group := s.group(s.ana, s.bo)
	one, two := s.upload(s.ana), s.upload(s.ana)
	seq := s.sendFiles(s.ana, group, one, two)
	for n, want := range []messenger.KeptFile{one, two} {
		if f, err := s.Store.FileOfMessage(ctx, s.bo, group, seq, n); err != nil || f.ID != want.ID || f.Place != want.Place || f.Small != want.Small {
			s.Errorf("Bo reads %+v, %v as number %d", f, err, n)
		}
	}
	closed := func(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq, n int) {
		s.Helper()
		_, err := s.Store.FileOfMessage(ctx, user, chat, seq, n)
		s.refused(err, messenger.ErrFileNotFound)
	}
	closed(s.cy, group, seq, 0)
	closed(s.bo, group, seq, 2)
	closed(s.bo, group, seq+1, 0)
	closed(s.bo, messenger.NewID(), seq, 0)
	_, err := s.remove(s.ana, group, s.bo)
	s.must(err)
	if _, err := s.Store.FileOfMessage(ctx, s.bo, group, seq, 0); err != nil {
		s.Errorf("Bo lost what he could read: %v", err)
	}
	later := s.sendFiles(s.ana, group, s.upload(s.ana))
	closed(s.bo, group, later, 0)
	_, err = s.add(s.ana, group, s.cy)
	s.must(err)
	closed(s.cy, group, seq, 0)
	s.must(s.hide(s.ana, group, later))
	closed(s.ana, group, later, 0)
	_, err = s.change(s.ana, group, seq, "")
	s.must(err)
	closed(s.bo, group, seq, 0)
	closed(s.ana, group, seq, 0)

	direct := s.direct(s.ana, s.bo)
	s.block(s.ana, s.bo, true)
	withheld := s.sendFiles(s.bo, direct, s.upload(s.bo))
	closed(s.ana, direct, withheld, 0)
	if _, err := s.Store.FileOfMessage(ctx, s.bo, direct, withheld, 0); err != nil {
		s.Errorf("Bo cannot read his own: %v", err)
	}
}

func filesAreSentOnce(s *scene) {
	chat := s.direct(s.ana, s.bo)
	f := s.begin(s.ana)
	m := withFiles(f)
	for range 2 {
		if out, err := s.append(s.ana, chat, m, message("words behind it")); err != nil || !errors.Is(out.Results[0].Err, messenger.ErrFileMissing) || out.Results[1].Err != nil {
			s.Fatalf("with half a file: %+v, %v", out.Results, err)
		}
	}
	s.finish(s.ana, f, "all of it")
	first, err := s.append(s.ana, chat, m)
	s.must(err)
	m.Content.Body = []byte(`{"files":[],"text":"look","described":"in another way"}`)
	again, err := s.append(s.ana, chat, m)
	s.must(err)
	if r := again.Results[0]; !r.Duplicate || r.Seq != first.Results[0].Seq {
		s.Errorf("sent again it is %+v", r)
	}
	m.Files[0].Name = "another"
	if out, err := s.append(s.ana, chat, m); err != nil || !errors.Is(out.Results[0].Err, messenger.ErrConflict) {
		s.Errorf("with another name it is %+v, %v", out.Results, err)
	}
}

// rubbish sweeps, and says which bytes are not needed any more.
func (s *scene) rubbish(before time.Time) []messenger.BlobPlace {
	s.Helper()
	places, err := s.Store.SweepFiles(ctx, before, 100)
	s.must(err)
	return places
}

func sameBytes(s *scene) {
	chat := s.direct(s.ana, s.bo)
	one := s.finish(s.ana, s.begin(s.ana), "the same")
	begun := s.begin(s.bo)
	two := s.finish(s.bo, begun, "the same")
	if one.Place != two.Place || one.Small != two.Small {
		s.Errorf("the same bytes are at %x and %x", one.Place, two.Place)
	}
	places := s.rubbish(time.UnixMilli(1))
	if len(places) != 2 || !slices.Contains(places, begun.Place) || slices.Contains(places, one.Place) {
		s.Errorf("rubbish is %x, and the file is at %x", places, one.Place)
	}
	s.must(s.Store.ForgetPlaces(ctx, places))
	a, b := s.sendFiles(s.ana, chat, one), s.sendFiles(s.bo, chat, two)
	_, err := s.change(s.ana, chat, a, "")
	s.must(err)
	if got := s.rubbish(time.UnixMilli(1)); len(got) != 0 {
		s.Errorf("rubbish, though a message holds it: %x", got)
	}
	_, err = s.change(s.bo, chat, b, "")
	s.must(err)
	got := s.rubbish(time.UnixMilli(1))
	if len(got) != 2 || !slices.Contains(got, one.Place) || !slices.Contains(got, one.Small) {
		s.Errorf("after the last message rubbish is %x", got)
	}
	if again := s.rubbish(time.UnixMilli(1)); len(again) != 2 {
		s.Errorf("not gone yet, and told no more: %x", again)
	}
	s.must(s.Store.ForgetPlaces(ctx, got))
	if again := s.rubbish(time.UnixMilli(1)); len(again) != 0 {
		s.Errorf("gone, and told again: %x", again)
	}
	if _, err := s.Store.OwnFile(ctx, s.ana, one.ID); !errors.Is(err, messenger.ErrFileNotFound) {
		s.Errorf("the file is there: %v", err)
	}
}

func unusedFiles(s *scene) {
	half, whole, held := s.begin(s.ana), s.upload(s.ana), s.upload(s.ana)
	s.sendFiles(s.ana, s.direct(s.ana, s.bo), held)
	if got := s.rubbish(time.UnixMilli(1)); len(got) != 0 {
		s.Errorf("too early rubbish is %x", got)
	}
	got := s.rubbish(s.tick().Add(time.Hour))
	for _, place := range []messenger.BlobPlace{half.Place, whole.Place, whole.Small} {
		if !slices.Contains(got, place) {
			s.Errorf("no rubbish is %x", place)
		}
	}
	if len(got) != 3 {
		s.Errorf("rubbish is %d places", len(got))
	}
	if _, err := s.Store.OwnFile(ctx, s.ana, held.ID); err != nil {
		s.Errorf("what a message holds is gone: %v", err)
	}
	// Sent on, and deleted where it was first: swept again and again, it stays.
	chat := s.direct(s.ana, s.bo)
	one, two := s.sendFiles(s.ana, chat, held), s.sendFiles(s.bo, chat, held)
	_, err := s.change(s.ana, chat, one, "")
	s.must(err)
	for range 3 {
		s.rubbish(s.tick().Add(time.Hour))
	}
	if _, err := s.Store.FileOfMessage(ctx, s.bo, chat, two, 0); err != nil {
		s.Errorf("what another message holds is gone: %v", err)
	}
}

func fileQuota(s *scene) {
	a := s.fileOf(600)
	a.Owner, a.Quota, a.Day = s.ana, 1_000, 1_000
	_, err := s.Store.BeginFile(ctx, a)
	s.must(err)
	if _, err := s.Store.BeginFile(ctx, a); err != nil {
		s.Errorf("the same again: %v", err)
	}
	b := a
	b.File.ID, b.Place = messenger.NewID(), messenger.NewID()
	_, err = s.Store.BeginFile(ctx, b)
	s.refused(err, messenger.ErrQuotaFull)
	b.Quota = 10_000
	_, err = s.Store.BeginFile(ctx, b)
	s.refused(err, messenger.ErrQuotaFull)
	b.At = a.At.Add(25 * time.Hour)
	_, err = s.Store.BeginFile(ctx, b)
	s.must(err)
	b.Owner, b.File.ID, b.Place, b.Quota = s.bo, messenger.NewID(), messenger.NewID(), 1_000
	_, err = s.Store.BeginFile(ctx, b)
	s.must(err)
}

func (s *scene) play(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq) (messenger.Played, error) {
	s.Helper()
	return s.Store.PlayMessage(ctx, messenger.PlayMessage{User: user, Chat: chat, Seq: seq, At: s.tick()})
}

// playedAt is when a member played a message, as its author is told.
func (s *scene) playedAt(author messenger.UserID, chat messenger.ChatID, seq messenger.Seq, member messenger.UserID) time.Time {
	s.Helper()
	info, err := s.Store.MessageInfo(ctx, author, chat, seq)
	s.must(err)
	for _, r := range info.Receipts {
		if r.User == member {
			return r.PlayedAt
		}
	}
	s.Fatal("the member is not among those who were to get it")
	return time.Time{}
}

func playedMessages(s *scene) {
	group := s.group(s.ana, s.bo, s.cy)
	words := s.say(s.ana, group, "no voice")
	voice := s.sendFiles(s.ana, group, s.upload(s.ana))
	if p, err := s.play(s.bo, group, voice); err != nil || !p.First || p.Shown {
		s.Errorf("played and not read: %+v, %v", p, err)
	}
	if at := s.playedAt(s.ana, group, voice, s.bo); !at.IsZero() {
		s.Errorf("told before it was read: %v", at)
	}
	_, err := s.mark(s.bo, group, voice, voice)
	s.must(err)
	first := s.playedAt(s.ana, group, voice, s.bo)
	if first.IsZero() || !s.playedAt(s.ana, group, voice, s.cy).IsZero() {
		s.Errorf("Bo played it at %v, Cy at %v", first, s.playedAt(s.ana, group, voice, s.cy))
	}
	if p, err := s.play(s.bo, group, voice); err != nil || p.First || !p.Shown || !s.playedAt(s.ana, group, voice, s.bo).Equal(first) {
		s.Errorf("played again: %+v, %v", p, err)
	}
	for _, c := range []struct {
		who messenger.UserID
		seq messenger.Seq
	}{{s.bo, words}, {s.ana, voice}, {s.users(1)[0], voice}, {s.bo, voice + 1}} {
		if _, err := s.play(c.who, group, c.seq); !errors.Is(err, messenger.ErrEntryNotFound) {
			s.Errorf("%+v: %v", c, err)
		}
	}
}
