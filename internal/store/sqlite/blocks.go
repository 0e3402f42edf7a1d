package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"twoticks/internal/messenger"
)

// withheldIn is how long one stretch of what is withheld lasts: they come to be old one by one, as messages do (C25).
const withheldIn = time.Hour

// SetBlock implements messenger.Store.
func (s *Store) SetBlock(ctx context.Context, a messenger.SetBlock) (messenger.BlockChanged, error) {
	actor, err := s.userKey(ctx, a.Actor)
	if err != nil {
		return messenger.BlockChanged{}, err
	}
	user, err := s.userKey(ctx, a.User)
	if err != nil {
		return messenger.BlockChanged{}, err
	}
	return write(ctx, s.writer, func(t *tx, out *messenger.BlockChanged) (err error) {
		*out = messenger.BlockChanged{Row: messenger.BlockRow{User: a.User, Gone: true}}
		err = t.row(ctx, `SELECT rev, gone FROM blocks WHERE user_key = ? AND blocked_key = ?`, actor, user).scan(&out.Row.Rev, &out.Row.Gone)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if out.People, err = s.people(ctx, t, actor, user); err != nil || out.Row.Gone != a.On {
			return err
		}
		if err := t.writeBlock(ctx, actor, user, a.On, &out.Row); err != nil {
			return err
		}
		out.Changed = true
		if err := s.tellBlocked(ctx, t, actor, user, out); err != nil {
			return err
		}
		out.Shared, err = sharedChats(ctx, t, actor, user)
		return err
	}, func(out *messenger.BlockChanged) {
		if out.Changed && a.Committed != nil {
			a.Committed(*out)
		}
	})
}

func (t *tx) writeBlock(ctx context.Context, actor, user int64, on bool, row *messenger.BlockRow) (err error) {
	var blocked int
	if err := t.row(ctx, `SELECT count(*) FROM blocks WHERE user_key = ? AND gone = 0`, actor).scan(&blocked); err != nil {
		return err
	}
	if on && blocked >= messenger.MaxBlocked {
		return messenger.ErrTooManyKept.In("user")
	}
	if row.Rev, err = t.nextRev(ctx, actor); err != nil {
		return err
	}
	row.Gone = !on
	return t.exec(ctx, `INSERT INTO blocks (user_key, blocked_key, rev, gone) VALUES (?, ?, ?, ?)
		ON CONFLICT (user_key, blocked_key) DO UPDATE SET rev = excluded.rev, gone = excluded.gone`, actor, user, row.Rev, row.Gone)
}

