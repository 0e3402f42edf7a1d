package storetest

import (
	"errors"
	"testing"
	"time"

	"twoticks/internal/messenger"
)

// Everything calls each act of the port at least once on an empty store, so that an adapter can look at what it asked its
// database then. It shows nothing by itself.
func Everything(t *testing.T, h Harness) {
	s := newScene(t, h)
	chat, group := s.direct(s.ana, s.bo), s.group(s.ana)
	_, err := s.add(s.ana, group, s.bo)
	s.must(err)
	for _, c := range []messenger.ChatID{chat, group} {
		s.writeEverything(c)
		s.readEverything(c)
		s.expireEverything(c)
	}
	_, err = s.draft(s.ana, chat, "Dear Bo", s.tick())
	s.must(err)
	s.keepEverything(chat, group)
	s.pushEverything(chat)
	s.linkEverything()
	s.pictureEverything(group)
	s.timeEverything(chat, group)
	s.importEverything()
	_, err = s.Store.GroupMembers(ctx, s.ana, group)
	s.must(err)
	_, err = s.Store.WaitingChats(ctx, s.tick(), 10)
	s.must(err)
	_, err = s.Store.ForgetAdvances(ctx, s.tick().Add(time.Hour), "", 10)
	s.must(err)
	s.set(s.ana, "privacy.groups", "nobody")
	_, err = s.Store.SetProfile(ctx, messenger.SetProfile{User: s.ana, Name: "Ana Maria", About: "In the garden"})
	s.must(err)
	_, err = s.Store.AddMembers(ctx, messenger.AddMembers{
		Actor: s.ana, Chat: group, Users: []messenger.UserID{s.cy}, At: s.tick(), Guard: messenger.MustAdminister, May: messenger.MayAdd,
	})
	s.must(err)
	_, err = s.Store.CreateGroup(ctx, messenger.CreateGroup{
		Actor: s.ana, ID: group, Name: "Garden", Members: []messenger.UserID{s.cy}, At: s.tick(), May: messenger.MayAdd,
	})
	s.must(err)
	s.must(s.Store.SetLastSeen(ctx, map[messenger.UserID]time.Time{s.ana: s.tick()}))
	s.readEverybody()
	s.searchEverything(chat)
	for _, user := range []messenger.UserID{s.bo, s.ana} {
		_, err = s.remove(s.ana, group, user)
		s.must(err)
	}
	_, _, err = s.Store.ChatRow(ctx, s.bo, group)
	s.must(err)
	s.headsPage(s.bo, messenger.HeadsPlace{}, 50)
}

func (s *scene) writeEverything(chat messenger.ChatID) {
	s.Helper()
	m := message("hello @bo and @cy")
	for range 2 {
		_, err := s.append(s.ana, chat, m)
		s.must(err)
	}
	last := s.line(s.ana, chat, messenger.LineInvitationAccepted, s.bo).Messages[0].Seq
	_, err := s.change(s.ana, chat, last-1, "hello @bo")
	s.must(err)
	_, err = s.Store.Mentions(ctx, s.bo, 10)
	s.must(err)
	s.clear(s.bo, chat, 1)
	s.block(s.bo, s.ana, true)
	s.say(s.ana, chat, "withheld")
	s.say(s.ana, chat, "withheld too")
	s.block(s.bo, s.ana, false)
	_, err = s.mark(s.bo, chat, 1, 1)
	s.must(err)
	_, err = s.Store.ChangeMessage(ctx, messenger.ChangeMessage{
		Actor: s.ana, Chat: chat, Seq: last - 1, At: s.tick(), Kind: messenger.Deletion, Guard: anyChange,
	})
	s.must(err)
}

func (s *scene) readEverything(chat messenger.ChatID) {
	s.Helper()
	s.say(s.ana, chat, "and again")
	_, err := s.Store.History(ctx, s.bo, chat, 0, 50)
	s.must(err)
	_, err = s.Store.Changes(ctx, s.bo, chat, 0, 50)
	s.must(err)
	_, err = s.Store.Members(ctx, chat)
	s.must(err)
	_, _, err = s.Store.ChatRow(ctx, s.bo, chat)
	s.must(err)
	_, err = s.Store.MessageInfo(ctx, s.ana, chat, s.heads(s.ana, chat).Last.Seq)
	s.must(err)
}

func (s *scene) expireEverything(chat messenger.ChatID) {
	s.Helper()
	s.say(s.bo, chat, "from one who takes nothing")
	s.say(s.ana, chat, "to one who takes nothing")
	_, err := s.Store.ExpireQueue(ctx, messenger.ExpireQueue{Chat: chat, Before: s.tick(), At: s.tick()})
	s.must(err)
	_, err = s.Store.ExpiredForAll(ctx, chat, 10)
	s.must(err)
	for _, e := range s.heads(s.bo, chat).Expired {
		s.show(s.bo, chat, e.From)
	}
}

