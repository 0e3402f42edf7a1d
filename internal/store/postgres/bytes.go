package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// Bytes keeps the bytes of files beside everything else, in pieces: for several nodes, which share no directory. It goes past the
// writer, whose acts are small.
type Bytes struct{ store *Store }

// Bytes gives the keeper of the bytes of files.
func (s *Store) Bytes() *Bytes { return &Bytes{s} }

const pieceBytes = 256 << 10

// Append writes on at the end, which must be where `at` says. Each piece is durable by itself.
func (b *Bytes) Append(ctx context.Context, place messenger.BlobPlace, at int64, from io.Reader) (length int64, err error) {
	if length, err = b.Length(ctx, place); err != nil {
		return 0, err
	}
	if length != at {
		return length, messenger.ErrFileOffset
	}
	piece := make([]byte, pieceBytes)
	for {
		n, readErr := io.ReadFull(from, piece)
		if n > 0 {
			tag, err := b.store.reads.Exec(ctx, `INSERT INTO blob_bytes (place, at, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, place[:], length, piece[:n])
			if err != nil {
				return length, refusal(err)
			}
			if tag.RowsAffected() == 0 { // another node was quicker
				return length, messenger.ErrFileOffset
			}
			length += int64(n)
		}
		if errors.Is(readErr, io.EOF) || errors.Is(readErr, io.ErrUnexpectedEOF) {
			return length, nil
		}
		if readErr != nil {
			return length, readErr
		}
	}
}

// Length says how much there is.
func (b *Bytes) Length(ctx context.Context, place messenger.BlobPlace) (length int64, err error) {
	err = b.store.reads.QueryRow(ctx, `SELECT at + length(bytes) FROM blob_bytes WHERE place = $1 ORDER BY at DESC LIMIT 1`, place[:]).Scan(&length)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return length, refusal(err)
}

// Seal has nothing to do: what was appended is durable.
func (b *Bytes) Seal(context.Context, messenger.BlobPlace) error { return nil }

// Open reads it, a piece at a time.
func (b *Bytes) Open(ctx context.Context, place messenger.BlobPlace) (io.ReadSeekCloser, error) {
	length, err := b.Length(ctx, place)
	if err == nil && length == 0 {
		err = messenger.ErrFileNotFound
	}
	if err != nil {
		return nil, err
	}
	return &reading{ctx: ctx, store: b.store, place: place, length: length}, nil
}

// Remove takes it away.
func (b *Bytes) Remove(ctx context.Context, place messenger.BlobPlace) error {
	_, err := b.store.reads.Exec(ctx, `DELETE FROM blob_bytes WHERE place = $1`, place[:])
	return refusal(err)
}

// reading is bytes that are read. It belongs to one goroutine, and to the request in whose context it was opened.
type reading struct {
	ctx    context.Context
	store  *Store
	place  messenger.BlobPlace
	length int64
	next   int64
	piece  []byte // which begins at from
	from   int64
}

func (r *reading) Read(b []byte) (int, error) {
	if r.next >= r.length {
		return 0, io.EOF
	}
	if r.next < r.from || r.next >= r.from+int64(len(r.piece)) {
		err := r.store.reads.QueryRow(r.ctx, `SELECT at, bytes FROM blob_bytes WHERE place = $1 AND at <= $2 ORDER BY at DESC LIMIT 1`, r.place[:], r.next).
			Scan(&r.from, &r.piece)
		if err != nil {
			return 0, fmt.Errorf("read the bytes of a file: %w", err)
		}
		if r.next >= r.from+int64(len(r.piece)) {
			return 0, io.ErrUnexpectedEOF
		}
	}
	n := copy(b, r.piece[r.next-r.from:])
	r.next += int64(n)
	return n, nil
}

func (r *reading) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.next
	case io.SeekEnd:
		offset += r.length
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a file")
	}
	r.next = offset
	return offset, nil
}

func (r *reading) Close() error { return nil }
