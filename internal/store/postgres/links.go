package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// forgottenAtOnce is how many old previews go with each new one.
const forgottenAtOnce = 20

// KeepPreview implements messenger.Store.
func (s *Store) KeepPreview(ctx context.Context, id messenger.PreviewID, body []byte, at, before time.Time) error {
	return s.inTx(ctx, func(t *tx) error {
		err := t.exec(ctx, `DELETE FROM link_previews WHERE id IN (SELECT id FROM link_previews WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)`, millis(before), forgottenAtOnce)
		if err != nil {
			return err
		}
		return t.exec(ctx, `INSERT INTO link_previews (id, body, at) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET body = excluded.body, at = excluded.at`, id[:], body, millis(at))
	})
}

// Preview implements messenger.Store.
func (s *Store) Preview(ctx context.Context, id messenger.PreviewID) (body []byte, at time.Time, err error) {
	err = s.read(ctx, func(q querier) error {
		var ms int64
		err := q.row(ctx, `SELECT body, at FROM link_previews WHERE id = $1`, id[:]).scan(&body, &ms)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		at = fromMillis(ms)
		return err
	})
	return body, at, err
}
