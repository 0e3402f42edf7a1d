package sqlite

import (
	"context"
	"path/filepath"
	"testing"

	"twoticks/internal/messenger"
	"twoticks/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
		return storetest.Harness{Store: s, AddUser: func(handle string) (messenger.UserID, error) { return addUser(s, handle) }}
	})
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(context.Background(), Config{Path: path, Fatal: func(err error) { t.Errorf("fatal: %v", err) }})
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
	return id, s.writer.do(context.Background(), func(t *tx) error {
		return t.exec(context.Background(), `INSERT INTO users (id, handle, name, created_at) VALUES (?, ?, ?, 1)`, id[:], handle, handle)
	}, nil)
}
