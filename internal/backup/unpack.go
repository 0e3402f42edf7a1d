package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"twoticks/internal/store/sqlite"
)

// maxManifest bounds what a broken file can make this program believe.
const maxManifest = 1 << 20

// unpacked is a backup in a folder of its own.
type unpacked struct {
	Manifest
	folder string
	// hasKey: there is a device key in it.
	hasKey bool
}

func (u unpacked) path(name string) string { return filepath.Join(u.folder, name) }

// unpack takes a file apart into a folder and holds each part against the manifest.
func unpack(file, folder string) (u unpacked, err error) {
	u.folder = folder
	in, err := os.Open(file)
	if err != nil {
		return u, fmt.Errorf("cannot read %s: %w", file, cause(err))
	}
	defer in.Close()
	zip, err := gzip.NewReader(in)
	if err != nil {
		return u, fmt.Errorf("%s is not a backup of Twoticks: %w", file, err)
	}
	tape := tar.NewReader(zip)
	var seen []string
	for {
		header, err := tape.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			seen = append(seen, header.Name)
			err = u.part(header, tape)
		}
		if err != nil {
			return u, fmt.Errorf("%s is broken: %w", file, err)
		}
	}
	// What tar leaves unread holds the checksum of the whole stream.
	if _, err := io.Copy(io.Discard, zip); err != nil {
		return u, fmt.Errorf("%s is broken: %w", file, err)
	}
	for _, name := range []string{manifestName, chatsName, databaseName} {
		if !slices.Contains(seen, name) {
			return u, fmt.Errorf("%s is not a whole backup of Twoticks: it has no %s", file, name)
		}
	}
	u.hasKey = slices.Contains(seen, keyName)
	return u, nil
}

func (u *unpacked) part(header *tar.Header, from io.Reader) error {
	switch header.Name {
	case manifestName:
		if err := json.NewDecoder(io.LimitReader(from, maxManifest)).Decode(&u.Manifest); err != nil {
			return fmt.Errorf("its manifest: %w", err)
		}
		if u.Format != format {
			return fmt.Errorf("it has format %d, and this program knows %d", u.Format, format)
		}
		return nil
	case chatsName, keyName, databaseName:
	default:
		return fmt.Errorf("it holds a file %q, which no backup has", header.Name)
	}
	if u.Format == 0 {
		return errors.New("it does not begin with its manifest")
	}
	out, err := os.OpenFile(u.path(header.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err = io.Copy(out, from); err == nil {
		err = out.Sync()
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	want, checked := map[string]File{chatsName: u.ChatSums, databaseName: u.Database}[header.Name]
	if have, err := hashFile(u.path(header.Name)); err != nil || checked && have != want {
		return errors.Join(fmt.Errorf("its %s is not what its manifest says", header.Name), err)
	}
	return nil
}

// Verify unpacks a backup where there is room for it, checks everything that can be, and says what it holds. The error has
// a line for each thing that is wrong.
func Verify(ctx context.Context, file string) (Manifest, error) {
	folder, err := os.MkdirTemp("", "twoticks-verify-")
	if err != nil {
		return Manifest{}, fmt.Errorf("cannot unpack the backup: %w: set TMPDIR to a folder with room for it", cause(err))
	}
	defer os.RemoveAll(folder)
	u, err := unpack(file, folder)
	if err != nil {
		return u.Manifest, err
	}
	return u.Manifest, u.check(ctx)
}

// check reads the whole database and compares it with what the manifest says of it.
func (u unpacked) check(ctx context.Context) error {
	t, err := sqlite.ReadTables(ctx, u.path(databaseName))
	if err != nil {
		return err
	}
	defer t.Close()
	problems, err := t.Check(ctx)
	if err != nil {
		return err
	}
	sums, err := os.OpenFile(u.path("chats.now"), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer sums.Close()
	var now Manifest
	if err := now.take(ctx, t, sums); err != nil {
		return err
	}
	for name, want := range u.Tables {
		if have := now.Tables[name]; have != want {
			problems = append(problems, fmt.Sprintf("the table %s has %d rows with the checksum %s in place of %d with %s", name, have.Rows, have.Sum, want.Rows, want.Sum))
		}
	}
	if have, err := hashFile(sums.Name()); err != nil || have != u.ChatSums {
		problems = append(problems, "the checksums of its chats are not those of its manifest")
	}
	if now.Epoch != u.Epoch || now.Schema != u.Schema {
		problems = append(problems, fmt.Sprintf("it is of epoch %s and schema %d in place of %s and %d", now.Epoch, now.Schema, u.Epoch, u.Schema))
	}
	var all []error
	for _, p := range problems {
		all = append(all, errors.New(p))
	}
	return errors.Join(all...)
}

// exists tells whether there is something of that name.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
