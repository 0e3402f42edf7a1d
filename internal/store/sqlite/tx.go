package sqlite

import (
	"context"
	"database/sql"
	"time"
)

// tx is the writer's transaction. It keeps the rows of the chats that its acts touch, so that each is read once and
// written once, at the end, however many acts of the batch append to it. What it keeps dies with it: the next transaction
// reads again (C8).
type tx struct {
	on     *prepared
	memory *remembered
	wrote  bool // since the act began
	chats  map[int64]*chatState
}

// Once an act runs it runs to its end: a context that ends meanwhile interrupts none of its statements.

func (t *tx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.on.query(context.WithoutCancel(ctx), query, args...)
}

func (t *tx) row(ctx context.Context, query string, args ...any) *row {
	return t.on.row(context.WithoutCancel(ctx), query, args...)
}

func (t *tx) exec(ctx context.Context, query string, args ...any) error {
	_, err := t.change(ctx, query, args...)
	return err
}

// count is exec for how far a chat is, which nobody remembers.
func (t *tx) count(ctx context.Context, query string, args ...any) error {
	t.wrote = true
	_, err := t.on.exec(context.WithoutCancel(ctx), query, args...)
	return err
}

// change writes, and says how many rows it changed.
func (t *tx) change(ctx context.Context, query string, args ...any) (int64, error) {
	t.wrote = true
	t.memory.wrote(query)
	result, err := t.on.exec(context.WithoutCancel(ctx), query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// insert writes a row and returns its key.
func (t *tx) insert(ctx context.Context, query string, args ...any) (int64, error) {
	t.wrote = true
	t.memory.wrote(query)
	result, err := t.on.exec(context.WithoutCancel(ctx), query, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
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
