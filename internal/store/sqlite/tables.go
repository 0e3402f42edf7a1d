package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"twoticks/internal/store/rows"
)

// Tables is a database file as plain tables, without a writer and without anything that runs: for moving, backups and
// their checks. What it reads is as of the moment when it was opened.
type Tables struct {
	db   *sql.DB
	read *sql.Conn // nil in a file that is filled: no reader sees an older moment there
	list []rows.Table
}

var _ rows.Sink = (*Tables)(nil)

// ReadTables opens a file and changes nothing in it, whatever schema it has.
func ReadTables(ctx context.Context, path string) (*Tables, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	db, err := openTables(path, "ro", "query_only(1)")
	if err != nil {
		return nil, err
	}
	t := &Tables{db: db}
	if t.read, err = db.Conn(ctx); err == nil {
		_, err = t.read.ExecContext(ctx, `BEGIN`)
	}
	if err == nil {
		t.list, err = describe(ctx, t.read)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %s: %w", path, err), db.Close())
	}
	return t, nil
}

// FillTables opens a file to fill it, makes it if need be, and brings it to the newest schema.
func FillTables(ctx context.Context, path string, log *slog.Logger) (*Tables, error) {
	// A process that is killed loses nothing of it, and a machine that is at most the last rows, which come again.
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	db, err := openTables(path, "rwc", "journal_mode(wal)", "synchronous(normal)", "cache_size(-65536)")
	if err != nil {
		return nil, err
	}
	t := &Tables{db: db}
	if err = prepareFile(ctx, db, Config{Path: path, Log: log}); err == nil {
		t.list, err = describe(ctx, db)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return t, nil
}

func openTables(path, mode string, pragmas ...string) (*sql.DB, error) {
	q := url.Values{"_pragma": append(pragmas, "busy_timeout(5000)"), "mode": {mode}}
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(2)
	return db, nil
}

// asker is a connection, or a pool of them.
type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Close closes the file. One that was filled is whole on the disk then.
func (t *Tables) Close() error {
	if t.read != nil {
		return errors.Join(t.read.Close(), t.db.Close())
	}
	_, err := t.db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
	return errors.Join(err, t.db.Close())
}

// Tables implements rows.Source.
func (t *Tables) Tables() []rows.Table { return t.list }

var kinds = map[string]rows.Kind{"INTEGER": rows.Integer, "TEXT": rows.Text, "BLOB": rows.Bytes}

func describe(ctx context.Context, db asker) ([]rows.Table, error) {
	found, err := db.QueryContext(ctx, `SELECT t.name, c.name, c.type, c.pk FROM sqlite_schema t JOIN pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND t.name <> 'migrations' ORDER BY t.rowid, c.cid`)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var list []rows.Table
	for found.Next() {
		var name, column, kind string
		var place int
		if err := found.Scan(&name, &column, &kind, &place); err != nil {
			return nil, err
		}
		if len(list) == 0 || list[len(list)-1].Name != name {
			list = append(list, rows.Table{Name: name})
		}
		t := &list[len(list)-1]
		if kinds[kind] == 0 {
			return nil, fmt.Errorf("the column %s of %s is of an unknown kind %s", column, name, kind)
		}
		t.Columns = append(t.Columns, rows.Column{Name: column, Kind: kinds[kind]})
		for place > len(t.Key) {
			t.Key = append(t.Key, 0)
		}
		if place > 0 {
			t.Key[place-1] = len(t.Columns) - 1
		}
	}
	return list, found.Err()
}

// columns names the columns at some places of a table, or all of them.
func columns(t rows.Table, places []int) string {
	var names []string
	if places == nil {
		for _, c := range t.Columns {
			names = append(names, c.Name)
		}
	}
	for _, at := range places {
		names = append(names, t.Columns[at].Name)
	}
	return strings.Join(names, ", ")
}

func placeholders(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }
