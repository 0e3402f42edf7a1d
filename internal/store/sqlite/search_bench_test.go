package sqlite

import (
	"path/filepath"
	"testing"

	"twoticks/internal/messenger"
	"twoticks/internal/store/storetest"
)

// BenchmarkSearch is that of storetest: TWOTICKS_SEARCH_MESSAGES says how many messages.
func BenchmarkSearch(b *testing.B) {
	s, err := Open(b.Context(), Config{Path: filepath.Join(b.TempDir(), "bench.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if _, err := s.writer.on.exec(b.Context(), `PRAGMA synchronous = OFF`); err != nil {
		b.Fatal(err)
	}
	size := func() (bytes int64) {
		err := s.read(b.Context(), func(q querier) error {
			return q.row(b.Context(), `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`).scan(&bytes)
		})
		if err != nil {
			b.Fatal(err)
		}
		return bytes
	}
	h := storetest.Harness{Store: s, AddUser: func(handle string) (messenger.UserID, error) { return addUser(s, handle) }}
	storetest.BenchmarkSearch(b, h, size)
}
