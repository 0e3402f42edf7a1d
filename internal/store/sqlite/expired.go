package sqlite

import (
	"cmp"
	"context"
	"math"
	"slices"

	"twoticks/internal/messenger"
)

// stretch is a row of expired, with whether its user is a member now. What is withheld never reaches the user, and is not
// named to it.
type stretch struct {
	user     int64
	from, to messenger.Seq
	withheld bool
	member   bool
}

// stretchesOf reads all stretches of a chat, by where they begin.
func stretchesOf(ctx context.Context, q querier, chat int64) (list []stretch, err error) {
	rows, err := q.query(ctx, `SELECT e.user_key, e.from_seq, e.to_seq, e.withheld > 0, EXISTS (
			SELECT 1 FROM members m WHERE m.chat_key = e.chat_key AND m.user_key = e.user_key AND m.to_seq IS NULL)
		FROM expired e WHERE e.chat_key = ?`, chat)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e stretch
		if err := rows.Scan(&e.user, &e.from, &e.to, &e.withheld, &e.member); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	return list, rows.Err()
}

// spans are one user's stretches of a chat, by where they begin: all that is left out for it, and those of it that are named.
// What is not named is withheld.
type spans struct{ out, named, withheld []messenger.Stretch }

func (s *spans) add(from, to messenger.Seq, withheld bool) {
	e := messenger.Stretch{From: from, To: to}
	if s.out = append(s.out, e); withheld {
		s.withheld = append(s.withheld, e)
	} else {
		s.named = append(s.named, e)
	}
}

// spansOf reads them.
func spansOf(ctx context.Context, q querier, chat, user int64) (own spans, err error) {
	rows, err := q.query(ctx, `SELECT from_seq, to_seq, withheld > 0 FROM expired WHERE chat_key = ? AND user_key = ? ORDER BY from_seq`, chat, user)
	if err != nil {
		return own, err
	}
	defer rows.Close()
	for rows.Next() {
		var from, to messenger.Seq
		var withheld bool
		if err := rows.Scan(&from, &to, &withheld); err != nil {
			return own, err
		}
		own.add(from, to, withheld)
	}
	return own, rows.Err()
}

// ofOne picks them out of those of all.
func ofOne(list []stretch, user int64) (own spans) {
	for _, e := range list {
		if e.user == user {
			own.add(e.from, e.to, e.withheld)
		}
	}
	return own
}

// ofOthers makes one list of the stretches of all members but one, up to a seq: what overlaps or touches is one.
func ofOthers(list []stretch, but int64, upto messenger.Seq) (union []messenger.Stretch) {
	for _, e := range list {
		if e.user == but || !e.member || e.from >= upto {
			continue
		}
		e.to = min(e.to, upto)
		if n := len(union); n > 0 && union[n-1].To >= e.from {
			union[n-1].To = max(union[n-1].To, e.to)
			continue
		}
		union = append(union, messenger.Stretch{From: e.from, To: e.to})
	}
	return union
}

// gaps are what lies between stretches, above one seq and up to another, in order.
func gaps(stretches []messenger.Stretch, above, upto messenger.Seq) (out []messenger.Stretch) {
	for _, e := range stretches {
		if to := min(e.From, upto); to > above {
			out = append(out, messenger.Stretch{From: above, To: to})
		}
		above = max(above, e.To)
	}
	if upto > above {
		out = append(out, messenger.Stretch{From: above, To: upto})
	}
	return out
}

// touching leaves those of stretches that have a part above one seq, up to another.
func touching(stretches []messenger.Stretch, above, upto messenger.Seq) (out []messenger.Stretch) {
	for _, e := range stretches {
		if e.To > above && e.From < upto {
			out = append(out, e)
		}
	}
	return out
}

// everywhere is an upper end beyond every seq.
const everywhere = messenger.Seq(math.MaxInt64)

// countOthers counts what others wrote above one seq, up to another, and did not delete since, nor the user hid; it
// stops at most.
func countOthers(ctx context.Context, q querier, chat, user int64, above, upto messenger.Seq, most int) (n int, err error) {
	err = q.row(ctx, `SELECT count(*) FROM (SELECT 1 FROM messages m WHERE chat_key = ? AND seq > ? AND seq <= ?
		AND sender_key <> ? AND kind <> 'system' AND deleted_seq = 0 AND `+notHidden+` LIMIT ?)`, chat, above, upto, user, user, most).scan(&n)
	return n, err
}

