package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// nextRev takes the next version of a user's account state (C30). Whoever takes one holds lockAccounts until the commit: with
// several nodes the order of all versions would else not be the one in which they come to be seen.
func (t *tx) nextRev(ctx context.Context, user int64) (messenger.Rev, error) {
	return t.nextRevs(ctx, user, 1)
}

// nextRevs takes several at once, and returns the last of them.
func (t *tx) nextRevs(ctx context.Context, user int64, n int) (rev messenger.Rev, err error) {
	t.wrote = true
	err = t.row(ctx, `UPDATE users SET rev = rev + $2, rev_order = (SELECT max(rev_order) FROM users) + 1
		WHERE user_key = $1 RETURNING rev`, user, n).scan(&rev)
	return rev, err
}

// ensureRow sees that a user has its row of a chat, and says whether it is new.
func (t *tx) ensureRow(ctx context.Context, user, chat int64) (isNew bool, err error) {
	var one int
	err = t.row(ctx, `SELECT 1 FROM chat_rows WHERE user_key = $1 AND chat_key = $2 AND gone = 0`, user, chat).scan(&one)
	if err == nil || !errors.Is(err, pgx.ErrNoRows) {
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
	return t.exec(ctx, `INSERT INTO chat_rows (user_key, chat_key, rev) VALUES ($1, $2, $3)
		ON CONFLICT (user_key, chat_key) DO UPDATE SET rev = excluded.rev, gone = 0`, user, chat, rev)
}

// chatRow reads a user's own row of a chat; ErrChatNotFound when there is none.
func (s *Store) chatRow(ctx context.Context, q querier, user int64, c *chatState) (messenger.ChatRow, error) {
	row := messenger.ChatRow{Chat: c.id, Kind: c.kind, Timer: c.timer}
	var times rowTimes
	err := q.row(ctx, `SELECT `+ownColumns+` FROM chat_rows WHERE user_key = $1 AND chat_key = $2`, user, c.key).scan(ownColumnsOf(&row, &times)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return row, messenger.ErrChatNotFound
	}
	if err != nil {
		return row, err
	}
	r, err := c.relation(ctx, q, user)
	if err != nil {
		return row, err
	}
	times.fill(&row)
	return row, s.completeRow(ctx, q, user, c, r, times.endedName, &row)
}

// ownColumns are those of a user's own row of a chat.
const ownColumns = `rev, gone <> 0, draft, draft_at, pinned_at, muted_until, archived <> 0, archived_to, marked_unread <> 0, cleared_to, ended_name`

// rowTimes are its times, as stored, and the name that the group had when the membership ended.
type rowTimes struct {
	draftAt, pinnedAt, mutedUntil int64
	endedName                     string
}

func ownColumnsOf(row *messenger.ChatRow, t *rowTimes) []any {
	return []any{&row.Rev, &row.Gone, &row.Draft, &t.draftAt, &t.pinnedAt, &t.mutedUntil, &row.Archived, &row.ArchivedTo, &row.MarkedUnread, &row.ClearedTo, &t.endedName}
}

func (t rowTimes) fill(row *messenger.ChatRow) {
	row.DraftAt, row.PinnedAt, row.MutedUntil = fromMillis(t.draftAt), fromMillis(t.pinnedAt), fromMillis(t.mutedUntil)
}

// completeRow fills in what follows from how the user stands to the chat.
func (s *Store) completeRow(ctx context.Context, q querier, user int64, c *chatState, r messenger.Relation, endedName string, row *messenger.ChatRow) (err error) {
	row.From, row.Blocked = r.From, r.Blocks == messenger.BlocksNow
	if r.WasMember {
		row.To = r.To
	}
	switch c.kind {
	case messenger.Group:
		c.describe(row, r, endedName)
	case messenger.Direct:
		row.Peer, err = s.userID(ctx, q, c.low+c.high-user)
	}
	return err
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
	err = s.ask(ctx, func(q querier) error {
		return q.row(ctx, `SELECT rev FROM users WHERE user_key = $1`, userKey).scan(&rev)
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
		if err := q.row(ctx, `SELECT rev FROM users WHERE user_key = $1`, userKey).scan(&out.Rev); err != nil {
			return err
		}
		chats, list, err := s.rowsSince(ctx, q, userKey, rev, limit+1)
		if err != nil {
			return err
		}
		out.Chats = list
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

// rowsSince reads a user's rows above a version, with their chats. Differs because each question is a way to the server and back:
// it asks for all of them at once.
func (s *Store) rowsSince(ctx context.Context, q querier, user int64, rev messenger.Rev, limit int) (chats []*chatState, list []messenger.ChatRow, err error) {
	rows, err := q.query(ctx, `SELECT `+ownColumns+`, `+chatColumns+`
		FROM (SELECT chat_key AS of_chat, rev, gone, draft, draft_at, pinned_at, muted_until, archived, archived_to, marked_unread, cleared_to, ended_name FROM chat_rows
			WHERE user_key = $1 AND rev > $2 ORDER BY rev LIMIT $3) r
		JOIN chats ON chat_key = r.of_chat ORDER BY rev`, user, rev, limit)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var pairs []int64
	var names []string
	for rows.Next() {
		var row messenger.ChatRow
		var times rowTimes
		c, err := readChat(func(dest ...any) error { return rows.Scan(append(ownColumnsOf(&row, &times), dest...)...) })
		if err != nil {
			return nil, nil, err
		}
		row.Chat, row.Kind = c.id, c.kind
		times.fill(&row)
		chats, list, pairs = append(chats, c), append(list, row), append(pairs, c.low, c.high)
		names = append(names, times.endedName)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	rows.Close()
	if err := s.learnUsers(ctx, q, pairs); err != nil {
		return nil, nil, err
	}
	all, err := readStandings(ctx, q, user, chats)
	if err != nil {
		return nil, nil, err
	}
	for i, c := range chats {
		if err := s.completeRow(ctx, q, user, c, all[i].relation, names[i], &list[i]); err != nil {
			return nil, nil, err
		}
	}
	return chats, list, nil
}

// scanKeys reads a column of keys.
func scanKeys(rows pgx.Rows, err error) ([]int64, error) {
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
