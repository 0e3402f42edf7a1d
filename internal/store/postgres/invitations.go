package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// invitationWait is told to somebody who made all of today's invitations: by then the first may be a day old.
const invitationWait = time.Hour

const invitationColumns = `i.id, u.id, i.created_at, i.expires_at, i.uses, i.max_uses, i.revoked_at
	FROM invitations i JOIN users u ON u.user_key = i.user_key`

func scanInvitation(scan func(...any) error) (auth.Invitation, error) {
	var i auth.Invitation
	var id, inviter []byte
	var created, expires, revoked int64
	err := scan(&id, &inviter, &created, &expires, &i.Uses, &i.MaxUses, &revoked)
	if errors.Is(err, pgx.ErrNoRows) {
		return i, auth.ErrNoInvitation
	}
	if err != nil {
		return i, err
	}
	i.ID, i.Inviter = auth.InvitationID(id), auth.UserID(inviter)
	i.CreatedAt, i.ExpiresAt, i.Revoked = fromMillis(created), fromMillis(expires), revoked != 0
	return i, nil
}

func invitationByToken(ctx context.Context, q querier, token auth.TokenHash) (auth.Invitation, error) {
	return scanInvitation(q.row(ctx, `SELECT `+invitationColumns+` WHERE i.token_hash = $1`, token[:]).scan)
}

// lockInvitation reads an invitation that is about to be used. Differs because another node may use it now: it waits, and reads
// how often it was used then.
func (t *tx) lockInvitation(ctx context.Context, token auth.TokenHash) (auth.Invitation, error) {
	return scanInvitation(t.row(ctx, `SELECT `+invitationColumns+` WHERE i.token_hash = $1 FOR NO KEY UPDATE OF i`, token[:]).scan)
}

// CreateInvitation implements auth.Store.
func (s *Store) CreateInvitation(ctx context.Context, act auth.CreateInvitation) error {
	i := act.Invitation
	key, err := s.userKey(ctx, i.Inviter)
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(t *tx) error {
		if err := t.lockUser(ctx, key); err != nil {
			return err
		}
		var made int
		err := t.row(ctx, `SELECT count(*) FROM invitations WHERE user_key = $1 AND created_at > $2`, key, millis(act.Since)).scan(&made)
		if err != nil {
			return err
		}
		if made >= act.Max {
			return messenger.ErrRateLimited.After(invitationWait)
		}
		err = t.exec(ctx, `INSERT INTO invitations (id, token_hash, user_key, created_at, expires_at, max_uses) VALUES ($1, $2, $3, $4, $5, $6)`,
			i.ID[:], act.Token[:], key, millis(i.CreatedAt), millis(i.ExpiresAt), i.MaxUses)
		if err != nil {
			return err
		}
		return t.audit(ctx, i.CreatedAt, key, "invitation created", "")
	})
}

// Invitations implements auth.Store.
func (s *Store) Invitations(ctx context.Context, inviter auth.UserID, limit int) (list []auth.Invitation, err error) {
	key, err := s.userKey(ctx, inviter)
	if err != nil {
		return nil, err
	}
	err = s.ask(ctx, func(q querier) error {
		list = nil
		rows, err := q.query(ctx, `SELECT `+invitationColumns+` WHERE i.user_key = $1 ORDER BY i.created_at DESC, i.id LIMIT $2`, key, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			i, err := scanInvitation(rows.Scan)
			if err != nil {
				return err
			}
			list = append(list, i)
		}
		return rows.Err()
	})
	return list, err
}

// InvitationByToken implements auth.Store.
func (s *Store) InvitationByToken(ctx context.Context, token auth.TokenHash) (i auth.Invitation, inviter auth.Account, err error) {
	err = s.read(ctx, func(q querier) error {
		if i, err = invitationByToken(ctx, q, token); err != nil {
			return err
		}
		inviter, err = scanAccount(q.row(ctx, `SELECT `+accountColumns+` WHERE u.id = $1 AND u.disabled_at = 0`, i.Inviter[:]))
		if errors.Is(err, auth.ErrNoAccount) {
			return auth.ErrNoInvitation
		}
		return err
	})
	return i, inviter, err
}

// RevokeInvitation implements auth.Store.
func (s *Store) RevokeInvitation(ctx context.Context, inviter auth.UserID, id auth.InvitationID, at time.Time) error {
	key, err := s.userKey(ctx, inviter)
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(t *tx) error {
		var one int
		err := t.row(ctx, `SELECT 1 FROM invitations WHERE id = $1 AND user_key = $2`, id[:], key).scan(&one)
		if errors.Is(err, pgx.ErrNoRows) {
			return auth.ErrNoInvitation
		}
		if err != nil {
			return err
		}
		n, err := t.change(ctx, `UPDATE invitations SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0`, millis(at), id[:])
		if err != nil || n == 0 {
			return err
		}
		return t.audit(ctx, at, key, "invitation revoked", "")
	})
}

// UseInvitation implements auth.Store.
func (s *Store) UseInvitation(ctx context.Context, act auth.UseInvitation) (auth.Invitation, error) {
	key, err := s.userKey(ctx, act.User)
	if err != nil {
		return auth.Invitation{}, err
	}
	return alone(ctx, s, func(t *tx) (used auth.Invitation, err error) {
		if used, err = t.lockInvitation(ctx, act.Token); err != nil {
			return used, err
		}
		var before bool
		err = t.row(ctx, `SELECT EXISTS (SELECT 1 FROM invitation_uses WHERE invitation_id = $1 AND user_key = $2)`, used.ID[:], key).scan(&before)
		if err != nil || before {
			return used, err
		}
		if err := act.Guard(used); err != nil {
			return used, err
		}
		return used, t.countUse(ctx, used.ID, key, act.At)
	})
}

// AcceptedInvitations implements auth.Store.
func (s *Store) AcceptedInvitations(ctx context.Context, inviter auth.UserID, limit int) (list []messenger.AcceptedInvitation, err error) {
	key, err := s.userKey(ctx, inviter)
	if err != nil {
		return nil, err
	}
	err = s.ask(ctx, func(q querier) error {
		list = nil
		rows, err := q.query(ctx, `SELECT i.id, u.id, c.id, n.at
			FROM invitations i JOIN invitation_uses n ON n.invitation_id = i.id JOIN users u ON u.user_key = n.user_key
			JOIN chats c ON c.low_user = least(i.user_key, n.user_key) AND c.high_user = greatest(i.user_key, n.user_key)
			WHERE i.user_key = $1 ORDER BY n.at DESC, u.id LIMIT $2`, key, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var invitation, user, chat []byte
			var at int64
			if err := rows.Scan(&invitation, &user, &chat, &at); err != nil {
				return err
			}
			list = append(list, messenger.AcceptedInvitation{
				Invitation: [16]byte(invitation), User: messenger.UserID(user), Chat: messenger.ChatID(chat), At: fromMillis(at),
			})
		}
		return rows.Err()
	})
	return list, err
}

// countUse counts that a user came through an invitation.
func (t *tx) countUse(ctx context.Context, id auth.InvitationID, user int64, at time.Time) error {
	err := t.exec(ctx, `INSERT INTO invitation_uses (invitation_id, user_key, at) VALUES ($1, $2, $3)`, id[:], user, millis(at))
	if err != nil {
		return err
	}
	if err := t.exec(ctx, `UPDATE invitations SET uses = uses + 1 WHERE id = $1`, id[:]); err != nil {
		return err
	}
	return t.audit(ctx, at, user, "invitation used", "")
}
