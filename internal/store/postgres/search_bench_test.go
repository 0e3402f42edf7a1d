package postgres

import (
	"testing"

	"twoticks/internal/messenger"
	"twoticks/internal/store/storetest"
)

// BenchmarkSearch is that of storetest: TWOTICKS_SEARCH_MESSAGES says how many messages.
func BenchmarkSearch(b *testing.B) {
	s := openToMeasure(b)
	size := func() (bytes int64) {
		if err := s.reads.QueryRow(b.Context(), `SELECT pg_database_size(current_database())`).Scan(&bytes); err != nil {
			b.Fatal(err)
		}
		return bytes
	}
	h := storetest.Harness{Store: s, AddUser: func(handle string) (messenger.UserID, error) { return addUser(s, handle) }}
	storetest.BenchmarkSearch(b, h, size)
}