// tellBlocked gives the user's row of the direct chat the next version, if it has one: the row says whether the other is blocked.
func (s *Store) tellBlocked(ctx context.Context, t *tx, actor, user int64, out *messenger.BlockChanged) error {
	c, err := t.chatOfPair(ctx, actor, user)
	if errors.Is(err, messenger.ErrChatNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = s.chatRow(ctx, t, actor, c)
	if errors.Is(err, messenger.ErrChatNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.stampRow(ctx, actor, c.key); err != nil {
		return err
	}
	row, err := s.chatRow(ctx, t, actor, c)
	out.ChatRow = &row
	return err
}

// sharedChats names the chats that two people both have, and both are members of.
func sharedChats(ctx context.Context, q querier, a, b int64) (chats []messenger.ChatID, err error) {
	rows, err := q.query(ctx, `SELECT DISTINCT c.id FROM members m JOIN members n ON n.chat_key = m.chat_key
		JOIN chat_rows x ON x.user_key = m.user_key AND x.chat_key = m.chat_key AND x.gone = 0
		JOIN chat_rows y ON y.user_key = n.user_key AND y.chat_key = n.chat_key AND y.gone = 0
		JOIN chats c ON c.chat_key = m.chat_key
		WHERE m.user_key = ? AND n.user_key = ? AND m.to_seq IS NULL AND n.to_seq IS NULL`, a, b)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id []byte
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		chats = append(chats, messenger.ChatID(id))
	}
	return chats, rows.Err()
}

// chatOfPair finds the direct chat of two people.
func (t *tx) chatOfPair(ctx context.Context, a, b int64) (*chatState, error) {
	c, err := scanChat(t.row(ctx, `SELECT `+chatColumns+` FROM chats c WHERE c.low_user = ? AND c.high_user = ?`, min(a, b), max(a, b)))
	if err != nil {
		return nil, err
	}
	return t.chat(ctx, c.key)
}

// readBlocks fills in whether one of two blocks the other.
func readBlocks(ctx context.Context, q querier, user, peer int64) (blocks, blockedBy messenger.Block, err error) {
	err = q.row(ctx, `SELECT coalesce((SELECT 1 + gone FROM blocks WHERE user_key = ?1 AND blocked_key = ?2), 0),
		coalesce((SELECT 1 + gone FROM blocks WHERE user_key = ?2 AND blocked_key = ?1), 0)`, user, peer).scan(&blocks, &blockedBy)
	return blocks, blockedBy, err
}

// apart reads of whom in a chat one blocks the other. The blocks of each are read first (CROSS): few have any, and pairs of members
// are many.
func (s *Store) apart(ctx context.Context, q querier, c *chatState) (list []messenger.Apart, err error) {
	if c.kind == messenger.Self {
		return nil, nil
	}
	rows, err := q.query(ctx, `SELECT b.user_key, b.blocked_key FROM members m CROSS JOIN blocks b ON b.user_key = m.user_key AND b.gone = 0
		CROSS JOIN members n ON n.chat_key = m.chat_key AND n.user_key = b.blocked_key AND n.to_seq IS NULL
		WHERE m.chat_key = ? AND m.to_seq IS NULL`, c.key)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var keys [][2]int64
	for rows.Next() {
		var pair [2]int64
		if err := rows.Scan(&pair[0], &pair[1]); err != nil {
			return nil, err
		}
		keys = append(keys, pair)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	for _, pair := range keys {
		var p messenger.Apart
		if p.By, err = s.userID(ctx, q, pair[0]); err != nil {
			return nil, err
		}
		if p.Of, err = s.userID(ctx, q, pair[1]); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// isFirst says whether the next entry may be the first that somebody gets of a direct chat: rows of it appear then (C31).
// What was withheld made none, so they may still be missing where there ever was a block.
func (c *chatState) isFirst(r messenger.Relation) bool {
	return c.head == 0 || r.Blocks != messenger.NeverBlocked || r.BlockedBy != messenger.NeverBlocked
}

// audience is who is told of what the actor adds, where members are at most two.
func (s *Store) audience(ctx context.Context, t *tx, c *chatState, actor int64, r messenger.Relation) ([]messenger.Member, error) {
	if !r.Withholds() {
		return s.pair(ctx, t, c)
	}
	id, err := s.userID(ctx, t, actor)
	return []messenger.Member{{User: id}}, err
}

// aboutWithheld is the relation as it concerns one message of the log: what is done to a message that the other never got does
// not reach them either, also not after the block has ended.
func aboutWithheld(ctx context.Context, t *tx, c *chatState, actor int64, r messenger.Relation, target messenger.Seq) (messenger.Relation, error) {
	if r.Kind != messenger.Direct || r.BlockedBy != messenger.BlockedOnce {
		return r, nil
	}
	other, err := spansOf(ctx, t, c.key, c.low+c.high-actor)
	if err == nil && len(touching(other.withheld, target-1, target)) > 0 {
		r.BlockedBy = messenger.BlocksNow
	}
	return r, err
}

// withhold keeps the newest entry from a user.
func (t *tx) withhold(ctx context.Context, c *chatState, user int64, seq messenger.Seq, at time.Time) error {
	n, err := t.change(ctx, `UPDATE expired SET to_seq = ?1 WHERE chat_key = ?2 AND user_key = ?3 AND from_seq < ?1 AND to_seq = ?1 - 1
		AND withheld = 1 AND at > ?4`, seq, c.key, user, millis(at.Add(-withheldIn)))
	if err != nil || n > 0 {
		return err
	}
	return t.exec(ctx, `INSERT INTO expired (chat_key, user_key, from_seq, to_seq, at, withheld) VALUES (?, ?, ?, ?, ?, 1)`,
		c.key, user, seq-1, seq, millis(at))
}

// reachable leaves marks at the last message of others that their user has, where what lies above it is withheld: it was
// not delivered.
func (t *tx) reachable(ctx context.Context, c *chatState, user int64, r messenger.Relation, old, m marks) (marks, error) {
	if r.Blocks == messenger.NeverBlocked || m.delivered == old.delivered && m.read == old.read {
		return m, nil
	}
	above := min(old.delivered, old.read)
	own, err := spansOf(ctx, t, c.key, user)
	if err != nil || len(touching(own.out, above, m.delivered)) == 0 {
		return m, err
	}
	has := messenger.Seq(0)
	for _, gap := range gaps(own.out, above, m.delivered) {
		var seq messenger.Seq
		err := t.row(ctx, `SELECT coalesce(max(seq), 0) FROM messages WHERE chat_key = ? AND seq > ? AND seq <= ? AND sender_key <> ?`,
			c.key, gap.From, gap.To, user).scan(&seq)
		if err != nil {
			return m, err
		}
		has = max(has, seq)
	}
	return marks{delivered: max(old.delivered, min(m.delivered, has)), read: max(old.read, min(m.read, has)), shownRead: old.shownRead}, nil
}

// passed is the peer's view where marks rose past what is withheld from their user; nil where they did not.
func (s *Store) passed(ctx context.Context, t *tx, c *chatState, user int64, old marks, out *messenger.Marked) (*messenger.QueueView, error) {
	all, err := stretchesOf(ctx, t, c.key)
	if err != nil {
		return nil, err
	}
	peer := c.low + c.high - user
	view := messenger.QueueView{OthersExpired: ofOthers(all, peer, out.Shown.Delivered), Others: out.Shown}
	if len(touching(view.OthersExpired, old.delivered, everywhere)) == 0 {
		return nil, nil
	}
	view.User, err = s.userID(ctx, t, peer)
	return &view, err
}

// blocksSince reads whom a user blocks, or does not any more, above a version, with their keys.
func (s *Store) blocksSince(ctx context.Context, q querier, user int64, rev messenger.Rev, limit int) (list []messenger.BlockRow, keys []int64, err error) {
	rows, err := q.query(ctx, `SELECT rev, blocked_key, gone FROM blocks WHERE user_key = ? AND rev > ? ORDER BY rev LIMIT ?`, user, rev, limit)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var b messenger.BlockRow
		var key int64
		if err := rows.Scan(&b.Rev, &key, &b.Gone); err != nil {
			return nil, nil, err
		}
		list, keys = append(list, b), append(keys, key)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	rows.Close()
	for i, key := range keys {
		if list[i].User, err = s.userID(ctx, q, key); err != nil {
			return nil, nil, err
		}
	}
	return list, keys, nil
}

// Blocked implements messenger.Store.
func (s *Store) Blocked(ctx context.Context, user messenger.UserID) (people []messenger.Person, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return nil, err
	}
	err = s.read(ctx, func(q querier) error {
		keys, err := scanKeys(q.query(ctx, `SELECT u.user_key FROM blocks b JOIN users u ON u.user_key = b.blocked_key
			WHERE b.user_key = ? AND b.gone = 0 ORDER BY u.handle`, userKey))
		if err != nil {
			return err
		}
		people, err = s.people(ctx, q, keys...)
		return err
	})
	return people, err
}
