package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"twoticks/internal/messenger"
)

// nextRev takes the next version of a user's account state (C30).
func (t *tx) nextRev(ctx context.Context, user int64) (rev messenger.Rev, err error) {
	t.wrote = true
	err = t.row(ctx, `UPDATE users SET rev = rev + 1, rev_order = (SELECT max(rev_order) FROM users) + 1
		WHERE user_key = ? RETURNING rev`, user).scan(&rev)
	return rev, err
}

// ensureRow sees that a user has its row of a chat, and says whether it is new.
func (t *tx) ensureRow(ctx context.Context, user, chat int64) (isNew bool, err error) {
	var one int
	err = t.row(ctx, `SELECT 1 FROM chat_rows WHERE user_key = ? AND chat_key = ? AND gone = 0`, user, chat).scan(&one)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	return true, t.stampRow(ctx, user, chat)
}

// stampRow makes a user's row of a chat, or brings it back, or only gives it the next version.
func (t *tx) stampRow(ctx context.Context, user, chat int64) error {
	rev, err := t.nextRev(ctx, user)
	if err != nil {
		return err
	}
	return t.exec(ctx, `INSERT INTO chat_rows (user_key, chat_key, rev) VALUES (?, ?, ?)
		ON CONFLICT (user_key, chat_key) DO UPDATE SET rev = excluded.rev, gone = 0`, user, chat, rev)
}

// chatRow reads a user's own row of a chat; ErrChatNotFound when there is none.
func (s *Store) chatRow(ctx context.Context, q querier, user int64, c *chatState) (messenger.ChatRow, error) {
	row := messenger.ChatRow{Chat: c.id, Kind: c.kind, Timer: c.timer}
	var endedName string
	var draftAt, pinnedAt, mutedUntil int64
	err := q.row(ctx, `SELECT rev, gone, draft, draft_at, pinned_at, muted_until, archived, archived_to, marked_unread, cleared_to, ended_name
		FROM chat_rows WHERE user_key = ? AND chat_key = ?`, user, c.key).
		scan(&row.Rev, &row.Gone, &row.Draft, &draftAt, &pinnedAt, &mutedUntil, &row.Archived, &row.ArchivedTo, &row.MarkedUnread, &row.ClearedTo, &endedName)
	if errors.Is(err, sql.ErrNoRows) {
		return row, messenger.ErrChatNotFound
	}
	if err != nil {
		return row, err
	}
	r, err := c.relation(ctx, q, user)
	if err != nil {
		return row, err
	}
	row.DraftAt, row.From = fromMillis(draftAt), r.From
	row.Blocked = r.Blocks == messenger.BlocksNow
	row.PinnedAt, row.MutedUntil = fromMillis(pinnedAt), fromMillis(mutedUntil)
	if r.WasMember {
		row.To = r.To
	}
	switch c.kind {
	case messenger.Group:
		c.describe(&row, r, endedName)
	case messenger.Direct:
		row.Peer, err = s.userID(ctx, q, c.low+c.high-user)
	}
	return row, err
}

// describe fills in what a user sees of a group. For who is gone it is what the group was called then (C23).
func (c *chatState) describe(row *messenger.ChatRow, r messenger.Relation, endedName string) {
	row.Role, row.Name = r.Role, endedName
	if !r.Member {
		return
	}
	row.Name, row.About, row.Picture, row.Settings = c.info.Name, c.info.About, c.info.Picture, c.info.Settings
	if r.Role == messenger.Administrator {
		row.Requests = c.requests
	}
}

// ChatRow implements messenger.Store. Who has no row yet, as the other side of a direct chat without a message, sees no
// chat.
func (s *Store) ChatRow(ctx context.Context, user messenger.UserID, chat messenger.ChatID) (row messenger.ChatRow, people []messenger.Person, err error) {
	userKey, chatKey, err := s.both(ctx, user, chat)
	if err != nil {
		return row, nil, err
	}
	err = s.read(ctx, func(q querier) error {
		c, err := chatByKey(ctx, q, chatKey)
		if err != nil {
			return err
		}
		if row, err = s.chatRow(ctx, q, userKey, c); err != nil {
			return err
		}
		people, err = s.chatPeople(ctx, q, c, row.To)
		return err
	})
	return row, people, err
}

// Rev implements messenger.Store.
func (s *Store) Rev(ctx context.Context, user messenger.UserID) (rev messenger.Rev, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return 0, err
	}
	err = s.read(ctx, func(q querier) error {
		return q.row(ctx, `SELECT rev FROM users WHERE user_key = ?`, userKey).scan(&rev)
	})
	return rev, err
}

// AccountSince implements messenger.Store.
func (s *Store) AccountSince(ctx context.Context, user messenger.UserID, rev messenger.Rev, limit int) (out messenger.AccountRows, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.AccountRows{}
		if err := q.row(ctx, `SELECT rev FROM users WHERE user_key = ?`, userKey).scan(&out.Rev); err != nil {
			return err
		}
		keys, err := scanKeys(q.query(ctx, `SELECT chat_key FROM chat_rows WHERE user_key = ? AND rev > ? ORDER BY rev LIMIT ?`,
			userKey, rev, limit+1))
		if err != nil {
			return err
		}
		chats := make([]*chatState, len(keys))
		for i, key := range keys {
			if chats[i], err = chatByKey(ctx, q, key); err != nil {
				return err
			}
			row, err := s.chatRow(ctx, q, userKey, chats[i])
			if err != nil {
				return err
			}
			out.Chats = append(out.Chats, row)
		}
		if out.Stars, err = s.starsSince(ctx, q, userKey, rev, limit+1); err != nil {
			return err
		}
		if out.Hidden, err = s.hiddenSince(ctx, q, userKey, rev, limit+1); err != nil {
			return err
		}
		if out.Settings, err = settingsSince(ctx, q, userKey, rev, limit+1); err != nil {
			return err
		}
		var blocked []int64
		if out.Blocks, blocked, err = s.blocksSince(ctx, q, userKey, rev, limit+1); err != nil {
			return err
		}
		out.Cut(limit)
		people := newPeopleSet(s, q)
		for _, user := range blocked[:len(out.Blocks)] {
			people.add(user)
		}
		for _, c := range chats[:len(out.Chats)] {
			people.addPair(c)
		}
		out.People, err = people.read(ctx)
		return err
	})
	return out, err
}

// scanKeys reads a column of keys.
func scanKeys(rows *sql.Rows, err error) ([]int64, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var keys []int64
	for rows.Next() {
		var key int64
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, rows.Err()
}
