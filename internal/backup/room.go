package backup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Where things are put together, before they get their names.
const (
	makingPrefix    = ".twoticks-backup-"
	restoringPrefix = ".twoticks-restore-"
	roomLock        = "lock"
)

// room is a folder for the time of one act. Its lock ends with the process, however that ends: by it what a process that
// was killed left behind, which may be as large as the database, is told from what another one is at.
type room struct {
	path string
	lock *os.File
}

func newRoom(folder, prefix string) (*room, error) {
	if err := clearRooms(folder, prefix); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(folder, prefix)
	if err != nil {
		return nil, fmt.Errorf("cannot write in %s: %w", folder, cause(err))
	}
	r := &room{path: path}
	if r.lock, err = os.OpenFile(filepath.Join(path, roomLock), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		err = syscall.Flock(int(r.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
	if err != nil {
		r.leave()
		return nil, fmt.Errorf("cannot write in %s: %w", folder, cause(err))
	}
	return r, nil
}

// in names a file in it.
func (r *room) in(name string) string { return filepath.Join(r.path, name) }

func (r *room) leave() {
	os.RemoveAll(r.path)
	if r.lock != nil {
		r.lock.Close()
	}
}

// clearRooms removes those that nobody is in. One without a lock is just being made.
func clearRooms(folder, prefix string) error {
	found, err := filepath.Glob(filepath.Join(folder, prefix+"*", roomLock))
	if err != nil {
		return err
	}
	for _, path := range found {
		lock, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			continue // it has just been left
		}
		if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			err = os.RemoveAll(filepath.Dir(path))
		}
		if err = errors.Join(err, lock.Close()); err != nil {
			return fmt.Errorf("remove what an earlier try left: %w", err)
		}
	}
	return nil
}
