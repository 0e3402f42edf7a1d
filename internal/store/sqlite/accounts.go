package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

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
	if errors.Is(err, sql.ErrNoRows) {
		return a, auth.ErrNoAccount
	}
	if err != nil {
		return a, err
	}
	a.User, a.Administrator, a.Bot, a.CreatedAt = auth.UserID(id), role == roleAdministrator, kind == kindBot, fromMillis(created)
	return a, nil
}

func (s *Store) account(ctx context.Context, query string, args ...any) (a auth.Account, err error) {
	err = s.read(ctx, func(q querier) error {
		a, err = scanAccount(q.row(ctx, query, args...))
		return err
	})
	return a, err
}

// HasAccounts implements auth.Store.
func (s *Store) HasAccounts(ctx context.Context) (has bool, err error) {
	err = s.read(ctx, func(q querier) error { has, err = hasAccounts(ctx, q); return err })
	return has, err
}

func hasAccounts(ctx context.Context, q querier) (has bool, err error) {
	err = q.row(ctx, `SELECT EXISTS (SELECT 1 FROM users)`).scan(&has)
	return has, err
}

// AccountByHandle implements auth.Store.
func (s *Store) AccountByHandle(ctx context.Context, handle string) (auth.Account, error) {
	return s.account(ctx, `SELECT `+accountColumns+` WHERE u.handle = ? AND u.disabled_at = 0`, handle)
}

// AccountByID implements auth.Store.
func (s *Store) AccountByID(ctx context.Context, id auth.UserID) (auth.Account, error) {
	return s.account(ctx, `SELECT `+accountColumns+` WHERE u.id = ? AND u.disabled_at = 0`, id[:])
}

// FirstAdministrator implements auth.Store.
func (s *Store) FirstAdministrator(ctx context.Context) (auth.Account, error) {
	return s.account(ctx, `SELECT `+accountColumns+` WHERE u.role = ? AND u.disabled_at = 0 ORDER BY u.user_key LIMIT 1`, roleAdministrator)
}

// CreateAccount implements auth.Store.
func (s *Store) CreateAccount(ctx context.Context, act auth.CreateAccount) (auth.AccountCreated, error) {
	return write(ctx, s.writer, func(t *tx, created *auth.AccountCreated) (err error) {
		*created, err = t.createAccount(ctx, act)
		return err
	}, nil)
}

func (t *tx) createAccount(ctx context.Context, act auth.CreateAccount) (created auth.AccountCreated, err error) {
	has, err := hasAccounts(ctx, t)
	if err != nil {
		return created, err
	}
	standing := auth.Standing{First: !has}
	if act.Invitation != nil {
		invitation, err := invitationByToken(ctx, t, *act.Invitation)
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
	var taken bool
	if err := t.row(ctx, `SELECT EXISTS (SELECT 1 FROM users WHERE handle = ?)`, act.Handle).scan(&taken); err != nil {
		return created, err
	}
	if taken {
		return created, auth.ErrHandleTaken
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

func (t *tx) insertAccount(ctx context.Context, act auth.CreateAccount, administrator bool) (key int64, err error) {
	role := roleMember
	if administrator {
		role = roleAdministrator
	}
	key, err = t.insert(ctx, `INSERT INTO users (id, handle, name, role, created_at) VALUES (?, ?, ?, ?, ?)`,
		act.User[:], act.Handle, act.Name, role, millis(act.At))
	if err != nil {
		return 0, err
	}
	err = t.exec(ctx, `INSERT INTO passwords (user_key, hash, changed_at) VALUES (?, ?, ?)`, key, act.PasswordHash, millis(act.At))
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
	return s.writer.do(ctx, func(t *tx) error {
		return t.exec(ctx, `UPDATE passwords SET hash = ? WHERE user_key = ? AND hash = ?`, renewed, key, old)
	}, nil)
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
	return s.writer.do(ctx, func(t *tx) error { return t.audit(ctx, line.At, key, line.Act, line.Detail) }, nil)
}

func (t *tx) audit(ctx context.Context, at time.Time, user int64, act, detail string) error {
	return t.exec(ctx, `INSERT INTO audit (at, user_key, act, detail) VALUES (?, ?, ?, ?)`, millis(at), user, act, detail)
}
