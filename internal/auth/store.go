package auth

import (
	"context"
	"time"

	"twoticks/internal/messenger"
)

// Store keeps accounts and what opens them. Its methods are acts: each is atomic, and what one did is durable when it
// returns. An act's Guard is asked inside the transaction with what is true there; when it refuses, nothing happened and
// its error comes back as it is. Acts that change who may enter leave a line in the audit log in the same transaction.
type Store interface {
	// HasAccounts tells whether anybody has an account here.
	HasAccounts(ctx context.Context) (bool, error)
	// CreateAccount makes a user with a password and a first session, and counts the use of an invitation. ErrHandleTaken
	// when somebody has the handle.
	CreateAccount(ctx context.Context, act CreateAccount) (AccountCreated, error)
	// AccountByHandle and AccountByID read one; ErrNoAccount when there is none, or when it is disabled.
	AccountByHandle(ctx context.Context, handle string) (Account, error)
	AccountByID(ctx context.Context, id UserID) (Account, error)
	// FirstAdministrator reads the one who has been it for the longest time.
	FirstAdministrator(ctx context.Context) (Account, error)
	// SetPasswordHash replaces the hash, if it is still the one that was read.
	SetPasswordHash(ctx context.Context, user UserID, old, new string) error

	// CreateSession signs a device in. A user has at most maxDevices of them: the longest unused beyond that end, and
	// their ids come back. Programs are not counted.
	CreateSession(ctx context.Context, s Session, maxDevices int) (ended []SessionID, err error)
	// SessionByToken reads one with its account; ErrNoSession when there is none.
	SessionByToken(ctx context.Context, token TokenHash) (Session, Account, error)
	// LiveSessions returns those of the given sessions that exist, have not expired at the given time, and were used
	// after the other or are a program's.
	LiveSessions(ctx context.Context, ids []SessionID, at, usedAfter time.Time) ([]SessionID, error)
	// TouchSessions records that sessions are in use, where the last record is older than before.
	TouchSessions(ctx context.Context, ids []SessionID, at, before time.Time) error
	// EndSession ends one; ending it again changes nothing. EndSessions ends all of a user and returns their ids.
	EndSession(ctx context.Context, id SessionID, at time.Time) error
	EndSessions(ctx context.Context, user UserID, at time.Time) ([]SessionID, error)

	// CreateInvitation keeps one, if the user made fewer than Max since the given time; ErrRateLimited otherwise.
	CreateInvitation(ctx context.Context, act CreateInvitation) error
	// Invitations lists a user's own, the newest first.
	Invitations(ctx context.Context, inviter UserID, limit int) ([]Invitation, error)
	// InvitationByToken reads one with the account that made it; ErrNoInvitation when there is none.
	InvitationByToken(ctx context.Context, token TokenHash) (Invitation, Account, error)
	// RevokeInvitation takes a user's own back; ErrNoInvitation when it has none of this id.
	RevokeInvitation(ctx context.Context, inviter UserID, id InvitationID, at time.Time) error
	// UseInvitation counts a use by somebody who has an account. Who used it before uses it again at no cost.
	UseInvitation(ctx context.Context, act UseInvitation) (Invitation, error)
	// AcceptedInvitations lists who came through a user's invitations and has a chat with it, the newest first.
	AcceptedInvitations(ctx context.Context, inviter UserID, limit int) ([]messenger.AcceptedInvitation, error)

	// CreateResetLink keeps a one-time link for a user's new password; an earlier one is void.
	CreateResetLink(ctx context.Context, link ResetLink) error
	// UseResetLink sets the password, voids the link and ends every session of the user, whose ids come back.
	// ErrResetInvalid when the link is unknown, used or expired.
	UseResetLink(ctx context.Context, act UseResetLink) (ResetLinkUsed, error)
	// ResetLinkUser tells whose link it is, if it could be used at this time; ErrResetInvalid otherwise.
	ResetLinkUser(ctx context.Context, token TokenHash, at time.Time) (Account, error)

	// Prune forgets what has ended, at most Limit rows of each kind, and says how many of one kind at most it found.
	Prune(ctx context.Context, p Prune) (int, error)

	// Audit leaves a line in the audit log (no content, no secrets).
	Audit(ctx context.Context, line AuditLine) error

	ProgramStore
	AdministrationStore
	DeviceStore
}

// Account is a user with what signs it in.
type Account struct {
	User          UserID
	Handle        string
	Name          string
	Version       uint64
	Administrator bool
	// Bot: no person, and no password.
	Bot bool
	// Disabled accounts are told of where that is said, and nowhere else.
	Disabled     bool
	PasswordHash string
	CreatedAt    time.Time
}

// Session is one signed-in device.
type Session struct {
	ID    SessionID
	User  UserID
	Token TokenHash
	// Device is how the device called itself, for the list of devices; of a program, the name of its token.
	Device string
	// Scopes are those of a program's token; zero for a device.
	Scopes    Scopes
	CreatedAt time.Time
	UsedAt    time.Time
	// ExpiresAt is the end that no use puts off.
	ExpiresAt time.Time
}

// Invitation is a link that lets somebody make an account.
type Invitation struct {
	ID        InvitationID
	Inviter   UserID
	CreatedAt time.Time
	ExpiresAt time.Time
	Uses      int
	MaxUses   int
	Revoked   bool
}

// Standing is how a sign-up stands at the moment of the act, loaded inside its transaction.
type Standing struct {
	// First: nobody has an account yet.
	First bool
	// Invitation is the one whose token came with it; nil when there is none of that token.
	Invitation *Invitation
}

// CreateAccount: see Store. Guard decides whether the account may be made and whether it is an administrator's.
type CreateAccount struct {
	User         UserID
	Handle       string
	Name         string
	PasswordHash string
	// Session is the first one; without an id none is made.
	Session Session
	// Invitation is the token's hash; nil when the sign-up came without one.
	Invitation *TokenHash
	At         time.Time
	Guard      func(Standing) (administrator bool, err error)
}

// AccountCreated is what came of it. Invitation is the one that was used, if any.
type AccountCreated struct {
	Account    Account
	Invitation *Invitation
}

// CreateInvitation: see Store.
type CreateInvitation struct {
	Invitation Invitation
	Token      TokenHash
	// Max refuses it when the user made that many since then.
	Max   int
	Since time.Time
}

// UseInvitation: see Store.
type UseInvitation struct {
	Token TokenHash
	User  UserID
	At    time.Time
	Guard func(Invitation) error
}

// ResetLink lets a user choose a new password once.
type ResetLink struct {
	Token TokenHash
	User  UserID
	// By is the administrator who made it; zero for whoever has the server's files.
	By                   UserID
	CreatedAt, ExpiresAt time.Time
}

// UseResetLink: see Store.
type UseResetLink struct {
	Token        TokenHash
	PasswordHash string
	At           time.Time
}

// ResetLinkUsed is what came of it.
type ResetLinkUsed struct {
	User  UserID
	Ended []SessionID
}

// Prune: see Store. Sessions and links end by At; lines of the audit log are kept from AuditBefore on.
type Prune struct {
	At, AuditBefore time.Time
	Limit           int
}

// AuditLine says who did what. Acts of this port that need a line leave it themselves.
type AuditLine struct {
	At time.Time
	// User is who acted; zero when that is nobody we know.
	User   UserID
	Act    string
	Detail string
}
