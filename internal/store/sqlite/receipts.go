package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
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
	return write(ctx, s.writer, func(t *tx, out *messenger.Marked) error {
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
		old, err := marksOf(ctx, t, chat, user, r.Joined)
		if err != nil {
			return err
		}
		m := old
		m.read = max(old.read, a.Marks.Read)
		m.delivered = max(old.delivered, a.Marks.Delivered, m.read)
		if m, err = t.reachable(ctx, c, user, r, old, m); err != nil {
			return err
		}
		if m.read > old.read {
			shows := c.kind != messenger.Direct
			if !shows {
				if shows, err = t.showsReads(ctx, c); err != nil {
					return err
				}
			}
			if shows {
				m.shownRead = m.read
			}
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
			return t.advance(ctx, c, user, old, m, millis(a.At))
		}
		return s.advanced(ctx, t, c, user, r, old, m, out)
	}, func(out *messenger.Marked) {
		if out.Advanced && a.Committed != nil {
			a.Committed(*out)
		}
	})
}

// advanced writes marks that were reported, and completes what the act tells of it.
func (s *Store) advanced(ctx context.Context, t *tx, c *chatState, user int64, r messenger.Relation, old, m marks, out *messenger.Marked) (err error) {
	if err := t.advance(ctx, c, user, old, m, millis(out.At)); err != nil {
		return err
	}
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
	if err := t.writeMarks(ctx, c, user, m); err != nil || c.kind != messenger.Group {
		return err
	}
	return t.marksRose(ctx, c, old, m)
}

func (t *tx) writeMarks(ctx context.Context, c *chatState, user int64, m marks) error {
	return t.exec(ctx, `INSERT INTO marks (chat_key, user_key, delivered, read, shown_read) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (chat_key, user_key) DO UPDATE SET delivered = excluded.delivered, read = excluded.read, shown_read = excluded.shown_read`,
		c.key, user, m.delivered, m.read, m.shownRead)
}

// advance writes marks that were reported, with a row for the time of each that the others may see (C20b): when somebody
// has read what is not shown stands nowhere.
func (t *tx) advance(ctx context.Context, c *chatState, user int64, old, m marks, at int64) error {
	if err := t.writeMarks(ctx, c, user, m); err != nil {
		return err
	}
	const row = `INSERT INTO advances (chat_key, user_key, kind, seq, at) VALUES (?, ?, ?, ?, ?)`
	if m.delivered > old.delivered {
		if err := t.exec(ctx, row, c.key, user, kindDelivered, m.delivered, at); err != nil {
			return err
		}
	}
	if m.shownRead > old.shownRead {
		if err := t.exec(ctx, row, c.key, user, kindRead, m.shownRead, at); err != nil {
			return err
		}
	}
	if m.read > old.read {
		return t.mentionsRead(ctx, c, user, m.read)
	}
	return nil
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
		const then = `SELECT user_key FROM members WHERE chat_key = ?1 AND user_key <> ?2 AND from_seq < ?3 AND `
		audience, err := scanKeys(q.query(ctx, then+`(to_seq IS NULL OR to_seq >= ?3) ORDER BY from_seq, user_key`, chatKey, authorKey, seq))
		if err != nil {
			return err
		}
		left, err := scanKeys(q.query(ctx, then+`to_seq >= ?3`, chatKey, authorKey, seq))
		if err != nil {
			return err
		}
		for _, user := range audience {
			r, err := s.memberReceipt(ctx, q, chatKey, user, seq)
			if err != nil {
				return err
			}
			r.Left = slices.Contains(left, user)
			out.Receipts = append(out.Receipts, r)
		}
		if out.Devices, err = ownDevices(ctx, q, authorKey, chatKey, m); err != nil {
			return err
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
	// Coming back raised the marks of who had left (C22): of what was before, only the advances of then tell.
	var back messenger.Seq
	err = q.row(ctx, `SELECT coalesce(min(from_seq), ?) FROM members WHERE chat_key = ? AND user_key = ? AND from_seq >= ?`,
		everywhere, chat, user, seq).scan(&back)
	if err != nil {
		return r, err
	}
	if r.Expired, err = isExpired(ctx, q, chat, user, seq); r.Expired || err != nil {
		return r, err
	}
	if r.Delivered = m.delivered >= seq; r.Delivered {
		if r.DeliveredAt, err = advancedAt(ctx, q, chat, user, kindDelivered, seq, back); err != nil {
			return r, err
		}
		r.Delivered = back == everywhere || !r.DeliveredAt.IsZero()
	}
	if r.Read = m.shownRead >= seq; r.Read {
		r.ReadAt, err = advancedAt(ctx, q, chat, user, kindRead, seq, back)
		r.Read = back == everywhere || !r.ReadAt.IsZero()
	}
	if err == nil && r.Read {
		r.PlayedAt, err = playedAt(ctx, q, chat, user, seq)
	}
	return r, err
}

// playedAt is when a member played a message first; zero when it did not.
func playedAt(ctx context.Context, q querier, chat, user int64, seq messenger.Seq) (time.Time, error) {
	var ms int64
	err := q.row(ctx, `SELECT coalesce(max(at), 0) FROM plays WHERE chat_key = ? AND seq = ? AND user_key = ?`, chat, seq, user).scan(&ms)
	return fromMillis(ms), err
}

// advancedAt is when a mark first reached a seq, while it was at most another; zero when that is no longer kept.
func advancedAt(ctx context.Context, q querier, chat, user int64, kind int, seq, upto messenger.Seq) (at time.Time, err error) {
	var ms int64
	err = q.row(ctx, `SELECT at FROM advances WHERE chat_key = ? AND user_key = ? AND kind = ? AND seq >= ? AND seq <= ? ORDER BY seq LIMIT 1`,
		chat, user, kind, seq, upto).scan(&ms)
	if errors.Is(err, sql.ErrNoRows) {
		return at, nil
	}
	return fromMillis(ms), err
}
