package postgres

import (
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"slices"
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
	newest := slices.Max(append(slices.Collect(maps.Keys(done)), 0))
	if known := newestOf(steps); newest > known {
		return fmt.Errorf("the database was written by a newer Twoticks (schema %d, this program knows %d): use that one", newest, known)
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
				return fmt.Errorf("migration %s is not the one that made the database: the program and the database do not belong together", name)
			}
			continue
		}
		if version < newest {
			return fmt.Errorf("migration %s is out of order: the database has a later one", name)
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

// numberOf is what a migration's name begins with; 0 where that is no number. Numbers rise, and one may be left out.
func numberOf(file string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(file, "migrations/")[:4])
	return n
}

func newestOf(steps []string) int { return numberOf(steps[len(steps)-1]) }

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

// migrationsDone are the checksums of those that were done, by number.
func migrationsDone(ctx context.Context, conn *pgx.Conn) (map[int]string, error) {
	rows, err := conn.Query(ctx, `SELECT version, checksum FROM migrations`)
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
