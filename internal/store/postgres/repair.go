package postgres

import (
	"context"
	"sync"
	"time"

	"twoticks/internal/messenger"
)

// How late another node's entry may come to be seen, after the time that it has.
const (
	// prompt is how long a transaction may last and still be seen in time by whoever reads a little more than what is new, as
	// internal/repair does.
	prompt = 5 * time.Second
	// unseenFor is how long readers go further back after a transaction that lasted longer: long enough for each to read again.
	unseenFor = time.Minute
)

// lateness is how far back heads have to be read. An entry has its time from before its transaction, which a node far from the
// database, a hanging disk or a standby that does not answer may hold up for as long as they like; what the others wrote meanwhile is
// seen before it. Nobody who was once behind such a transaction may step over it (C15).
type lateness struct {
	mu    sync.Mutex
	by    time.Duration
	until time.Time
}

// note takes note of how long the oldest transaction has lasted now, and returns how much further back to read.
func (l *lateness) note(lasts time.Duration, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.After(l.until) {
		l.by = 0
	}
	if lasts > prompt {
		l.by, l.until = max(l.by, lasts), now.Add(unseenFor)
	}
	return l.by
}

// oldestWrite is how long the oldest transaction lasts that has written something here and is not at its end.
func (s *Store) oldestWrite(ctx context.Context) (time.Duration, error) {
	var seconds float64
	err := s.ask(ctx, func(q querier) error {
		return q.row(ctx, `SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8
			FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL`).scan(&seconds)
	})
	return time.Duration(seconds * float64(time.Second)), err
}

// HeadsSince implements messenger.Store. Differs because transactions end in another order than that of their times (lateness).
func (s *Store) HeadsSince(ctx context.Context, page messenger.HeadsPage) (heads []messenger.ChatHead, next messenger.HeadsPlace, err error) {
	at, after := millis(page.Since), messenger.ChatID{}
	if page.After != (messenger.HeadsPlace{}) {
		at, after = millis(page.After.HeadAt), page.After.Chat
	}
	if page.After == (messenger.HeadsPlace{}) {
		lasts, err := s.oldestWrite(ctx) // before anything is read: what begins after it is new at the next reading
		if err != nil {
			return nil, next, err
		}
		at -= s.lateness.note(lasts, time.Now()).Milliseconds()
	}
	err = s.ask(ctx, func(q querier) error {
		heads = nil
		rows, err := q.query(ctx, `SELECT id, head, head_at, members_seq FROM chats
			WHERE head_span >= $1::bigint >> 13 AND (head_at, id) > ($1, $2) ORDER BY head_at, id LIMIT $3`, at, after[:], page.Limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var h messenger.ChatHead
			var id []byte
			var headAt int64
			if err := rows.Scan(&id, &h.Head, &headAt, &h.MembersSeq); err != nil {
				return err
			}
			h.Chat, h.HeadAt = messenger.ChatID(id), fromMillis(headAt)
			heads = append(heads, h)
		}
		return rows.Err()
	})
	if err == nil && len(heads) == page.Limit {
		last := heads[len(heads)-1]
		next = messenger.HeadsPlace{HeadAt: last.HeadAt, Chat: last.Chat}
	}
	return heads, next, err
}

// RevsSince implements messenger.Store. Orders come to be seen as they grow (nextRev), so nothing is stepped over.
func (s *Store) RevsSince(ctx context.Context, order uint64, limit int) (revs []messenger.UserRev, err error) {
	err = s.ask(ctx, func(q querier) error {
		revs = nil
		rows, err := q.query(ctx, `SELECT id, rev, rev_order FROM users WHERE rev_order > $1 ORDER BY rev_order LIMIT $2`, order, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var r messenger.UserRev
			var id []byte
			if err := rows.Scan(&id, &r.Rev, &r.Order); err != nil {
				return err
			}
			r.User = messenger.UserID(id)
			revs = append(revs, r)
		}
		return rows.Err()
	})
	return revs, err
}

// LastOrder implements messenger.Store.
func (s *Store) LastOrder(ctx context.Context) (order uint64, err error) {
	err = s.ask(ctx, func(q querier) error {
		return q.row(ctx, `SELECT coalesce(max(rev_order), 0) FROM users`).scan(&order)
	})
	return order, err
}
