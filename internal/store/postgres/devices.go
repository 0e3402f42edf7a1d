package postgres

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
			WHERE user_key = $1 AND scopes = 0 ORDER BY used_at DESC, created_at DESC, id`, key)
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
	return alone(ctx, s, func(t *tx) ([]auth.SessionID, error) {
		if err := t.lockUser(ctx, key); err != nil {
			return nil, err
		}
		ended, err := t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = $1 AND id <> $2 AND scopes = 0 RETURNING id`, key, keep[:])
		if err != nil || len(ended) == 0 {
			return nil, err
		}
		return ended, t.audit(ctx, at, key, "other devices signed out", "")
	})
}

// ChangePassword implements auth.DeviceStore.
func (s *Store) ChangePassword(ctx context.Context, act auth.ChangePassword) ([]auth.SessionID, error) {
	key, err := s.userKey(ctx, act.User)
	if err != nil {
		return nil, err
	}
	return alone(ctx, s, func(t *tx) (ended []auth.SessionID, err error) {
		if err := t.lockUser(ctx, key); err != nil {
			return nil, err
		}
		n, err := t.change(ctx, `UPDATE passwords SET hash = $1, changed_at = $2 WHERE user_key = $3 AND hash = $4`, act.New, millis(act.At), key, act.Old)
		if err == nil && n == 0 {
			err = auth.ErrInvalidCredentials
		}
		if err != nil {
			return nil, err
		}
		// A link that was made for the old password is void with it.
		if err := t.exec(ctx, `DELETE FROM reset_links WHERE user_key = $1`, key); err != nil {
			return nil, err
		}
		ended, err = t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = $1 AND id <> $2 RETURNING id`, key, act.Keep[:])
		if err != nil {
			return nil, err
		}
		return ended, t.audit(ctx, act.At, key, "password changed", "")
	})
}

// ownRows are all that is only a person's own: it goes with the account. Rows of chats stay, which membership needs, without
// what was in them.
var ownRows = []string{
	`DELETE FROM passwords WHERE user_key = $1`,
	`DELETE FROM identities WHERE user_key = $1`,
	`DELETE FROM reset_links WHERE user_key = $1`,
	`DELETE FROM settings WHERE user_key = $1`,
	`DELETE FROM stars WHERE user_key = $1`,
	`DELETE FROM hidden WHERE user_key = $1`,
	`DELETE FROM blocks WHERE user_key = $1`,
	`DELETE FROM mentions WHERE user_key = $1`,
	`UPDATE chat_rows SET draft = '', draft_at = 0 WHERE user_key = $1`,
}

// DeleteAccount implements auth.DeviceStore.
func (s *Store) DeleteAccount(ctx context.Context, act auth.DeleteAccount) ([]auth.SessionID, error) {
	return alone(ctx, s, func(t *tx) (ended []auth.SessionID, err error) {
		// Rows of the account go: that is under the lock of those who take versions of it.
		if err := t.lockAccounts(); err != nil {
			return nil, err
		}
		key, standing, err := t.accountStanding(ctx, auth.ChangeAccount{By: act.User, User: act.User})
		if err != nil {
			return nil, err
		}
		if err := act.Guard(standing); err != nil {
			return nil, err
		}
		for _, query := range ownRows {
			if err := t.exec(ctx, query, key); err != nil {
				return nil, err
			}
		}
		at := millis(act.At)
		for _, query := range []string{
			`UPDATE invitations SET revoked_at = $1 WHERE user_key = $2 AND revoked_at = 0`,
			`UPDATE hooks SET revoked_at = $1 WHERE creator_key = $2 AND revoked_at = 0`,
		} {
			if err := t.exec(ctx, query, at, key); err != nil {
				return nil, err
			}
		}
		if ended, err = t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = $1 RETURNING id`, key); err != nil {
			return nil, err
		}
		if err := t.letPictureGo(ctx, key); err != nil {
			return nil, err
		}
		err = t.exec(ctx, `UPDATE users SET handle = $1, name = $2, about = '', picture = NULL, role = $3, last_seen_at = 0, disabled_at = $4, deleted_at = $4,
			version = version + 1 WHERE user_key = $5`, act.Handle, act.Name, roleMember, at, key)
		if err != nil {
			return nil, err
		}
		return ended, t.audit(ctx, act.At, key, "account deleted", "@"+standing.Account.Handle)
	})
}

// LeftBehind implements auth.DeviceStore.
func (s *Store) LeftBehind(ctx context.Context, limit int) (users []auth.UserID, err error) {
	err = s.read(ctx, func(q querier) error {
		users = nil
		keys, err := scanKeys(q.query(ctx, `SELECT u.user_key FROM users u WHERE u.deleted_at <> 0 AND EXISTS (
				SELECT 1 FROM members m JOIN chats c ON c.chat_key = m.chat_key WHERE m.user_key = u.user_key AND m.to_seq IS NULL AND c.kind = $1)
			LIMIT $2`, messenger.Group, limit))
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
