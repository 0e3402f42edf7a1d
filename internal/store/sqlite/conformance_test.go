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
		withoutSync(t, s)
		return storetest.Harness{Store: s, AddUser: func(handle string) (messenger.UserID, error) { return addUser(s, handle) }}
	})
}

// withoutSync lets commits not wait for the disk: the suite makes thousands, and what it shows is not about disks. That
// the store itself does wait is shown by TestConnections.
func withoutSync(t *testing.T, s *Store) {
	t.Helper()
	// The writer has nothing to do yet, so its connection is ours.
	if _, err := s.writer.on.exec(context.Background(), `PRAGMA synchronous = OFF`); err != nil {
		t.Fatal(err)
	}
}
