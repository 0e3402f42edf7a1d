package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"twoticks/internal/media"
	"twoticks/internal/messenger"
	"twoticks/internal/store/postgres"
	"twoticks/internal/store/rows"
	"twoticks/internal/store/sqlite"
)

// filesFolder is where the bytes of files are, inside the data folder, on a server with SQLite.
const filesFolder = "files"

// buildMedia opens where the bytes of files are: beside everything else in PostgreSQL, which all nodes share, or in a folder,
// which takes in what came with a backup or a move.
func (a *App) buildMedia(ctx context.Context) error {
	var bytes media.Bytes
	switch s := a.store.(type) {
	case *postgres.Store:
		bytes = s.Bytes()
	case *sqlite.Store:
		folder, err := openFiles(a.config.Data)
		if err != nil {
			return err
		}
		a.files, bytes = folder, folder
		if err := s.TakeBytes(ctx, func(place messenger.BlobPlace, at int64, piece []byte) error {
			return folder.Take(ctx, place, at, piece)
		}); err != nil {
			return fmt.Errorf("take the files of a backup into %s: %w", filepath.Join(a.config.Data, filesFolder), err)
		}
	}
	a.media = media.New(a.domain, bytes, media.Config{
		MaxFile: a.config.MaxFile, Quota: a.config.FileQuota, Day: max(a.config.FileQuota/5, a.config.MaxFile),
	}, a.log)
	return nil
}

func openFiles(data string) (*media.Folder, error) {
	folder, err := media.OpenFolder(filepath.Join(data, filesFolder))
	if err != nil {
		return nil, fmt.Errorf("cannot open the folder of files in %s: %w", data, cause(err))
	}
	return folder, nil
}

// withFiles is a database of SQLite together with the folder beside it: as if the bytes of all whole files were rows of it.
type withFiles struct {
	rows.Source
	folder *media.Folder
}

// The tables that it knows of.
const (
	blobsTable = "blobs"
	bytesTable = "blob_bytes"
)

const pieceBytes = 256 << 10

// Each implements rows.Source. Bytes that are not in the folder are in the table, or nowhere.
func (w withFiles) Each(ctx context.Context, t rows.Table, after []any, f func(rows.Row) error) error {
	if t.Name != bytesTable {
		return w.Source.Each(ctx, t, after, f)
	}
	list, err := w.places(ctx)
	if err != nil {
		return err
	}
	var last messenger.BlobPlace
	var from int64
	if after != nil {
		last, from = messenger.BlobPlace(after[0].([]byte)), after[1].(int64)+1
	}
	for _, place := range list {
		switch {
		case string(place[:]) < string(last[:]):
			continue
		case place != last:
			from = 0
		}
		if err := w.pieces(ctx, place, from, f); err != nil {
			return err
		}
	}
	return nil
}

// places are those of whole files, in their order.
func (w withFiles) places(ctx context.Context) (list []messenger.BlobPlace, err error) {
	for _, t := range w.Tables() {
		if t.Name != blobsTable {
			continue
		}
		at := t.Column("place")
		err = w.Source.Each(ctx, t, nil, func(r rows.Row) error {
			list = append(list, messenger.BlobPlace(r[at].([]byte)))
			return nil
		})
	}
	slices.SortFunc(list, func(a, b messenger.BlobPlace) int { return strings.Compare(string(a[:]), string(b[:])) })
	return list, err
}

// pieces reads the bytes at a place from an offset on. What was removed meanwhile belongs to a message that is deleted.
func (w withFiles) pieces(ctx context.Context, place messenger.BlobPlace, from int64, f func(rows.Row) error) error {
	bytes, err := w.folder.Open(ctx, place)
	if errors.Is(err, messenger.ErrFileNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	defer bytes.Close()
	// Pieces begin where they always do, so that two that are compared have the same.
	at := (from + pieceBytes - 1) / pieceBytes * pieceBytes
	if _, err := bytes.Seek(at, io.SeekStart); err != nil {
		return err
	}
	for {
		piece := make([]byte, pieceBytes)
		n, err := io.ReadFull(bytes, piece)
		if n > 0 {
			if err := f(rows.Row{place[:], at, piece[:n]}); err != nil {
				return err
			}
			at += int64(n)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// addFiles puts the bytes of files into a copy of a database of SQLite, which is whole by itself then.
func addFiles(ctx context.Context, data, copied string) (err error) {
	folder, err := openFiles(data)
	if err != nil {
		return err
	}
	defer folder.Close()
	into, err := sqlite.FillTables(ctx, copied, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, into.Close()) }()
	for _, t := range into.Tables() {
		if t.Name != bytesTable {
			continue
		}
		err = withFiles{into, folder}.Each(ctx, t, nil, func(r rows.Row) error { return into.Load(ctx, t, []rows.Row{r}) })
	}
	return err
}
