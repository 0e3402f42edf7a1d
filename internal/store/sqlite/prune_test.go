package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

func TestPrune(t *testing.T) {
	ctx := context.Background()
	s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
	ana, err := addUser(s, "ana")
	must(t, err)
	const old, kept = 7, 3
	tokens := make([]auth.TokenHash, old+kept)
	for i := range tokens {
		id := messenger.NewID()
		copy(tokens[i][:], id[:])
		at, ends := day, day.Add(time.Hour)
		if i >= old {
			at, ends = day.Add(48*time.Hour), day.Add(48*time.Hour)
		}
		_, err := s.CreateSession(ctx, auth.Session{ID: id, User: ana, Token: tokens[i], CreatedAt: at, UsedAt: at, ExpiresAt: ends}, 100)
		must(t, err) // with a line of the audit log
	}
	must(t, s.CreateResetLink(ctx, auth.ResetLink{Token: auth.TokenHash{1}, User: ana, ExpiresAt: day.Add(time.Hour)}))

	var rounds []int
	for range 4 {
		n, err := s.Prune(ctx, auth.Prune{At: day.Add(time.Hour), AuditBefore: day.Add(24 * time.Hour), Limit: 3})
		must(t, err)
		rounds = append(rounds, n)
	}
	if rounds[0] != 3 || rounds[3] != 0 {
		t.Errorf("with a limit of 3 the rounds found %v", rounds)
	}
	for i, token := range tokens {
		_, _, err := s.SessionByToken(ctx, token)
		if gone := errors.Is(err, auth.ErrNoSession); gone != (i < old) {
			t.Errorf("session %d: %v", i, err)
		}
	}
	if n := countRows(t, s, `SELECT count(*) FROM audit`); n != kept {
		t.Errorf("%d lines of the audit log are left, want %d", n, kept)
	}
	if n := countRows(t, s, `SELECT count(*) FROM reset_links`); n != 0 {
		t.Errorf("%d links are left", n)
	}
}

func countRows(t *testing.T, s *Store, query string) (n int) {
	t.Helper()
	must(t, s.read(context.Background(), func(q querier) error { return q.row(context.Background(), query).scan(&n) }))
	return n
}
