package sqlite

import (
	"context"
	"path/filepath"
	"regexp"
	"testing"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/store/storetest"
)

// A chat of 100,000 messages must be as quick as one of 100: no statement may go through a whole table.
func TestNoStatementReadsAWholeTable(t *testing.T) {
	ctx := context.Background()
	s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
	storetest.Everything(t, storetest.Harness{Store: s, AddUser: func(handle string) (messenger.UserID, error) { return addUser(s, handle) }})
	_, err := s.Prune(ctx, auth.Prune{At: day, AuditBefore: day, Limit: 10})
	must(t, err)

	seen := map[string]bool{}
	for query := range s.writer.on.stmts {
		seen[query] = true
	}
	for _, pool := range []*readerPool{s.reads, s.searches} {
		for range pool.size {
			r, err := pool.take(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { pool.free <- r }()
			for query := range r.stmts {
				seen[query] = true
			}
		}
	}
	conn, err := s.writer.db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	on := newPrepared(conn)
	scan := regexp.MustCompile(`^SCAN (\w+)`)
	explained := 0
	for query := range seen {
		if !regexp.MustCompile(`^(SELECT|UPDATE|INSERT|DELETE|WITH)`).MatchString(query) {
			continue
		}
		explained++
		for _, step := range plan(t, on, query) {
			// An EXISTS or a subquery is scanned as one, and so is a list in an argument: that is no table.
			if m := scan.FindStringSubmatch(step); m != nil && m[1] != "CONSTANT" && m[1] != "json_each" {
				t.Errorf("%q: %s", query, step)
			}
		}
	}
	if explained < 30 {
		t.Errorf("only %d statements were looked at", explained)
	}
}

// plan is what SQLite means to do, a line for each step.
func plan(t *testing.T, on *prepared, query string) (steps []string) {
	t.Helper()
	var args []any
	for {
		rows, err := on.query(context.Background(), `EXPLAIN QUERY PLAN `+query, args...)
		if err != nil && len(args) < 30 {
			args = append(args, nil) // it wants one more
			continue
		}
		if err != nil {
			t.Fatalf("%q: %v", query, err)
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			steps = append(steps, step)
		}
		return steps
	}
}
