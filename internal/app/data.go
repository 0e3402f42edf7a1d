package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	lockFile      = "lock"
	deviceKeyFile = "device.key"
	deviceKeySize = 32
)

// errInUse: another process has the data folder.
var errInUse = errors.New("in use")

// dataLock keeps a second process away from the data: two writers who do not know of each other would give the same place
// in a chat twice. The system lets go of it when the process ends, however it ends.
type dataLock struct{ file *os.File }

// lockData makes the folder if need be, and takes it.
func lockData(folder string) (*dataLock, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the data folder %s: %w: choose another with TWOTICKS_DATA", folder, cause(err))
	}
	file, err := os.OpenFile(filepath.Join(folder, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot write in the data folder %s: %w: choose another with TWOTICKS_DATA", folder, cause(err))
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		owner, _ := os.ReadFile(file.Name())
		file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("the data folder %s is %w by another twoticks (process %s): stop that one or set TWOTICKS_DATA to another folder",
				folder, errInUse, strings.TrimSpace(string(owner)))
		}
		return nil, fmt.Errorf("cannot lock the data folder %s: %w", folder, err)
	}
	// Who has it is for people; the lock is what counts.
	if err := file.Truncate(0); err == nil {
		fmt.Fprintln(file, os.Getpid())
	}
	return &dataLock{file}, nil
}

func (l *dataLock) release() { l.file.Close() }

// cause is what went wrong without the operation and the path, which the sentence around it has.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// deviceKey reads the key of the device cookies, and makes it at the first start. Without it known devices would be
// strangers after each restart, and on another node than theirs: a store that is shared keeps it, the one of this folder if
// there is one.
func deviceKey(ctx context.Context, s store, folder string) ([]byte, error) {
	key, err := deviceKeyIn(folder)
	if err != nil {
		return nil, err
	}
	if shared, ok := s.(interface {
		Secret(ctx context.Context, name string, first []byte) ([]byte, error)
	}); ok {
		return shared.Secret(ctx, "device_key", key)
	}
	return key, nil
}

func deviceKeyIn(folder string) ([]byte, error) {
	path := filepath.Join(folder, deviceKeyFile)
	key, err := os.ReadFile(path)
	if err == nil && len(key) == deviceKeySize {
		return key, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read %s: %w", path, cause(err))
	}
	key = make([]byte, deviceKeySize)
	rand.Read(key) // never fails: see crypto/rand
	if err := os.WriteFile(path, key, 0o600); err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", path, cause(err))
	}
	return key, nil
}
