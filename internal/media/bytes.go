package media

import (
	"context"
	"io"

	"twoticks/internal/messenger"
)

// Bytes keeps bytes, each run of them at a place of its own.
type Bytes interface {
	// Append writes on at the end, which must be where `at` says: messenger.ErrFileOffset otherwise. It returns how long the
	// run is then. What was read before an error stays.
	Append(ctx context.Context, place messenger.BlobPlace, at int64, from io.Reader) (length int64, err error)
	// Length says how much there is; zero where there is nothing.
	Length(ctx context.Context, place messenger.BlobPlace) (int64, error)
	// Seal makes what was appended durable.
	Seal(ctx context.Context, place messenger.BlobPlace) error
	// Open reads it; messenger.ErrFileNotFound where there is nothing.
	Open(ctx context.Context, place messenger.BlobPlace) (io.ReadSeekCloser, error)
	// Remove takes it away; what is not there is gone already.
	Remove(ctx context.Context, place messenger.BlobPlace) error
}
