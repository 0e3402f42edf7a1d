package sqlite

import (
	"context"

	"twoticks/internal/messenger"
)

// summaries are the figures of a group from which what all but one of its members have is one comparison (C22): of the
// marks of each kind, and of where memberships begin.
type summaries struct{ delivered, read, from summary }

// summary is the smallest of the members' figures, how many hold it, and the next one above it. While others are left
// there, a mark that rises changes nothing: however large the group is, few marks make anybody look through it.
type summary struct {
	min, next           messenger.Seq
	minCount, nextCount int
	user                int64 // who holds the smallest alone; 0 when several do
}

// but is the smallest figure of all members but one.
func (s summary) but(user int64) messenger.Seq {
	if s.user == user {
		return s.next
	}
	return s.min
}

// rise takes note of a mark that rose. When it says no, the summary must be found anew. The next figure matters only once
// the smallest has a single holder, and that is never reached without looking.
func (s *summary) rise(old, mark messenger.Seq) (stands bool) {
	switch {
	case old == mark:
		return true
	case old == s.min:
		s.minCount--
		return s.minCount > 1
	case old == s.next && s.minCount == 1:
		s.nextCount--
		return s.nextCount > 0
	}
	return true
}

// summaries returns those of a group as this transaction has them.
func (c *chatState) summaries(ctx context.Context, q querier) (*summaries, error) {
	if c.all != nil {
		return c.all, nil
	}
	var a summaries
	d, r := &a.delivered, &a.read
	err := q.row(ctx, `SELECT delivered_min, delivered_min_user, delivered_min_count, delivered_next, delivered_next_count,
			read_min, read_min_user, read_min_count, read_next, read_next_count, from_min, from_min_user, from_next
		FROM chats WHERE chat_key = ?`, c.key).
		scan(&d.min, &d.user, &d.minCount, &d.next, &d.nextCount,
			&r.min, &r.user, &r.minCount, &r.next, &r.nextCount, &a.from.min, &a.from.user, &a.from.next)
	if err != nil {
		return nil, err
	}
	c.all = &a
	return c.all, nil
}

// allMarks returns them with ids instead of keys.
func (s *Store) allMarks(ctx context.Context, q querier, c *chatState) (out messenger.AllMarks, err error) {
	all, err := c.summaries(ctx, q)
	if err != nil {
		return out, err
	}
	for _, f := range []struct {
		from summary
		to   *messenger.Smallest
	}{{all.delivered, &out.Delivered}, {all.read, &out.Read}, {all.from, &out.From}} {
		f.to.Min, f.to.Next = f.from.min, f.from.next
		if f.from.user == 0 {
			continue
		}
		if f.to.User, err = s.userID(ctx, q, f.from.user); err != nil {
			return out, err
		}
	}
	return out, nil
}

// allMoved compares what all of a group have with what they had; nil when nothing moved.
func (s *Store) allMoved(ctx context.Context, t *tx, c *chatState, before messenger.AllMarks) (*messenger.AllMoved, error) {
	after, err := s.allMarks(ctx, t, c)
	if err != nil || after == before {
		return nil, err
	}
	return &messenger.AllMoved{Before: before, After: after}, nil
}

// marksRose keeps the summaries of a group true after marks of a member rose.
func (t *tx) marksRose(ctx context.Context, c *chatState, old, m marks) error {
	all, err := c.summaries(ctx, t)
	if err != nil {
		return err
	}
	if !all.delivered.rise(old.delivered, m.delivered) {
		if all.delivered, err = t.summarise(ctx, c.key, `coalesce(k.delivered, m.from_seq)`); err != nil {
			return err
		}
	}
	if !all.read.rise(old.read, m.read) {
		if all.read, err = t.summarise(ctx, c.key, `coalesce(k.read, m.from_seq)`); err != nil {
			return err
		}
	}
	c.allChanged = true
	return nil
}

// membersChanged finds the summaries anew.
func (t *tx) membersChanged(ctx context.Context, c *chatState) (err error) {
	var all summaries
	if all.delivered, err = t.summarise(ctx, c.key, `coalesce(k.delivered, m.from_seq)`); err != nil {
		return err
	}
	if all.read, err = t.summarise(ctx, c.key, `coalesce(k.read, m.from_seq)`); err != nil {
		return err
	}
	if all.from, err = t.summarise(ctx, c.key, `m.from_seq`); err != nil {
		return err
	}
	c.all, c.allChanged = &all, true
	return nil
}

// summarise looks through the members of a group.
func (t *tx) summarise(ctx context.Context, chat int64, figure string) (s summary, err error) {
	rows, err := t.query(ctx, `SELECT `+figure+` AS figure, count(*), max(m.user_key) FROM members m
		LEFT JOIN marks k ON k.chat_key = m.chat_key AND k.user_key = m.user_key
		WHERE m.chat_key = ? AND m.to_seq IS NULL GROUP BY figure ORDER BY figure LIMIT 2`, chat)
	if err != nil {
		return s, err
	}
	defer rows.Close()
	if rows.Next() {
		if err := rows.Scan(&s.min, &s.minCount, &s.user); err != nil {
			return s, err
		}
		if s.minCount > 1 {
			s.user = 0
		}
	}
	if rows.Next() {
		var other int64
		if err := rows.Scan(&s.next, &s.nextCount, &other); err != nil {
			return s, err
		}
	}
	return s, rows.Err()
}

// writeSummaries is a part of flush.
func (t *tx) writeSummaries(ctx context.Context, c *chatState) error {
	d, r, f := c.all.delivered, c.all.read, c.all.from
	return t.count(ctx, `UPDATE chats SET
			delivered_min = ?, delivered_min_user = ?, delivered_min_count = ?, delivered_next = ?, delivered_next_count = ?,
			read_min = ?, read_min_user = ?, read_min_count = ?, read_next = ?, read_next_count = ?,
			from_min = ?, from_min_user = ?, from_next = ?
		WHERE chat_key = ?`,
		d.min, d.user, d.minCount, d.next, d.nextCount, r.min, r.user, r.minCount, r.next, r.nextCount, f.min, f.user, f.next, c.key)
}
