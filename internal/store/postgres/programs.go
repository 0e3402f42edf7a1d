package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/auth"
)

// What users.kind holds.
const (
	kindPerson = 1
	kindBot    = 2
	// kindPlaceholder: an author of imported messages.
	kindPlaceholder = 3
)

// CreateToken implements auth.ProgramStore.
func (s *Store) CreateToken(ctx context.Context, act auth.CreateToken) error {
	key, err := s.userKey(ctx, act.Session.User)
	if err != nil {
		return err
	}
	by, err := s.userKey(ctx, act.By)
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(t *tx) error {
		if err := t.lockUser(ctx, key); err != nil {
			return err
		}
		var kept int
		if err := t.row(ctx, `SELECT count(*) FROM sessions WHERE user_key = $1 AND scopes <> 0`, key).scan(&kept); err != nil {
			return err
		}
		if kept >= act.Max {
			return auth.ErrTooManyKept
		}
		if err := t.insertSession(ctx, key, act.Session); err != nil {
			return err
		}
		return t.audit(ctx, act.Session.CreatedAt, by, "token created", act.Session.Device)
	})
}

// Tokens implements auth.ProgramStore.
func (s *Store) Tokens(ctx context.Context, user auth.UserID) (list []auth.Session, err error) {
	key, err := s.userKey(ctx, user)
	if err != nil {
		return nil, err
	}
	err = s.read(ctx, func(q querier) error {
		list = nil
		rows, err := q.query(ctx, `SELECT id, label, scopes, created_at, used_at, expires_at FROM sessions
			WHERE user_key = $1 AND scopes <> 0 ORDER BY created_at DESC, id`, key)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			one := auth.Session{User: user}
			var id []byte
			var created, used, expires int64
			if err := rows.Scan(&id, &one.Device, &one.Scopes, &created, &used, &expires); err != nil {
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

// EndToken implements auth.ProgramStore.
func (s *Store) EndToken(ctx context.Context, act auth.EndToken) error {
	key, err := s.userKey(ctx, act.User)
	if err != nil {
		return err
	}
	by, err := s.userKey(ctx, act.By)
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(t *tx) error {
		n, err := t.change(ctx, `DELETE FROM sessions WHERE id = $1 AND user_key = $2 AND scopes <> 0`, act.ID[:], key)
		if err != nil || n == 0 {
			return err
		}
		return t.audit(ctx, act.At, by, "token revoked", "")
	})
}

// CreateBot implements auth.ProgramStore.
func (s *Store) CreateBot(ctx context.Context, act auth.CreateBot) (auth.Account, error) {
	var by int64
	if act.By != (auth.UserID{}) {
		var err error
		if by, err = s.userKey(ctx, act.By); err != nil {
			return auth.Account{}, err
		}
	}
	return alone(ctx, s, func(t *tx) (made auth.Account, err error) {
		if err := t.lockAccounts(); err != nil { // whoever counts them comes alone
			return made, err
		}
		var taken bool
		var kept int
		err = t.row(ctx, `SELECT EXISTS (SELECT 1 FROM users WHERE handle = $1), (SELECT count(*) FROM users WHERE kind = $2 AND disabled_at = 0
			AND NOT EXISTS (SELECT 1 FROM hooks WHERE bot_key = user_key))`, act.Handle, kindBot).scan(&taken, &kept)
		switch {
		case err != nil:
			return made, err
		case taken:
			return made, auth.ErrHandleTaken
		case kept >= act.Max:
			return made, auth.ErrTooManyKept
		}
		if _, err := t.insertBot(ctx, act.User, act.Handle, act.Name, millis(act.At)); err != nil {
			return made, err
		}
		made = auth.Account{User: act.User, Handle: act.Handle, Name: act.Name, Version: 1, Bot: true, CreatedAt: act.At}
		return made, t.audit(ctx, act.At, by, "bot created", act.Handle)
	})
}

func (t *tx) insertBot(ctx context.Context, id auth.UserID, handle, name string, at int64) (key int64, err error) {
	key, err = t.insert(ctx, `INSERT INTO users (id, handle, name, kind, created_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (handle) DO NOTHING RETURNING user_key`, id[:], handle, name, kindBot, at)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, auth.ErrHandleTaken
	}
	return key, err
}

// Bots implements auth.ProgramStore.
func (s *Store) Bots(ctx context.Context, limit int) (list []auth.Account, err error) {
	err = s.read(ctx, func(q querier) error {
		list = nil
		rows, err := q.query(ctx, `SELECT `+accountColumns+` WHERE u.kind = $1 AND u.disabled_at = 0
			AND NOT EXISTS (SELECT 1 FROM hooks h WHERE h.bot_key = u.user_key) ORDER BY u.handle LIMIT $2`, kindBot, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			one, err := readAccount(rows.Scan)
			if err != nil {
				return err
			}
			list = append(list, one)
		}
		return rows.Err()
	})
	return list, err
}

// EndBot implements auth.ProgramStore.
func (s *Store) EndBot(ctx context.Context, act auth.EndBot) ([]auth.SessionID, error) {
	by, err := s.userKey(ctx, act.By)
	if err != nil {
		return nil, err
	}
	return alone(ctx, s, func(t *tx) (ended []auth.SessionID, err error) {
		var key, disabled int64
		var handle string
		err = t.row(ctx, `SELECT user_key, disabled_at, handle FROM users WHERE id = $1 AND kind = $2 FOR NO KEY UPDATE`, act.User[:], kindBot).
			scan(&key, &disabled, &handle)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return nil, auth.ErrNoAccount
		case err != nil || disabled != 0:
			return nil, err
		}
		if err := t.exec(ctx, `UPDATE users SET disabled_at = $1 WHERE user_key = $2`, millis(act.At), key); err != nil {
			return nil, err
		}
		if ended, err = t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = $1 RETURNING id`, key); err != nil {
			return nil, err
		}
		return ended, t.audit(ctx, act.At, by, "bot ended", handle)
	})
}
