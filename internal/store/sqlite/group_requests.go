package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"twoticks/internal/messenger"
)

// JoinGroup implements messenger.GroupStore.
func (s *Store) JoinGroup(ctx context.Context, a messenger.JoinGroup) (messenger.Joined, error) {
	user, err := s.userKey(ctx, a.User)
	if err != nil {
		return messenger.Joined{}, err
	}
	return write(ctx, s.writer, func(t *tx, out *messenger.Joined) error {
		k, err := linkByToken(ctx, t, a.Token)
		if err != nil {
			return err
		}
		c, err := t.chat(ctx, k.chat)
		if err != nil {
			return err
		}
		stands, err := s.linkStanding(ctx, t, c, user, k)
		if err != nil {
			return err
		}
		out.Chat, out.Waits = c.id, stands.Waits && !stands.Relation.Member
		if stands.Relation.Member || stands.Waits && c.info.Settings.Approval {
			return nil
		}
		if err := a.Guard(stands); err != nil {
			return err
		}
		if err := t.exec(ctx, `UPDATE group_links SET uses = uses + 1 WHERE id = ?`, k.link.ID[:]); err != nil {
			return err
		}
		out.Told = messenger.Appended{Chat: c.id, Kind: c.kind, MembersSeq: c.membersSeq}
		if out.Waits = c.info.Settings.Approval; out.Waits {
			return s.wait(ctx, t, c, user, millis(a.At), &out.Told)
		}
		line := messenger.SystemLine{Line: messenger.LineMemberJoined, Subjects: []messenger.UserID{stands.Link.CreatedBy}}
		return s.join(ctx, t, c, user, user, a.User, line, a.At, &out.Told)
	}, func(out *messenger.Joined) {
		if len(out.Told.Messages)+len(out.Told.Rows) > 0 && a.Committed != nil {
			a.Committed(out.Told)
		}
	})
}

// wait lets somebody wait to be let in, and tells those who decide.
func (s *Store) wait(ctx context.Context, t *tx, c *chatState, user, at int64, out *messenger.Appended) error {
	err := t.exec(ctx, `INSERT INTO join_requests (chat_key, user_key, at) VALUES (?1, ?2, ?3)
		ON CONFLICT (chat_key, user_key) DO UPDATE SET at = ?3, answered_at = 0, accepted = 0`, c.key, user, at)
	if err != nil {
		return err
	}
	return s.requestsMoved(ctx, t, c, 1, out)
}

// requestsMoved keeps how many wait, and tells those who decide.
func (s *Store) requestsMoved(ctx context.Context, t *tx, c *chatState, by int, out *messenger.Appended) error {
	c.requests += by
	if err := t.exec(ctx, `UPDATE chats SET requests = ? WHERE chat_key = ?`, c.requests, c.key); err != nil {
		return err
	}
	return s.tellAll(ctx, t, c, messenger.Administrator, out)
}

// waitNoMore: who became a member otherwise is not waiting to.
func (s *Store) waitNoMore(ctx context.Context, t *tx, c *chatState, users []int64, out *messenger.Appended) error {
	if c.requests == 0 {
		return nil
	}
	came := 0
	for _, user := range users {
		n, err := t.change(ctx, `UPDATE join_requests SET answered_at = at, accepted = 1 WHERE chat_key = ? AND user_key = ? AND answered_at = 0`, c.key, user)
		if err != nil {
			return err
		}
		came += int(n)
	}
	if came == 0 {
		return nil
	}
	return s.requestsMoved(ctx, t, c, -came, out)
}

// JoinRequests implements messenger.GroupStore.
func (s *Store) JoinRequests(ctx context.Context, user messenger.UserID, chat messenger.ChatID, limit int) (out messenger.JoinRequests, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.JoinRequests{}
		chats, err := s.decidesAbout(ctx, q, userKey, chat)
		if err != nil {
			return err
		}
		var askers []int64
		for _, c := range chats {
			rows, err := q.query(ctx, `SELECT user_key, at FROM join_requests WHERE chat_key = ? AND answered_at = 0 ORDER BY at, user_key LIMIT ?`,
				c.key, limit-len(out.List))
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var key, at int64
				if err := rows.Scan(&key, &at); err != nil {
					return err
				}
				askers = append(askers, key)
				out.List = append(out.List, messenger.JoinRequest{Chat: c.id, At: fromMillis(at)})
			}
			if err := rows.Err(); err != nil {
				return err
			}
			rows.Close()
		}
		for i, key := range askers {
			if out.List[i].User, err = s.userID(ctx, q, key); err != nil {
				return err
			}
		}
		out.People, err = s.people(ctx, q, askers...)
		return err
	})
	return out, err
}

// decidesAbout are the groups in which somebody waits for this user's answer, or the one that is named.
func (s *Store) decidesAbout(ctx context.Context, q querier, user int64, chat messenger.ChatID) ([]*chatState, error) {
	if chat != (messenger.ChatID{}) {
		c, err := scanChat(q.row(ctx, `SELECT `+chatColumns+` FROM chats c WHERE id = ?`, chat[:]))
		if err != nil {
			return nil, err
		}
		r, err := c.relation(ctx, q, user)
		if err != nil {
			return nil, err
		}
		return []*chatState{c}, messenger.MustAdminister(r)
	}
	rows, err := q.query(ctx, `SELECT `+chatColumns+` FROM members m JOIN chats c ON c.chat_key = m.chat_key
		WHERE m.user_key = ? AND m.to_seq IS NULL AND m.role = ? AND c.requests > 0 ORDER BY c.chat_key`, user, messenger.Administrator)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var chats []*chatState
	for rows.Next() {
		c, err := readChat(rows.Scan)
		if err != nil {
			return nil, err
		}
		chats = append(chats, c)
	}
	return chats, rows.Err()
}

// AnswerRequest implements messenger.GroupStore.
func (s *Store) AnswerRequest(ctx context.Context, a messenger.AnswerRequest) (messenger.Appended, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return messenger.Appended{}, err
	}
	return s.changeMembers(ctx, actor, chat, a.Guard, a.Committed, func(t *tx, c *chatState, out *messenger.Appended) error {
		user, err := s.keyIn(ctx, t, a.User)
		if errors.Is(err, sql.ErrNoRows) {
			return messenger.ErrPersonNotFound
		}
		if err != nil {
			return err
		}
		var waits bool
		err = t.row(ctx, `SELECT EXISTS (SELECT 1 FROM join_requests WHERE chat_key = ? AND user_key = ? AND answered_at = 0)`, chat, user).scan(&waits)
		if err != nil || !waits {
			return err
		}
		if a.Accept {
			if c.count >= messenger.MaxMembers {
				return messenger.ErrGroupFull
			}
			line := messenger.SystemLine{Line: messenger.LineMemberApproved, Subjects: []messenger.UserID{a.User}}
			return s.join(ctx, t, c, user, actor, a.Actor, line, a.At, out)
		}
		err = t.exec(ctx, `UPDATE join_requests SET answered_at = ? WHERE chat_key = ? AND user_key = ?`, millis(a.At), chat, user)
		if err != nil {
			return err
		}
		return s.requestsMoved(ctx, t, c, -1, out)
	})
}

// join makes somebody a member, with the line that says how.
func (s *Store) join(ctx context.Context, t *tx, c *chatState, user, actor int64, actorID messenger.UserID, line messenger.SystemLine,
	at time.Time, out *messenger.Appended) error {
	if err := s.addMembers(ctx, t, c, []int64{user}, messenger.PlainMember, out); err != nil {
		return err
	}
	return s.membershipLine(ctx, t, c, actor, actorID, line, at, out)
}
