package auth

import "twoticks/internal/messenger"

// The refusals of this room. Reasons are the codes of the wire.
var (
	ErrLoginRequired      = &Error{Kind: messenger.NotAllowed, Reason: "login_required"}
	ErrInvalidCredentials = &Error{Kind: messenger.NotAllowed, Reason: "invalid_credentials"}
	ErrTooManyAttempts    = &Error{Kind: messenger.TooMany, Reason: "too_many_attempts"}
	ErrNameNotAllowed     = &Error{Kind: messenger.Invalid, Reason: "name_not_allowed", Field: "name"}
	ErrHandleNotAllowed   = &Error{Kind: messenger.Invalid, Reason: "handle_not_allowed", Field: "handle"}
	ErrHandleTaken        = &Error{Kind: messenger.Conflict, Reason: "handle_taken", Field: "handle"}
	ErrPasswordTooShort   = &Error{Kind: messenger.Invalid, Reason: "password_too_short", Field: "password"}
	ErrPasswordTooLong    = &Error{Kind: messenger.Invalid, Reason: "password_too_long", Field: "password"}
	ErrPasswordCommon     = &Error{Kind: messenger.Invalid, Reason: "password_common", Field: "password"}
	ErrRegistrationClosed = &Error{Kind: messenger.NotAllowed, Reason: "registration_closed"}
	ErrInviteInvalid      = &Error{Kind: messenger.NotFound, Reason: "invite_invalid"}
	ErrResetInvalid       = &Error{Kind: messenger.NotFound, Reason: "reset_invalid"}
	ErrNotAllowed         = messenger.ErrNotAllowed
	ErrAccountDisabled    = &Error{Kind: messenger.NotAllowed, Reason: "account_disabled"}
	ErrLastAdministrator  = &Error{Kind: messenger.Conflict, Reason: "last_administrator"}
	ErrOverloaded         = messenger.ErrOverloaded
)

// ErrNoAccount, ErrNoSession and ErrNoInvitation are the store's answers when there is none. They never leave this room:
// what a stranger hears must not tell which of two things was wrong.
var (
	ErrNoAccount    = &Error{Kind: messenger.NotFound, Reason: "person_not_found"}
	ErrNoSession    = ErrLoginRequired
	ErrNoInvitation = ErrInviteInvalid
)
