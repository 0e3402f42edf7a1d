package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"twoticks/internal/backup"
	"twoticks/internal/config"
	"twoticks/internal/store/sqlite"
)

// backupJob is how this server is backed up.
func (a *App) backupJob() (backup.Job, error) {
	j := backup.Job{Program: buildVersion(), Now: a.clock.Now}
	path := filepath.Join(a.config.Data, databaseFile)
	j.Copy = func(ctx context.Context, into string) error { return sqlite.Copy(ctx, path, into) }
	key, err := os.ReadFile(filepath.Join(a.config.Data, deviceKeyFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return j, err
	}
	j.DeviceKey = key
	return j, nil
}

// startBackups makes backups by the clock, where the operator wants that.
func (a *App) startBackups() error {
	if a.config.BackupDir == "" {
		return nil
	}
	job, err := a.backupJob()
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

// Restore puts a backup into the data folder of a server that does not run.
func Restore(ctx context.Context, c config.Config, file string, force bool) (backup.Restored, error) {
	lock, err := lockData(c.Data)
	if err != nil {
		return backup.Restored{}, err
	}
	defer lock.release()
	return backup.Restore(ctx, file, c.Data, force, time.Now())
}
