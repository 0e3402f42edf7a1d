package postgres

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// CreateGroup implements messenger.Store.
func (s *Store) CreateGroup(ctx context.Context, a messenger.CreateGroup) (messenger.OpenedChat, error) {
	actor, err := s.userKey(ctx, a.Actor)
	if err != nil {
		return messenger.OpenedChat{}, err
	}
	members := distinct(a.Members, a.Actor)
	users, err := s.userKeys(ctx, members)
	if err != nil {
		return messenger.OpenedChat{}, err
	}
	if len(users)+1 > messenger.MaxMembers {
		return messenger.OpenedChat{}, messenger.ErrGroupFull
	}
	made, err := write(ctx, s.writer, needs{rows: true, id: a.ID}, func(t *tx, made *madeGroup) error {
		c, err := t.chatByID(ctx, a.ID)
		if errors.Is(err, messenger.ErrChatNotFound) {
			made.opened.Created = true
			made.told = messenger.Appended{Chat: a.ID, Kind: messenger.Group}
			added, keys, not, refused := s.admitted(ctx, t, actor, members, users, a.May)
			if refused != nil {
				return refused
			}
			made.opened.NotAdded = not
			c, err = s.beginGroup(ctx, t, a, actor, added, keys, &made.told)
		} else if err == nil {
			made.opened.NotAdded, err = neverIn(ctx, t, c.key, members, users)
		}
		if err != nil {
			return err
		}
		return s.completeGroup(ctx, t, c, actor, &made.opened)
	}, func(made *madeGroup) {
		if made.opened.Created && a.Committed != nil {
			a.Committed(made.told)
		}
	})
	return made.opened, err
}

// madeGroup is what its creator gets, and what is told.
type madeGroup struct {
	opened messenger.OpenedChat
	told   messenger.Appended
}

// beginGroup makes the chat, its members and its first line.
func (s *Store) beginGroup(ctx context.Context, t *tx, a messenger.CreateGroup, actor int64, members []messenger.UserID, users []int64, out *messenger.Appended) (*chatState, error) {
	c := &chatState{id: a.ID, kind: messenger.Group, headAt: millis(a.At)}
	c.info = messenger.GroupInfo{Name: a.Name, Settings: messenger.FirstSettings} // which the columns have of themselves
	var err error
	c.key, err = t.insert(ctx, `INSERT INTO chats (id, kind, name, head_at) VALUES ($1, $2, $3, $4) RETURNING chat_key`,
		c.id[:], c.kind, c.info.Name, c.headAt)
	if err != nil {
		return nil, err
	}
	t.hold(c)
	if err := s.addMembers(ctx, t, c, []int64{actor}, messenger.Administrator, out); err != nil {
		return nil, err
	}
	if err := s.addMembers(ctx, t, c, users, messenger.PlainMember, out); err != nil {
		return nil, err
	}
	line := messenger.SystemLine{Line: messenger.LineChatCreated, Subjects: members}
	return c, s.membershipLine(ctx, t, c, actor, a.Actor, line, a.At, out)
}

func (s *Store) completeGroup(ctx context.Context, t *tx, c *chatState, actor int64, opened *messenger.OpenedChat) (err error) {
	if err := t.flush(ctx); err != nil {
		return err
	}
	if opened.Row, err = s.chatRow(ctx, t, actor, c); err != nil {
		return err
	}
	if opened.Heads, err = s.headsRow(ctx, t, actor, c); err != nil {
		return err
	}
	opened.People, err = s.chatPeople(ctx, t, c, opened.Row.To)
	return err
}

