package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"twoticks/internal/messenger"
)

// mention notes whom a message of a group calls by name, of those who are in the group as it gets its place. Most messages
// hold no @ and cost nothing here.
func (t *tx) mention(ctx context.Context, c *chatState, sender int64, seq messenger.Seq, content messenger.Content) error {
	if c.kind != messenger.Group || !bytes.ContainsRune(content.Body, '@') {
		return nil
	}
	for _, handle := range messenger.Mentions(content.Text()) {
		err := t.exec(ctx, `INSERT INTO mentions (user_key, chat_key, seq)
			SELECT u.user_key, ?1, ?2 FROM users u JOIN members m ON m.chat_key = ?1 AND m.user_key = u.user_key AND m.to_seq IS NULL
			WHERE u.handle = ?3 AND u.user_key <> ?4 AND m.from_seq < ?2
			AND NOT EXISTS (SELECT 1 FROM marks r WHERE r.chat_key = ?1 AND r.user_key = u.user_key AND r.read >= ?2)
			ON CONFLICT DO NOTHING`, c.key, seq, handle, sender)
		if err != nil {
			return err
		}
	}
	return nil
}

// mentionAnew notes whom a message calls after an edit or a deletion: who read it before is not called again.
func (t *tx) mentionAnew(ctx context.Context, c *chatState, sender int64, m *messenger.Message) error {
	if c.kind != messenger.Group {
		return nil
	}
	if err := t.exec(ctx, `DELETE FROM mentions WHERE chat_key = ? AND seq = ?`, c.key, m.Seq); err != nil || m.Content == nil {
		return err
	}
	return t.mention(ctx, c, sender, m.Seq, *m.Content)
}

// mentionsRead forgets the mentions that a read mark has passed.
func (t *tx) mentionsRead(ctx context.Context, c *chatState, user int64, read messenger.Seq) error {
	if c.kind != messenger.Group {
		return nil
	}
	return t.exec(ctx, `DELETE FROM mentions WHERE user_key = ? AND chat_key = ? AND seq <= ?`, user, c.key, read)
}

// Mentions implements messenger.Store.
func (s *Store) Mentions(ctx context.Context, user messenger.UserID, limit int) (out messenger.MentionsPage, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.MentionsPage{}
		places, err := mentionPlaces(ctx, q, userKey, limit)
		if err != nil {
			return err
		}
		people := newPeopleSet(s, q)
		for _, p := range places {
			m, err := s.mentionAt(ctx, q, userKey, p, people)
			if err != nil {
				return err
			}
			if m != nil {
				out.Messages = append(out.Messages, *m)
			}
		}
		out.People, err = people.read(ctx)
		return err
	})
	return out, err
}

type mentionPlace struct {
	chat int64
	seq  messenger.Seq
}

// mentionPlaces finds where somebody is called, the newest first. What was deleted calls nobody, nor what lies outside the
// person's own stretches of the chat (C23), was cleared or hidden by them, or has expired for them (C25).
func mentionPlaces(ctx context.Context, q querier, user int64, limit int) ([]mentionPlace, error) {
	rows, err := q.query(ctx, `SELECT x.chat_key, x.seq FROM mentions x
		JOIN messages m ON m.chat_key = x.chat_key AND m.seq = x.seq AND m.deleted_seq = 0
		WHERE x.user_key = ?1 AND EXISTS (SELECT 1 FROM members i WHERE i.chat_key = x.chat_key AND i.user_key = ?1
			AND i.read_from < x.seq AND (i.to_seq IS NULL OR x.seq <= i.to_seq))
		AND NOT EXISTS (SELECT 1 FROM chat_rows y WHERE y.user_key = ?1 AND y.chat_key = x.chat_key AND y.cleared_to >= x.seq)
		AND NOT EXISTS (SELECT 1 FROM expired e WHERE e.chat_key = x.chat_key AND e.user_key = ?1 AND e.from_seq < x.seq AND x.seq <= e.to_seq)
		AND NOT EXISTS (SELECT 1 FROM hidden h WHERE h.user_key = ?1 AND h.chat_key = x.chat_key AND h.seq = x.seq)
		ORDER BY m.at DESC, x.chat_key, x.seq DESC LIMIT ?2`, user, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var places []mentionPlace
	for rows.Next() {
		var p mentionPlace
		if err := rows.Scan(&p.chat, &p.seq); err != nil {
			return nil, err
		}
		places = append(places, p)
	}
	return places, rows.Err()
}

// mentionAt reads one of them; nil when its chat is not in the person's account.
func (s *Store) mentionAt(ctx context.Context, q querier, user int64, p mentionPlace, people *peopleSet) (*messenger.Message, error) {
	c, err := scanChat(q.row(ctx, `SELECT `+chatColumns+` FROM chats c WHERE chat_key = ? AND EXISTS (
		SELECT 1 FROM chat_rows r WHERE r.user_key = ? AND r.chat_key = c.chat_key AND r.gone = 0)`, p.chat, user))
	if errors.Is(err, messenger.ErrChatNotFound) || errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := q.query(ctx, `SELECT `+messageColumns+` FROM messages m WHERE chat_key = ? AND seq = ?`, p.chat, p.seq)
	if err != nil {
		return nil, err
	}
	messages, senders, err := s.scanMessages(ctx, q, rows, chatOf{c.id, c.key, user})
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	r, err := c.relation(ctx, q, user)
	if err != nil {
		return nil, err
	}
	asRead(r, spans{}, &messages[0])
	people.add(senders[0])
	return &messages[0], nil
}
