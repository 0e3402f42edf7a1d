package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"twoticks/internal/messenger"
	"twoticks/internal/store/sqlite"
)

// Restored tells what a restore did.
type Restored struct {
	Manifest
	// NewEpoch is the epoch from now on.
	NewEpoch string
	// Aside is the folder with what was there before; empty when there was nothing.
	Aside string
}

// Restore puts a backup into a data folder that the caller has locked. What is there is refused or, with force, kept in a
// folder beside. The database gets its name when it is whole and has its new epoch: until then the folder is as it was,
// and a restore that was cut off is begun anew.
func Restore(ctx context.Context, file, data string, force bool, now time.Time) (r Restored, err error) {
	database := filepath.Join(data, databaseName)
	if exists(database) && !force {
		return r, fmt.Errorf("there is a database in %s already: choose an empty folder, or say --force and it is put aside", data)
	}
	room, err := newRoom(data, restoringPrefix)
	if err != nil {
		return r, err
	}
	defer room.leave()
	u, err := unpack(file, room.path)
	if err != nil {
		return r, err
	}
	r.Manifest = u.Manifest
	if err := u.check(ctx); err != nil {
		return r, err
	}
	if r.NewEpoch, err = u.newEpoch(ctx); err != nil {
		return r, err
	}
	if r.Aside, err = putAside(data, now); err != nil {
		return r, err
	}
	names := []string{databaseName}
	if u.hasKey {
		names = []string{keyName, databaseName} // the database last: it is what counts
	}
	for _, name := range names {
		if err := os.Rename(u.path(name), filepath.Join(data, name)); err != nil {
			return r, fmt.Errorf("cannot write in %s: %w", data, cause(err))
		}
	}
	return r, syncFolder(data)
}

// Unpack checks a backup and hands over its database, with a new epoch, and the device key (nil where there is none), for a
// store that is filled from it. Both are gone when use returns.
func Unpack(ctx context.Context, file, data string, use func(database string, key []byte) error) (r Restored, err error) {
	room, err := newRoom(data, restoringPrefix)
	if err != nil {
		return r, err
	}
	defer room.leave()
	u, err := unpack(file, room.path)
	if err != nil {
		return r, err
	}
	r.Manifest = u.Manifest
	if err := u.check(ctx); err != nil {
		return r, err
	}
	if r.NewEpoch, err = u.newEpoch(ctx); err != nil {
		return r, err
	}
	var key []byte
	if u.hasKey {
		if key, err = os.ReadFile(u.path(keyName)); err != nil {
			return r, err
		}
	}
	return r, use(u.path(databaseName), key)
}

// newEpoch brings the unpacked database to the schema of this program, which also finds one that is too new, and names
// its history anew.
func (u unpacked) newEpoch(ctx context.Context) (string, error) {
	t, err := sqlite.FillTables(ctx, u.path(databaseName), nil)
	if err != nil {
		return "", err
	}
	if err := t.Close(); err != nil {
		return "", err
	}
	id := messenger.NewID()
	epoch := fmt.Sprintf("%x", id[:8])
	return epoch, sqlite.NewEpoch(ctx, u.path(databaseName), epoch)
}

// putAside moves what a server keeps in its folder into one beside it.
func putAside(data string, now time.Time) (aside string, err error) {
	for _, name := range []string{databaseName, databaseName + "-wal", databaseName + "-shm", keyName} {
		if !exists(filepath.Join(data, name)) {
			continue
		}
		if aside == "" {
			aside = filepath.Join(data, "before-restore-"+now.UTC().Format(stamp))
			if err := os.Mkdir(aside, 0o700); err != nil {
				return "", fmt.Errorf("cannot put aside what is in %s: %w", data, cause(err))
			}
		}
		if err := os.Rename(filepath.Join(data, name), filepath.Join(aside, name)); err != nil {
			return aside, fmt.Errorf("cannot put aside what is in %s: %w", data, cause(err))
		}
	}
	if aside == "" {
		return "", nil
	}
	return aside, errors.Join(syncFolder(aside), syncFolder(data))
}
