package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"twoticks/internal/config"
	"twoticks/internal/media"
	"twoticks/internal/move"
	"twoticks/internal/store/postgres"
	"twoticks/internal/store/rows"
	"twoticks/internal/store/sqlite"
)

// Moved tells what a move did, and what it took.
type Moved struct {
	move.Done
	// PeakMemory is the most that the process had at once, in bytes.
	PeakMemory int64
}

// Move carries everything from one place to another. A place is sqlite: and a data folder, the address of a PostgreSQL
// database, or "database" for the one that the settings name. No server may run on either.
func Move(ctx context.Context, c config.Config, from, to string, log *slog.Logger, say func(string)) (m Moved, err error) {
	for _, place := range []*string{&from, &to} {
		if *place == "database" {
			if *place = c.Database; c.Database == "" {
				return m, errors.New("the setting database is empty: set TWOTICKS_DATABASE, or say sqlite:FOLDER or postgres://…")
			}
		}
	}
	if from == to {
		return m, errors.New("from and to are the same")
	}
	source, err := openPlace(ctx, from, nil)
	if err != nil {
		return m, err
	}
	defer source.close()
	target, err := openPlace(ctx, to, log)
	if err != nil {
		return m, err
	}
	meta, err := source.meta(ctx)
	if err != nil {
		return m, errors.Join(err, target.close())
	}
	key, err := source.deviceKey(meta)
	if err == nil {
		m.Done, err = move.Run(ctx, source, target, move.Options{Say: say, Meta: target.keep(key)})
	}
	if err = errors.Join(err, target.close()); err == nil && target.folder != "" && key != nil {
		err = os.WriteFile(filepath.Join(target.folder, deviceKeyFile), key, 0o600)
	}
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) == nil {
		m.PeakMemory = used.Maxrss << 10
	}
	return m, err
}

// place is a store that is moved from or to. SQLite's has the data folder and its lock.
type place struct {
	rows.Sink
	folder string
	lock   *dataLock
	files  *media.Folder // of one that is moved from
}

// openPlace opens one to read it or, with a log, to fill it.
func openPlace(ctx context.Context, name string, fill *slog.Logger) (*place, error) {
	if folder, ok := strings.CutPrefix(name, "sqlite:"); ok {
		return openFolder(ctx, folder, fill)
	}
	if !strings.HasPrefix(name, "postgres://") && !strings.HasPrefix(name, "postgresql://") {
		return nil, fmt.Errorf("%q is neither sqlite:FOLDER nor postgres://…", name)
	}
	var t *postgres.Tables
	var err error
	if fill != nil {
		t, err = postgres.FillTables(ctx, name, fill)
	} else {
		t, err = postgres.ReadTables(ctx, name)
	}
	if err != nil {
		return nil, err
	}
	n, err := t.Nodes(ctx)
	if err == nil && n > 0 {
		err = fmt.Errorf("a server uses the PostgreSQL database (%d connections): stop all of them first", n)
	}
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return &place{Sink: t}, nil
}

func openFolder(ctx context.Context, folder string, fill *slog.Logger) (*place, error) {
	path := filepath.Join(folder, databaseFile)
	if _, err := os.Stat(path); fill == nil && err != nil {
		return nil, fmt.Errorf("there is no Twoticks in the data folder %s", folder)
	}
	lock, err := lockData(folder)
	if err != nil {
		return nil, err
	}
	var t *sqlite.Tables
	if fill != nil {
		t, err = sqlite.FillTables(ctx, path, fill)
	} else {
		t, err = sqlite.ReadTables(ctx, path)
	}
	if err != nil {
		lock.release()
		return nil, err
	}
	p := &place{Sink: t, folder: folder, lock: lock}
	if fill == nil {
		if p.files, err = openFiles(folder); err != nil {
			return nil, errors.Join(err, p.close())
		}
	}
	return p, nil
}

// Each implements rows.Source, with the bytes of files that are beside the database.
func (p *place) Each(ctx context.Context, t rows.Table, after []any, f func(rows.Row) error) error {
	if p.files == nil {
		return p.Sink.Each(ctx, t, after, f)
	}
	return withFiles{p.Sink, p.files}.Each(ctx, t, after, f)
}

func (p *place) close() error {
	if p.lock != nil {
		defer p.lock.release()
	}
	if p.files != nil {
		defer p.files.Close()
	}
	return p.Sink.(interface{ Close() error }).Close()
}

func (p *place) meta(ctx context.Context) (map[string]string, error) { return rows.ReadMeta(ctx, p) }

// deviceKeyMeta is where PostgreSQL keeps the key of the device cookies, since all nodes have the same.
const deviceKeyMeta = "device_key"

// deviceKey is the key by which devices are known; nil where there is none yet.
func (p *place) deviceKey(meta map[string]string) ([]byte, error) {
	if p.folder == "" {
		return hex.DecodeString(meta[deviceKeyMeta])
	}
	key, err := os.ReadFile(filepath.Join(p.folder, deviceKeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return key, err
}

// keep is how that key is kept in a target's database: not at all where it is a file.
func (p *place) keep(key []byte) map[string]string {
	if p.folder != "" {
		return map[string]string{deviceKeyMeta: ""}
	}
	return map[string]string{deviceKeyMeta: hex.EncodeToString(key)}
}
