package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"twoticks/internal/messenger"
)

// A store that has prepared nothing yet is where readers could wait for each other's connections.
func TestReaders(t *testing.T) {
	t.Run("many at once on a cold store do not wait for each other", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		for range 5 {
			s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
			var wait sync.WaitGroup
			for i := range 8 * readers {
				wait.Go(func() {
					var err error
					switch i % 4 {
					case 0:
						_, err = s.Directory(ctx, "", 10)
					case 1:
						_, err = s.PersonByHandle(ctx, "ana")
					case 2:
						_, err = s.Rev(ctx, messenger.NewID())
					case 3:
						_, err = s.Members(ctx, messenger.NewID())
					}
					if err != nil && messenger.KindOf(err) != messenger.NotFound {
						t.Error(err)
					}
				})
			}
			wait.Wait()
		}
	})
	t.Run("who waits for a connection stops when its context ends", func(t *testing.T) {
		s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
		giveBack := takeAllReaders(t, s)
		defer giveBack()
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := s.Directory(ctx, "", 10); !errors.Is(err, messenger.ErrUnavailable) || !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a read that was interrupted leaves a good connection", func(t *testing.T) {
		s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
		for range 2 * readers {
			ctx, cancel := context.WithCancel(context.Background())
			err := s.read(ctx, func(q querier) error {
				cancel()
				var n int
				return q.row(ctx, `WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n`).scan(&n)
			})
			if !errors.Is(err, messenger.ErrUnavailable) {
				t.Errorf("an interrupted read gave %v", err)
			}
			if _, err := s.Directory(context.Background(), "", 10); err != nil {
				t.Errorf("the read after it gave %v", err)
			}
		}
	})
	t.Run("a closed store says that it is away", func(t *testing.T) {
		s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Directory(context.Background(), "", 10); !errors.Is(err, messenger.ErrUnavailable) {
			t.Errorf("a read gave %v", err)
		}
		if err := s.writer.do(context.Background(), func(*tx) error { return nil }, nil); !errors.Is(err, messenger.ErrUnavailable) {
			t.Errorf("a write gave %v", err)
		}
	})
}

func takeAllReaders(t *testing.T, s *Store) (giveBack func()) {
	t.Helper()
	var taken []*prepared
	for range readers {
		r, err := s.reads.take(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, r)
	}
	return func() {
		for _, r := range taken {
			s.reads.free <- r
		}
	}
}

func TestConnections(t *testing.T) {
	ctx := context.Background()
	s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
	const full = 2
	check := func(t *testing.T, q querier, readOnly bool) {
		t.Helper()
		var journal string
		var synchronous, only, checkpoint int
		for pragma, dest := range map[string]any{"journal_mode": &journal, "synchronous": &synchronous, "query_only": &only, "wal_autocheckpoint": &checkpoint} {
			if err := q.row(ctx, `PRAGMA `+pragma).scan(dest); err != nil {
				t.Fatal(err)
			}
		}
		if journal != "wal" || synchronous != full || (only == 1) != readOnly || checkpoint != 0 {
			t.Errorf("journal_mode %s, synchronous %d, query_only %d, wal_autocheckpoint %d", journal, synchronous, only, checkpoint)
		}
	}
	t.Run("[C2] the writer's is WAL with synchronous=FULL", func(t *testing.T) {
		if err := s.writer.do(ctx, func(x *tx) error { check(t, x, false); return nil }, nil); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("[C2] the checkpointer's too", func(t *testing.T) {
		conn, err := s.writer.db.Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		check(t, snapshot{newPrepared(conn)}, false)
	})
	t.Run("each reader's is WAL and cannot write", func(t *testing.T) {
		for range readers {
			r, err := s.reads.take(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { s.reads.free <- r }()
			check(t, snapshot{r}, true)
			if _, err := r.exec(ctx, `DELETE FROM users`); err == nil {
				t.Error("a reader wrote")
			}
		}
	})
}
