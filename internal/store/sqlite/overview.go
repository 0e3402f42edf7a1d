package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"twoticks/internal/auth"
)

// AllInvitations implements auth.Store.
func (s *Store) AllInvitations(ctx context.Context, after auth.InvitationID, limit int) (list []auth.FoundInvitation, err error) {
	where, args := ``, []any{limit}
	if after != (auth.InvitationID{}) {
		where, args = `WHERE (i.created_at, i.id) < (SELECT created_at, id FROM invitations WHERE id = ?2)`, append(args, after[:])
	}
	err = s.read(ctx, func(q querier) error {
		list = nil
		rows, err := q.query(ctx, `SELECT i.id, i.created_at, i.expires_at, i.uses, i.max_uses, i.revoked_at, u.id, u.handle, u.name, u.version
			FROM invitations i JOIN users u ON u.user_key = i.user_key `+where+` ORDER BY i.created_at DESC, i.id DESC LIMIT ?1`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var f auth.FoundInvitation
			var id, user []byte
			var created, expires, revoked int64
			i, by := &f.Invitation, &f.Inviter
			if err := rows.Scan(&id, &created, &expires, &i.Uses, &i.MaxUses, &revoked, &user, &by.Handle, &by.Name, &by.Version); err != nil {
				return err
			}
			i.ID, by.User = auth.InvitationID(id), auth.UserID(user)
			i.Inviter, i.CreatedAt, i.ExpiresAt, i.Revoked = by.User, fromMillis(created), fromMillis(expires), revoked != 0
			list = append(list, f)
		}
		return rows.Err()
	})
	return list, err
}

// RevokeAnyInvitation implements auth.Store.
func (s *Store) RevokeAnyInvitation(ctx context.Context, by auth.UserID, id auth.InvitationID, at time.Time) error {
	return s.writer.do(ctx, func(t *tx) error {
		var inviter int64
		err := t.row(ctx, `SELECT user_key FROM invitations WHERE id = ?`, id[:]).scan(&inviter)
		if errors.Is(err, sql.ErrNoRows) {
			return auth.ErrNoInvitation
		}
		if err != nil {
			return err
		}
		n, err := t.change(ctx, `UPDATE invitations SET revoked_at = ? WHERE id = ? AND revoked_at = 0`, millis(at), id[:])
		if err != nil || n == 0 {
			return err
		}
		return t.auditAbout(ctx, at, by, inviter, "invitation revoked")
	}, nil)
}

// AuditLines implements auth.Store.
func (s *Store) AuditLines(ctx context.Context, limit int) (lines []auth.WrittenAuditLine, err error) {
	err = s.read(ctx, func(q querier) error {
		lines = nil
		rows, err := q.query(ctx, `SELECT a.at, a.act, a.detail, u.id, coalesce(u.handle, ''), coalesce(u.name, ''), coalesce(u.version, 0)
			FROM audit a LEFT JOIN users u ON u.user_key = a.user_key ORDER BY a.audit_key DESC LIMIT ?`, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var line auth.WrittenAuditLine
			var by auth.Account
			var at int64
			var id []byte
			if err := rows.Scan(&at, &line.Act, &line.Detail, &id, &by.Handle, &by.Name, &by.Version); err != nil {
				return err
			}
			if line.At = fromMillis(at); id != nil {
				by.User, line.By = auth.UserID(id), &by
			}
			lines = append(lines, line)
		}
		return rows.Err()
	})
	return lines, err
}

// Usage implements auth.Store. Every entry of a chat is a message or a change and none is missing (C8), so the heads and the
// few changes count the messages without going through them.
func (s *Store) Usage(ctx context.Context) (u auth.Usage, err error) {
	err = s.read(ctx, func(q querier) error {
		return q.row(ctx, `SELECT (SELECT count(*) FROM users WHERE placeholder_of IS NULL), (SELECT count(*) FROM chats),
			(SELECT coalesce(sum(head), 0) FROM chats) - (SELECT count(*) FROM changes),
			(SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size())`).
			scan(&u.People, &u.Chats, &u.Messages, &u.Bytes)
	})
	return u, err
}
