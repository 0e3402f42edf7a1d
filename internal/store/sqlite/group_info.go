package sqlite

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
		err := t.exec(ctx, `UPDATE chats SET name = ?, about = ?, send_role = ?, change_role = ?, add_role = ?, history = ?, approval = ?, picture = ?
			WHERE chat_key = ?`, info.Name, info.About, set.Send, set.Change, set.Add, set.History, set.Approval, pictureOrNull(info.Picture), c.key)
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
	rows, err := t.query(ctx, `SELECT user_key, read_from, role FROM members WHERE chat_key = ? AND to_seq IS NULL AND role >= ?`, c.key, least)
	if err != nil {
		return err
	}
	defer rows.Close()
	type member struct {
		user int64
		from messenger.Seq
		role messenger.Role
	}
	var list []member
	for rows.Next() {
		var m member
		if err := rows.Scan(&m.user, &m.from, &m.role); err != nil {
			return err
		}
		list = append(list, m)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	if out.Rows == nil {
		out.Rows = make(map[messenger.UserID]messenger.ChatRow, len(list))
	}
	for _, m := range list {
		if err := t.stampRow(ctx, m.user, c.key); err != nil {
			return err
		}
		row := messenger.ChatRow{Chat: c.id, Kind: c.kind, Timer: c.timer}
		var draftAt, pinnedAt, mutedUntil int64
		err := t.row(ctx, `SELECT rev, draft, draft_at, pinned_at, muted_until, archived, archived_to, marked_unread, cleared_to
			FROM chat_rows WHERE user_key = ? AND chat_key = ?`, m.user, c.key).
			scan(&row.Rev, &row.Draft, &draftAt, &pinnedAt, &mutedUntil, &row.Archived, &row.ArchivedTo, &row.MarkedUnread, &row.ClearedTo)
		if err != nil {
			return err
		}
		row.From = max(m.from, row.ClearedTo)
		row.DraftAt, row.PinnedAt, row.MutedUntil = fromMillis(draftAt), fromMillis(pinnedAt), fromMillis(mutedUntil)
		c.describe(&row, messenger.Relation{Member: true, Role: m.role}, "")
		id, err := s.userID(ctx, t, m.user)
		if err != nil {
			return err
		}
		out.Rows[id] = row
	}
	return nil
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
	err := t.exec(ctx, `UPDATE members SET role = ? WHERE chat_key = ? AND user_key = ? AND to_seq IS NULL`, role, c.key, user)
	if err != nil {
		return err
	}
	line := messenger.SystemLine{Line: messenger.LineMemberPromoted, Subjects: []messenger.UserID{userID}}
	if role != messenger.Administrator {
		line.Line = messenger.LineMemberDemoted
	}
	if err := s.groupLine(ctx, t, c, actor, actorID, line, at, out); err != nil {
		return err
	}
	return s.tellRow(ctx, t, c, user, 0, out)
}
