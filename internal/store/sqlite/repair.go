package sqlite

import (
	"context"

	"twoticks/internal/messenger"
)

// HeadsSince implements messenger.Store.
func (s *Store) HeadsSince(ctx context.Context, page messenger.HeadsPage) (heads []messenger.ChatHead, next messenger.HeadsPlace, err error) {
	at, after := millis(page.Since), messenger.ChatID{}
	if page.After != (messenger.HeadsPlace{}) {
		at, after = millis(page.After.HeadAt), page.After.Chat
	}
	err = s.read(ctx, func(q querier) error {
		heads = nil
		rows, err := q.query(ctx, `SELECT id, head, head_at, members_seq FROM chats
			WHERE head_at >= ?1 AND (head_at, id) > (?1, ?2) ORDER BY head_at, id LIMIT ?3`, at, after[:], page.Limit)
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

// RevsSince implements messenger.Store.
func (s *Store) RevsSince(ctx context.Context, order uint64, limit int) (revs []messenger.UserRev, err error) {
	err = s.read(ctx, func(q querier) error {
		revs = nil
		rows, err := q.query(ctx, `SELECT id, rev, rev_order FROM users WHERE rev_order > ? ORDER BY rev_order LIMIT ?`, order, limit)
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
	err = s.read(ctx, func(q querier) error {
		return q.row(ctx, `SELECT coalesce(max(rev_order), 0) FROM users`).scan(&order)
	})
	return order, err
}
