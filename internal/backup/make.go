package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"twoticks/internal/store/sqlite"
)

// The names inside a backup, in their order.
const (
	manifestName = "manifest.json"
	chatsName    = "chats.ndjson"
	keyName      = "device.key"
	databaseName = "twoticks.db"
)

// Job is a backup to be made.
type Job struct {
	// Copy writes the whole store, as of one moment, as a SQLite file that is not there yet.
	Copy func(ctx context.Context, into string) error
	// DeviceKey is by which devices are known; nil where the store itself holds it.
	DeviceKey []byte
	// Program is the version that makes it.
	Program string
	Now     func() time.Time
}

// Make makes one. A file that is there is never written over.
func (j Job) Make(ctx context.Context, file string) (m Manifest, err error) {
	if _, err := os.Lstat(file); err == nil {
		return m, fmt.Errorf("%s is there already: choose another name", file)
	}
	folder := filepath.Dir(file)
	room, err := newRoom(folder, makingPrefix)
	if err != nil {
		return m, err
	}
	defer room.leave()
	copied := room.in(databaseName)
	m = Manifest{Format: format, Program: j.Program, At: j.Now().UTC().Truncate(time.Millisecond)}
	if err := j.Copy(ctx, copied); err != nil {
		return m, err
	}
	chats, err := m.describe(ctx, copied)
	if err != nil {
		return m, err
	}
	packed := room.in("packed")
	if err := pack(packed, m, chats, j.DeviceKey, copied); err != nil {
		return m, fmt.Errorf("write %s: %w", file, cause(err))
	}
	// Linked, not renamed: what somebody else put there meanwhile stays.
	if err := os.Link(packed, file); err != nil {
		return m, fmt.Errorf("write %s: %w", file, cause(err))
	}
	return m, syncFolder(folder)
}

func (m *Manifest) describe(ctx context.Context, copied string) (chats []byte, err error) {
	t, err := sqlite.ReadTables(ctx, copied)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	var b bytes.Buffer
	if err := m.take(ctx, t, &b); err != nil {
		return nil, fmt.Errorf("read the copy: %w", err)
	}
	if m.Database, err = hashFile(copied); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b.Bytes())
	m.ChatSums = File{int64(b.Len()), hex.EncodeToString(sum[:])}
	return b.Bytes(), nil
}

func hashFile(path string) (f File, err error) {
	in, err := os.Open(path)
	if err != nil {
		return f, err
	}
	defer in.Close()
	h := sha256.New()
	f.Bytes, err = io.Copy(h, in)
	f.SHA256 = hex.EncodeToString(h.Sum(nil))
	return f, err
}

func pack(path string, m Manifest, chats, key []byte, copied string) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	zip, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return err
	}
	tape := tar.NewWriter(zip)
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	in, err := os.Open(copied)
	if err != nil {
		return err
	}
	defer in.Close()
	for _, part := range []struct {
		name  string
		bytes int64
		from  io.Reader
	}{
		{manifestName, int64(len(text)), bytes.NewReader(text)},
		{chatsName, int64(len(chats)), bytes.NewReader(chats)},
		{keyName, int64(len(key)), bytes.NewReader(key)},
		{databaseName, m.Database.Bytes, in},
	} {
		if part.bytes == 0 && part.name == keyName {
			continue
		}
		header := tar.Header{Name: part.name, Mode: 0o600, Size: part.bytes, ModTime: m.At, Format: tar.FormatPAX}
		if err := tape.WriteHeader(&header); err != nil {
			return err
		}
		if _, err := io.CopyN(tape, part.from, part.bytes); err != nil {
			return err
		}
	}
	return errors.Join(tape.Close(), zip.Close(), out.Sync(), out.Close())
}

// syncFolder brings the names in a folder to the disk.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// cause is what went wrong without the operation and the path, which the sentence around it has.
func cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
