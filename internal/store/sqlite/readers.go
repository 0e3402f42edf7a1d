package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"

	"twoticks/internal/messenger"
)

// How many connections read, and how many of others search: these may be busy for longer, and keep less in memory.
const (
	readers   = 4
	searchers = 2
)

// readerPool lends connections to those who read. Each keeps the statements that it has prepared, so nobody who holds
// one ever waits for another: a statement shared over database/sql's pool would, to be prepared.
type readerPool struct {
	db     *sql.DB
	log    *slog.Logger
	size   int
	free   chan *prepared
	ending chan struct{}
	once   sync.Once
}

func openReaders(ctx context.Context, db *sql.DB, size int, whole bool, log *slog.Logger) (*readerPool, error) {
	p := &readerPool{db: db, log: log, size: size, free: make(chan *prepared, size), ending: make(chan struct{})}
	for range size {
		conn, err := db.Conn(ctx)
		if err != nil {
			return nil, fmt.Errorf("open a reader's connection: %w", err)
		}
		r := newPrepared(conn)
		r.whole = whole
		p.free <- r
	}
	return p, nil
}

// stop waits for those who read; who comes later gets ErrUnavailable.
func (p *readerPool) stop() {
	p.once.Do(func() {
		close(p.ending)
		for range p.size {
			r := <-p.free
			r.close()
		}
	})
}

// take lends a connection.
func (p *readerPool) take(ctx context.Context) (*prepared, error) {
	select {
	case <-p.ending:
		return nil, messenger.ErrUnavailable.After(retryAfter)
	default:
	}
	select {
	case r := <-p.free:
		return r, nil
	case <-ctx.Done():
		return nil, refusal(ctx.Err())
	case <-p.ending:
		return nil, messenger.ErrUnavailable.After(retryAfter)
	}
}

// querier is what reads are written against: a reader's transaction, or the writer's.
type querier interface {
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	row(ctx context.Context, query string, args ...any) *row
	standing(ctx context.Context, c *chatState, user int64) (standing, error)
}

// snapshot is a reader's transaction: everything in it is read as of one moment.
type snapshot struct{ *prepared }

func (s snapshot) standing(ctx context.Context, c *chatState, user int64) (standing, error) {
	return readStanding(ctx, s, c, user)
}

// read runs f in a transaction of one reader.
func (s *Store) read(ctx context.Context, f func(querier) error) error { return s.reads.read(ctx, f) }

func (p *readerPool) read(ctx context.Context, f func(querier) error) error {
	r, err := p.take(ctx)
	if err != nil {
		return err
	}
	defer func() { p.free <- r }()
	if _, err := r.exec(ctx, `BEGIN`); err != nil {
		return refusal(err)
	}
	defer func() {
		// Nothing was written; there is nothing to commit. It must happen, whatever became of the context.
		if _, err := r.exec(context.Background(), `ROLLBACK`); err != nil {
			p.log.Warn("the end of a read", "error", err)
		}
	}()
	return refusal(f(snapshot{r}))
}
