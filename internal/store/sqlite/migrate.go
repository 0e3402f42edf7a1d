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
	"os"
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
	if len(done) > len(steps) {
		return fmt.Errorf("%s was written by a newer Twoticks (schema %d, this program knows %d): use that one", path, len(done), len(steps))
	}
	for i, file := range steps {
		version := i + 1
		name := strings.TrimSuffix(strings.TrimPrefix(file, "migrations/"), ".sql")
		text, err := fs.ReadFile(migrations, file)
		if err != nil {
			return err
		}
		if n, err := strconv.Atoi(name[:4]); err != nil || n != version {
			return fmt.Errorf("migration %s is out of order", name)
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(text))
		if version <= len(done) {
			if done[i] != sum {
				return fmt.Errorf("migration %s is not the one that made %s: the program and the database do not belong together", name, path)
			}
			continue
		}
		if version > 1 && version == len(done)+1 {
			copied := fmt.Sprintf("%s.before-%s", path, name)
			// One that is there is of a try that failed, when the database held the same.
			if err := os.Remove(copied); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, copied); err != nil {
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

func migrationsDone(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT checksum FROM migrations ORDER BY version`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var done []string
	for rows.Next() {
		var sum string
		if err := rows.Scan(&sum); err != nil {
			return nil, err
		}
		done = append(done, sum)
	}
	return done, rows.Err()
}
