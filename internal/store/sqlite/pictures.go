package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"twoticks/internal/messenger"
)

// pictureID and pictureOrNull turn the id of a picture from and into what is stored.
func pictureID(b []byte) (id messenger.FileID) {
	copy(id[:], b)
	return id
}

func pictureOrNull(id messenger.FileID) []byte {
	if id == (messenger.FileID{}) {
		return nil
	}
	return id[:]
}

// SetPicture implements messenger.Store.
func (s *Store) SetPicture(ctx context.Context, a messenger.SetPicture) (messenger.Person, error) {
	user, err := s.userKey(ctx, a.User)
	if err != nil {
		return messenger.Person{}, err
	}
	type kept struct {
		person  messenger.Person
		changed bool
	}
	made, err := write(ctx, s.writer, func(t *tx, k *kept) (err error) {
		if k.person, err = s.person(ctx, t, user); err != nil {
			return err
		}
		if k.changed = k.person.Picture != a.Picture; !k.changed {
			return nil
		}
		if err := t.changePicture(ctx, user, k.person.Picture, a.Picture); err != nil {
			return err
		}
		err = t.exec(ctx, `UPDATE users SET picture = ?, version = version + 1 WHERE user_key = ?`, pictureOrNull(a.Picture), user)
		if err != nil {
			return err
		}
		k.person, err = s.person(ctx, t, user)
		return err
	}, func(k *kept) {
		if k.changed && a.Committed != nil {
			a.Committed(k.person)
		}
	})
	return made.person, err
}

// changePicture sees that a picture is the actor's to show, and holds it instead of the one before.
func (t *tx) changePicture(ctx context.Context, actor int64, before, now messenger.FileID) error {
	if before == now {
		return nil
	}
	if now != (messenger.FileID{}) {
		n, err := t.change(ctx, `UPDATE files SET used_at = ? WHERE id = ? AND owner_key = ? AND shape = ? AND blob_key IS NOT NULL`,
			heldFile, now[:], actor, messenger.ShapePicture)
		if err == nil && n == 0 {
			err = messenger.ErrFileMissing
		}
		if err != nil {
			return err
		}
	}
	return t.letGo(ctx, before)
}

// letGo lets the next sweep see whether anything holds a file still.
func (t *tx) letGo(ctx context.Context, id messenger.FileID) error {
	if id == (messenger.FileID{}) {
		return nil
	}
	return t.exec(ctx, `UPDATE files SET used_at = 0 WHERE id = ?`, id[:])
}

// letPictureGo lets go of the picture of somebody who is about to be nobody.
func (t *tx) letPictureGo(ctx context.Context, user int64) error {
	var id []byte
	err := t.row(ctx, `SELECT picture FROM users WHERE user_key = ?`, user).scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.letGo(ctx, pictureID(id))
}

// Picture implements messenger.Store.
func (s *Store) Picture(ctx context.Context, viewer messenger.UserID, of [16]byte, id messenger.FileID) (f messenger.KeptFile, err error) {
	viewerKey, err := s.userKey(ctx, viewer)
	if err != nil {
		return f, asNoFile(err)
	}
	err = s.read(ctx, func(q querier) error {
		list, err := readFiles(ctx, q, `JOIN users u ON u.picture = f.id WHERE f.id = ? AND u.id = ?
			AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user_key = u.user_key AND b.blocked_key = ? AND b.gone = 0)`, id[:], of[:], viewerKey)
		if err == nil && len(list) == 0 {
			list, err = readFiles(ctx, q, `JOIN chats c ON c.picture = f.id JOIN members m ON m.chat_key = c.chat_key AND m.user_key = ? AND m.to_seq IS NULL
				WHERE f.id = ? AND c.id = ?`, viewerKey, id[:], of[:])
		}
		if err != nil || len(list) == 0 {
			return orNoFile(err)
		}
		f = list[0]
		return nil
	})
	return f, err
}
