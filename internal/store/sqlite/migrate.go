package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the database to the newest schema: forward only, each step in a transaction and recorded with a
// checksum. A database that holds something is copied beside itself before its first step.
func migrate(ctx context.Context, db *sql.DB, migrations fs.FS, path string, log *slog.Logger) error {
	_, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migrations (
		version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, at INTEGER NOT NULL) STRICT`)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	done, err := migrationsDone(ctx, db)
	if err != nil {
		return err
	}
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	newest, copied := slices.Max(append(slices.Collect(maps.Keys(done)), 0)), len(done) == 0
	if known := newestOf(steps); newest > known {
		return fmt.Errorf("%s was written by a newer Twoticks (schema %d, this program knows %d): use that one", path, newest, known)
	}
	last := 0
	for _, file := range steps {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "migrations/"), ".sql")
		text, err := fs.ReadFile(migrations, file)
		if err != nil {
			return err
		}
		version := numberOf(file)
		if version <= last {
			return fmt.Errorf("migration %s is out of order", name)
		}
		last = version
		sum := fmt.Sprintf("%x", sha256.Sum256(text))
		if was, ok := done[version]; ok {
			if was != sum {
				return fmt.Errorf("migration %s is not the one that made %s: the program and the database do not belong together", name, path)
			}
			continue
		}
		if version < newest {
			return fmt.Errorf("migration %s is out of order: %s has a later one", name, path)
		}
		if !copied {
			copied = true
			beside := fmt.Sprintf("%s.before-%s", path, name)
			// One that is there is of a try that failed, when the database held the same.
			if err := os.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, beside); err != nil {
				return fmt.Errorf("copy the database before migration %s: %w", name, err)
			}
			log.Info("copied the database before a migration", "migration", name)
		}
		if err := migrateStep(ctx, db, version, name, sum, string(text)); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
	}
	return nil
}

// numberOf is what a migration's name begins with; 0 where that is no number. Numbers rise, and one may be left out.
func numberOf(file string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(file, "migrations/")[:4])
	return n
}

func newestOf(steps []string) int { return numberOf(steps[len(steps)-1]) }

func migrateStep(ctx context.Context, db *sql.DB, version int, name, sum, text string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, text); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO migrations (version, name, checksum, at) VALUES (?, ?, ?, ?)`,
		version, name, sum, time.Now().UnixMilli())
	if err != nil {
		return err
	}
	return tx.Commit()
}

// migrationsDone are the checksums of those that were done, by number.
func migrationsDone(ctx context.Context, db *sql.DB) (map[int]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT version, checksum FROM migrations`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	done := map[int]string{}
	for rows.Next() {
		var version int
		var sum string
		if err := rows.Scan(&version, &sum); err != nil {
			return nil, err
		}
		done[version] = sum
	}
	return done, rows.Err()
}
