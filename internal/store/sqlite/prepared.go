package sqlite

import (
	"context"
	"database/sql"
	"strings"
)

// prepared is one connection with the statements that it has prepared, each once. One goroutine uses it at a time.
type prepared struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	// whole has statements run to their end once they have begun: they are short, and the driver needs a goroutine for each that
	// may be interrupted. A context that has ended keeps the next from beginning.
	whole bool
}

func newPrepared(conn *sql.Conn) *prepared {
	return &prepared{conn: conn, stmts: map[string]*sql.Stmt{}}
}

func (p *prepared) close() {
	for _, st := range p.stmts {
		st.Close()
	}
	p.conn.Close()
}

// begin prepares a statement, and gives the context that it runs under.
func (p *prepared) begin(ctx context.Context, query string) (*sql.Stmt, context.Context, error) {
	if p.whole {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		ctx = context.WithoutCancel(ctx)
	}
	if st := p.stmts[query]; st != nil {
		return st, ctx, nil
	}
	// SQLite looks at a bare parameter of LIMIT when it plans, so it would plan anew whenever another value is bound.
	st, err := p.conn.PrepareContext(ctx, strings.ReplaceAll(query, "LIMIT ?", "LIMIT 0 + ?"))
	if err == nil {
		p.stmts[query] = st
	}
	return st, ctx, err
}

func (p *prepared) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, ctx, err := p.begin(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

func (p *prepared) row(ctx context.Context, query string, args ...any) *row {
	st, ctx, err := p.begin(ctx, query)
	if err != nil {
		return &row{err: err}
	}
	return &row{r: st.QueryRowContext(ctx, args...)}
}

func (p *prepared) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, ctx, err := p.begin(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
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
