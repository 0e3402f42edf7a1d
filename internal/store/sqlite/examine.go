package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Examination is how a database file stands, for whoever runs the server.
type Examination struct {
	// SQLite is the version of the library in this program; TooOld that it may spoil the file.
	SQLite string
	TooOld bool
	// Journal is how the file keeps its transactions: wal.
	Journal string
	// Schema is how many migrations the file has had, Known how many this program knows.
	Schema, Known int
	// Damage is the first thing that is wrong with the file; empty when nothing is.
	Damage string
	// Unfinished: the check for damage took longer than the context allows.
	Unfinished bool
}

// Examine looks at a file, which may be in use, and changes nothing in it.
func Examine(ctx context.Context, path string) (x Examination, err error) {
	db, err := openTables(path, "ro", "query_only(1)")
	if err != nil {
		return x, err
	}
	defer db.Close()
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return x, err
	}
	x.Known = len(steps)
	if _, err := os.Stat(path); err != nil {
		return x, err
	}
	if err := db.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&x.SQLite); err != nil {
		return x, fmt.Errorf("open %s: %w", path, err)
	}
	x.TooOld = olderVersion(x.SQLite, oldestSQLite)
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&x.Journal); err != nil {
		return x, fmt.Errorf("read %s: %w", path, err)
	}
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM migrations`).Scan(&x.Schema); err != nil {
		return x, fmt.Errorf("read %s: %w", path, err)
	}
	var damage string
	switch err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&damage); {
	case err != nil && (ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded)):
		x.Unfinished = true
	case err != nil:
		x.Damage = err.Error()
	case damage != "ok":
		x.Damage = damage
	}
	return x, nil
}
