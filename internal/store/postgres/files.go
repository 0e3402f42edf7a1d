package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

const quotaDay = 24 * time.Hour

// BeginFile implements messenger.FileStore.
func (s *Store) BeginFile(ctx context.Context, a messenger.BeginFile) (messenger.KeptFile, error) {
	owner, err := s.userKey(ctx, a.Owner)
	if err != nil {
		return messenger.KeptFile{}, err
	}
	return write(ctx, s.writer, needs{}, func(t *tx, out *messenger.KeptFile) error {
		var err error
		*out, err = s.ownFile(ctx, t, owner, a.Owner, a.File.ID)
		if !errors.Is(err, messenger.ErrFileNotFound) {
			return err
		}
		var taken bool
		if err := t.row(ctx, `SELECT EXISTS (SELECT 1 FROM files WHERE id = $1)`, a.File.ID[:]).scan(&taken); err != nil {
			return err
		}
		if taken {
			return messenger.ErrFileNotFound
		}
		var all, today int64
		err = t.row(ctx, `SELECT coalesce(sum(size), 0), coalesce(sum(CASE WHEN begun_at > $1 THEN size ELSE 0 END), 0) FROM files WHERE owner_key = $2`,
			millis(a.At.Add(-quotaDay)), owner).scan(&all, &today)
		if err != nil {
			return err
		}
		if all+a.File.Size > a.Quota || today+a.File.Size > a.Day {
			return messenger.ErrQuotaFull
		}
		f := a.File
		*out = messenger.KeptFile{File: f, Owner: a.Owner, Place: a.Place}
		return t.exec(ctx, `INSERT INTO files (id, owner_key, shape, name, size, plays, wave, place, begun_at, used_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			f.ID[:], owner, string(f.Shape), f.Name, f.Size, f.Plays.Milliseconds(), bytesOrNull(f.Wave), a.Place[:], millis(a.At), millis(a.At))
	}, nil)
}

// OwnFile implements messenger.FileStore.
func (s *Store) OwnFile(ctx context.Context, owner messenger.UserID, id messenger.FileID) (f messenger.KeptFile, err error) {
	key, err := s.userKey(ctx, owner)
	if err != nil {
		return f, err
	}
	err = s.read(ctx, func(q querier) error {
		f, err = s.ownFile(ctx, q, key, owner, id)
		return err
	})
	return f, err
}

func (s *Store) ownFile(ctx context.Context, q querier, key int64, owner messenger.UserID, id messenger.FileID) (messenger.KeptFile, error) {
	list, err := readFiles(ctx, q, `WHERE f.id = $1 AND f.owner_key = $2`, id[:], key)
	if err != nil || len(list) == 0 {
		return messenger.KeptFile{}, orNoFile(err)
	}
	list[0].Owner = owner
	return list[0], nil
}

// FinishFile implements messenger.FileStore. What is whole already stays as it is.
func (s *Store) FinishFile(ctx context.Context, a messenger.FinishFile) (messenger.KeptFile, error) {
	owner, err := s.userKey(ctx, a.Owner)
	if err != nil {
		return messenger.KeptFile{}, err
	}
	return write(ctx, s.writer, needs{}, func(t *tx, out *messenger.KeptFile) error {
		before, err := s.ownFile(ctx, t, owner, a.Owner, a.File.ID)
		if err != nil {
			return err
		}
		if before.Whole {
			*out = before
			for _, place := range []messenger.BlobPlace{a.Blob.Place, a.Small.Place} {
				if place != before.Place && place != before.Small && place != (messenger.BlobPlace{}) {
					if err := t.throwAway(ctx, place[:]); err != nil {
						return err
					}
				}
			}
			return nil
		}
		blob, err := t.keepBlob(ctx, a.Blob)
		if err != nil {
			return err
		}
		small, err := t.keepBlob(ctx, a.Small)
		if err != nil {
			return err
		}
		f := a.File
		err = t.exec(ctx, `UPDATE files SET shape = $1, type = $2, size = $3, width = $4, height = $5, blur = $6, blob_key = $7, small_key = $8, used_at = $9
				WHERE id = $10`, string(f.Shape), f.Type, a.Blob.Size, f.Width, f.Height, bytesOrNull(f.Blur), blob, small, millis(a.At), f.ID[:])
		if err != nil {
			return err
		}
		if before.Place != a.Blob.Place {
			if err := t.throwAway(ctx, before.Place[:]); err != nil {
				return err
			}
		}
		*out, err = s.ownFile(ctx, t, owner, a.Owner, a.File.ID)
		return err
	}, nil)
}

// keepBlob finds bytes by their hash, or keeps where they are. What was written a second time is rubbish.
func (t *tx) keepBlob(ctx context.Context, b messenger.Blob) (key *int64, err error) {
	if b.Place == (messenger.BlobPlace{}) {
		return nil, nil
	}
	key = new(int64)
	var place []byte
	err = t.row(ctx, `INSERT INTO blobs (hash, place, size) VALUES ($1, $2, $3) ON CONFLICT (hash) DO UPDATE SET size = excluded.size RETURNING blob_key, place`,
		b.Hash[:], b.Place[:], b.Size).scan(key, &place)
	if err == nil && messenger.BlobPlace(place) != b.Place {
		err = t.throwAway(ctx, b.Place[:])
	}
	return key, err
}

// FilesToSend implements messenger.FileStore.
func (s *Store) FilesToSend(ctx context.Context, user messenger.UserID, ids []messenger.FileID) (out []messenger.File, err error) {
	key, err := s.userKey(ctx, user)
	if err != nil {
		return nil, err
	}
	err = s.read(ctx, func(q querier) error {
		out = nil
		for _, id := range ids {
			list, err := readFiles(ctx, q, `WHERE f.id = $2 AND f.blob_key IS NOT NULL AND (f.owner_key = $1 OR EXISTS (
				SELECT 1 FROM message_files mf JOIN messages m ON m.chat_key = mf.chat_key AND m.seq = mf.seq
				WHERE mf.file_key = f.file_key AND `+readable+` AND `+reaching+`))`, key, id[:])
			if err != nil {
				return err
			}
			for _, f := range list {
				out = append(out, f.File)
			}
		}
		return nil
	})
	return out, err
}

// FileOfMessage implements messenger.FileStore.
func (s *Store) FileOfMessage(ctx context.Context, user messenger.UserID, chat messenger.ChatID, seq messenger.Seq, n int) (f messenger.KeptFile, err error) {
	userKey, chatKey, err := s.both(ctx, user, chat)
	if err != nil {
		return f, asNoFile(err)
	}
	err = s.read(ctx, func(q querier) error {
		list, err := readFiles(ctx, q, `JOIN message_files mf ON mf.file_key = f.file_key JOIN messages m ON m.chat_key = mf.chat_key AND m.seq = mf.seq
			WHERE mf.chat_key = $2 AND mf.seq = $3 AND mf.n = $4 AND `+readable+` AND `+reaching, userKey, chatKey, seq, n)
		if err != nil || len(list) == 0 {
			return orNoFile(err)
		}
		f = list[0]
		return nil
	})
	return f, err
}

// asNoFile: of what is not there all sounds the same.
func asNoFile(err error) error {
	if messenger.KindOf(err) == messenger.NotFound {
		return messenger.ErrFileNotFound
	}
	return err
}

func orNoFile(err error) error {
	if err == nil {
		return messenger.ErrFileNotFound
	}
	return err
}

// readFiles reads files f as a condition says.
func readFiles(ctx context.Context, q querier, where string, args ...any) (list []messenger.KeptFile, err error) {
	rows, err := q.query(ctx, `SELECT f.id, f.shape, f.name, f.type, f.size, f.width, f.height, f.blur, f.plays, f.wave,
		f.blob_key IS NOT NULL, coalesce(b.place, f.place), y.place
		FROM files f LEFT JOIN blobs b ON b.blob_key = f.blob_key LEFT JOIN blobs y ON y.blob_key = f.small_key `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f messenger.KeptFile
		var id, place, small []byte
		var plays int64
		if err := rows.Scan(&id, (*string)(&f.Shape), &f.Name, &f.Type, &f.Size, &f.Width, &f.Height, &f.Blur, &plays, &f.Wave, &f.Whole, &place, &small); err != nil {
			return nil, err
		}
		f.ID, f.Place, f.Plays = messenger.FileID(id), messenger.BlobPlace(place), time.Duration(plays)*time.Millisecond
		if small != nil {
			f.Small = messenger.BlobPlace(small)
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

// missing refuses a message one of whose files is not there, or not whole. Differs because others write beside it: the files
// stay until it has ended.
func (t *tx) missing(ctx context.Context, files []messenger.FileRef) (refused, err error) {
	for _, ref := range files {
		var there int
		err := t.row(ctx, `SELECT 1 FROM files WHERE id = $1 AND blob_key IS NOT NULL FOR KEY SHARE`, ref.ID[:]).scan(&there)
		if errors.Is(err, pgx.ErrNoRows) {
			return messenger.ErrFileMissing, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// heldFile is when a file was used that a message holds: never long ago, so that no sweep looks at it.
const heldFile = 1<<53 - 1

// holdFiles says which files a message holds.
func (t *tx) holdFiles(ctx context.Context, chat int64, seq messenger.Seq, files []messenger.FileRef) error {
	for n, ref := range files {
		err := t.exec(ctx, `INSERT INTO message_files (chat_key, seq, n, file_key) SELECT $1, $2, $3, file_key FROM files WHERE id = $4`,
			chat, seq, n, ref.ID[:])
		if err == nil {
			err = t.exec(ctx, `UPDATE files SET used_at = $1 WHERE id = $2 AND used_at < $3`, heldFile, ref.ID[:], heldFile)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// PlayMessage implements messenger.FileStore.
func (s *Store) PlayMessage(ctx context.Context, a messenger.PlayMessage) (messenger.Played, error) {
	user, chat, err := s.both(ctx, a.User, a.Chat)
	if err != nil {
		return messenger.Played{}, err
	}
	return write(ctx, s.writer, needs{}, func(t *tx, out *messenger.Played) error {
		m, err := s.target(ctx, t, user, chat, a.Chat, a.Seq)
		if err != nil {
			return err
		}
		if m == nil || m.Content == nil || m.Content.Kind != messenger.KindFiles || m.Sender == a.User {
			return messenger.ErrEntryNotFound
		}
		n, err := t.change(ctx, `INSERT INTO plays (chat_key, seq, user_key, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, chat, a.Seq, user, millis(a.At))
		if err != nil {
			return err
		}
		marks, err := marksOf(ctx, t, chat, user, 0)
		*out = messenger.Played{First: n > 0, Shown: marks.shownRead >= a.Seq}
		return err
	}, nil)
}

// bytesOrNull is NULL for none: of empty bytes not every driver says that they are there.
func bytesOrNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}
