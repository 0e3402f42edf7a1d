package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"twoticks/internal/messenger"
)

// Kinds of marks, as stored.
const (
	kindDelivered = 1
	kindRead      = 2
)

// Mark implements messenger.Store.
func (s *Store) Mark(ctx context.Context, a messenger.Mark) (messenger.Marked, error) {
	user, chat, err := s.both(ctx, a.User, a.Chat)
	if err != nil {
		return messenger.Marked{}, err
	}
	var out messenger.Marked
	err = s.writer.do(ctx, func(t *tx) error {
		c, err := t.chat(ctx, chat)
		if err != nil {
			return err
		}
		r, err := c.relation(ctx, t, user)
		if err != nil {
			return err
		}
		if err := a.Guard(r); err != nil {
			return err
		}
		old, err := marksOf(ctx, t, chat, user, r.From)
		if err != nil {
			return err
		}
		m := old
		m.read = max(old.read, a.Marks.Read)
		m.delivered = max(old.delivered, a.Marks.Delivered, m.read)
		m.shownRead = max(old.shownRead, m.read)
		out = messenger.Marked{
			Chat: a.Chat, Kind: c.kind, User: a.User, At: a.At, Advanced: m != old,
			Mine:  messenger.Marks{Delivered: m.delivered, Read: m.read},
			Shown: messenger.Marks{Delivered: m.delivered, Read: m.shownRead},
		}
		if !out.Advanced {
			return nil
		}
		if out.Members, err = s.pair(ctx, t, c); err != nil {
			return err
		}
		return t.advance(ctx, c, user, old, m, millis(a.At))
	}, func() {
		if out.Advanced && a.Committed != nil {
			a.Committed(out)
		}
	})
	return out, err
}

// advance writes marks that rose, with a row for the time of each (C20b).
func (t *tx) advance(ctx context.Context, c *chatState, user int64, old, m marks, at int64) error {
	err := t.exec(ctx, `INSERT INTO marks (chat_key, user_key, delivered, read, shown_read) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (chat_key, user_key) DO UPDATE SET delivered = excluded.delivered, read = excluded.read, shown_read = excluded.shown_read`,
		c.key, user, m.delivered, m.read, m.shownRead)
	if err != nil {
		return err
	}
	const row = `INSERT INTO advances (chat_key, user_key, kind, seq, at) VALUES (?, ?, ?, ?, ?)`
	if m.delivered > old.delivered {
		if err := t.exec(ctx, row, c.key, user, kindDelivered, m.delivered, at); err != nil {
			return err
		}
	}
	if m.read > old.read {
		if err := t.exec(ctx, row, c.key, user, kindRead, m.read, at); err != nil {
			return err
		}
	}
	if c.kind != messenger.Group {
		return nil
	}
	if same, err := t.summaryStands(ctx, c, user, old); same || err != nil {
		return err
	}
	return t.summarise(ctx, c)
}

// summaryStands says that marks above the two smallest rose, which changes nothing of the summary.
func (t *tx) summaryStands(ctx context.Context, c *chatState, user int64, old marks) (bool, error) {
	var delivered, read summary
	err := t.row(ctx, `SELECT delivered_min_user, delivered_next, read_min_user, read_next FROM chats WHERE chat_key = ?`, c.key).
		scan(&delivered.user, &delivered.next, &read.user, &read.next)
	return delivered.user != user && old.delivered > delivered.next && read.user != user && old.read > read.next, err
}

// summarise finds anew, for a group, the smallest mark of each kind, who holds it, and the next: with these three, what
// all but one of the members have is one comparison (C22).
func (t *tx) summarise(ctx context.Context, c *chatState) error {
	delivered, err := t.smallest(ctx, c.key, `coalesce(k.delivered, m.from_seq)`)
	if err != nil {
		return err
	}
	read, err := t.smallest(ctx, c.key, `coalesce(k.read, m.from_seq)`)
	if err != nil {
		return err
	}
	return t.exec(ctx, `UPDATE chats SET delivered_min = ?, delivered_min_user = ?, delivered_next = ?,
		read_min = ?, read_min_user = ?, read_next = ? WHERE chat_key = ?`,
		delivered.min, delivered.user, delivered.next, read.min, read.user, read.next, c.key)
}

