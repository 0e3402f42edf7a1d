package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"twoticks/internal/messenger"
	"twoticks/internal/store/rows"
)

// Config is how a store is opened.
type Config struct {
	// URL is the address of the database: postgres://user:password@host:port/name?options, as libpq has it.
	URL string
	// AsConfigured takes a server that answers a COMMIT before it has it on disk. Then what was acknowledged can be lost
	// when that machine fails, and C2 does not hold.
	AsConfigured bool
	// Log gets what an operator should know.
	Log *slog.Logger
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

// Store is an open database. It is safe for use by many goroutines, and by several nodes at once.
type Store struct {
	log    *slog.Logger
	reads  *pgxpool.Pool
	writer *writer
	keys   keys
	epoch  string
	// lateness is how far back heads are read (repair.go).
	lateness lateness
}

var _ messenger.Store = (*Store)(nil)

const openPatience = 15 * time.Second

// Open opens the database, making or migrating its tables if need be. Its errors are one line each, without the password.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Meter == nil {
		c.Meter = unmeasured{}
	}
	pool, err := ParseURL(c.URL)
	if err != nil {
		return nil, err
	}
	if err := prepareDatabase(ctx, pool.ConnConfig, c); err != nil {
		return nil, err
	}
	s := &Store{log: c.Log, keys: newKeys()}
	if s.reads, err = pgxpool.NewWithConfig(ctx, pool); err != nil {
		return nil, err
	}
	if s.epoch, err = readEpoch(ctx, s.reads); err != nil {
		s.reads.Close()
		return nil, err
	}
	warned := &warnings{}
	s.writer = startWriter(func(ctx context.Context) (*pgx.Conn, error) {
		return connectWriter(ctx, pool.ConnConfig, warned)
	}, warned, c)
	return s, nil
}

// Close ends the writer after what it has begun, and closes all connections. Acts that wait get ErrUnavailable.
func (s *Store) Close() error {
	s.writer.stop()
	s.reads.Close()
	return nil
}

// Epoch implements messenger.Store.
func (s *Store) Epoch() string { return s.epoch }

// readEpoch reads the name of the history, of a database that is complete.
func readEpoch(ctx context.Context, pool *pgxpool.Pool) (epoch string, err error) {
	var incomplete bool
	err = pool.QueryRow(ctx, `SELECT (SELECT value FROM meta WHERE name = 'epoch'), EXISTS (SELECT 1 FROM meta WHERE name = $1)`, rows.UnderWay).
		Scan(&epoch, &incomplete)
	switch {
	case err != nil:
		return "", fmt.Errorf("read the epoch: %w", err)
	case incomplete:
		return "", rows.ErrUnderWay
	}
	return epoch, nil
}

// Waiting is how many acts wait for the writer.
func (s *Store) Waiting() int { return len(s.writer.queue) }

// Secret is a value that all nodes of this database share: what the first of them gives that asks for it.
func (s *Store) Secret(ctx context.Context, name string, first []byte) ([]byte, error) {
	var kept string
	err := s.reads.QueryRow(ctx, `WITH made AS (INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING value)
		SELECT value FROM made UNION ALL SELECT value FROM meta WHERE name = $1 LIMIT 1`, name, hex.EncodeToString(first)).Scan(&kept)
	if errors.Is(err, pgx.ErrNoRows) { // another node made it at the same time
		err = s.reads.QueryRow(ctx, `SELECT value FROM meta WHERE name = $1`, name).Scan(&kept)
	}
	if err != nil {
		return nil, fmt.Errorf("the secret %s: %w", name, err)
	}
	return hex.DecodeString(kept)
}

// poolSize is the option by which an address can say how many connections read.
const poolSize = "pool_max_conns"

// prepareDatabase sees that the database can be used, on one connection of its own.
func prepareDatabase(ctx context.Context, c *pgx.ConnConfig, config Config) error {
	ctx, cancel := context.WithTimeout(ctx, openPatience)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return explain(err, c)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := checkServer(ctx, conn, config); err != nil {
		return err
	}
	if err := migrate(context.WithoutCancel(ctx), conn, migrations, config.Log); err != nil {
		return err
	}
	id := messenger.NewID()
	_, err = conn.Exec(ctx, `INSERT INTO meta (name, value) VALUES ('epoch', $1), ('instance', $2), ('created_at', $3)
		ON CONFLICT DO NOTHING`, fmt.Sprintf("%x", id[:8]), fmt.Sprintf("%x", messenger.NewID()), fmt.Sprint(time.Now().UnixMilli()))
	if err != nil {
		return fmt.Errorf("name the database: %w", err)
	}
	return nil
}

// readers is how many connections read on this node, where the address does not say.
func readers() int32 { return int32(max(8, 2*runtime.NumCPU())) }
