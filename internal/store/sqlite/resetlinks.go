package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"twoticks/internal/auth"
)

// CreateResetLink implements auth.Store.
func (s *Store) CreateResetLink(ctx context.Context, link auth.ResetLink) error {
	key, err := s.userKey(ctx, link.User)
	if err != nil {
		return err
	}
	return s.writer.do(ctx, func(t *tx) error {
		if err := t.exec(ctx, `DELETE FROM reset_links WHERE user_key = ?`, key); err != nil {
			return err
		}
		err := t.exec(ctx, `INSERT INTO reset_links (token_hash, user_key, expires_at) VALUES (?, ?, ?)`,
			link.Token[:], key, millis(link.ExpiresAt))
		if err != nil {
			return err
		}
		return t.auditAbout(ctx, link.CreatedAt, link.By, key, "reset link made")
	}, nil)
}

// ResetLinkUser implements auth.Store.
func (s *Store) ResetLinkUser(ctx context.Context, token auth.TokenHash, at time.Time) (a auth.Account, err error) {
	err = s.read(ctx, func(q querier) error {
		key, err := resetLinkUser(ctx, q, token, at)
		if err != nil {
			return err
		}
		a, err = scanAccount(q.row(ctx, `SELECT `+accountColumns+` WHERE u.user_key = ? AND u.disabled_at = 0`, key))
		if errors.Is(err, auth.ErrNoAccount) {
			return auth.ErrResetInvalid
		}
		return err
	})
	return a, err
}

func resetLinkUser(ctx context.Context, q querier, token auth.TokenHash, at time.Time) (key int64, err error) {
	err = q.row(ctx, `SELECT user_key FROM reset_links WHERE token_hash = ? AND expires_at > ?`, token[:], millis(at)).scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, auth.ErrResetInvalid
	}
	return key, err
}

// UseResetLink implements auth.Store.
func (s *Store) UseResetLink(ctx context.Context, act auth.UseResetLink) (auth.ResetLinkUsed, error) {
	return write(ctx, s.writer, func(t *tx, used *auth.ResetLinkUsed) error {
		key, err := resetLinkUser(ctx, t, act.Token, act.At)
		if err != nil {
			return err
		}
		if used.User, err = s.userID(ctx, t, key); err != nil {
			return err
		}
		if err := t.exec(ctx, `DELETE FROM reset_links WHERE token_hash = ?`, act.Token[:]); err != nil {
			return err
		}
		err = t.exec(ctx, `INSERT INTO passwords (user_key, hash, changed_at) VALUES (?, ?, ?)
			ON CONFLICT (user_key) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`, key, act.PasswordHash, millis(act.At))
		if err != nil {
			return err
		}
		if used.Ended, err = t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = ? RETURNING id`, key); err != nil {
			return err
		}
		return t.audit(ctx, act.At, key, "password reset", "")
	}, nil)
}
