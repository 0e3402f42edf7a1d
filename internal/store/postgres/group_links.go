package postgres

import (
	"context"
	"errors"
	"github.com/jackc/pgx/v5"
	"time"

	"twoticks/internal/messenger"
)

const linkColumns = `l.id, l.chat_key, l.creator_key, l.created_at, l.created_seq, l.expires_at, l.uses, l.max_uses, l.revoked_at <> 0`

// keptLink is a row of group_links.
type keptLink struct {
	link          messenger.GroupLink
	chat, creator int64
}

func scanLink(scan func(...any) error) (k keptLink, err error) {
	var id []byte
	var created, expires int64
	l := &k.link
	err = scan(&id, &k.chat, &k.creator, &created, &l.CreatedSeq, &expires, &l.Uses, &l.MaxUses, &l.Revoked)
	if errors.Is(err, pgx.ErrNoRows) {
		return k, messenger.ErrLinkInvalid
	}
	if err != nil {
		return k, err
	}
	l.ID, l.CreatedAt, l.ExpiresAt = messenger.LinkID(id), fromMillis(created), fromMillis(expires)
	return k, nil
}

const linkIsGood = `l.revoked_at = 0 AND l.uses < l.max_uses AND l.expires_at > `

// CreateGroupLink implements messenger.GroupStore.
func (s *Store) CreateGroupLink(ctx context.Context, a messenger.CreateGroupLink) error {
	l := a.Link
	actor, chat, err := s.both(ctx, a.Actor, l.Chat)
	if err != nil {
		return err
	}
	return s.writer.do(ctx, needs{chat: chat, user: actor}, func(t *tx) error {
		c, err := t.guarded(ctx, chat, actor, a.Guard)
		if err != nil {
			return err
		}
		var kept int
		err = t.row(ctx, `SELECT count(*) FROM group_links l WHERE l.chat_key = $1 AND `+linkIsGood+`$2`, chat, millis(l.CreatedAt)).scan(&kept)
		if err != nil {
			return err
		}
		if kept >= a.Max {
			return messenger.ErrTooManyKept
		}
		err = t.exec(ctx, `INSERT INTO group_links (id, token_hash, chat_key, creator_key, created_at, created_seq, expires_at, max_uses)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, l.ID[:], a.Token[:], chat, actor, millis(l.CreatedAt), c.head, millis(l.ExpiresAt), l.MaxUses)
		if err != nil {
			return err
		}
		return t.audit(ctx, l.CreatedAt, actor, "group link created", "")
	}, nil)
}

// GroupLinks implements messenger.GroupStore.
func (s *Store) GroupLinks(ctx context.Context, user messenger.UserID, chat messenger.ChatID, now time.Time, guard messenger.Guard) (out messenger.GroupLinks, err error) {
	userKey, chatKey, err := s.both(ctx, user, chat)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.GroupLinks{}
		c, err := chatByKey(ctx, q, chatKey)
		if err != nil {
			return err
		}
		r, err := c.relation(ctx, q, userKey)
		if err != nil {
			return err
		}
		if err := guard(r); err != nil {
			return err
		}
		rows, err := q.query(ctx, `SELECT `+linkColumns+` FROM group_links l WHERE l.chat_key = $1 AND `+linkIsGood+`$2
			ORDER BY l.created_at DESC, l.id`, chatKey, millis(now))
		if err != nil {
			return err
		}
		defer rows.Close()
		var creators []int64
		for rows.Next() {
			k, err := scanLink(rows.Scan)
			if err != nil {
				return err
			}
			k.link.Chat = chat
			out.List, creators = append(out.List, k.link), append(creators, k.creator)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		rows.Close()
		for i, key := range creators {
			if out.List[i].CreatedBy, err = s.userID(ctx, q, key); err != nil {
				return err
			}
		}
		out.People, err = s.people(ctx, q, creators...)
		return err
	})
	return out, err
}

// RevokeGroupLink implements messenger.GroupStore.
func (s *Store) RevokeGroupLink(ctx context.Context, a messenger.RevokeGroupLink) error {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return err
	}
	return s.writer.do(ctx, needs{chat: chat, user: actor}, func(t *tx) error {
		if _, err := t.guarded(ctx, chat, actor, a.Guard); err != nil {
			return err
		}
		k, err := scanLink(t.row(ctx, `SELECT `+linkColumns+` FROM group_links l WHERE l.id = $1 AND l.chat_key = $2`, a.ID[:], chat).scan)
		if err != nil || k.link.Revoked {
			return err
		}
		if err := t.exec(ctx, `UPDATE group_links SET revoked_at = $1 WHERE id = $2`, millis(a.At), a.ID[:]); err != nil {
			return err
		}
		return t.audit(ctx, a.At, actor, "group link revoked", "")
	}, nil)
}

// endLinks ends those that somebody made for a group.
func (t *tx) endLinks(ctx context.Context, chat, creator int64, at time.Time) error {
	return t.exec(ctx, `UPDATE group_links SET revoked_at = $1 WHERE chat_key = $2 AND creator_key = $3 AND revoked_at = 0`, millis(at), chat, creator)
}

func linkByToken(ctx context.Context, q querier, token messenger.LinkTokenHash) (keptLink, error) {
	return scanLink(q.row(ctx, `SELECT `+linkColumns+` FROM group_links l WHERE l.token_hash = $1`, token[:]).scan)
}

// FindGroupLink implements messenger.GroupStore.
func (s *Store) FindGroupLink(ctx context.Context, user messenger.UserID, token messenger.LinkTokenHash) (out messenger.LinkStanding, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.LinkStanding{}
		k, err := linkByToken(ctx, q, token)
		if err != nil {
			return err
		}
		c, err := chatByKey(ctx, q, k.chat)
		if err != nil {
			return err
		}
		out, err = s.linkStanding(ctx, q, c, userKey, k)
		return err
	})
	return out, err
}

// linkStanding reads how somebody stands to a link.
func (s *Store) linkStanding(ctx context.Context, q querier, c *chatState, user int64, k keptLink) (out messenger.LinkStanding, err error) {
	out = messenger.LinkStanding{Link: k.link, Name: c.info.Name, Members: c.count}
	out.Link.Chat = c.id
	if out.Link.CreatedBy, err = s.userID(ctx, q, k.creator); err != nil {
		return out, err
	}
	if out.Relation, err = c.relation(ctx, q, user); err != nil {
		return out, err
	}
	if out.Relation.WasMember {
		err = q.row(ctx, `SELECT removed <> 0 FROM members WHERE chat_key = $1 AND user_key = $2 ORDER BY from_seq DESC LIMIT 1`, c.key, user).scan(&out.Removed)
		if err != nil {
			return out, err
		}
	}
	var answered int64
	var accepted bool
	err = q.row(ctx, `SELECT answered_at, accepted <> 0 FROM join_requests WHERE chat_key = $1 AND user_key = $2`, c.key, user).scan(&answered, &accepted)
	if errors.Is(err, pgx.ErrNoRows) {
		return out, nil
	}
	if out.Waits = answered == 0; !out.Waits && !accepted {
		out.RefusedAt = fromMillis(answered)
	}
	return out, err
}