func (s *scene) readEverybody() {
	s.Helper()
	s.headsPage(s.bo, messenger.HeadsPlace{}, 50)
	s.since(s.bo, 0, 50)
	s.rev(s.bo)
	_, err := s.Store.Contacts(ctx, s.bo)
	s.must(err)
	for _, with := range [][]messenger.UserID{nil, {s.ana}} {
		_, err = s.Store.Acquaintances(ctx, s.bo, with)
		s.must(err)
	}
	_, err = s.Store.People(ctx, s.ana, []messenger.UserID{s.bo})
	s.must(err)
	_, err = s.Store.PersonByHandle(ctx, "bo")
	s.must(err)
	_, err = s.Store.Directory(ctx, "", 10)
	s.must(err)
	_, _, err = s.Store.HeadsSince(ctx, messenger.HeadsPage{Since: s.tick(), Limit: 10})
	s.must(err)
	_, err = s.Store.RevsSince(ctx, 0, 10)
	s.must(err)
	_, err = s.Store.LastOrder(ctx)
	s.must(err)
}

func (s *scene) searchEverything(chat messenger.ChatID) {
	s.Helper()
	s.say(s.ana, chat, "hello to be found")
	s.index(1)
	seq := s.say(s.ana, chat, "hello again")
	_, err := s.change(s.ana, chat, seq, "hello once more")
	s.must(err)
	s.find(s.ana, messenger.SearchQuery{Text: "hello", Chat: chat, Sender: s.ana})
	s.find(s.ana, text("hello"))
}

func (s *scene) pushEverything(chat messenger.ChatID) {
	s.Helper()
	err := s.Store.KeepPushDevice(ctx, messenger.PushDevice{Session: messenger.NewID(), Endpoint: "https://push.example.org/a", Key: []byte{4}, Auth: []byte{5}}, s.tick())
	if !errors.Is(err, messenger.ErrNotAllowed) {
		s.Errorf("a device of nobody is kept: %v", err)
	}
	s.must(s.Store.ForgetPushDevice(ctx, messenger.NewID(), ""))
	_, err = s.Store.PushKey(ctx, "key")
	s.must(err)
	_, err = s.Store.PushMessage(ctx, chat, 1)
	s.must(err)
}

func (s *scene) linkEverything() {
	s.Helper()
	s.must(s.Store.KeepPreview(ctx, messenger.PreviewID{1}, []byte("{}"), s.tick(), time.UnixMilli(1)))
	_, _, err := s.Store.Preview(ctx, messenger.PreviewID{1})
	s.must(err)
}

func (s *scene) pictureEverything(group messenger.ChatID) {
	s.Helper()
	f := s.picture(s.ana)
	s.pictured(s.ana, f)
	s.looks(s.bo, s.ana, f)
	s.looks(s.bo, group, f)
	s.pictured(s.ana, messenger.KeptFile{})
}

func (s *scene) timeEverything(chat, group messenger.ChatID) {
	s.Helper()
	s.timer(s.ana, chat, day)
	s.timer(s.ana, group, day)
	out, err := s.append(s.ana, chat, message("for a day"))
	s.must(err)
	s.vanished(s.tick())
	_, _, err = s.Store.OldMessages(ctx, s.tick(), "", 2)
	s.must(err)
	_, err = s.Store.ChangeMessage(ctx, messenger.ChangeMessage{Actor: s.ana, Chat: chat, Seq: out.Results[0].Seq, Kind: messenger.Vanish, At: s.tick(), Guard: anyChange})
	s.must(err)
}

func (s *scene) importEverything() {
	s.Helper()
	group := s.group(s.ana)
	id := messenger.NewID()
	_, err := s.Store.AddPlaceholders(ctx, s.ana, group, []messenger.Placeholder{{ID: id, Handle: "imported.x", Name: "Bo B."}}, s.tick(), messenger.MayImport)
	s.must(err)
	for range 2 {
		_, err = s.Store.ImportMessages(ctx, messenger.ImportMessages{Actor: s.ana, Chat: group, Guard: messenger.MayImport, Messages: []messenger.ImportedMessage{
			{NewMessage: message("long ago"), Author: id, At: s.tick()}, {NewMessage: withFiles(s.upload(s.ana)), Author: s.ana, At: s.tick()},
		}})
		s.must(err)
	}
	_, err = s.Store.ClaimPlaceholder(ctx, messenger.ClaimPlaceholder{Actor: s.ana, Placeholder: id, Chat: group, On: true, Guard: messenger.MustBeMember})
	s.must(err)
}
