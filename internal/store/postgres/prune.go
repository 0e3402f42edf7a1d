package postgres

import (
	"context"
	"fmt"
	"time"

	"twoticks/internal/auth"
)

// ForgetAdvances implements messenger.Store. The rows have no index by time, which each receipt would pay for: they are
// gone through in the order of their key, a page at a time.
func (s *Store) ForgetAdvances(ctx context.Context, before time.Time, place string, limit int) (next string, err error) {
	from, err := readAdvancePlace(place)
	if err != nil {
		return "", err
	}
	var old []advanceKey
	err = s.ask(ctx, func(q querier) error {
		old, next, err = oldAdvances(ctx, q, millis(before), from, limit)
		return err
	})
	if err != nil || len(old) == 0 {
		return next, err
	}
	return next, s.inTx(ctx, func(t *tx) error { return t.deleteAdvances(ctx, old) })
}

// deleteAdvances deletes those rows that no other node is deleting.
func (t *tx) deleteAdvances(ctx context.Context, old []advanceKey) error {
	var chats, users, kinds, seqs []int64
	for _, k := range old {
		chats, users, kinds, seqs = append(chats, k.chat), append(users, k.user), append(kinds, k.kind), append(seqs, k.seq)
	}
	return t.exec(ctx, `DELETE FROM advances WHERE (chat_key, user_key, kind, seq) IN (
		SELECT a.chat_key, a.user_key, a.kind, a.seq FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::bigint[]) AS k (chat, by, kind, seq)
		JOIN advances a ON a.chat_key = k.chat AND a.user_key = k.by AND a.kind = k.kind AND a.seq = k.seq FOR UPDATE OF a SKIP LOCKED)`,
		chats, users, kinds, seqs)
}

// advanceKey is the key of a row of advances; as a place, the rows above it come next.
type advanceKey struct{ chat, user, kind, seq int64 }

func (k advanceKey) place() string { return fmt.Sprintf("%d %d %d %d", k.chat, k.user, k.kind, k.seq) }

func readAdvancePlace(place string) (k advanceKey, err error) {
	if place == "" {
		return k, nil
	}
	_, err = fmt.Sscanf(place, "%d %d %d %d", &k.chat, &k.user, &k.kind, &k.seq)
	return k, err
}

func oldAdvances(ctx context.Context, q querier, before int64, from advanceKey, limit int) (old []advanceKey, next string, err error) {
	rows, err := q.query(ctx, `SELECT chat_key, user_key, kind, seq, at FROM advances
		WHERE chat_key >= $1 AND (chat_key, user_key, kind, seq) > ($1, $2, $3, $4)
		ORDER BY chat_key, user_key, kind, seq LIMIT $5`, from.chat, from.user, from.kind, from.seq, limit)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	looked := 0
	for ; rows.Next(); looked++ {
		var at int64
		if err := rows.Scan(&from.chat, &from.user, &from.kind, &from.seq, &at); err != nil {
			return nil, "", err
		}
		if at < before {
			old = append(old, from)
		}
	}
	if looked == limit {
		next = from.place()
	}
	return old, next, rows.Err()
}

// Prune implements auth.Store. What another node is deleting is left to it. The audit log is in the order of its keys also by
// time, but for a clock that jumped.
func (s *Store) Prune(ctx context.Context, p auth.Prune) (int, error) {
	steps := []struct {
		query string
		args  []any
	}{
		{`DELETE FROM sessions WHERE token_hash IN (
			SELECT token_hash FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
			[]any{millis(p.At), p.Limit}},
		{`DELETE FROM reset_links WHERE token_hash IN (
			SELECT token_hash FROM reset_links WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
			[]any{millis(p.At), p.Limit}},
		{`DELETE FROM audit WHERE audit_key < (SELECT min(audit_key) FROM audit) + $2 AND at < $1`,
			[]any{millis(p.AuditBefore), p.Limit}},
	}
	return alone(ctx, s, func(t *tx) (most int, err error) {
		for _, step := range steps {
			gone, err := t.change(ctx, step.query, step.args...)
			if err != nil {
				return 0, err
			}
			most = max(most, int(gone))
		}
		return most, nil
	})
}
