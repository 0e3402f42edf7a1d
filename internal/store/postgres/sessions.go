package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/auth"
)

// CreateSession implements auth.Store.
func (s *Store) CreateSession(ctx context.Context, session auth.Session, maxDevices int) ([]auth.SessionID, error) {
	key, err := s.userKey(ctx, session.User)
	if err != nil {
		return nil, err
	}
	return alone(ctx, s, func(t *tx) ([]auth.SessionID, error) {
		if err := t.lockUser(ctx, key); err != nil {
			return nil, err
		}
		if err := t.insertSession(ctx, key, session); err != nil {
			return nil, err
		}
		ended, err := t.endSessions(ctx, `DELETE FROM sessions WHERE token_hash IN
			(SELECT token_hash FROM sessions WHERE user_key = $1 AND scopes = 0 ORDER BY used_at DESC, created_at DESC OFFSET $2) RETURNING id`,
			key, maxDevices)
		if err != nil {
			return nil, err
		}
		return ended, t.audit(ctx, session.CreatedAt, key, "signed in", "")
	})
}

func (t *tx) insertSession(ctx context.Context, user int64, s auth.Session) error {
	return t.exec(ctx, `INSERT INTO sessions (token_hash, id, user_key, label, scopes, created_at, used_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.Token[:], s.ID[:], user, s.Device, s.Scopes, millis(s.CreatedAt), millis(s.UsedAt), millis(s.ExpiresAt))
}

// SessionByToken implements auth.Store.
func (s *Store) SessionByToken(ctx context.Context, token auth.TokenHash) (auth.Session, auth.Account, error) {
	session := auth.Session{Token: token}
	var account auth.Account
	err := s.read(ctx, func(q querier) error {
		var id []byte
		var user, created, used, expires int64
		err := q.row(ctx, `SELECT id, user_key, label, scopes, created_at, used_at, expires_at FROM sessions WHERE token_hash = $1`, token[:]).
			scan(&id, &user, &session.Device, &session.Scopes, &created, &used, &expires)
		if errors.Is(err, pgx.ErrNoRows) {
			return auth.ErrNoSession
		}
		if err != nil {
			return err
		}
		session.ID = auth.SessionID(id)
		session.CreatedAt, session.UsedAt, session.ExpiresAt = fromMillis(created), fromMillis(used), fromMillis(expires)
		account, err = scanAccount(q.row(ctx, `SELECT `+accountColumns+` WHERE u.user_key = $1 AND u.disabled_at = 0`, user))
		if errors.Is(err, auth.ErrNoAccount) {
			return auth.ErrNoSession
		}
		session.User = account.User
		return err
	})
	return session, account, err
}

// LiveSessions implements auth.Store.
func (s *Store) LiveSessions(ctx context.Context, ids []auth.SessionID, at, usedAfter time.Time) (live []auth.SessionID, err error) {
	err = s.ask(ctx, func(q querier) error {
		rows, err := q.query(ctx, `SELECT s.id FROM sessions s JOIN users u ON u.user_key = s.user_key
			WHERE s.id = ANY($1::bytea[]) AND s.expires_at > $2 AND (s.used_at > $3 OR s.scopes <> 0) AND u.disabled_at = 0`,
			idList(ids), millis(at), millis(usedAfter))
		if err != nil {
			return err
		}
		live, err = sessionIDs(rows)
		return err
	})
	return live, err
}

// TouchSessions implements auth.Store. A row that somebody has locked is being ended, or touched by another node: it is left
// alone.
func (s *Store) TouchSessions(ctx context.Context, ids []auth.SessionID, at, before time.Time) error {
	return s.inTx(ctx, func(t *tx) error {
		return t.exec(ctx, `UPDATE sessions SET used_at = $1 WHERE id IN (
			SELECT id FROM sessions WHERE id = ANY($2::bytea[]) AND used_at <= $3 FOR UPDATE SKIP LOCKED)`,
			millis(at), idList(ids), millis(before))
	})
}

// EndSession implements auth.Store.
func (s *Store) EndSession(ctx context.Context, id auth.SessionID, at time.Time) error {
	return s.inTx(ctx, func(t *tx) error {
		var user int64
		err := t.row(ctx, `DELETE FROM sessions WHERE id = $1 RETURNING user_key`, id[:]).scan(&user)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, at, user, "signed out", "")
	})
}

// EndSessions implements auth.Store.
func (s *Store) EndSessions(ctx context.Context, user auth.UserID, at time.Time) ([]auth.SessionID, error) {
	key, err := s.userKey(ctx, user)
	if err != nil {
		return nil, err
	}
	return alone(ctx, s, func(t *tx) ([]auth.SessionID, error) {
		if err := t.lockUser(ctx, key); err != nil {
			return nil, err
		}
		ended, err := t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = $1 RETURNING id`, key)
		if err != nil {
			return nil, err
		}
		return ended, t.audit(ctx, at, key, "all sessions ended", "")
	})
}

// endSessions deletes by a query that returns the ids of what it deleted.
func (t *tx) endSessions(ctx context.Context, query string, args ...any) ([]auth.SessionID, error) {
	t.wrote = true
	rows, err := t.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return sessionIDs(rows)
}

func sessionIDs(rows pgx.Rows) (ids []auth.SessionID, err error) {
	defer rows.Close()
	for rows.Next() {
		var id []byte
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, auth.SessionID(id))
	}
	return ids, rows.Err()
}

// idList is a list of ids as one argument: the query stays the same for any length.
func idList(ids []auth.SessionID) [][]byte {
	list := make([][]byte, len(ids))
	for i := range ids {
		list[i] = ids[i][:]
	}
	return list
}
