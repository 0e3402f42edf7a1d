package sqlite

import (
	"context"
	"slices"

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
		return messenger.OpenedChat{}, messenger.ErrTooLarge
	}
	var opened messenger.OpenedChat
	var out messenger.Appended
	err = s.writer.do(ctx, func(t *tx) error {
		out, opened = messenger.Appended{Chat: a.ID, Kind: messenger.Group}, messenger.OpenedChat{Created: true}
		c := &chatState{id: a.ID, kind: messenger.Group, name: a.Name, headAt: millis(a.At)}
		var err error
		c.key, err = t.insert(ctx, `INSERT INTO chats (id, kind, name, head_at) VALUES (?, ?, ?, ?)`, c.id[:], c.kind, c.name, c.headAt)
		if err != nil {
			return err
		}
		t.hold(c)
		line := messenger.SystemLine{Line: messenger.LineChatCreated, Subjects: members}
		if err := s.addMembers(ctx, t, c, append([]int64{actor}, users...), 0, &out); err != nil {
			return err
		}
		m, err := s.appendLine(ctx, t, c, actor, a.Actor, line, millis(a.At))
		if err != nil {
			return err
		}
		c.membersSeq = m.Seq
		out.MembersSeq = m.Seq
		out.Messages = append(out.Messages, m)
		if out.People, err = s.mentioned(ctx, t, out.Messages, []int64{actor}); err != nil {
			return err
		}
		return s.completeGroup(ctx, t, c, actor, &opened)
	}, func() {
		if a.Committed != nil {
			a.Committed(out)
		}
	})
	return opened, err
}

func (s *Store) completeGroup(ctx context.Context, t *tx, c *chatState, actor int64, opened *messenger.OpenedChat) (err error) {
	if err := t.flush(ctx); err != nil {
		return err
	}
	if err := t.summarise(ctx, c); err != nil {
		return err
	}
	if opened.Row, err = s.chatRow(ctx, t, actor, c); err != nil {
		return err
	}
	if opened.Heads, err = s.headsRow(ctx, t, actor, c); err != nil {
		return err
	}
	opened.People, err = s.chatPeople(ctx, t, c)
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

// addMembers makes users members from a seq on, with their account rows.
func (s *Store) addMembers(ctx context.Context, t *tx, c *chatState, users []int64, from messenger.Seq, out *messenger.Appended) error {
	for _, user := range users {
		err := t.exec(ctx, `INSERT INTO members (chat_key, user_key, from_seq) VALUES (?, ?, ?)`, c.key, user, from)
		if err != nil {
			return err
		}
		// Who joins holds no tick back: the marks begin at the joining seq (C22).
		err = t.exec(ctx, `INSERT INTO marks (chat_key, user_key, delivered, read, shown_read) VALUES (?1, ?2, ?3, ?3, ?3)
			ON CONFLICT (chat_key, user_key) DO UPDATE SET delivered = max(delivered, ?3), read = max(read, ?3), shown_read = max(shown_read, ?3)`,
			c.key, user, from)
		if err != nil {
			return err
		}
		c.count++
		c.changed = true
		if err := s.tellRow(ctx, t, c, user, out); err != nil {
			return err
		}
	}
	return nil
}

// tellRow stamps a user's row of the chat and puts it among what the act tells.
func (s *Store) tellRow(ctx context.Context, t *tx, c *chatState, user int64, out *messenger.Appended) error {
	if err := t.stampRow(ctx, user, c.key); err != nil {
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
	users, err := s.userKeys(ctx, named)
	if err != nil {
		return messenger.Appended{}, err
	}
	var out messenger.Appended
	err = s.writer.do(ctx, func(t *tx) error {
		c, err := t.guardedGroup(ctx, chat, actor, a.Guard)
		if err != nil {
			return err
		}
		out = messenger.Appended{Chat: a.Chat, Kind: c.kind, MembersSeq: c.membersSeq}
		var joining []int64
		line := messenger.SystemLine{Line: messenger.LineMemberAdded}
		for i, user := range users {
			r, err := c.relation(ctx, t, user)
			if err != nil {
				return err
			}
			if !r.Member {
				joining = append(joining, user)
				line.Subjects = append(line.Subjects, named[i])
			}
		}
		if len(joining) == 0 {
			return nil
		}
		if c.count+len(joining) > messenger.MaxMembers {
			return messenger.ErrTooLarge
		}
		// They see the line that says so, and what follows.
		if err := s.addMembers(ctx, t, c, joining, c.head, &out); err != nil {
			return err
		}
		return s.membershipLine(ctx, t, c, actor, a.Actor, line, millis(a.At), &out)
	}, func() {
		if len(out.Messages) > 0 && a.Committed != nil {
			a.Committed(out)
		}
	})
	return out, err
}

// RemoveMember implements messenger.Store. The line that says so is the last thing that the one who goes may read.
func (s *Store) RemoveMember(ctx context.Context, a messenger.RemoveMember) (messenger.Appended, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return messenger.Appended{}, err
	}
	user, err := s.userKey(ctx, a.User)
	if err != nil {
		return messenger.Appended{}, err
	}
	var out messenger.Appended
	err = s.writer.do(ctx, func(t *tx) error {
		c, err := t.guardedGroup(ctx, chat, actor, a.Guard)
		if err != nil {
			return err
		}
		out = messenger.Appended{Chat: a.Chat, Kind: c.kind, MembersSeq: c.membersSeq}
		r, err := c.relation(ctx, t, user)
		if err != nil || !r.Member {
			return err
		}
		err = t.exec(ctx, `UPDATE members SET to_seq = ? WHERE chat_key = ? AND user_key = ? AND to_seq IS NULL`, c.head+1, chat, user)
		if err != nil {
			return err
		}
		c.count--
		line := messenger.SystemLine{Line: messenger.LineMemberRemoved, Subjects: []messenger.UserID{a.User}}
		if a.Actor == a.User {
			line.Line = messenger.LineMemberLeft
		}
		if err := s.membershipLine(ctx, t, c, actor, a.Actor, line, millis(a.At), &out); err != nil {
			return err
		}
		return s.tellRow(ctx, t, c, user, &out)
	}, func() {
		if len(out.Messages) > 0 && a.Committed != nil {
			a.Committed(out)
		}
	})
	return out, err
}

// guardedGroup returns the chat if the act's rule allows it to the actor. Only a group has members that come and go.
func (t *tx) guardedGroup(ctx context.Context, chat, actor int64, guard messenger.Guard) (*chatState, error) {
	c, err := t.guarded(ctx, chat, actor, guard)
	if err == nil && c.kind != messenger.Group {
		return nil, messenger.ErrNotAllowed
	}
	return c, err
}

// membershipLine writes the entry of a membership change: from it on the list of members is another (C23).
func (s *Store) membershipLine(ctx context.Context, t *tx, c *chatState, actor int64, actorID messenger.UserID, line messenger.SystemLine, at int64, out *messenger.Appended) error {
	m, err := s.appendLine(ctx, t, c, actor, actorID, line, at)
	if err != nil {
		return err
	}
	c.membersSeq, out.MembersSeq = m.Seq, m.Seq
	out.Messages = append(out.Messages, m)
	if out.People, err = s.mentioned(ctx, t, out.Messages, []int64{actor}); err != nil {
		return err
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	return t.summarise(ctx, c)
}
