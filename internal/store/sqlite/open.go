package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"twoticks/internal/messenger"
	"twoticks/internal/store/rows"

	_ "modernc.org/sqlite" // the driver: SQLite in Go, no C
)

// Config is how a store is opened.
type Config struct {
	// Path of the database file; its directory must exist.
	Path string
	// Log gets what an operator should know.
	Log *slog.Logger
	// Fatal is called once, when the disk failed in a way after which the process must not go on. It must not return
	// before the process ends, or at least not let anything be acknowledged.
	Fatal func(error)
	// Meter is told how the writer goes; it may be nil.
	Meter Meter
}

// Meter measures the writer.
type Meter interface {
	// Committed is a transaction: how many acts it had, and how long it took from its begin to the end of its commit.
	Committed(acts int, took time.Duration)
	// Announced is a batch whose callers' committed was called, so long after its commit.
	Announced(after time.Duration)
}

// unmeasured is what nobody reads.
type unmeasured struct{}

func (unmeasured) Committed(int, time.Duration) {}
func (unmeasured) Announced(time.Duration)      {}

// Store is an open database. It is safe for use by many goroutines.
type Store struct {
	log   *slog.Logger
	reads *readerPool
	// searches is a pool beside it, of the same database handle.
	searches *readerPool
	writer   *writer
	keys     keys
	epoch    string
	wal      *checkpointer
}

var _ messenger.Store = (*Store)(nil)

// oldestSQLite is the first version without a known way to corrupt a database through its write-ahead log.
const oldestSQLite = "3.51.3"

// Open opens the database, making or migrating it if need be.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Fatal == nil {
		c.Fatal = func(err error) {
			c.Log.Error("the disk failed; the process ends so that nothing is acknowledged that may not be stored", "error", err)
			os.Exit(70)
		}
	}
	if c.Meter == nil {
		c.Meter = unmeasured{}
	}
	writes, err := openPool(c.Path, false, 2) // the writer's connection and the checkpointer's
	if err != nil {
		return nil, err
	}
	if err := prepareFile(ctx, writes, c); err != nil {
		writes.Close()
		return nil, err
	}
	reads, err := openPool(c.Path, true, readers+searchers)
	if err != nil {
		writes.Close()
		return nil, err
	}
	s := &Store{log: c.Log, keys: newKeys()}
	if err := reads.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'epoch'`).Scan(&s.epoch); err != nil {
		return nil, errors.Join(fmt.Errorf("read the epoch: %w", err), reads.Close(), writes.Close())
	}
	var incomplete bool
	err = reads.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM meta WHERE name = ?)`, rows.UnderWay).Scan(&incomplete)
	if incomplete {
		err = rows.ErrUnderWay
	}
	if err != nil {
		return nil, errors.Join(err, reads.Close(), writes.Close())
	}
	if s.reads, err = openReaders(ctx, reads, readers, true, c.Log); err == nil {
		s.searches, err = openReaders(ctx, reads, searchers, false, c.Log)
	}
	if err != nil {
		return nil, errors.Join(err, reads.Close(), writes.Close())
	}
	if s.writer, err = startWriter(ctx, writes, c); err != nil {
		return nil, errors.Join(err, reads.Close(), writes.Close())
	}
	s.wal = startCheckpointer(writes, c.Path, c.Log)
	return s, nil
}

// Close ends the writer after what it has begun, and closes the file. Acts that wait get ErrUnavailable.
func (s *Store) Close() error {
	s.writer.stop()
	s.wal.stop()
	s.searches.stop()
	s.reads.stop()
	return errors.Join(s.reads.db.Close(), s.writer.db.Close())
}

// Epoch implements messenger.Store.
func (s *Store) Epoch() string { return s.epoch }

func openPool(path string, readOnly bool, size int) (*sql.DB, error) {
	pragmas := []string{
		"busy_timeout(5000)", "journal_mode(wal)", "synchronous(full)", "wal_autocheckpoint(0)",
		"cache_size(-65536)", "temp_store(memory)",
	}
	if readOnly {
		pragmas = append(pragmas, "query_only(1)")
	}
	q := url.Values{"_pragma": pragmas, "_txlock": {"deferred"}}
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

func prepareFile(ctx context.Context, db *sql.DB, c Config) error {
	var version string
	if err := db.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return fmt.Errorf("open %s: %w", c.Path, err)
	}
	if olderVersion(version, oldestSQLite) {
		return fmt.Errorf("SQLite %s is too old: %s or later is needed", version, oldestSQLite)
	}
	if err := migrate(ctx, db, migrations, c.Path, c.Log); err != nil {
		return err
	}
	id := messenger.NewID()
	_, err := db.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('epoch', ?), ('instance', ?), ('created_at', ?)
		ON CONFLICT DO NOTHING`, fmt.Sprintf("%x", id[:8]), fmt.Sprintf("%x", messenger.NewID()), time.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("name the database: %w", err)
	}
	return nil
}

func olderVersion(have, want string) bool {
	var h, w [3]int
	fmt.Sscanf(strings.ReplaceAll(have, ".", " "), "%d %d %d", &h[0], &h[1], &h[2])
	fmt.Sscanf(strings.ReplaceAll(want, ".", " "), "%d %d %d", &w[0], &w[1], &w[2])
	for i := range h {
		if h[i] != w[i] {
			return h[i] < w[i]
		}
	}
	return false
}
