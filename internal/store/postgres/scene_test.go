package postgres

import (
	"context"
	"testing"
	"time"

	"twoticks/internal/messenger"
)

// day is when everything happens here.
var day = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// openNew opens a store on a database of its own.
func openNew(t testing.TB) *Store {
	t.Helper()
	return openAt(t, newDatabase(t))
}

func openAt(t testing.TB, address string) *Store {
	t.Helper()
	s, err := Open(context.Background(), Config{URL: address, AsConfigured: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// addUser makes a user without an account.
func addUser(s *Store, handle string) (messenger.UserID, error) {
	id := messenger.UserID(messenger.NewID())
	return id, s.writer.do(context.Background(), needs{}, func(t *tx) error {
		return t.exec(context.Background(), `INSERT INTO users (id, handle, name, created_at) VALUES ($1, $2, $2, 1)`, id[:], handle)
	}, nil)
}

// directChat makes Ana, Bo and their chat.
func directChat(t testing.TB, s *Store) (chat messenger.ChatID, ana, bo messenger.UserID) {
	t.Helper()
	var ids [2]messenger.UserID
	for i, handle := range []string{"ana", "bo"} {
		var err error
		if ids[i], err = addUser(s, handle); err != nil {
			t.Fatal(err)
		}
	}
	opened, err := s.CreateDirectChat(context.Background(), messenger.CreateDirectChat{Actor: ids[0], With: ids[1], ID: messenger.NewID(), At: day})
	if err != nil {
		t.Fatal(err)
	}
	return opened.Row.Chat, ids[0], ids[1]
}

// send appends one text.
func send(s *Store, sender messenger.UserID, chat messenger.ChatID, text string) (messenger.AppendResult, error) {
	return sendAs(s, sender, chat, messenger.NewID(), text)
}

func sendAs(s *Store, sender messenger.UserID, chat messenger.ChatID, id messenger.ClientID, text string) (messenger.AppendResult, error) {
	content, err := messenger.NewText(text)
	if err != nil {
		return messenger.AppendResult{}, err
	}
	out, err := s.AppendMessages(context.Background(), messenger.AppendMessages{
		Sender: sender, Chat: chat, At: day, Guard: messenger.MustBeMember,
		Messages: []messenger.NewMessage{{ClientID: id, Content: content}},
	})
	if err != nil {
		return messenger.AppendResult{}, err
	}
	return out.Results[0], out.Results[0].Err
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
