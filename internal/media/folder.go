package media

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"twoticks/internal/messenger"
)

// Folder keeps bytes in a directory, a file for each place. It is for one node.
type Folder struct{ root *os.Root }

// OpenFolder makes the directory if need be.
func OpenFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &Folder{root}, nil
}

// Close lets go of the directory.
func (f *Folder) Close() error { return f.root.Close() }

// nameOf is where a place is: in one of 256 folders, which keeps each of them short.
func nameOf(place messenger.BlobPlace) (folder, name string) {
	h := hex.EncodeToString(place[:])
	return h[:2], h[:2] + "/" + h
}

// Append implements Bytes.
func (f *Folder) Append(_ context.Context, place messenger.BlobPlace, at int64, from io.Reader) (length int64, err error) {
	folder, name := nameOf(place)
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		if err = f.root.Mkdir(folder, 0o700); err == nil || errors.Is(err, fs.ErrExist) {
			file, err = f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o600)
		}
	}
	if err != nil {
		return 0, ofDisk(err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	length, err = file.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, ofDisk(err)
	}
	if length != at {
		return length, messenger.ErrFileOffset
	}
	n, err := io.Copy(onlyWriter{file}, from)
	return length + n, ofDisk(err)
}

// onlyWriter keeps io.Copy from asking the file to read by itself, which would hide whose error it was.
type onlyWriter struct{ io.Writer }

// Take writes a piece of bytes that come from elsewhere, durably. One that is there already stays as it is.
func (f *Folder) Take(ctx context.Context, place messenger.BlobPlace, at int64, piece []byte) error {
	length, err := f.Length(ctx, place)
	if err != nil || length >= at+int64(len(piece)) {
		return err
	}
	if _, err := f.Append(ctx, place, at, bytes.NewReader(piece)); err != nil {
		return err
	}
	return f.Seal(ctx, place)
}

// Length implements Bytes.
func (f *Folder) Length(_ context.Context, place messenger.BlobPlace) (int64, error) {
	_, name := nameOf(place)
	info, err := f.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Seal implements Bytes: the file, and its name in its folder.
func (f *Folder) Seal(_ context.Context, place messenger.BlobPlace) error {
	folder, name := nameOf(place)
	for _, path := range []string{name, folder, "."} {
		file, err := f.root.Open(path)
		if err != nil {
			return ofDisk(err)
		}
		if err := errors.Join(file.Sync(), file.Close()); err != nil {
			return ofDisk(err)
		}
	}
	return nil
}

// Open implements Bytes.
func (f *Folder) Open(_ context.Context, place messenger.BlobPlace) (io.ReadSeekCloser, error) {
	_, name := nameOf(place)
	file, err := f.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, messenger.ErrFileNotFound.Because(err)
	}
	return file, err
}

// Remove implements Bytes.
func (f *Folder) Remove(_ context.Context, place messenger.BlobPlace) error {
	_, name := nameOf(place)
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the bytes of a file: %w", err)
	}
	return nil
}

// ofDisk tells a full disk from other errors.
func ofDisk(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return messenger.ErrStorageFull.Because(err)
	}
	return err
}