// distinct leaves out who is named twice, and who is there anyway.
func distinct(ids []messenger.UserID, but ...messenger.UserID) []messenger.UserID {
	var out []messenger.UserID
	for _, id := range ids {
		if !slices.Contains(but, id) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func (s *Store) userKeys(ctx context.Context, ids []messenger.UserID) ([]int64, error) {
	keys := make([]int64, 0, len(ids))
	for _, id := range ids {
		key, err := s.userKey(ctx, id)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// readsFrom is where somebody who joins now begins to read.
func (c *chatState) readsFrom() messenger.Seq {
	if c.info.Settings.History {
		return 0
	}
	return c.head
}

// addMembers makes users members from the head on, with their account rows.
func (s *Store) addMembers(ctx context.Context, t *tx, c *chatState, users []int64, role messenger.Role, out *messenger.Appended) error {
	err := t.exec(ctx, `INSERT INTO members (chat_key, user_key, from_seq, read_from, role)
		SELECT $1, u, $3, $4, $5 FROM unnest($2::bigint[]) AS u`, c.key, users, c.head, c.readsFrom(), role)
	if err != nil {
		return err
	}
	// Who joins holds no tick back: the marks begin at the joining seq (C22).
	err = t.exec(ctx, `INSERT INTO marks AS m (chat_key, user_key, delivered, read, shown_read) SELECT $1, u, $3, $3, $3 FROM unnest($2::bigint[]) AS u
		ON CONFLICT (chat_key, user_key) DO UPDATE SET delivered = greatest(m.delivered, excluded.delivered),
			read = greatest(m.read, excluded.read), shown_read = greatest(m.shown_read, excluded.shown_read)`, c.key, users, c.head)
	if err != nil {
		return err
	}
	t.ahead.forget(c.key)
	c.count += len(users)
	c.changed = true
	list := make([]standingMember, len(users))
	for i, user := range users {
		list[i] = standingMember{user, c.readsFrom(), role}
	}
	if err := t.tellMembers(ctx, c, list, out); err != nil {
		return err
	}
	return s.waitNoMore(ctx, t, c, users, out)
}

// stampMany is nextRev and stampRow for many: who has the lock of the account rows takes orders in whatever number.
const stampMany = `WITH stamped AS (
		UPDATE users u SET rev = u.rev + 1, rev_order = newest.rev_order + n.place
		FROM unnest($1::bigint[]) WITH ORDINALITY AS n (user_key, place), (SELECT max(rev_order) AS rev_order FROM users) newest
		WHERE u.user_key = n.user_key RETURNING u.user_key, u.id, u.rev),
	written AS (
		INSERT INTO chat_rows AS r (user_key, chat_key, rev) SELECT user_key, $2, rev FROM stamped
		ON CONFLICT (user_key, chat_key) DO UPDATE SET rev = excluded.rev, gone = 0, ended_at = 0, ended_name = ''
		RETURNING r.user_key, r.rev, r.gone, r.draft, r.draft_at, r.pinned_at, r.muted_until, r.archived, r.archived_to, r.marked_unread, r.cleared_to, r.ended_name)
	SELECT who, id, ` + ownColumns + ` FROM written JOIN (SELECT user_key AS who, id FROM stamped) s ON who = user_key`

// standingMember is a member now, with what it may read and its role.
type standingMember struct {
	user int64
	from messenger.Seq
	role messenger.Role
}

// tellMembers stamps the rows of members and puts them among what the act tells. Differs because a group may have a
// thousand, and each statement is a round trip under the locks.
func (t *tx) tellMembers(ctx context.Context, c *chatState, list []standingMember, out *messenger.Appended) error {
	if len(list) == 0 {
		return nil
	}
	users := make([]int64, len(list))
	of := make(map[int64]standingMember, len(list))
	for i, m := range list {
		users[i], of[m.user] = m.user, m
	}
	rows, err := t.query(ctx, stampMany, users, c.key)
	if err != nil {
		return err
	}
	defer rows.Close()
	t.wrote = true
	if out.Rows == nil {
		out.Rows = make(map[messenger.UserID]messenger.ChatRow, len(users))
	}
	for rows.Next() {
		row := messenger.ChatRow{Chat: c.id, Kind: c.kind, Timer: c.timer}
		var user int64
		var id []byte
		var times rowTimes
		if err := rows.Scan(append([]any{&user, &id}, ownColumnsOf(&row, &times)...)...); err != nil {
			return err
		}
		times.fill(&row)
		m := of[user]
		row.From = max(m.from, row.ClearedTo)
		c.describe(&row, messenger.Relation{Member: true, Role: m.role}, "")
		out.Rows[messenger.UserID(id)] = row
	}
	return rows.Err()
}

// tellRow stamps a user's row of the chat and puts it among what the act tells. The time is that of the line that ended
// the membership; zero for a member.
func (s *Store) tellRow(ctx context.Context, t *tx, c *chatState, user, endedAt int64, out *messenger.Appended) error {
	if err := t.stampRow(ctx, user, c.key); err != nil {
		return err
	}
	endedName := ""
	if endedAt != 0 {
		endedName = c.info.Name
	}
	err := t.exec(ctx, `UPDATE chat_rows SET ended_at = $1, ended_name = $2 WHERE user_key = $3 AND chat_key = $4`, endedAt, endedName, user, c.key)
	if err != nil {
		return err
	}
	id, err := s.userID(ctx, t, user)
	if err != nil {
		return err
	}
	row, err := s.chatRow(ctx, t, user, c)
	if err != nil {
		return err
	}
	if out.Rows == nil {
		out.Rows = map[messenger.UserID]messenger.ChatRow{}
	}
	out.Rows[id] = row
	return nil
}

// AddMembers implements messenger.Store.
func (s *Store) AddMembers(ctx context.Context, a messenger.AddMembers) (messenger.Appended, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return messenger.Appended{}, err
	}
	named := distinct(a.Users)
	return s.changeMembers(ctx, actor, chat, a.Guard, a.Committed, func(t *tx, c *chatState, out *messenger.Appended) error {
		var users []int64
		line := messenger.SystemLine{Line: messenger.LineMemberAdded}
		for _, id := range named {
			user, r, err := s.stands(ctx, t, c, id)
			if err != nil {
				return err
			}
			if !r.Member {
				users = append(users, user)
				line.Subjects = append(line.Subjects, id)
			}
		}
		var err error
		if line.Subjects, users, out.NotAdded, err = s.admitted(ctx, t, actor, line.Subjects, users, a.May); err != nil || len(users) == 0 {
			return err
		}
		if c.count+len(users) > messenger.MaxMembers {
			return messenger.ErrGroupFull
		}
		// They see the line that says so, and what follows.
		if err := s.addMembers(ctx, t, c, users, messenger.PlainMember, out); err != nil {
			return err
		}
		return s.membershipLine(ctx, t, c, actor, a.Actor, line, a.At, out)
	})
}

// RemoveMember implements messenger.Store. The line that says so is the last thing that the one who goes may read.
func (s *Store) RemoveMember(ctx context.Context, a messenger.RemoveMember) (messenger.Appended, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return messenger.Appended{}, err
	}
	return s.changeMembers(ctx, actor, chat, a.Guard, a.Committed, func(t *tx, c *chatState, out *messenger.Appended) error {
		user, r, err := s.stands(ctx, t, c, a.User)
		if err != nil || !r.Member {
			return err
		}
		err = t.exec(ctx, `UPDATE members SET to_seq = $1, removed = CASE WHEN $2 THEN 1 ELSE 0 END
			WHERE chat_key = $3 AND user_key = $4 AND to_seq IS NULL`, c.head+1, a.Actor != a.User, chat, user)
		if err != nil {
			return err
		}
		t.ahead.forget(chat)
		c.count--
		line := messenger.SystemLine{Line: messenger.LineMemberRemoved, Subjects: []messenger.UserID{a.User}}
		if a.Actor == a.User {
			line.Line = messenger.LineMemberLeft
		}
		if err := s.membershipLine(ctx, t, c, actor, a.Actor, line, a.At, out); err != nil {
			return err
		}
		if err := s.tellRow(ctx, t, c, user, c.headAt, out); err != nil || r.Role != messenger.Administrator {
			return err
		}
		if a.Actor != a.User { // who goes by themselves leaves their links to the group
			if err := t.endLinks(ctx, c.key, user, a.At); err != nil {
				return err
			}
		}
		return s.promote(ctx, t, c, 0, a.At, out)
	})
}

// stands finds a person whom an act names, and how that person stands to the chat. It is asked after the rule about the
// actor, so that a stranger learns nothing from the answer.
func (s *Store) stands(ctx context.Context, t *tx, c *chatState, id messenger.UserID) (int64, messenger.Relation, error) {
	user, err := s.keyIn(ctx, t, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, messenger.Relation{}, messenger.ErrPersonNotFound
	}
	if err != nil {
		return 0, messenger.Relation{}, err
	}
	r, err := c.relation(ctx, t, user)
	return user, r, err
}

// successor is who administers a group besides one, or would: an administrator if there is one, else the longest-standing
// member; no user when there is nobody else.
func (t *tx) successor(ctx context.Context, c *chatState, but int64) (user int64, role messenger.Role, err error) {
	err = t.row(ctx, `SELECT user_key, role FROM members WHERE chat_key = $1 AND to_seq IS NULL AND user_key <> $2
		ORDER BY role = $3 DESC, from_seq, user_key LIMIT 1`, c.key, but, messenger.Administrator).scan(&user, &role)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, nil
	}
	return user, role, err
}

// promote makes the longest-standing member but one administrator of a group that has none left, with a line of that
// member's that says so.
func (s *Store) promote(ctx context.Context, t *tx, c *chatState, but int64, at time.Time, out *messenger.Appended) error {
	user, role, err := t.successor(ctx, c, but)
	if err != nil || user == 0 || role == messenger.Administrator {
		return err
	}
	id, err := s.userID(ctx, t, user)
	if err != nil {
		return err
	}
	return s.giveRole(ctx, t, c, user, id, messenger.Administrator, user, id, at, out)
}

// changeMembers is an act on who is in a group, with what it tells of it. Only a group has members that come and go.
func (s *Store) changeMembers(ctx context.Context, actor, chat int64, guard messenger.Guard, committed func(messenger.Appended),
	change func(*tx, *chatState, *messenger.Appended) error) (messenger.Appended, error) {
	return write(ctx, s.writer, needs{rows: true, chat: chat, user: actor}, func(t *tx, out *messenger.Appended) error {
		c, err := t.guarded(ctx, chat, actor, guard)
		if err != nil {
			return err
		}
		if c.kind != messenger.Group {
			return messenger.ErrNotAllowed
		}
		*out = messenger.Appended{Chat: c.id, Kind: c.kind, MembersSeq: c.membersSeq}
		before, err := s.allMarks(ctx, t, c)
		if err != nil {
			return err
		}
		if err := change(t, c, out); err != nil || len(out.Messages) == 0 {
			return err
		}
		out.All, err = s.allMoved(ctx, t, c, before)
		return err
	}, func(out *messenger.Appended) {
		if len(out.Messages)+len(out.Rows) > 0 && committed != nil {
			committed(*out)
		}
	})
}

// membershipLine writes the entry of a membership change: from it on the list of members is another (C23).
func (s *Store) membershipLine(ctx context.Context, t *tx, c *chatState, actor int64, actorID messenger.UserID, line messenger.SystemLine, at time.Time, out *messenger.Appended) error {
	if err := s.groupLine(ctx, t, c, actor, actorID, line, at, out); err != nil {
		return err
	}
	return t.membersChanged(ctx, c)
}

// groupLine writes the entry of a change that members have to be read anew for: who they are, or what they may.
func (s *Store) groupLine(ctx context.Context, t *tx, c *chatState, actor int64, actorID messenger.UserID, line messenger.SystemLine, at time.Time, out *messenger.Appended) error {
	m := t.appendLine(c, actor, actorID, line, at)
	c.membersSeq, out.MembersSeq = m.Seq, m.Seq
	out.Messages = append(out.Messages, m)
	senders := make([]int64, len(out.Messages))
	for i := range out.Messages {
		var err error
		if senders[i], err = s.keyIn(ctx, t, out.Messages[i].Sender); err != nil {
			return err
		}
	}
	var err error
	out.People, err = s.mentioned(ctx, t, out.Messages, senders)
	return err
}
