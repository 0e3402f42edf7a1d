package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// querier is what reads are written against: a reader's transaction, or the writer's. Both are one connection, so the rows
// of one query are closed before the next is asked.
type querier interface {
	query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
	row(ctx context.Context, query string, args ...any) *row
}

// row is one row to be scanned; it gives pgx.ErrNoRows when there is none.
type row struct {
	r   pgx.Row
	err error
}

func (r *row) scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.r.Scan(dest...)
}

// snapshot is what a reader reads: everything in it is read as of one moment, and is committed.
type snapshot struct{ on asker }

// asker is a transaction, or the pool for a single question.
type asker interface {
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) pgx.Row
}

func (s snapshot) query(ctx context.Context, query string, args ...any) (pgx.Rows, error) {
	return s.on.Query(ctx, query, args...)
}

func (s snapshot) row(ctx context.Context, query string, args ...any) *row {
	return &row{r: s.on.QueryRow(ctx, query, args...)}
}

// oneMoment is how reads are begun: all statements of one see the same.
var oneMoment = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// repeated carries out something that only reads, again where its connection turns out to have ended: those of the pool all
// end when PostgreSQL is started anew.
func repeated(ctx context.Context, read func() error) (err error) {
	for range tries {
		if err = read(); err == nil || ctx.Err() != nil || !connectionFailed(err) {
			break
		}
	}
	return refusal(err)
}

// ask is read for an f that asks one question: that is read as of one moment by itself, and a transaction would take two more
// ways to the server and back.
func (s *Store) ask(ctx context.Context, f func(querier) error) error {
	return repeated(ctx, func() error { return f(snapshot{s.reads}) })
}

// read runs f in a transaction of one connection of the pool. f may be called again; it keeps nothing of the time before.
func (s *Store) read(ctx context.Context, f func(querier) error) error {
	return repeated(ctx, func() error { return s.readOnce(ctx, f) })
}

func (s *Store) readOnce(ctx context.Context, f func(querier) error) error {
	t, err := s.reads.BeginTx(ctx, oneMoment)
	if err != nil {
		return err
	}
	defer func() {
		// Nothing was written, so there is nothing to commit. It must happen, whatever became of the context; a connection on
		// which it fails leaves the pool.
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if err := t.Rollback(end); err != nil {
			s.log.Debug("the end of a read", "error", err)
		}
	}()
	return f(snapshot{t})
}

// inTx runs a write that is rare in a transaction of its own, beside the writer: f may be called again where other locks, or
// the end of the connection, undid all, and keeps nothing of the time before. Who takes several locks takes them in the order
// account rows (lockAccounts), chats, users. A commit is not cancelled (C5).
func (s *Store) inTx(ctx context.Context, f func(*tx) error) error {
	var err error
	for range tries {
		err = s.tryTx(ctx, f)
		if undone := messenger.KindOf(err) == messenger.Internal && (again(err) || connectionFailed(err)); !undone || ctx.Err() != nil {
			break
		}
	}
	return refusal(err)
}

func (s *Store) tryTx(ctx context.Context, f func(*tx) error) error {
	conn, err := s.reads.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `BEGIN`); err != nil {
		return err
	}
	t := newTx(ctx, conn.Conn())
	if err := f(t); err != nil {
		t.rollback()
		return err
	}
	if err := t.flush(ctx); err != nil {
		t.rollback()
		return err
	}
	return commitAlone(ctx, conn.Conn())
}

// commitAlone commits what was sent before. The caller's context ends nothing here (C5).
func commitAlone(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitPatience)
	defer cancel()
	tag, err := conn.Exec(ctx, `COMMIT`)
	switch {
	case err != nil && !refusedAlive(err):
		return messenger.ErrOutcomeUnknown.Because(err)
	case err != nil:
		return err
	case tag.String() != "COMMIT":
		return messenger.ErrUnavailable.After(retryAfter)
	}
	return nil
}