// counted fills in how many messages each stretch of a user holds above what it cleared, and leaves out those that hold
// nothing else. What was purged is counted: that it is gone must not go unsaid (C27).
func counted(ctx context.Context, q querier, chat, user int64, own []messenger.Stretch, cleared messenger.Seq) (_ []messenger.Stretch, err error) {
	own = touching(own, cleared, everywhere)
	for i, e := range own {
		e.From = max(e.From, cleared)
		if own[i].Messages, err = countOthers(ctx, q, chat, user, e.From, e.To, messenger.MaxUnread); err != nil {
			return nil, err
		}
		var purged int
		err = q.row(ctx, `SELECT count(*) FROM (SELECT 1 FROM messages m JOIN changes p ON p.chat_key = m.chat_key AND p.seq = m.deleted_seq
			WHERE m.chat_key = ? AND m.seq > ? AND m.seq <= ? AND m.sender_key <> ? AND m.deleted_seq > 0 AND p.kind = ? LIMIT ?)`,
			chat, e.From, e.To, user, messenger.Purge, messenger.MaxUnread-own[i].Messages).scan(&purged)
		if err != nil {
			return nil, err
		}
		own[i].Messages += purged
	}
	return own, nil
}

// unread counts what others wrote after a user's read mark, but for what has expired or was hidden (C32).
func unread(ctx context.Context, q querier, c *chatState, user int64, own []messenger.Stretch, above, upto messenger.Seq) (int, error) {
	total := 0
	for _, gap := range gaps(own, above, c.writtenByOthers(user, upto)) {
		n, err := countOthers(ctx, q, c.key, user, gap.From, gap.To, messenger.MaxUnread-total)
		if err != nil {
			return 0, err
		}
		if total += n; total == messenger.MaxUnread {
			break
		}
	}
	return total, nil
}

// isExpired says whether a place has left a user's queue and was not shown since.
func isExpired(ctx context.Context, q querier, chat, user int64, seq messenger.Seq) (expired bool, err error) {
	err = q.row(ctx, `SELECT EXISTS (SELECT 1 FROM expired WHERE chat_key = ? AND user_key = ? AND from_seq < ? AND to_seq >= ?)`,
		chat, user, seq, seq).scan(&expired)
	return expired, err
}

// queueViews makes each member's view of a change; none when nothing changed.
func (s *Store) queueViews(ctx context.Context, t *tx, c *chatState, members []queueMember) ([]messenger.QueueView, error) {
	if !slices.ContainsFunc(members, func(m queueMember) bool { return m.changed }) {
		return nil, nil
	}
	all, err := stretchesOf(ctx, t, c.key)
	if err != nil {
		return nil, err
	}
	holders := map[int64]bool{}
	for _, e := range all {
		holders[e.user] = true
	}
	ofAll := ofOthers(all, 0, everywhere)
	views := make([]messenger.QueueView, 0, len(members))
	for i, m := range members {
		v := messenger.QueueView{Own: m.changed, OthersExpired: ofAll, Others: othersOf(c, members, i)}
		if v.User, err = s.userID(ctx, t, m.user); err != nil {
			return nil, err
		}
		if holders[m.user] || c.kind == messenger.Direct {
			v.OthersExpired = ofOthers(all, m.user, told(c, v.Others, everywhere))
		}
		if m.changed {
			if err := s.ownView(ctx, t, c, m, ofOne(all, m.user), &v); err != nil {
				return nil, err
			}
		}
		views = append(views, v)
	}
	return views, nil
}

// ownView fills in what a member sees of its own stretches.
func (s *Store) ownView(ctx context.Context, t *tx, c *chatState, m queueMember, own spans, v *messenger.QueueView) error {
	r, err := c.relation(ctx, t, m.user)
	if err != nil {
		return err
	}
	v.Mine = messenger.Marks{Delivered: m.marks.delivered, Read: m.marks.read}
	if v.Unread, err = unread(ctx, t, c, m.user, own.out, max(m.marks.read, r.Above()), c.head); err != nil {
		return err
	}
	v.Expired, err = counted(ctx, t, c.key, m.user, own.named, r.Cleared)
	return err
}

// told is up to where a member is told of the others' stretches. In a direct chat that is what the other has got to: a stretch
// above it is withheld, and waits like anything else.
func told(c *chatState, others messenger.Marks, upto messenger.Seq) messenger.Seq {
	if c.kind == messenger.Direct {
		return min(upto, others.Delivered)
	}
	return upto
}

// othersOf is what all members but one have: the smallest marks, of two in what one may see of the other (C22, C24).
func othersOf(c *chatState, members []queueMember, but int) messenger.Marks {
	out := messenger.Marks{Delivered: everywhere, Read: everywhere}
	for i, m := range members {
		if i == but {
			continue
		}
		read := m.marks.read
		if c.kind == messenger.Direct {
			read = m.marks.shownRead
		}
		out.Delivered, out.Read = min(out.Delivered, m.marks.delivered), min(out.Read, read)
	}
	if len(members) < 2 {
		return messenger.Marks{}
	}
	return out
}
