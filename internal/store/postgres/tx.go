package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// tx is a transaction that writes. It keeps what was read ahead for its acts, so that each row is read once, and what they
// write, so that it is sent at once, however many acts of the batch append. What it keeps dies with it: the next
// transaction reads again (C8).
type tx struct {
	ctx   context.Context // of the batch: that of one act interrupts no statement
	conn  *pgx.Conn
	wrote bool // since the act began

	// chats are those whose rows this transaction has locked or made.
	chats map[int64]*chatState
	ahead ahead
	later later
}

func newTx(ctx context.Context, conn *pgx.Conn) *tx {
	return &tx{ctx: ctx, conn: conn, chats: map[int64]*chatState{}, ahead: newAhead()}
}

// accountRows is the key of the lock that whoever takes versions of account state holds until its commit.
const accountRows = 0x7477_6f74_0001

// lockAccounts takes the lock under which versions of account state are taken (nextRev): so their order is the order of
// their commits, and a reader who goes by it steps over none (C15). It comes before the locks of chats and users. Batches
// of the writer have it whenever an act asked for it (needs.rows).
func (t *tx) lockAccounts() error {
	_, err := t.conn.Exec(t.ctx, `SELECT pg_advisory_xact_lock($1)`, int64(accountRows))
	return err
}

// query reads what the acts before have written, too: that is sent first.
func (t *tx) query(_ context.Context, query string, args ...any) (pgx.Rows, error) {
	if err := t.send(); err != nil {
		return nil, err
	}
	return t.conn.Query(t.ctx, query, args...)
}

func (t *tx) row(_ context.Context, query string, args ...any) *row {
	if err := t.send(); err != nil {
		return &row{err: err}
	}
	return &row{r: t.conn.QueryRow(t.ctx, query, args...)}
}

func (t *tx) exec(ctx context.Context, query string, args ...any) error {
	_, err := t.change(ctx, query, args...)
	return err
}

// change writes, and says how many rows it changed.
func (t *tx) change(_ context.Context, query string, args ...any) (int64, error) {
	t.wrote = true
	if err := t.send(); err != nil {
		return 0, err
	}
	tag, err := t.conn.Exec(t.ctx, query, args...)
	return tag.RowsAffected(), err
}

// insert writes a row and returns its key: the query ends in RETURNING.
func (t *tx) insert(ctx context.Context, query string, args ...any) (key int64, err error) {
	t.wrote = true
	err = t.row(ctx, query, args...).scan(&key)
	return key, err
}

// rollback ends the transaction. A connection on which that fails is no longer one.
func (t *tx) rollback() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), rollbackPatience)
	defer cancel()
	if _, err := t.conn.Exec(ctx, `ROLLBACK`); err != nil {
		t.conn.Close(ctx)
	}
}

// millis and fromMillis turn times into what is stored, and back. The zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
