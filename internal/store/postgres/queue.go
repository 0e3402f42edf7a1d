package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// A chat's queue_at is put off by each look at it, to the oldest message that somebody lacks or else to the time of the
// look: what is appended later waits since later. So a chat costs an append nothing, and is looked at about once in the
// time that the queue keeps.

// WaitingChats implements messenger.Store.
func (s *Store) WaitingChats(ctx context.Context, before time.Time, limit int) (chats []messenger.ChatID, err error) {
	err = s.read(ctx, func(q querier) error {
		chats = nil
		rows, err := q.query(ctx, `SELECT id FROM chats WHERE kind <> 1 AND queue_at <= $1 ORDER BY queue_at LIMIT $2`, millis(before), limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id []byte
			if err := rows.Scan(&id); err != nil {
				return err
			}
			chats = append(chats, messenger.ChatID(id))
		}
		return rows.Err()
	})
	return chats, err
}

// ExpireQueue implements messenger.Store.
func (s *Store) ExpireQueue(ctx context.Context, a messenger.ExpireQueue) (messenger.QueueChange, error) {
	chat, err := s.chatKey(ctx, a.Chat)
	if err != nil {
		return messenger.QueueChange{}, err
	}
	return write(ctx, s.writer, needs{chat: chat}, func(t *tx, out *messenger.QueueChange) error {
		*out = messenger.QueueChange{Chat: a.Chat}
		c, err := t.chat(ctx, chat)
		if err != nil {
			return err
		}
		members, err := queueMembers(ctx, t, c)
		if err != nil {
			return err
		}
		reach, err := t.reach(ctx, c, millis(a.Before))
		if err != nil {
			return err
		}
		for i := range members {
			if err := t.expire(ctx, c, &members[i], reach, millis(a.At)); err != nil {
				return err
			}
		}
		waits, err := t.waitsSince(ctx, c, members, millis(a.At))
		if err != nil {
			return err
		}
		if err := t.exec(ctx, `UPDATE chats SET queue_at = $1 WHERE chat_key = $2`, waits, c.key); err != nil {
			return err
		}
		out.Views, err = s.queueViews(ctx, t, c, members)
		return err
	}, queueChanged(a.Committed))
}

// ExpiredForAll implements messenger.Store. It looks at what lies in stretches only, however long the chat is.
func (s *Store) ExpiredForAll(ctx context.Context, chat messenger.ChatID, limit int) (places []messenger.Place, err error) {
	key, err := s.chatKey(ctx, chat)
	if err != nil {
		return nil, err
	}
	err = s.read(ctx, func(q querier) error {
		places = nil
		rows, err := q.query(ctx, `SELECT DISTINCT m.seq, u.id FROM expired e
			JOIN messages m ON m.chat_key = e.chat_key AND m.seq > e.from_seq AND m.seq <= e.to_seq
			JOIN users u ON u.user_key = m.sender_key
			JOIN members s ON s.chat_key = m.chat_key AND s.user_key = m.sender_key AND s.to_seq IS NULL AND s.from_seq < m.seq
			WHERE e.chat_key = $1 AND e.withheld <> 1 AND m.deleted_seq = 0 AND m.kind <> 'system' AND m.sender_key <> e.user_key
			AND NOT EXISTS (SELECT 1 FROM members i WHERE i.chat_key = m.chat_key AND i.user_key <> m.sender_key
				AND i.from_seq < m.seq AND (i.to_seq IS NULL OR m.seq <= i.to_seq)
				AND NOT EXISTS (SELECT 1 FROM expired x WHERE x.chat_key = m.chat_key AND x.user_key = i.user_key
					AND x.withheld <> 1 AND x.from_seq < m.seq AND m.seq <= x.to_seq))
			ORDER BY m.seq LIMIT $2`, key, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var p messenger.Place
			var sender []byte
			if err := rows.Scan(&p.Seq, &sender); err != nil {
				return err
			}
			p.Sender = messenger.UserID(sender)
			places = append(places, p)
		}
		return rows.Err()
	})
	return places, err
}

