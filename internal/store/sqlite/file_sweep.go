package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"twoticks/internal/messenger"
)

// dropUnheld makes rubbish of those of some bytes that no file has.
func (t *tx) dropUnheld(ctx context.Context, blobs ...*int64) error {
	for _, key := range blobs {
		if key == nil {
			continue
		}
		var place []byte
		err := t.row(ctx, `DELETE FROM blobs WHERE blob_key = ?1 AND NOT EXISTS (SELECT 1 FROM files WHERE blob_key = ?1)
			AND NOT EXISTS (SELECT 1 FROM files WHERE small_key = ?1) RETURNING place`, *key).scan(&place)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err == nil {
			err = t.throwAway(ctx, place)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// letFilesGo is for a message that is deleted for everyone: it holds no file any more.
func (t *tx) letFilesGo(ctx context.Context, chat int64, seq messenger.Seq) error {
	err := t.exec(ctx, `UPDATE files SET used_at = 0 WHERE file_key IN (SELECT file_key FROM message_files WHERE chat_key = ? AND seq = ?)`, chat, seq)
	if err != nil {
		return err
	}
	return t.exec(ctx, `DELETE FROM message_files WHERE chat_key = ? AND seq = ?`, chat, seq)
}

// SweepFiles implements messenger.FileStore.
func (s *Store) SweepFiles(ctx context.Context, before time.Time, limit int) ([]messenger.BlobPlace, error) {
	places, err := write(ctx, s.writer, func(t *tx, out *[]messenger.BlobPlace) error {
		if err := t.forgetUnused(ctx, millis(before), limit); err != nil {
			return err
		}
		rows, err := t.query(ctx, `SELECT place FROM rubbish LIMIT ?`, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		*out = nil
		for rows.Next() {
			var place []byte
			if err := rows.Scan(&place); err != nil {
				return err
			}
			*out = append(*out, messenger.BlobPlace(place))
		}
		return rows.Err()
	}, nil)
	return places, err
}

// forgetUnused takes files away that no message holds. One that a message let go may be held by another.
func (t *tx) forgetUnused(ctx context.Context, before int64, limit int) error {
	list, err := t.unusedFiles(ctx, before, limit)
	if err != nil {
		return err
	}
	for _, u := range list {
		if u.held {
			err = t.exec(ctx, `UPDATE files SET used_at = ? WHERE file_key = ?`, heldFile, u.file)
		} else if err = t.exec(ctx, `DELETE FROM files WHERE file_key = ?`, u.file); err == nil && u.blob == nil {
			err = t.throwAway(ctx, u.place)
		}
		if err == nil && !u.held {
			err = t.dropUnheld(ctx, u.blob, u.small)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type unusedFile struct {
	file        int64
	place       []byte
	blob, small *int64
	held        bool
}

func (t *tx) unusedFiles(ctx context.Context, before int64, limit int) (list []unusedFile, err error) {
	rows, err := t.query(ctx, `SELECT f.file_key, f.place, f.blob_key, f.small_key, EXISTS (SELECT 1 FROM message_files mf WHERE mf.file_key = f.file_key)
			OR EXISTS (SELECT 1 FROM users u WHERE u.picture = f.id) OR EXISTS (SELECT 1 FROM chats c WHERE c.picture = f.id)
		FROM files f WHERE f.used_at < ? ORDER BY f.used_at LIMIT ?`, before, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u unusedFile
		if err := rows.Scan(&u.file, &u.place, &u.blob, &u.small, &u.held); err != nil {
			return nil, err
		}
		list = append(list, u)
	}
	return list, rows.Err()
}

// ForgetPlaces implements messenger.FileStore.
func (s *Store) ForgetPlaces(ctx context.Context, places []messenger.BlobPlace) error {
	return s.writer.do(ctx, func(t *tx) error {
		for _, place := range places {
			if err := t.exec(ctx, `DELETE FROM rubbish WHERE place = ?`, place[:]); err != nil {
				return err
			}
		}
		return nil
	}, nil)
}

// throwAway says that nothing needs the bytes at a place.
func (t *tx) throwAway(ctx context.Context, place []byte) error {
	return t.exec(ctx, `INSERT INTO rubbish (place) VALUES (?) ON CONFLICT DO NOTHING`, place)
}
