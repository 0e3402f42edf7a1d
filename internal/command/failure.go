package command

import (
	"context"
	"errors"
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// retryAfter is told with a failure that may pass when its cause named no time.
const retryAfter = time.Second

// failure is the one place where an error of the domain becomes one of the wire. The reason of a refusal is the code; an
// error without one is ours alone: it is logged, and the client gets the id of that line.
func (s *Set) failure(ctx context.Context, name string, err error) *protocol.Error {
	var refused *protocol.Error
	if errors.As(err, &refused) {
		return refused
	}
	if e := known(err); e != nil {
		if e.Err != nil {
			s.log.WarnContext(ctx, "command refused", "command", name, "request_id", RequestID(ctx), "error", err)
		}
		return written(e, RequestID(ctx))
	}
	s.log.ErrorContext(ctx, "command failed", "command", name, "request_id", RequestID(ctx), "error", err)
	return internal(ctx)
}

// known returns the refusal in an error. A context that ended while an act waited for its turn took it out of the queue,
// so nothing was stored.
func known(err error) *messenger.Error {
	var e *messenger.Error
	switch {
	case errors.As(err, &e):
		if _, ok := protocol.Codes[protocol.ErrorCode(e.Reason)]; ok {
			return e
		}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return messenger.ErrUnavailable.Because(err)
	}
	return nil
}

func written(e *messenger.Error, request string) *protocol.Error {
	out := refusal(protocol.ErrorCode(e.Reason))
	out.Field = e.Field
	wait := e.RetryAfter
	switch e.Kind {
	case messenger.TooMany, messenger.Unavailable:
		if wait <= 0 {
			wait = retryAfter
		}
	}
	out.RetryAfterMs = int64((wait + time.Millisecond - 1) / time.Millisecond)
	if e.Err != nil {
		out.RequestID = request
	}
	return out
}

// refusal is an error of the wire with the sentence of the registry.
func refusal(code protocol.ErrorCode) *protocol.Error {
	return &protocol.Error{Code: code, Message: protocol.Codes[code].Doc}
}

func badField(field, message string) *protocol.Error {
	return &protocol.Error{Code: protocol.CodeBadField, Message: message, Field: field}
}

func tooLarge(field, message string) *protocol.Error {
	return &protocol.Error{Code: protocol.CodeTooLarge, Message: message, Field: field}
}

func internal(ctx context.Context) *protocol.Error {
	e := refusal(protocol.CodeInternal)
	e.RequestID = RequestID(ctx)
	return e
}
