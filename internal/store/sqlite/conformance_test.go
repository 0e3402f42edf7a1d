package sqlite

import (
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
