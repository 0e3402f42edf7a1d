package messenger

import (
	"errors"
	"time"
)

// Kind is what sort of failure an error is. What has none is internal: it is logged with its cause, and people see one
// plain sentence with a reference.
type Kind uint8

const (
	Internal    Kind = iota
	Invalid          // the request itself is wrong
	NotFound         // there is no such thing, or not for this actor
	NotAllowed       // the actor may not
	Conflict         // it contradicts what is there
	TooLarge         // more than fits
	TooMany          // too often; RetryAfter says when
	Unavailable      // nothing was stored; worth repeating after RetryAfter
	StorageFull      // nothing was stored; the disk is full
	Unknown          // stored once or not at all: repeating the same id settles it (C5)
)

// Error is a refusal that the caller can act upon. Reason is a fixed word, the same as the code on the wire.
type Error struct {
	Kind       Kind
	Reason     string
	Field      string
	RetryAfter time.Duration
	Err        error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Reason + ": " + e.Err.Error()
	}
	return e.Reason
}

func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is compare by reason.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// In returns the error with the name of the field that it is about.
func (e *Error) In(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// Because returns the error with its cause.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// After returns the error with the time to wait.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// KindOf returns the kind of an error; Internal when it has none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// The refusals of the domain.
var (
	ErrBadField       = &Error{Kind: Invalid, Reason: "bad_field"}
	ErrTextEmpty      = &Error{Kind: Invalid, Reason: "text_empty"}
	ErrTextTooLong    = &Error{Kind: TooLarge, Reason: "text_too_long"}
	ErrTextNotAllowed = &Error{Kind: Invalid, Reason: "text_not_allowed"}
	ErrChatNotFound   = &Error{Kind: NotFound, Reason: "chat_not_found"}
	ErrPersonNotFound = &Error{Kind: NotFound, Reason: "person_not_found"}
	ErrEntryNotFound  = &Error{Kind: NotFound, Reason: "entry_not_found"}
	ErrNotAMember     = &Error{Kind: NotAllowed, Reason: "not_a_member"}
	ErrNotAllowed     = &Error{Kind: NotAllowed, Reason: "not_allowed"}
	// ErrNotAllowedToSend: the group lets only its administrators write.
	ErrNotAllowedToSend = &Error{Kind: NotAllowed, Reason: "not_allowed_to_send"}
	// ErrLastAdministrator: a group needs one, and there is nobody else who could be it.
	ErrLastAdministrator = &Error{Kind: Conflict, Reason: "last_administrator"}
	// ErrLinkInvalid: there is no such link, or not any more, or not for this person. All sound the same.
	ErrLinkInvalid  = &Error{Kind: NotFound, Reason: "invite_invalid"}
	ErrNotYours     = &Error{Kind: NotAllowed, Reason: "not_yours"}
	ErrBlocked      = &Error{Kind: NotAllowed, Reason: "person_blocked"}
	ErrTooLate      = &Error{Kind: NotAllowed, Reason: "too_late"}
	ErrGroupFull    = &Error{Kind: Conflict, Reason: "group_full"}
	ErrTooManyKept  = &Error{Kind: Conflict, Reason: "too_many_kept"}
	ErrHookNotFound = &Error{Kind: NotFound, Reason: "hook_not_found"}
	ErrMarkAhead    = &Error{Kind: Invalid, Reason: "mark_ahead"}
	ErrConflict     = &Error{Kind: Conflict, Reason: "client_id_conflict"}
	// ErrFileNotFound: there is no such file, or not for this person.
	ErrFileNotFound = &Error{Kind: NotFound, Reason: "file_not_found"}
	// ErrFileMissing: a message names a file that is not here, or not whole, or not the sender's to send.
	ErrFileMissing   = &Error{Kind: Conflict, Reason: "file_missing"}
	ErrFileOffset    = &Error{Kind: Conflict, Reason: "file_offset"}
	ErrFileTooLarge  = &Error{Kind: TooLarge, Reason: "file_too_large"}
	ErrFileLength    = &Error{Kind: Invalid, Reason: "length_mismatch"}
	ErrQuotaFull     = &Error{Kind: TooLarge, Reason: "quota_full"}
	ErrImageTooLarge = &Error{Kind: TooLarge, Reason: "image_too_large"}
	ErrImageDamaged  = &Error{Kind: Invalid, Reason: "image_damaged"}
	// ErrPushEndpoint: pushes are sent to the push services of browsers only, as far as the operator lets them be.
	ErrPushEndpoint   = &Error{Kind: Invalid, Reason: "push_endpoint_not_allowed"}
	ErrRateLimited    = &Error{Kind: TooMany, Reason: "rate_limited"}
	ErrTooLarge       = &Error{Kind: TooLarge, Reason: "too_large"}
	ErrUnavailable    = &Error{Kind: Unavailable, Reason: "unavailable"}
	ErrOverloaded     = &Error{Kind: Unavailable, Reason: "overloaded"}
	ErrStorageFull    = &Error{Kind: StorageFull, Reason: "storage_full"}
	ErrOutcomeUnknown = &Error{Kind: Unknown, Reason: "outcome_unknown"}
)
