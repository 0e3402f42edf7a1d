package postgres

import (
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrating is the key of the lock that a node holds while it migrates: others that start meanwhile wait for it.
const migrating = 0x7477_6f74_0002

// migrate brings the database to the newest schema: forward only, each step in a transaction and recorded with a
// checksum. Differs because the database is not copied before a step: that is what a backup is for.
func migrate(ctx context.Context, conn *pgx.Conn, migrations fs.FS, log *slog.Logger) (err error) {
	// Waiting for another node is no fault, however long its step takes.
	if _, err := conn.Exec(ctx, `SET lock_timeout = 0`); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, int64(migrating)); err != nil {
		return fmt.Errorf("wait for the migrations of another node: %w", err)
	}
	defer func() {
		_, unlock := conn.Exec(ctx, `SELECT pg_advisory_unlock($1)`, int64(migrating))
		err = errors.Join(err, unlock)
	}()
	if err := migrationTable(ctx, conn); err != nil {
		return err
	}
	done, err := migrationsDone(ctx, conn)
	if err != nil {
		return err
	}
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	if len(done) > len(steps) {
		return fmt.Errorf("the database was written by a newer Twoticks (schema %d, this program knows %d): use that one", len(done), len(steps))
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
				return fmt.Errorf("migration %s is not the one that made the database: the program and the database do not belong together", name)
			}
			continue
		}
		if err := migrateStep(ctx, conn, version, name, sum, string(text)); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
		log.Debug("migrated the database", "migration", name)
	}
	return nil
}

// migrationTable makes the table of migrations; nothing is written where it is, so that a user without the right to make
// tables can use a database that is ready.
func migrationTable(ctx context.Context, conn *pgx.Conn) error {
	var there bool
	if err := conn.QueryRow(ctx, `SELECT to_regclass('migrations') IS NOT NULL`).Scan(&there); err != nil || there {
		return err
	}
	_, err := conn.Exec(ctx, `CREATE TABLE migrations (version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, at bigint NOT NULL)`)
	if codeOf(err) == codeNoPrivilege {
		return fmt.Errorf("the user %q may not make tables in the database: make it the owner, or grant CREATE on the schema public", conn.Config().User)
	}
	return err
}

func migrateStep(ctx context.Context, conn *pgx.Conn, version int, name, sum, text string) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := conn.PgConn().Exec(ctx, text).ReadAll(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO migrations (version, name, checksum, at) VALUES ($1, $2, $3, $4)`,
			version, name, sum, time.Now().UnixMilli())
		return err
	})
}

func migrationsDone(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	rows, err := conn.Query(ctx, `SELECT checksum FROM migrations ORDER BY version`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
