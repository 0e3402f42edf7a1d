package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/auth"
)

var _ auth.Store = (*Store)(nil)

// What users.role holds.
const (
	roleMember        = 1
	roleAdministrator = 2
)

const accountColumns = `u.id, u.handle, u.name, u.version, u.role, u.kind, u.created_at, coalesce(p.hash, '')
	FROM users u LEFT JOIN passwords p ON p.user_key = u.user_key`

func scanAccount(r *row) (auth.Account, error) { return readAccount(r.scan) }

func readAccount(scan func(...any) error) (auth.Account, error) {
	var a auth.Account
	var id []byte
	var role, kind int
	var created int64
	err := scan(&id, &a.Handle, &a.Name, &a.Version, &role, &kind, &created, &a.PasswordHash)
	if errors.Is(err, pgx.ErrNoRows) {
		return a, auth.ErrNoAccount
	}
	if err != nil {
		return a, err
	}
	a.User, a.Administrator, a.Bot, a.CreatedAt = auth.UserID(id), role == roleAdministrator, kind == kindBot, fromMillis(created)
	return a, nil
}

func (s *Store) account(ctx context.Context, query string, args ...any) (a auth.Account, err error) {
	err = s.ask(ctx, func(q querier) error {
		a, err = scanAccount(q.row(ctx, query, args...))
		return err
	})
	return a, err
}

// HasAccounts implements auth.Store.
func (s *Store) HasAccounts(ctx context.Context) (has bool, err error) {
	err = s.ask(ctx, func(q querier) error { has, err = hasAccounts(ctx, q); return err })
	return has, err
}

func hasAccounts(ctx context.Context, q querier) (has bool, err error) {
	err = q.row(ctx, `SELECT EXISTS (SELECT 1 FROM users)`).scan(&has)
	return has, err
}

// AccountByHandle implements auth.Store.
func (s *Store) AccountByHandle(ctx context.Context, handle string) (auth.Account, error) {
	return s.account(ctx, `SELECT `+accountColumns+` WHERE u.handle = $1 AND u.disabled_at = 0`, handle)
}

// AccountByID implements auth.Store.
func (s *Store) AccountByID(ctx context.Context, id auth.UserID) (auth.Account, error) {
	return s.account(ctx, `SELECT `+accountColumns+` WHERE u.id = $1 AND u.disabled_at = 0`, id[:])
}

// FirstAdministrator implements auth.Store.
func (s *Store) FirstAdministrator(ctx context.Context) (auth.Account, error) {
	return s.account(ctx, `SELECT `+accountColumns+` WHERE u.role = $1 AND u.disabled_at = 0 ORDER BY u.user_key LIMIT 1`, roleAdministrator)
}

// alone is inTx for an act that makes something.
func alone[R any](ctx context.Context, s *Store, run func(*tx) (R, error)) (made R, err error) {
	err = s.inTx(ctx, func(t *tx) error {
		made, err = run(t)
		return err
	})
	return made, err
}

// lockUser makes whatever else counts or ends what a user has wait for the end of this act. Differs because the acts of several
// nodes run at once.
func (t *tx) lockUser(ctx context.Context, key int64) error {
	return t.exec(ctx, `SELECT FROM users WHERE user_key = $1 FOR NO KEY UPDATE`, key)
}

// CreateAccount implements auth.Store.
func (s *Store) CreateAccount(ctx context.Context, act auth.CreateAccount) (auth.AccountCreated, error) {
	return alone(ctx, s, func(t *tx) (auth.AccountCreated, error) { return t.createAccount(ctx, act) })
}

func (t *tx) createAccount(ctx context.Context, act auth.CreateAccount) (created auth.AccountCreated, err error) {
	has, err := t.anybody(ctx)
	if err != nil {
		return created, err
	}
	standing := auth.Standing{First: !has}
	if act.Invitation != nil {
		invitation, err := t.lockInvitation(ctx, *act.Invitation)
		if err == nil {
			standing.Invitation = &invitation
		} else if !errors.Is(err, auth.ErrNoInvitation) {
			return created, err
		}
	}
	administrator, err := act.Guard(standing)
	if err != nil {
		return created, err
	}
	key, err := t.insertAccount(ctx, act, administrator)
	if err != nil {
		return created, err
	}
	created.Account = auth.Account{
		User: act.User, Handle: act.Handle, Name: act.Name, Version: 1,
		Administrator: administrator, PasswordHash: act.PasswordHash, CreatedAt: act.At,
	}
	if created.Invitation = standing.Invitation; created.Invitation != nil {
		err = t.countUse(ctx, created.Invitation.ID, key, act.At)
	}
	return created, err
}

// anybody tells whether somebody has an account. Two who might both be the first, on two nodes, come one after the other.
func (t *tx) anybody(ctx context.Context) (bool, error) {
	has, err := hasAccounts(ctx, t)
	if has || err != nil {
		return has, err
	}
	if err := t.lockAccounts(); err != nil {
		return false, err
	}
	return hasAccounts(ctx, t)
}

// insertAccount makes the rows of an account. Differs because somebody may take the handle on another node at the same time:
// the row itself tells.
func (t *tx) insertAccount(ctx context.Context, act auth.CreateAccount, administrator bool) (key int64, err error) {
	role := roleMember
	if administrator {
		role = roleAdministrator
	}
	key, err = t.insert(ctx, `INSERT INTO users (id, handle, name, role, created_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (handle) DO NOTHING RETURNING user_key`, act.User[:], act.Handle, act.Name, role, millis(act.At))
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, auth.ErrHandleTaken
	}
	if err != nil {
		return 0, err
	}
	err = t.exec(ctx, `INSERT INTO passwords (user_key, hash, changed_at) VALUES ($1, $2, $3)`, key, act.PasswordHash, millis(act.At))
	if err != nil {
		return 0, err
	}
	if act.Session.ID != (auth.SessionID{}) {
		if err := t.insertSession(ctx, key, act.Session); err != nil {
			return 0, err
		}
	}
	return key, t.audit(ctx, act.At, key, "account created", "")
}

// SetPasswordHash implements auth.Store.
func (s *Store) SetPasswordHash(ctx context.Context, user auth.UserID, old, renewed string) error {
	key, err := s.userKey(ctx, user)
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(t *tx) error {
		return t.exec(ctx, `UPDATE passwords SET hash = $1 WHERE user_key = $2 AND hash = $3`, renewed, key, old)
	})
}

// Audit implements auth.Store.
func (s *Store) Audit(ctx context.Context, line auth.AuditLine) error {
	var key int64
	if line.User != (auth.UserID{}) {
		var err error
		if key, err = s.userKey(ctx, line.User); err != nil {
			return err
		}
	}
	return s.inTx(ctx, func(t *tx) error { return t.audit(ctx, line.At, key, line.Act, line.Detail) })
}

func (t *tx) audit(ctx context.Context, at time.Time, user int64, act, detail string) error {
	return t.exec(ctx, `INSERT INTO audit (at, user_key, act, detail) VALUES ($1, $2, $3, $4)`, millis(at), user, act, detail)
}
