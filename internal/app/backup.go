package app

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"twoticks/internal/backup"
	"twoticks/internal/config"
	"twoticks/internal/move"
	"twoticks/internal/store/postgres"
	"twoticks/internal/store/sqlite"
)

// backupJob is how this server is backed up.
func (a *App) backupJob(ctx context.Context) (backup.Job, error) {
	key, err := deviceKey(ctx, a.store, a.config.Data)
	return backup.Job{Copy: copyOf(a.config), DeviceKey: key, Program: buildVersion(), Now: a.clock.Now}, err
}

// copyOf copies a store as of one moment into a file of SQLite: PostgreSQL's is carried over as in a move, and compared
// with what the copy holds.
func copyOf(c config.Config) func(ctx context.Context, into string) error {
	if c.Database == "" {
		path := filepath.Join(c.Data, databaseFile)
		return func(ctx context.Context, into string) error {
			if err := sqlite.Copy(ctx, path, into); err != nil {
				return err
			}
			return addFiles(ctx, c.Data, into)
		}
	}
	return func(ctx context.Context, into string) (err error) {
		from, err := postgres.ReadTables(ctx, c.Database)
		if err != nil {
			return err
		}
		defer from.Close()
		to, err := sqlite.FillTables(ctx, into, nil)
		if err != nil {
			return err
		}
		_, err = move.Run(ctx, from, to, move.Options{Meta: map[string]string{deviceKeyMeta: ""}})
		return errors.Join(err, to.Close())
	}
}

// startBackups makes backups by the clock, where the operator wants that.
func (a *App) startBackups(ctx context.Context) error {
	if a.config.BackupDir == "" {
		return nil
	}
	job, err := a.backupJob(ctx)
	if err != nil {
		return err
	}
	plan := backup.Plan{Folder: a.config.BackupDir, Every: a.config.BackupEvery, Keep: a.config.BackupKeep}
	a.backups = backup.Start(plan, job, a.config.Data, a.log)
	return nil
}

// VerifyBackup checks a backup and says what it holds.
func VerifyBackup(ctx context.Context, file string) (backup.Manifest, error) {
	return backup.Verify(ctx, file)
}

// Restore puts a backup into the data folder of a server that does not run or, where the settings name one, into an empty
// database of PostgreSQL.
func Restore(ctx context.Context, c config.Config, file string, force bool) (backup.Restored, error) {
	lock, err := lockData(c.Data)
	if err != nil {
		return backup.Restored{}, err
	}
	defer lock.release()
	if c.Database != "" {
		return restoreInto(ctx, c, file)
	}
	return backup.Restore(ctx, file, c.Data, force, time.Now())
}

func restoreInto(ctx context.Context, c config.Config, file string) (backup.Restored, error) {
	return backup.Unpack(ctx, file, c.Data, func(database string, key []byte) error {
		from, err := sqlite.ReadTables(ctx, database)
		if err != nil {
			return err
		}
		defer from.Close()
		to, err := openPlace(ctx, c.Database, slog.New(slog.DiscardHandler))
		if err != nil {
			return err
		}
		_, err = move.Run(ctx, from, to, move.Options{Meta: to.keep(key)})
		return errors.Join(err, to.close())
	})
}
