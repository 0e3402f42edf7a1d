package postgres

import (
	"testing"

	"twoticks/internal/messenger"
	"twoticks/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		s := openNew(t)
		return storetest.Harness{Store: s, AddUser: func(handle string) (messenger.UserID, error) { return addUser(s, handle) }}
	})
}
