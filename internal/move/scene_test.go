package move_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"twoticks/internal/store/postgres"
	"twoticks/internal/store/rows"
	"twoticks/internal/store/sqlite"
	"twoticks/lab/backing"
)

// server is one PostgreSQL for all tests here; each has a database of its own.
var server *backing.PostgreSQL

func TestMain(m *testing.M) {
	var err error
	if server, err = backing.StartPostgreSQL(context.Background(), ""); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

var databases atomic.Int64

func newDatabase(t *testing.T) (address string) {
	t.Helper()
	address, err := server.CreateDatabase(t.Context(), fmt.Sprintf("move%d", databases.Add(1)))
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func newFile(t *testing.T) (path string) { return filepath.Join(t.TempDir(), "twoticks.db") }

type closer interface {
	rows.Sink
	Close() error
}

// closed lets a store be closed where the test says so, and again at its end.
func closed[T closer](t *testing.T, s T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func fillFile(t *testing.T, path string) *sqlite.Tables {
	s, err := sqlite.FillTables(t.Context(), path, nil)
	return closed(t, s, err)
}

func readFile(t *testing.T, path string) *sqlite.Tables {
	s, err := sqlite.ReadTables(t.Context(), path)
	return closed(t, s, err)
}

func fillDatabase(t *testing.T, address string) *postgres.Tables {
	s, err := postgres.FillTables(t.Context(), address, nil)
	return closed(t, s, err)
}

func readDatabase(t *testing.T, address string) *postgres.Tables {
	s, err := postgres.ReadTables(t.Context(), address)
	return closed(t, s, err)
}

// few is how many rows each table gets, many how many the messages: more than are carried at once.
const (
	few  = 7
	many = 5_100
)

var (
	fullOnce sync.Once
	full     string
)

// fullFile is a copy of a database that is made once.
func fullFile(t *testing.T) (path string) {
	t.Helper()
	fullOnce.Do(func() {
		text, err := os.ReadFile(makeFull(t))
		if err != nil {
			t.Fatal(err)
		}
		full = string(text)
	})
	path = newFile(t)
	if err := os.WriteFile(path, []byte(full), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// makeFull makes a database with rows in every table, whatever tables there are, and everything that a column can hold.
func makeFull(t *testing.T) (path string) {
	t.Helper()
	path = newFile(t)
	s := fillFile(t, path)
	for _, table := range s.Tables() {
		if table.Name == rows.Meta {
			continue
		}
		n := few
		if table.Name == "messages" {
			n = many
		}
		var list []rows.Row
		for i := range n {
			row := make(rows.Row, len(table.Columns))
			for at, c := range table.Columns {
				row[at] = value(table.Name, c, int64(i+1))
			}
			list = append(list, row)
		}
		if err := s.Load(t.Context(), table, list); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Note(t.Context(), "kept", "what somebody noted"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// maybe are columns that can be NULL.
var maybe = map[string]bool{"messages.body": true, "messages.origin": true, "messages.again_of": true, "members.to_seq": true}

func value(table string, c rows.Column, i int64) any {
	refers := strings.HasSuffix(c.Name, "_key") || strings.HasSuffix(c.Name, "_user")
	switch {
	case maybe[table+"."+c.Name] && i%3 == 0:
		return nil
	case c.Kind == rows.Bytes && c.Name == "invitation_id":
		return []byte(fmt.Sprintf("invitations.id.%d", i))
	case c.Kind == rows.Bytes:
		return []byte(fmt.Sprintf("%s.%s.%d", table, c.Name, i))
	case c.Kind == rows.Text:
		return fmt.Sprintf("%s %d: Ana's \"tïcks\" 😀\t\\N \\. ", c.Name, i)
	case table == "messages" && c.Name == "chat_key":
		return i%few + 1
	case refers:
		return (i-1)%few + 1
	case strings.HasSuffix(c.Name, "at"):
		return 1<<52 + i
	case strings.HasSuffix(c.Name, "seq"):
		return i
	}
	return i % 3
}

// same compares everything in two stores, meta too.
func same(t *testing.T, a, b rows.Source) {
	t.Helper()
	want, err := rows.SumUp(t.Context(), a, a.Tables())
	if err != nil {
		t.Fatal(err)
	}
	have, err := rows.SumUp(t.Context(), b, a.Tables())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range a.Tables() {
		if want.Tables[table.Name] != have.Tables[table.Name] {
			t.Errorf("%s: %+v is %+v", table.Name, want.Tables[table.Name], have.Tables[table.Name])
		}
		if want.Tables[table.Name].Rows == 0 && table.Name != rows.Meta {
			t.Errorf("%s is empty: this shows nothing", table.Name)
		}
	}
	metaA, err := rows.ReadMeta(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	metaB, err := rows.ReadMeta(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(metaA) != fmt.Sprint(metaB) {
		t.Errorf("meta: %v is %v", metaA, metaB)
	}
}
