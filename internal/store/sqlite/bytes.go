package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"twoticks/internal/messenger"
)

// TakeBytes hands over the bytes of files that came with a backup or a move, a piece at a time and in order, and forgets each
// when take has it for good.
func (s *Store) TakeBytes(ctx context.Context, take func(place messenger.BlobPlace, at int64, piece []byte) error) error {
	for {
		var place, piece []byte
		var at int64
		err := s.read(ctx, func(q querier) error {
			return q.row(ctx, `SELECT place, at, bytes FROM blob_bytes ORDER BY place, at LIMIT 1`).scan(&place, &at, &piece)
		})
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := take(messenger.BlobPlace(place), at, piece); err != nil {
			return err
		}
		err = s.writer.do(ctx, func(t *tx) error { return t.exec(ctx, `DELETE FROM blob_bytes WHERE place = ? AND at = ?`, place, at) }, nil)
		if err != nil {
			return err
		}
	}
}