// queueChanged tells of what changed for somebody.
func queueChanged(committed func(messenger.QueueChange)) func(*messenger.QueueChange) {
	return func(out *messenger.QueueChange) {
		if len(out.Views) > 0 && committed != nil {
			committed(*out)
		}
	}
}

// queueMember is a member with its marks, as far as a queue goes.
type queueMember struct {
	user    int64
	marks   marks
	changed bool
}

// queueMembers reads who is in a chat now, those who lack most first.
func queueMembers(ctx context.Context, q querier, c *chatState) ([]queueMember, error) {
	rows, err := q.query(ctx, `SELECT m.user_key, coalesce(k.delivered, m.from_seq), coalesce(k.read, m.from_seq), coalesce(k.shown_read, m.from_seq)
		FROM members m LEFT JOIN marks k ON k.chat_key = m.chat_key AND k.user_key = m.user_key
		WHERE m.chat_key = $1 AND m.to_seq IS NULL`, c.key)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var members []queueMember
	for rows.Next() {
		var m queueMember
		if err := rows.Scan(&m.user, &m.marks.delivered, &m.marks.read, &m.marks.shownRead); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	slices.SortFunc(members, func(a, b queueMember) int { return cmp.Compare(a.marks.delivered, b.marks.delivered) })
	return members, rows.Err()
}

// reach finds a seq up to which the timeline is as old as a time, and above which it is newer. Times never fall as seqs
// rise (C11), so it need not read what lies between.
func (t *tx) reach(ctx context.Context, c *chatState, before int64) (messenger.Seq, error) {
	low, high := messenger.Seq(0), c.lastSeq
	for low < high {
		mid := low + (high-low+1)/2
		var at int64
		err := t.row(ctx, `SELECT at FROM messages WHERE chat_key = $1 AND seq <= $2 ORDER BY seq DESC LIMIT 1`, c.key, mid).scan(&at)
		switch {
		case errors.Is(err, pgx.ErrNoRows) || err == nil && at <= before:
			low = mid
		case err != nil:
			return 0, err
		default:
			high = mid - 1
		}
	}
	return low, nil
}

// expire takes what a member lacks up to a seq out of its queue. What the member wrote itself there parts it in several
// stretches: that is nobody's to deliver.
func (t *tx) expire(ctx context.Context, c *chatState, m *queueMember, reach messenger.Seq, at int64) error {
	n, err := t.change(ctx, `UPDATE expired SET withheld = 2 WHERE chat_key = $1 AND user_key = $2 AND withheld = 1 AND to_seq <= $3`,
		c.key, m.user, reach)
	if m.changed = n > 0; err != nil || m.marks.delivered >= reach {
		return err
	}
	last, err := t.lastWaiting(ctx, c, m, reach)
	if last == 0 || err != nil {
		return err
	}
	// What is withheld lies in stretches already.
	own, err := scanKeys(t.query(ctx, `SELECT seq FROM messages WHERE chat_key = $1 AND seq > $2 AND seq < $3 AND sender_key = $4 ORDER BY seq`,
		c.key, m.marks.delivered, last, m.user))
	if err != nil {
		return err
	}
	withheld, err := spansOf(ctx, t, c.key, m.user)
	if err != nil {
		return err
	}
	parts := withheld.out
	for _, seq := range own {
		parts = append(parts, messenger.Stretch{From: messenger.Seq(seq) - 1, To: messenger.Seq(seq)})
	}
	slices.SortFunc(parts, func(a, b messenger.Stretch) int { return cmp.Compare(a.From, b.From) })
	for _, e := range gaps(parts, m.marks.delivered, last) {
		if err := t.addStretch(ctx, c, m.user, e.From, e.To, at); err != nil {
			return err
		}
	}
	old := m.marks
	m.marks.delivered, m.changed = last, true
	return t.raise(ctx, c, m.user, old, m.marks)
}

// lastWaiting finds the newest message, up to a seq, that waits for a member; 0 when none does.
func (t *tx) lastWaiting(ctx context.Context, c *chatState, m *queueMember, reach messenger.Seq) (seq messenger.Seq, err error) {
	err = t.row(ctx, `SELECT seq FROM messages WHERE chat_key = $1 AND seq > $2 AND seq <= $3 AND sender_key <> $4
		AND kind <> 'system' AND deleted_seq = 0 ORDER BY seq DESC LIMIT 1`, c.key, m.marks.delivered, reach, m.user).scan(&seq)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return seq, err
}

// addStretch adds a stretch; one absence is one stretch, however many sweeps it lasts.
func (t *tx) addStretch(ctx context.Context, c *chatState, user int64, from, to messenger.Seq, at int64) error {
	n, err := t.change(ctx, `UPDATE expired SET to_seq = $1, at = $2 WHERE chat_key = $3 AND user_key = $4 AND from_seq < $5 AND to_seq = $6 AND withheld = 0`,
		to, at, c.key, user, from, from)
	if err != nil || n > 0 {
		return err
	}
	return t.exec(ctx, `INSERT INTO expired (chat_key, user_key, from_seq, to_seq, at) VALUES ($1, $2, $3, $4, $5)`, c.key, user, from, to, at)
}

// waitsSince finds the time of the oldest message that a member lacks; if none lacks any, it is now.
func (t *tx) waitsSince(ctx context.Context, c *chatState, members []queueMember, now int64) (int64, error) {
	oldest, withheld := c.head+1, int64(0)
	for _, m := range members {
		if m.marks.delivered >= oldest {
			continue
		}
		var seq messenger.Seq
		var at int64
		err := t.row(ctx, `SELECT seq, at FROM messages WHERE chat_key = $1 AND seq > $2 AND seq < $3 AND sender_key <> $4
			AND kind <> 'system' AND deleted_seq = 0 ORDER BY seq LIMIT 1`, c.key, m.marks.delivered, oldest, m.user).scan(&seq, &at)
		if errors.Is(err, pgx.ErrNoRows) {
			continue
		}
		if err != nil {
			return 0, err
		}
		oldest, now = seq, min(now, at)
	}
	err := t.row(ctx, `SELECT coalesce(min(at), $1) FROM expired WHERE chat_key = $2 AND withheld = 1`, now, c.key).scan(&withheld)
	return min(now, withheld), err
}

// ShowExpired implements messenger.Store.
func (s *Store) ShowExpired(ctx context.Context, a messenger.ShowExpired) (messenger.QueueChange, error) {
	user, chat, err := s.both(ctx, a.User, a.Chat)
	if err != nil {
		return messenger.QueueChange{}, err
	}
	return write(ctx, s.writer, needs{chat: chat, user: user}, func(t *tx, out *messenger.QueueChange) error {
		*out = messenger.QueueChange{Chat: a.Chat}
		c, err := t.guarded(ctx, chat, user, a.Guard)
		if err != nil {
			return err
		}
		var to messenger.Seq
		err = t.row(ctx, `SELECT to_seq FROM expired WHERE chat_key = $1 AND user_key = $2 AND from_seq = $3 AND withheld = 0`, chat, user, a.From).scan(&to)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := t.exec(ctx, `DELETE FROM expired WHERE chat_key = $1 AND user_key = $2 AND from_seq = $3`, chat, user, a.From); err != nil {
			return err
		}
		// Now it is delivered, and this is when.
		err = t.exec(ctx, `INSERT INTO advances (chat_key, user_key, kind, seq, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			chat, user, kindDelivered, to, millis(a.At))
		if err != nil {
			return err
		}
		members, err := queueMembers(ctx, t, c)
		if err != nil {
			return err
		}
		members = changedMember(members, user)
		out.Views, err = s.queueViews(ctx, t, c, members)
		return err
	}, queueChanged(a.Committed))
}

// changedMember says of one of the members that its stretches changed. Who has left keeps its stretches, and sees them
// by its own answer.
func changedMember(members []queueMember, user int64) []queueMember {
	for i := range members {
		members[i].changed = members[i].user == user
	}
	return members
}