type summary struct {
	min, next messenger.Seq
	user      int64
}

func (t *tx) smallest(ctx context.Context, chat int64, mark string) (s summary, err error) {
	rows, err := t.query(ctx, `SELECT m.user_key, `+mark+` AS mark FROM members m
		LEFT JOIN marks k ON k.chat_key = m.chat_key AND k.user_key = m.user_key
		WHERE m.chat_key = ? AND m.to_seq IS NULL ORDER BY mark LIMIT 2`, chat)
	if err != nil {
		return s, err
	}
	defer rows.Close()
	if rows.Next() {
		if err := rows.Scan(&s.user, &s.min); err != nil {
			return s, err
		}
	}
	if rows.Next() {
		var other int64
		if err := rows.Scan(&other, &s.next); err != nil {
			return s, err
		}
	}
	return s, rows.Err()
}

// MessageInfo implements messenger.Store: for the author, each of the message's audience (C22).
func (s *Store) MessageInfo(ctx context.Context, author messenger.UserID, chat messenger.ChatID, seq messenger.Seq) (out messenger.MessageInfo, err error) {
	authorKey, chatKey, err := s.both(ctx, author, chat)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.MessageInfo{}
		if _, err := s.mayRead(ctx, q, authorKey, chatKey); err != nil {
			return err
		}
		m, err := s.target(ctx, q, authorKey, chatKey, chat, seq)
		switch {
		case err != nil:
			return err
		case m == nil || m.System != nil:
			return messenger.ErrEntryNotFound
		case m.Sender != author:
			return messenger.ErrNotYours
		}
		out.Message = *m
		audience, err := scanKeys(q.query(ctx, `SELECT user_key FROM members WHERE chat_key = ?1 AND user_key <> ?2 AND from_seq < ?3 AND to_seq IS NULL`,
			chatKey, authorKey, seq))
		if err != nil {
			return err
		}
		for _, user := range audience {
			r, err := s.memberReceipt(ctx, q, chatKey, user, seq)
			if err != nil {
				return err
			}
			out.Receipts = append(out.Receipts, r)
		}
		out.People, err = s.people(ctx, q, append(audience, authorKey)...)
		return err
	})
	return out, err
}

func (s *Store) memberReceipt(ctx context.Context, q querier, chat, user int64, seq messenger.Seq) (r messenger.MemberReceipt, err error) {
	if r.User, err = s.userID(ctx, q, user); err != nil {
		return r, err
	}
	m, err := marksOf(ctx, q, chat, user, 0)
	if err != nil {
		return r, err
	}
	if r.Delivered = m.delivered >= seq; r.Delivered {
		if r.DeliveredAt, err = advancedAt(ctx, q, chat, user, kindDelivered, seq); err != nil {
			return r, err
		}
	}
	if r.Read = m.shownRead >= seq; r.Read {
		r.ReadAt, err = advancedAt(ctx, q, chat, user, kindRead, seq)
	}
	return r, err
}

// advancedAt is when a mark first reached a seq; zero when that is no longer kept.
func advancedAt(ctx context.Context, q querier, chat, user int64, kind int, seq messenger.Seq) (at time.Time, err error) {
	var ms int64
	err = q.row(ctx, `SELECT at FROM advances WHERE chat_key = ? AND user_key = ? AND kind = ? AND seq >= ? ORDER BY seq LIMIT 1`,
		chat, user, kind, seq).scan(&ms)
	if errors.Is(err, sql.ErrNoRows) {
		return at, nil
	}
	return fromMillis(ms), err
}
