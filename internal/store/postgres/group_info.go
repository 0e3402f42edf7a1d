package postgres

import (
	"context"
	"time"

	"twoticks/internal/messenger"
)

// ChangeGroup implements messenger.GroupStore.
func (s *Store) ChangeGroup(ctx context.Context, a messenger.ChangeGroup) (messenger.Appended, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return messenger.Appended{}, err
	}
	return s.changeMembers(ctx, actor, chat, a.Guard, a.Committed, func(t *tx, c *chatState, out *messenger.Appended) error {
		info, lines := a.Change.Apply(c.info)
		if len(lines) == 0 {
			return nil
		}
		if err := t.changePicture(ctx, actor, c.info.Picture, info.Picture); err != nil {
			return err
		}
		c.info = info
		set := info.Settings
		err := t.exec(ctx, `UPDATE chats SET name = $1, about = $2, send_role = $3, change_role = $4, add_role = $5, history = $6, approval = $7, picture = $8 WHERE chat_key = $9`, info.Name, info.About, set.Send, set.Change, set.Add, stored(set.History), stored(set.Approval), pictureOrNull(info.Picture), c.key)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := s.groupLine(ctx, t, c, actor, a.Actor, line, a.At, out); err != nil {
				return err
			}
		}
		return s.tellAll(ctx, t, c, messenger.PlainMember, out)
	})
}

// tellAll stamps the rows of all members of at least a role, and puts them among what the act tells.
func (s *Store) tellAll(ctx context.Context, t *tx, c *chatState, least messenger.Role, out *messenger.Appended) error {
	rows, err := t.query(ctx, `SELECT user_key, read_from, role FROM members WHERE chat_key = $1 AND to_seq IS NULL AND role >= $2`, c.key, least)
	if err != nil {
		return err
	}
	defer rows.Close()
	var list []standingMember
	for rows.Next() {
		var m standingMember
		if err := rows.Scan(&m.user, &m.from, &m.role); err != nil {
			return err
		}
		list = append(list, m)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	return t.tellMembers(ctx, c, list, out)
}

// SetRole implements messenger.GroupStore.
func (s *Store) SetRole(ctx context.Context, a messenger.SetRole) (messenger.Appended, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return messenger.Appended{}, err
	}
	return s.changeMembers(ctx, actor, chat, a.Guard, a.Committed, func(t *tx, c *chatState, out *messenger.Appended) error {
		user, r, err := s.stands(ctx, t, c, a.User)
		if err != nil {
			return err
		}
		if !r.Member {
			return messenger.ErrPersonNotFound
		}
		if r.Role == a.Role {
			return nil
		}
		if a.Role != messenger.Administrator {
			next, _, err := t.successor(ctx, c, user)
			if err != nil {
				return err
			}
			if next == 0 {
				return messenger.ErrLastAdministrator
			}
			if err := t.endLinks(ctx, c.key, user, a.At); err != nil {
				return err
			}
		}
		if err := s.giveRole(ctx, t, c, user, a.User, a.Role, actor, a.Actor, a.At, out); err != nil {
			return err
		}
		return s.promote(ctx, t, c, user, a.At, out)
	})
}

// giveRole makes a member what it is to be, with a line that says so.
func (s *Store) giveRole(ctx context.Context, t *tx, c *chatState, user int64, userID messenger.UserID, role messenger.Role,
	actor int64, actorID messenger.UserID, at time.Time, out *messenger.Appended) error {
	err := t.exec(ctx, `UPDATE members SET role = $1 WHERE chat_key = $2 AND user_key = $3 AND to_seq IS NULL`, role, c.key, user)
	if err != nil {
		return err
	}
	t.ahead.forget(c.key)
	line := messenger.SystemLine{Line: messenger.LineMemberPromoted, Subjects: []messenger.UserID{userID}}
	if role != messenger.Administrator {
		line.Line = messenger.LineMemberDemoted
	}
	if err := s.groupLine(ctx, t, c, actor, actorID, line, at, out); err != nil {
		return err
	}
	return s.tellRow(ctx, t, c, user, 0, out)
}
