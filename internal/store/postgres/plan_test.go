package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/store/storetest"
)

// A chat of 100,000 messages must be as quick as one of 100: no statement may have to go through a whole table. What
// PostgreSQL does depends on what it knows of the tables, and these are small; so it is asked what it could do.
func TestNoStatementNeedsAWholeTable(t *testing.T) {
	ctx := context.Background()
	s := openNew(t)
	storetest.Everything(t, storetest.Harness{Store: s, AddUser: func(handle string) (messenger.UserID, error) { return addUser(s, handle) }})
	_, err := s.Prune(ctx, auth.Prune{At: day, AuditBefore: day, Limit: 10})
	must(t, err)

	connections := []*pgx.Conn{s.writer.conn} // which has nothing to do, so it is ours
	for _, conn := range s.reads.AcquireAllIdle(ctx) {
		defer conn.Release()
		connections = append(connections, conn.Conn())
	}
	seen := map[string]bool{}
	for _, conn := range connections {
		_, err := conn.Exec(ctx, `DISCARD PLANS; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan`)
		must(t, err)
		for _, st := range prepared(t, conn) {
			if !plannable.MatchString(st.query) || seen[st.query] {
				continue
			}
			seen[st.query] = true
			for _, step := range wholeTables(explained(t, conn, st), plan{}) {
				t.Errorf("%q: %s", st.query, step)
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d statements were looked at", len(seen))
	}
}

// plannable are statements of ours.
var plannable = regexp.MustCompile(`^\s*(SELECT|UPDATE|INSERT|DELETE|WITH)`)

// statement is one that a connection has prepared.
type statement struct {
	name, query string
	parameters  int
}

func prepared(t *testing.T, conn *pgx.Conn) []statement {
	t.Helper()
	rows, err := conn.Query(context.Background(), `SELECT name, statement, coalesce(cardinality(parameter_types), 0) FROM pg_prepared_statements
		WHERE statement NOT LIKE '%pg_stat_activity%'`, pgx.QueryExecModeSimpleProtocol)
	must(t, err)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (st statement, err error) {
		return st, row.Scan(&st.name, &st.query, &st.parameters)
	})
	must(t, err)
	return list
}

// plan is a step of what PostgreSQL means to do, as it describes it.
type plan struct {
	Type     string `json:"Node Type"`
	Relation string `json:"Relation Name"`
	Index    string `json:"Index Name"`
	Cond     string `json:"Index Cond"`
	Plans    []plan
}

func explained(t *testing.T, conn *pgx.Conn, st statement) plan {
	t.Helper()
	query := fmt.Sprintf(`EXPLAIN (FORMAT JSON) EXECUTE "%s"`, st.name)
	if st.parameters > 0 {
		query += `(` + strings.TrimSuffix(strings.Repeat(`NULL, `, st.parameters), `, `) + `)`
	}
	var text []byte
	if err := conn.QueryRow(context.Background(), query, pgx.QueryExecModeSimpleProtocol).Scan(&text); err != nil {
		t.Fatalf("%q: %v", st.query, err)
	}
	var plans []struct{ Plan plan }
	must(t, json.Unmarshal(text, &plans))
	return plans[0].Plan
}

// wholeTables are the steps that go through a table, or an index, from one end to the other. Who stops at a limit does not.
func wholeTables(p, above plan) (steps []string) {
	switch p.Type {
	case "Seq Scan":
		steps = append(steps, "goes through "+p.Relation)
	case "Index Scan", "Index Only Scan", "Bitmap Index Scan":
		if p.Cond == "" && above.Type != "Limit" {
			steps = append(steps, "goes through "+p.Index)
		}
	}
	for _, below := range p.Plans {
		steps = append(steps, wholeTables(below, p)...)
	}
	return steps
}
