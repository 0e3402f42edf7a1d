package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "write schema.sql anew")

// schema.sql is what all migrations together make: a change of one shows there too.
func TestSchemaIsTheGoldenOne(t *testing.T) {
	s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
	ctx := context.Background()
	var b strings.Builder
	b.WriteString("-- What the migrations make, for reading. A test writes it: go test ./internal/store/sqlite -run Schema -update\n")
	err := s.read(ctx, func(q querier) error {
		rows, err := q.query(ctx, `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			b.WriteString("\n" + text + ";\n")
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("schema.sql", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Error("the migrations make another schema than schema.sql says; if it is meant, run this test with -update")
	}
}

// stepsWith is the migrations with some more.
func stepsWith(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	steps := fstest.MapFS{}
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := migrations.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		steps[file] = &fstest.MapFile{Data: text}
	}
	for name, text := range more {
		steps["migrations/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return steps
}

func migrateFile(t *testing.T, path string, steps fs.FS) error {
	t.Helper()
	db, err := openPool(path, false, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return migrate(context.Background(), db, steps, path, slog.New(slog.DiscardHandler))
}

// asked runs one query that gives one number.
func asked(t *testing.T, path, query string) (n int, err error) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return n, db.QueryRow(query).Scan(&n)
}

// written makes a database with one user in it.
func written(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "twoticks.db")
	s := openAt(t, path)
	if _, err := addUser(s, "ana"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// next is the number of the migration after the newest.
func next(t *testing.T) string {
	t.Helper()
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%04d", newestOf(files)+1)
}

func TestMigrations(t *testing.T) {
	t.Run("a step is done once, after a copy was made", func(t *testing.T) {
		path, name := written(t), next(t)+"_more"
		steps := stepsWith(t, map[string]string{name + ".sql": `CREATE TABLE more (n INTEGER) STRICT; INSERT INTO more VALUES (7);`})
		for range 2 {
			if err := migrateFile(t, path, steps); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := asked(t, path, `SELECT sum(n) FROM more`); err != nil || n != 7 {
			t.Errorf("the step left %d, %v", n, err)
		}
		copied := path + ".before-" + name
		if n, err := asked(t, copied, `SELECT count(*) FROM users`); err != nil || n != 1 {
			t.Errorf("the copy has %d users, %v", n, err)
		}
		if _, err := asked(t, copied, `SELECT count(*) FROM more`); err == nil {
			t.Error("the copy was made after the step")
		}
	})
	t.Run("a step that fails leaves nothing and can be done again", func(t *testing.T) {
		path, name := written(t), next(t)+"_more"
		bad := stepsWith(t, map[string]string{name + ".sql": `CREATE TABLE more (n INTEGER) STRICT; INSERT INTO nowhere VALUES (7);`})
		for range 2 {
			if err := migrateFile(t, path, bad); err == nil || !strings.Contains(err.Error(), name) {
				t.Fatalf("got %v", err)
			}
		}
		if _, err := asked(t, path, `SELECT count(*) FROM more`); err == nil {
			t.Error("half of a step was done")
		}
		good := stepsWith(t, map[string]string{name + ".sql": `CREATE TABLE more (n INTEGER) STRICT;`})
		if err := migrateFile(t, path, good); err != nil {
			t.Error(err)
		}
	})
	t.Run("a newer schema is refused", func(t *testing.T) {
		path := written(t)
		if err := migrateFile(t, path, stepsWith(t, map[string]string{next(t) + "_more.sql": `CREATE TABLE more (n INTEGER) STRICT;`})); err != nil {
			t.Fatal(err)
		}
		_, err := Open(context.Background(), Config{Path: path})
		if err == nil || !strings.Contains(err.Error(), "newer Twoticks") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a step that is not the one that was done is refused", func(t *testing.T) {
		path := written(t)
		steps := stepsWith(t, map[string]string{"0001_initial.sql": `CREATE TABLE something_else (n INTEGER) STRICT;`})
		err := migrateFile(t, path, steps)
		if err == nil || !strings.Contains(err.Error(), "0001_initial") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a number may be left out, but no step comes late", func(t *testing.T) {
		path, more := written(t), map[string]string{"9990_more.sql": `CREATE TABLE more (n INTEGER) STRICT;`}
		if err := migrateFile(t, path, stepsWith(t, more)); err != nil {
			t.Fatal(err)
		}
		more["9980_late.sql"] = `CREATE TABLE late (n INTEGER) STRICT;`
		if err := migrateFile(t, path, stepsWith(t, more)); err == nil || !strings.Contains(err.Error(), "out of order") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("two steps of one number are refused", func(t *testing.T) {
		err := migrateFile(t, written(t), stepsWith(t, map[string]string{"0001_more.sql": `CREATE TABLE more (n INTEGER) STRICT;`}))
		if err == nil || !strings.Contains(err.Error(), "out of order") {
			t.Errorf("got %v", err)
		}
	})
}

func TestOpen(t *testing.T) {
	t.Run("a file that is no database is refused", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "twoticks.db")
		if err := os.WriteFile(path, []byte(strings.Repeat("this is a letter to Bo. ", 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(context.Background(), Config{Path: path}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a directory that is not there is refused", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "nowhere", "twoticks.db")
		if _, err := Open(context.Background(), Config{Path: path}); err == nil {
			t.Error("it was opened")
		}
	})
	t.Run("any path will do", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), `Ana & Bo? 100% #1 "ä"`)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		openAt(t, filepath.Join(dir, "two ticks.db"))
		if _, err := os.Stat(filepath.Join(dir, "two ticks.db")); errors.Is(err, fs.ErrNotExist) {
			t.Error("the file is elsewhere")
		}
	})
}

func TestOlderVersion(t *testing.T) {
	for _, c := range []struct {
		have, want string
		older      bool
	}{
		{"3.51.3", "3.51.3", false}, {"3.51.2", "3.51.3", true}, {"3.51.10", "3.51.3", false}, {"3.9.9", "3.51.3", true},
		{"3.52", "3.51.3", false}, {"4.0.0", "3.51.3", false}, {"2.99.99", "3.51.3", true}, {"", "3.51.3", true},
	} {
		if got := olderVersion(c.have, c.want); got != c.older {
			t.Errorf("olderVersion(%q, %q) = %t", c.have, c.want, got)
		}
	}
}
