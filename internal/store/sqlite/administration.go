package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"twoticks/internal/auth"
)

// registrationName is where meta has what an administrator chose over the setting.
const registrationName = "registration"

const accountRowColumns = `u.user_key, u.id, u.handle, u.name, u.version, u.role, u.kind, u.created_at, u.disabled_at,
	max(u.last_seen_at, coalesce((SELECT max(s.used_at) FROM sessions s WHERE s.user_key = u.user_key), 0)),
	(SELECT count(*) FROM sessions s WHERE s.user_key = u.user_key AND s.scopes = 0) FROM users u`

func scanAccountRow(scan func(...any) error) (key int64, a auth.AccountRow, err error) {
	var id []byte
	var role, kind int
	var created, disabled, active int64
	err = scan(&key, &id, &a.Handle, &a.Name, &a.Version, &role, &kind, &created, &disabled, &active, &a.Devices)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, a, auth.ErrNoAccount
	}
	if err != nil {
		return 0, a, err
	}
	a.User, a.Administrator, a.Bot, a.Disabled = auth.UserID(id), role == roleAdministrator, kind == kindBot, disabled != 0
	a.CreatedAt, a.DisabledAt, a.ActiveAt = fromMillis(created), fromMillis(disabled), fromMillis(active)
	return key, a, nil
}

// AccountToSignIn implements auth.Store.
func (s *Store) AccountToSignIn(ctx context.Context, handle string) (a auth.Account, err error) {
	err = s.read(ctx, func(q querier) error {
		if a, err = scanAccount(q.row(ctx, `SELECT `+accountColumns+` WHERE u.handle = ?`, handle)); err != nil {
			return err
		}
		return q.row(ctx, `SELECT disabled_at <> 0 FROM users WHERE handle = ?`, handle).scan(&a.Disabled)
	})
	return a, err
}

// Accounts implements auth.Store.
func (s *Store) Accounts(ctx context.Context, ask auth.AccountQuery) (page auth.AccountPage, err error) {
	err = s.read(ctx, func(q querier) error {
		page = auth.AccountPage{}
		rows, err := q.query(ctx, `SELECT `+accountRowColumns+`
			WHERE u.handle > ?1 AND u.deleted_at = 0 AND u.placeholder_of IS NULL AND (?2 = '%' OR u.handle LIKE ?2 ESCAPE '\' OR u.name LIKE ?2 ESCAPE '\') ORDER BY u.handle LIMIT ?3`,
			ask.After, containing(ask.Search), ask.Limit+1)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			_, a, err := scanAccountRow(rows.Scan)
			if err != nil {
				return err
			}
			page.Accounts = append(page.Accounts, a)
		}
		if len(page.Accounts) > ask.Limit {
			page.Accounts = page.Accounts[:ask.Limit]
			page.Next = page.Accounts[ask.Limit-1].Handle
		}
		return rows.Err()
	})
	return page, err
}

var patternSigns = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// containing is the pattern of everything that has a text in it.
func containing(text string) string {
	if text == "" {
		return "%"
	}
	return "%" + patternSigns.Replace(text) + "%"
}

// ChangeAccount implements auth.Store.
func (s *Store) ChangeAccount(ctx context.Context, act auth.ChangeAccount) (auth.AccountChanged, error) {
	return write(ctx, s.writer, func(t *tx, changed *auth.AccountChanged) error {
		key, standing, err := t.accountStanding(ctx, act)
		if err != nil {
			return err
		}
		if err := act.Guard(standing); err != nil {
			return err
		}
		changed.Account = standing.Account
		line, err := t.changeAccount(ctx, key, standing.Account, act)
		if err != nil || line == "" {
			return err
		}
		if act.Change != auth.Enable {
			changed.Ended, err = t.endSessions(ctx, `DELETE FROM sessions WHERE user_key = ? RETURNING id`, key)
			if err != nil {
				return err
			}
		}
		if _, changed.Account, err = scanAccountRow(t.row(ctx, `SELECT `+accountRowColumns+` WHERE u.user_key = ?`, key).scan); err != nil {
			return err
		}
		return t.auditAbout(ctx, act.At, act.By, key, line)
	}, nil)
}

func (t *tx) accountStanding(ctx context.Context, act auth.ChangeAccount) (key int64, s auth.AccountStanding, err error) {
	if key, s.Account, err = scanAccountRow(t.row(ctx, `SELECT `+accountRowColumns+` WHERE u.id = ? AND u.deleted_at = 0 AND u.placeholder_of IS NULL`, act.User[:]).scan); err != nil {
		return 0, s, err
	}
	err = t.row(ctx, `SELECT count(*), coalesce(sum(id = ?2), 0) <> 0 FROM users WHERE role = ?1 AND disabled_at = 0`,
		roleAdministrator, act.By[:]).scan(&s.Administrators, &s.ByAdministrator)
	return key, s, err
}

// changeAccount writes the change and returns what the audit log says of it; empty where nothing changes.
func (t *tx) changeAccount(ctx context.Context, key int64, is auth.AccountRow, act auth.ChangeAccount) (line string, err error) {
	switch {
	case act.Change == auth.Disable && !is.Disabled:
		return "account disabled", t.exec(ctx, `UPDATE users SET disabled_at = ? WHERE user_key = ?`, millis(act.At), key)
	case act.Change == auth.Enable && is.Disabled:
		return "account enabled", t.exec(ctx, `UPDATE users SET disabled_at = 0 WHERE user_key = ?`, key)
	case act.Change == auth.MakeAdministrator && !is.Administrator:
		return "made an administrator", t.exec(ctx, `UPDATE users SET role = ? WHERE user_key = ?`, roleAdministrator, key)
	case act.Change == auth.MakeMember && is.Administrator:
		return "made a member", t.exec(ctx, `UPDATE users SET role = ? WHERE user_key = ?`, roleMember, key)
	case act.Change == auth.SignOut:
		return "signed out everywhere", nil
	}
	return "", nil
}

// auditAbout leaves a line about an account by somebody else; the zero id is the server.
func (t *tx) auditAbout(ctx context.Context, at time.Time, by auth.UserID, about int64, act string) error {
	return t.exec(ctx, `INSERT INTO audit (at, user_key, act, detail)
		SELECT ?, coalesce((SELECT user_key FROM users WHERE id = ?), 0), ?, '@' || handle FROM users WHERE user_key = ?`,
		millis(at), by[:], act, about)
}

// RegistrationChoice implements auth.Store.
func (s *Store) RegistrationChoice(ctx context.Context) (choice auth.Registration, err error) {
	err = s.read(ctx, func(q querier) error {
		err := q.row(ctx, `SELECT value FROM meta WHERE name = ?`, registrationName).scan(&choice)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return choice, err
}

// SetRegistrationChoice implements auth.Store.
func (s *Store) SetRegistrationChoice(ctx context.Context, by auth.UserID, choice auth.Registration, at time.Time) error {
	key, err := s.userKey(ctx, by)
	if err != nil {
		return err
	}
	return s.writer.do(ctx, func(t *tx) error {
		if choice == "" {
			n, err := t.change(ctx, `DELETE FROM meta WHERE name = ?`, registrationName)
			if err != nil || n == 0 {
				return err
			}
			return t.audit(ctx, at, key, "registration as the settings say", "")
		}
		n, err := t.change(ctx, `INSERT INTO meta (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`, registrationName, string(choice))
		if err != nil || n == 0 {
			return err
		}
		return t.audit(ctx, at, key, "registration set", string(choice))
	}, nil)
}
