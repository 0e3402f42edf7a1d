package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/auth"
)

// CreateResetLink implements auth.Store.
func (s *Store) CreateResetLink(ctx context.Context, link auth.ResetLink) error {
	key, err := s.userKey(ctx, link.User)
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(t *tx) error {
		if err := t.lockUser(ctx, key); err != nil {
			return err
		}
		if err := t.exec(ctx, `DELETE FROM reset_links WHERE user_key = $1`, key); err != nil {
			return err
		}
		err := t.exec(ctx, `INSERT INTO reset_links (token_hash, user_key, expires_at) VALUES ($1, $2, $3)`,
			link.Token[:], key, millis(link.ExpiresAt))
		if err != nil {
			return err
		}
		return t.auditAbout(ctx, link.CreatedAt, link.By, key, "reset link made")
	})
}

// ResetLinkUser implements auth.Store.
func (s *Store) ResetLinkUser(ctx context.Context, token auth.TokenHash, at time.Time) (a auth.Account, err error) {
	err = s.read(ctx, func(q querier) error {
		key, err := resetLinkUser(ctx, q, token, at)
		if err != nil {
			return err
		}
		a, err = scanAccount(q.row(ctx, `SELECT `+accountColumns+` WHERE u.user_key = $1 AND u.disabled_at = 0`, key))
		if errors.Is(err, auth.ErrNoAccount) {
			return auth.ErrResetInvalid
		}
		return err
	})
	return a, err
}

func resetLinkUser(ctx context.Context, q querier, token auth.TokenHash, at time.Time) (key int64, err error) {
	err = q.row(ctx, `SELECT user_key FROM reset_links WHERE token_hash = $1 AND expires_at > $2`, token[:], millis(at)).scan(&key)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, auth.ErrResetInvalid
	}
	return key, err
}

// UseResetLink implements auth.Store.
func (s *Store) UseResetLink(ctx context.Context, act auth.UseResetLink) (auth.ResetLinkUsed, error) {
	return alone(ctx, s, func(t *tx) (used auth.ResetLinkUsed, err error) {
		key, err := resetLinkUser(ctx, t, act.Token, act.At)
		if err != nil {
			return used, err
		}
		if used.User, err = s.userID(ctx, t, key); err != nil {
			return used, err
		}
		if err := t.lockUser(ctx, key); err != nil {
			return used, err
		}
		n, err := t.change(ctx, `DELETE FROM reset_links WHERE token_hash = $1`, act.Token[:])
		if err == nil && n == 0 {
			err = auth.ErrResetInvalid // another node was first
		}
		if err != nil {
			return used, err
		}
		err = t.exec(ctx, `INSERT INTO passwords (user_key, hash, changed_at) VALUES ($1, $2, $3)
			ON CONFLICT (user_key) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`, key, act.PasswordHash, millis(act.At))
		if err != nil {
			return used, err
		}
		if used.Ended, err = t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = $1 RETURNING id`, key); err != nil {
			return used, err
		}
		return used, t.audit(ctx, act.At, key, "password reset", "")
	})
}
