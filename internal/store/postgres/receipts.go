package postgres

import (
	"context"
	"slices"

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
	return write(ctx, s.writer, needs{chat: chat, user: user, reads: a.Marks.Read > 0}, func(t *tx, out *messenger.Marked) error {
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
		old, err := t.marksOf(ctx, place{chat, user}, r.Joined)
		if err != nil {
			return err
		}
		m := old
		m.read = max(old.read, a.Marks.Read)
		m.delivered = max(old.delivered, a.Marks.Delivered, m.read)
		if m, err = t.reachable(ctx, c, user, r, old, m); err != nil {
			return err
		}
		if m.read > old.read && !t.ahead.readsHidden[chat] {
			m.shownRead = m.read
		}
		*out = messenger.Marked{
			Chat: a.Chat, Kind: c.kind, User: a.User, At: a.At, Advanced: m != old,
			Mine:  messenger.Marks{Delivered: m.delivered, Read: m.read},
			Shown: messenger.Marks{Delivered: m.delivered, Read: m.shownRead},

			ShownAdvanced: m.delivered != old.delivered || m.shownRead != old.shownRead,
			Before:        messenger.Marks{Delivered: old.delivered, Read: old.shownRead},
		}
		if !out.Advanced {
			return nil
		}
		if !r.Member { // it moves nothing for those who still are
			t.advance(c, user, old, m, millis(a.At))
			return nil
		}
		return s.advanced(ctx, t, c, user, r, old, m, out)
	}, func(out *messenger.Marked) {
		if out.Advanced && a.Committed != nil {
			a.Committed(*out)
		}
	})
}

// marksOf reads marks that this transaction may have read ahead, or written.
func (t *tx) marksOf(ctx context.Context, p place, from messenger.Seq) (m marks, err error) {
	if m, ok := t.ahead.marks[p]; ok {
		return m, nil
	}
	return marksOf(ctx, t, p.chat, p.user, from)
}

// advanced writes marks that were reported, and completes what the act tells of it.
func (s *Store) advanced(ctx context.Context, t *tx, c *chatState, user int64, r messenger.Relation, old, m marks, out *messenger.Marked) (err error) {
	t.advance(c, user, old, m, millis(out.At))
	if c.kind != messenger.Group {
		if out.Members, err = s.pair(ctx, t, c); err != nil || r.Blocks == messenger.NeverBlocked {
			return err
		}
		out.Passed, err = s.passed(ctx, t, c, user, old, out)
		return err
	}
	out.MembersSeq = c.membersSeq
	before, err := s.allMarks(ctx, t, c)
	if err != nil {
		return err
	}
	if err := t.marksRose(ctx, c, old, m); err != nil {
		return err
	}
	out.All, err = s.allMoved(ctx, t, c, before)
	return err
}

// raise writes marks of a member that rose without a report, and keeps what a group as a whole has.
func (t *tx) raise(ctx context.Context, c *chatState, user int64, old, m marks) error {
	t.addMarks(place{c.key, user}, m)
	if c.kind != messenger.Group {
		return nil
	}
	return t.marksRose(ctx, c, old, m)
}

// advance writes marks that were reported, with a row for the time of each that the others may see (C20b): when somebody
// has read what is not shown stands nowhere.
func (t *tx) advance(c *chatState, user int64, old, m marks, at int64) {
	p := place{c.key, user}
	t.addMarks(p, m)
	if m.delivered > old.delivered {
		t.addAdvance(p, kindDelivered, m.delivered, at)
	}
	if m.shownRead > old.shownRead {
		t.addAdvance(p, kindRead, m.shownRead, at)
	}
	if m.read > old.read && c.kind == messenger.Group {
		t.endMentions(p, m.read)
	}
}

