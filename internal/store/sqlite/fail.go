package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"twoticks/internal/messenger"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// retryAfter is what a client is told to wait when the store could not do it now.
const retryAfter = time.Second

// refusal turns what the driver says into the kinds of the domain. What is one of those already stays as it is; what is
// not known stays an internal error, with its cause.
func refusal(err error) error {
	if err == nil || messenger.KindOf(err) != messenger.Internal {
		return err
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, sql.ErrConnDone):
		return messenger.ErrUnavailable.After(retryAfter).Because(err)
	}
	switch primary(err) {
	case lib.SQLITE_FULL:
		return messenger.ErrStorageFull.Because(err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_INTERRUPT:
		return messenger.ErrUnavailable.After(retryAfter).Because(err)
	}
	return err
}

// fatal says whether the disk may hold something else than SQLite believes: going on would acknowledge what is not
// stored. A fsync that failed is not tried again.
func fatal(err error) bool {
	switch primary(err) {
	case lib.SQLITE_IOERR, lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return true
	}
	return false
}

// primary is SQLite's primary result code; 0 when the error is not SQLite's.
func primary(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}
