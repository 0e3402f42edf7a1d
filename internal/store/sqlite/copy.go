package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// Copy writes a copy of a database, as of one moment, into a file that is not there yet. It may be in use meanwhile, by
// this process or another, and is not held up.
func Copy(ctx context.Context, path, into string) error {
	db, err := openTables(path, "rw")
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, into); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return nil
}

// NewEpoch gives a file that nobody uses another epoch: its history may have been rewound (C17). One-time links that were
// used since must not work again, so all of them end; and how far devices were in the old history says nothing of the new one.
func NewEpoch(ctx context.Context, path, epoch string) error {
	db, err := openTables(path, "rw", "synchronous(full)")
	if err != nil {
		return err
	}
	defer db.Close()
	t := Tables{db: db}
	return t.change(ctx, func(tx *sql.Tx) error {
		if err := note(ctx, tx, "epoch", epoch); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM reset_links; DELETE FROM device_places`)
		return err
	})
}
