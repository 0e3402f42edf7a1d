package postgres

import "context"

// Probe reads a row, or writes one and commits it, on the same ways as every other act: what is slow or broken for them
// is so for it.
func (s *Store) Probe(ctx context.Context, write bool) error {
	if !write {
		return s.ask(ctx, func(q querier) error {
			var epoch string
			return q.row(ctx, `SELECT value FROM meta WHERE name = 'epoch'`).scan(&epoch)
		})
	}
	return s.writer.do(ctx, needs{}, func(t *tx) error {
		return t.exec(ctx, `INSERT INTO meta (name, value) VALUES ('probed', '1') ON CONFLICT (name) DO UPDATE SET value = (meta.value::bigint + 1)::text`)
	}, nil)
}
