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

// snapshot is a reader's transaction: everything in it is read as of one moment, and is committed.
type snapshot struct{ tx pgx.Tx }

func (s snapshot) query(ctx context.Context, query string, args ...any) (pgx.Rows, error) {
	return s.tx.Query(ctx, query, args...)
}

func (s snapshot) row(ctx context.Context, query string, args ...any) *row {
	return &row{r: s.tx.QueryRow(ctx, query, args...)}
}

// oneMoment is how reads are begun: all statements of one see the same.
var oneMoment = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// read runs f in a transaction of one connection of the pool.
func (s *Store) read(ctx context.Context, f func(querier) error) error {
	t, err := s.reads.BeginTx(ctx, oneMoment)
	if err != nil {
		return refusal(err)
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
	return refusal(f(snapshot{t}))
}

// inTx runs a write that is rare in a transaction of its own, beside the writer: f may be called again after a deadlock or
// a conflict, and keeps nothing of the time before. Who takes several locks takes them in the order chats, account rows
// (lockAccounts), users. A commit is not cancelled (C5).
func (s *Store) inTx(ctx context.Context, f func(*tx) error) error {
	var err error
	for range tries {
		if err = s.tryTx(ctx, f); !again(err) {
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
