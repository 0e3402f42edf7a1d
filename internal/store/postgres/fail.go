package postgres

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"twoticks/internal/messenger"
)

// retryAfter is what a client is told to wait when the store could not do it now.
const retryAfter = time.Second

// tries is how often a transaction is begun that another one's locks made impossible.
const tries = 4

// The conditions that PostgreSQL tells by code: https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	codeDiskFull             = "53100"
	codeLockNotAvailable     = "55P03"
	codeQueryCanceled        = "57014"
	codeReadOnly             = "25006"
	codeIdleInTransaction    = "25P03"
	codeSerializationFailure = "40001"
	codeDeadlockDetected     = "40P01"
)

// refusal turns what the driver says into the kinds of the domain, for what is known not to be stored. What is one of those
// already stays as it is; what is not known stays an internal error, with its cause.
func refusal(err error) error {
	if err == nil || messenger.KindOf(err) != messenger.Internal || errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	code := codeOf(err)
	switch {
	case code == codeDiskFull:
		return messenger.ErrStorageFull.Because(err)
	case code == "", away(err):
		if connectionFailed(err) {
			return messenger.ErrUnavailable.After(retryAfter).Because(err)
		}
	case again(err), code == codeLockNotAvailable, code == codeQueryCanceled, code == codeReadOnly:
		return messenger.ErrUnavailable.After(retryAfter).Because(err)
	}
	return err
}

// codeOf is PostgreSQL's code; empty when the error is not PostgreSQL's own.
func codeOf(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// again: another transaction was in the way, and the same may succeed now.
func again(err error) bool {
	switch codeOf(err) {
	case codeSerializationFailure, codeDeadlockDetected:
		return true
	}
	return false
}

// away: the server says that it goes, is not up yet, or takes no more connections, or that it ended this one.
func away(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	class := e.Code[:min(2, len(e.Code))]
	return class == "08" || class == "53" && e.Code != codeDiskFull || e.Code == codeIdleInTransaction ||
		strings.HasPrefix(e.Code, "57P") || lastWords(e)
}

// lastWords: the connection does not outlive such an error.
func lastWords(e *pgconn.PgError) bool {
	return e.SeverityUnlocalized == "FATAL" || e.SeverityUnlocalized == "PANIC"
}

// refusedAlive: the server answered that the statement failed, and the connection lives. Then nothing of its transaction
// is or will be stored.
func refusedAlive(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && !lastWords(e)
}

// connectionFailed tells an error of the connection, or its end, from a mistake of ours that never reached the server.
func connectionFailed(err error) bool {
	var connect *pgconn.ConnectError
	switch {
	case away(err), errors.As(err, &connect), pgconn.Timeout(err), brokenConnection(err):
		return true
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return true
	}
	return false
}
