package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// statements prepares each query of the readers once.
type statements struct {
	db *sql.DB
	mu *sync.Mutex
	m  map[string]*sql.Stmt
}

func newStatements(db *sql.DB) statements {
	return statements{db: db, mu: &sync.Mutex{}, m: map[string]*sql.Stmt{}}
}

func (s statements) get(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.m[query]; st != nil {
		return st, nil
	}
	st, err := s.db.PrepareContext(ctx, query)
	if err == nil {
		s.m[query] = st
	}
	return st, err
}

func (s statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, st := range s.m {
		errs = append(errs, st.Close())
	}
	return errors.Join(errs...)
}

// querier is what reads are written against: a reader's transaction, or the writer's.
type querier interface {
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	row(ctx context.Context, query string, args ...any) *row
}

// row is one row to be scanned; it carries the error of the preparation.
type row struct {
	r   *sql.Row
	err error
}

func (r *row) scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.r.Scan(dest...)
}

// snapshot is a reader's transaction: everything in it is read as of one moment.
type snapshot struct {
	tx    *sql.Tx
	stmts statements
}

func (q snapshot) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := q.stmts.get(ctx, query)
	if err != nil {
		return nil, err
	}
	return q.tx.StmtContext(ctx, st).QueryContext(ctx, args...)
}

func (q snapshot) row(ctx context.Context, query string, args ...any) *row {
	st, err := q.stmts.get(ctx, query)
	if err != nil {
		return &row{err: err}
	}
	return &row{r: q.tx.StmtContext(ctx, st).QueryRowContext(ctx, args...)}
}

// read runs f in a transaction of one reader.
func (s *Store) read(ctx context.Context, f func(querier) error) error {
	tx, err := s.reads.BeginTx(ctx, nil)
	if err != nil {
		return refusal(err)
	}
	defer tx.Rollback() // nothing was written; there is nothing to commit
	return refusal(f(snapshot{tx, s.stmts}))
}
