package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"twoticks/internal/messenger"
)

// SetSetting implements messenger.Store.
func (s *Store) SetSetting(ctx context.Context, a messenger.SetSetting) (messenger.Setting, error) {
	user, err := s.userKey(ctx, a.User)
	if err != nil {
		return messenger.Setting{}, err
	}
	type kept struct {
		setting messenger.Setting
		changed bool
	}
	made, err := write(ctx, s.writer, func(t *tx, k *kept) error {
		k.setting = messenger.Setting{Name: a.Name, Gone: true}
		is := &k.setting
		err := t.row(ctx, `SELECT value, rev, gone FROM settings WHERE user_key = ? AND name = ?`, user, a.Name).scan(&is.Value, &is.Rev, &is.Gone)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if k.changed = is.Value != a.Value; !k.changed {
			return nil
		}
		is.Value, is.Gone = a.Value, a.Value == ""
		if is.Rev, err = t.nextRev(ctx, user); err != nil {
			return err
		}
		return t.exec(ctx, `INSERT INTO settings (user_key, name, value, rev, gone) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (user_key, name) DO UPDATE SET value = excluded.value, rev = excluded.rev, gone = excluded.gone`,
			user, a.Name, is.Value, is.Rev, is.Gone)
	}, func(k *kept) {
		if k.changed && a.Committed != nil {
			a.Committed(k.setting)
		}
	})
	return made.setting, err
}

// settingsSince reads a user's settings above a version, the oldest change first.
func settingsSince(ctx context.Context, q querier, user int64, rev messenger.Rev, limit int) (list []messenger.Setting, err error) {
	rows, err := q.query(ctx, `SELECT rev, name, value, gone FROM settings WHERE user_key = ? AND rev > ? ORDER BY rev LIMIT ?`, user, rev, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one messenger.Setting
		if err := rows.Scan(&one.Rev, &one.Name, &one.Value, &one.Gone); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}

// SetProfile implements messenger.Store.
func (s *Store) SetProfile(ctx context.Context, a messenger.SetProfile) (messenger.Person, error) {
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
		if k.changed = k.person.Name != a.Name || k.person.About != a.About; !k.changed {
			return nil
		}
		err = t.exec(ctx, `UPDATE users SET name = ?, about = ?, version = version + 1 WHERE user_key = ?`, a.Name, a.About, user)
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
