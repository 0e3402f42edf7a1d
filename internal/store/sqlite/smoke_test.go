package sqlite

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"twoticks/internal/messenger"
)

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, Config{Path: filepath.Join(t.TempDir(), "t.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ana, bo := messenger.UserID(messenger.NewID()), messenger.UserID(messenger.NewID())
	for h, id := range map[string]messenger.UserID{"ana": ana, "bo": bo} {
		if err := s.writer.do(ctx, func(t *tx) error {
			return t.exec(ctx, `INSERT INTO users (id, handle, name, created_at) VALUES (?,?,?,1)`, id[:], h, h)
		}, nil); err != nil {
			t.Fatal(err)
		}
	}
	o, err := s.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: ana, With: bo, ID: messenger.NewID(), At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", o)
	for i := range 3 {
		c, _ := messenger.NewText("hello")
		a, err := s.AppendMessages(ctx, messenger.AppendMessages{Sender: ana, Chat: o.Row.Chat, At: time.Now(), Guard: messenger.MustBeMember,
			Messages: []messenger.NewMessage{{ClientID: messenger.NewID(), Content: c}, {ClientID: messenger.NewID(), Content: c}}})
		if err != nil {
			t.Fatal(i, err)
		}
		t.Logf("%+v", a)
	}
	h, err := s.History(ctx, bo, o.Row.Chat, 0, 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", h)
	m, err := s.Mark(ctx, messenger.Mark{User: bo, Chat: o.Row.Chat, Marks: messenger.Marks{Read: 4}, At: time.Now(), Guard: messenger.MustBeMember})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", m)
	hd, err := s.Heads(ctx, bo, messenger.HeadsQuery{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", hd)
	mi, err := s.MessageInfo(ctx, ana, o.Row.Chat, 3)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", mi)
	ch, err := s.Changes(ctx, bo, o.Row.Chat, 0, 3)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", ch)
	g, err := s.CreateGroup(ctx, messenger.CreateGroup{Actor: ana, ID: messenger.NewID(), Name: "g", Members: []messenger.UserID{bo}, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", g)
	as, err := s.AccountSince(ctx, bo, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", as)
	if _, err := s.RemoveMember(ctx, messenger.RemoveMember{Actor: bo, User: bo, Chat: g.Row.Chat, At: time.Now(), Guard: messenger.MustBeMember}); err != nil {
		t.Fatal(err)
	}
	if err := s.SetLastSeen(ctx, map[messenger.UserID]time.Time{ana: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if p, err := s.People(ctx, ana, []messenger.UserID{bo}); err != nil || len(p) != 1 {
		t.Fatal(p, err)
	}
	if p, err := s.Contacts(ctx, ana); err != nil || len(p) != 1 {
		t.Fatal(p, err)
	}
	if p, err := s.Directory(ctx, "", 1); err != nil || len(p.People) != 1 {
		t.Fatal(p, err)
	}
	if p, err := s.PersonByHandle(ctx, "bo"); err != nil || p.ID != bo {
		t.Fatal(p, err)
	}
	for range 6 {
		if p, err := s.Heads(ctx, ana, messenger.HeadsQuery{Chats: []messenger.ChatID{o.Row.Chat}}); err != nil || len(p.Rows) != 1 {
			t.Fatal(p, err)
		}
	}
}