// MessageInfo implements messenger.Store: for the author, each of the message's audience (C22).
func (s *Store) MessageInfo(ctx context.Context, author messenger.UserID, chat messenger.ChatID, seq messenger.Seq) (out messenger.MessageInfo, err error) {
	authorKey, chatKey, err := s.both(ctx, author, chat)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.MessageInfo{}
		r, err := s.mayRead(ctx, q, authorKey, chatKey)
		if err != nil {
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
		asRead(r, spans{}, m)
		out.Message = *m
		// Who has left since counts no more for the ticks, and stays listed; who came later is not.
		const then = `SELECT user_key FROM members WHERE chat_key = $1 AND user_key <> $2 AND from_seq < $3 AND `
		audience, err := scanKeys(q.query(ctx, then+`(to_seq IS NULL OR to_seq >= $3) ORDER BY from_seq, user_key`, chatKey, authorKey, seq))
		if err != nil {
			return err
		}
		left, err := scanKeys(q.query(ctx, then+`to_seq >= $3`, chatKey, authorKey, seq))
		if err != nil {
			return err
		}
		if out.Receipts, err = s.memberReceipts(ctx, q, chatKey, audience, seq); err != nil {
			return err
		}
		for i, user := range audience {
			out.Receipts[i].Left = slices.Contains(left, user)
		}
		if out.Devices, err = ownDevices(ctx, q, authorKey, chatKey, m); err != nil {
			return err
		}
		out.People, err = s.people(ctx, q, append(audience, authorKey)...)
		return err
	})
	return out, err
}

// memberReceipts reads who of an audience has a message, in its order. Differs because each question is a way to the server and
// back, and an audience may be of a thousand: it asks for all of them at once.
func (s *Store) memberReceipts(ctx context.Context, q querier, chat int64, audience []int64, seq messenger.Seq) (list []messenger.MemberReceipt, err error) {
	if err := s.learnUsers(ctx, q, audience); err != nil {
		return nil, err
	}
	// Coming back raised the marks of who had left (C22): of what was before, only the advances of then tell. When a mark first
	// reached the seq is told by the advance at it or above.
	rows, err := q.query(ctx, `SELECT coalesce(k.delivered, 0), coalesce(k.shown_read, 0), b.back IS NOT NULL, EXISTS (
			SELECT 1 FROM expired e WHERE e.chat_key = $1 AND e.user_key = a.who AND e.from_seq < $3 AND e.to_seq >= $3),
			coalesce(d.at, 0), coalesce(r.at, 0), coalesce(l.at, 0)
		FROM unnest($2::bigint[]) WITH ORDINALITY AS a (who, place)
		LEFT JOIN LATERAL (SELECT delivered, shown_read FROM marks WHERE chat_key = $1 AND user_key = a.who LIMIT 1) k ON true
		LEFT JOIN LATERAL (SELECT min(from_seq) AS back FROM members WHERE chat_key = $1 AND user_key = a.who AND from_seq >= $3) b ON true
		LEFT JOIN LATERAL (SELECT at FROM advances WHERE chat_key = $1 AND user_key = a.who AND kind = $4 AND seq >= $3
			AND (b.back IS NULL OR seq <= b.back) ORDER BY seq LIMIT 1) d ON true
		LEFT JOIN LATERAL (SELECT at FROM advances WHERE chat_key = $1 AND user_key = a.who AND kind = $5 AND seq >= $3
			AND (b.back IS NULL OR seq <= b.back) ORDER BY seq LIMIT 1) r ON true
		LEFT JOIN plays l ON l.chat_key = $1 AND l.seq = $3 AND l.user_key = a.who
		ORDER BY a.place`, chat, audience, seq, kindDelivered, kindRead)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r messenger.MemberReceipt
		var m marks
		var back bool
		var delivered, read, played int64
		if err := rows.Scan(&m.delivered, &m.shownRead, &back, &r.Expired, &delivered, &read, &played); err != nil {
			return nil, err
		}
		if !r.Expired {
			if m.delivered >= seq {
				r.DeliveredAt = fromMillis(delivered)
				r.Delivered = !back || delivered != 0
			}
			if m.shownRead >= seq {
				r.ReadAt = fromMillis(read)
				r.Read = !back || read != 0
			}
			if r.Read {
				r.PlayedAt = fromMillis(played)
			}
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	for i, user := range audience {
		if list[i].User, err = s.userID(ctx, q, user); err != nil {
			return nil, err
		}
	}
	return list, nil
}
