package sqlite

import (
	"context"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// Devices implements auth.DeviceStore.
func (s *Store) Devices(ctx context.Context, user auth.UserID) (list []auth.Session, err error) {
	key, err := s.userKey(ctx, user)
	if err != nil {
		return nil, err
	}
	err = s.read(ctx, func(q querier) error {
		list = nil
		rows, err := q.query(ctx, `SELECT id, label, created_at, used_at, expires_at FROM sessions
			WHERE user_key = ? AND scopes = 0 ORDER BY used_at DESC, created_at DESC, id`, key)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			one := auth.Session{User: user}
			var id []byte
			var created, used, expires int64
			if err := rows.Scan(&id, &one.Device, &created, &used, &expires); err != nil {
				return err
			}
			one.ID = auth.SessionID(id)
			one.CreatedAt, one.UsedAt, one.ExpiresAt = fromMillis(created), fromMillis(used), fromMillis(expires)
			list = append(list, one)
		}
		return rows.Err()
	})
	return list, err
}

// EndOtherSessions implements auth.DeviceStore.
func (s *Store) EndOtherSessions(ctx context.Context, user auth.UserID, keep auth.SessionID, at time.Time) ([]auth.SessionID, error) {
	key, err := s.userKey(ctx, user)
	if err != nil {
		return nil, err
	}
	return write(ctx, s.writer, func(t *tx, ended *[]auth.SessionID) (err error) {
		*ended, err = t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = ? AND id <> ? AND scopes = 0 RETURNING id`, key, keep[:])
		if err != nil || len(*ended) == 0 {
			return err
		}
		return t.audit(ctx, at, key, "other devices signed out", "")
	}, nil)
}

// ChangePassword implements auth.DeviceStore.
func (s *Store) ChangePassword(ctx context.Context, act auth.ChangePassword) ([]auth.SessionID, error) {
	key, err := s.userKey(ctx, act.User)
	if err != nil {
		return nil, err
	}
	return write(ctx, s.writer, func(t *tx, ended *[]auth.SessionID) error {
		n, err := t.change(ctx, `UPDATE passwords SET hash = ?, changed_at = ? WHERE user_key = ? AND hash = ?`, act.New, millis(act.At), key, act.Old)
		if err == nil && n == 0 {
			err = auth.ErrInvalidCredentials
		}
		if err != nil {
			return err
		}
		// A link that was made for the old password is void with it.
		if err := t.exec(ctx, `DELETE FROM reset_links WHERE user_key = ?`, key); err != nil {
			return err
		}
		*ended, err = t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = ? AND id <> ? RETURNING id`, key, act.Keep[:])
		if err != nil {
			return err
		}
		return t.audit(ctx, act.At, key, "password changed", "")
	}, nil)
}

// ownRows are all that is only a person's own: it goes with the account. Rows of chats stay, which membership needs, without
// what was in them.
var ownRows = []string{
	`DELETE FROM passwords WHERE user_key = ?`,
	`DELETE FROM identities WHERE user_key = ?`,
	`DELETE FROM reset_links WHERE user_key = ?`,
	`DELETE FROM settings WHERE user_key = ?`,
	`DELETE FROM stars WHERE user_key = ?`,
	`DELETE FROM hidden WHERE user_key = ?`,
	`DELETE FROM blocks WHERE user_key = ?`,
	`DELETE FROM mentions WHERE user_key = ?`,
	`UPDATE chat_rows SET draft = '', draft_at = 0 WHERE user_key = ?`,
}

// DeleteAccount implements auth.DeviceStore.
func (s *Store) DeleteAccount(ctx context.Context, act auth.DeleteAccount) ([]auth.SessionID, error) {
	return write(ctx, s.writer, func(t *tx, ended *[]auth.SessionID) error {
		key, standing, err := t.accountStanding(ctx, auth.ChangeAccount{By: act.User, User: act.User})
		if err != nil {
			return err
		}
		if err := act.Guard(standing); err != nil {
			return err
		}
		for _, query := range ownRows {
			if err := t.exec(ctx, query, key); err != nil {
				return err
			}
		}
		at := millis(act.At)
		for _, query := range []string{
			`UPDATE invitations SET revoked_at = ? WHERE user_key = ? AND revoked_at = 0`,
			`UPDATE hooks SET revoked_at = ? WHERE creator_key = ? AND revoked_at = 0`,
		} {
			if err := t.exec(ctx, query, at, key); err != nil {
				return err
			}
		}
		if *ended, err = t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = ? RETURNING id`, key); err != nil {
			return err
		}
		if err := t.letPictureGo(ctx, key); err != nil {
			return err
		}
		err = t.exec(ctx, `UPDATE users SET handle = ?, name = ?, about = '', picture = NULL, role = ?, last_seen_at = 0, disabled_at = ?, deleted_at = ?,
			version = version + 1 WHERE user_key = ?`, act.Handle, act.Name, roleMember, at, at, key)
		if err != nil {
			return err
		}
		return t.audit(ctx, act.At, key, "account deleted", "@"+standing.Account.Handle)
	}, nil)
}

// LeftBehind implements auth.DeviceStore.
func (s *Store) LeftBehind(ctx context.Context, limit int) (users []auth.UserID, err error) {
	err = s.read(ctx, func(q querier) error {
		users = nil
		keys, err := scanKeys(q.query(ctx, `SELECT u.user_key FROM users u WHERE u.deleted_at <> 0 AND EXISTS (
				SELECT 1 FROM members m JOIN chats c ON c.chat_key = m.chat_key WHERE m.user_key = u.user_key AND m.to_seq IS NULL AND c.kind = ?)
			LIMIT ?`, messenger.Group, limit))
		if err != nil {
			return err
		}
		for _, key := range keys {
			id, err := s.userID(ctx, q, key)
			if err != nil {
				return err
			}
			users = append(users, id)
		}
		return nil
	})
	return users, err
}
