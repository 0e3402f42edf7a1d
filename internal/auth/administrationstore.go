package auth

import (
	"context"
	"time"
)

// AdministrationStore is the part of Store by which administrators see and change what everybody has here. Like all of it,
// its methods are acts.
type AdministrationStore interface {
	// AccountToSignIn reads an account also when it is disabled: who knows its password is told so. ErrNoAccount when
	// there is none.
	AccountToSignIn(ctx context.Context, handle string) (Account, error)
	// Accounts lists accounts by handle, disabled ones and bots among them.
	Accounts(ctx context.Context, q AccountQuery) (AccountPage, error)
	// ChangeAccount does what the act says and tells how the account is now, and which sessions ended. ErrNoAccount when
	// there is none. Where nothing changes, nothing is written.
	ChangeAccount(ctx context.Context, act ChangeAccount) (AccountChanged, error)
	// AllInvitations lists everybody's, the newest first: those older than one of them, or from the newest on where that
	// is zero.
	AllInvitations(ctx context.Context, after InvitationID, limit int) ([]FoundInvitation, error)
	// RevokeAnyInvitation takes back whosever it is; ErrNoInvitation when there is none of this id.
	RevokeAnyInvitation(ctx context.Context, by UserID, id InvitationID, at time.Time) error
	// RegistrationChoice reads what an administrator chose over the setting; empty where none did. SetRegistrationChoice
	// keeps it; empty forgets it.
	RegistrationChoice(ctx context.Context) (Registration, error)
	SetRegistrationChoice(ctx context.Context, by UserID, choice Registration, at time.Time) error
	// AuditLines reads the last lines of the audit log, the newest first.
	AuditLines(ctx context.Context, limit int) ([]WrittenAuditLine, error)
	// Usage counts what is kept.
	Usage(ctx context.Context) (Usage, error)
}

// AccountQuery asks for a page of accounts.
type AccountQuery struct {
	// Search is a part of the name or the handle; upper and lower case of A to Z are the same.
	Search string
	// After is the handle behind which the page begins.
	After string
	Limit int
}

// AccountPage is a page of accounts.
type AccountPage struct {
	Accounts []AccountRow
	// Next is the handle behind which the next page begins; empty on the last.
	Next string
}

// AccountRow is an account as administrators see it. Its password hash is left out.
type AccountRow struct {
	Account
	DisabledAt time.Time
	// ActiveAt is when a device was last in use; zero if never.
	ActiveAt time.Time
	Devices  int
}

// AccountChange is what an administrator does to an account.
type AccountChange string

// The changes. All but Enable end every session of the account: what a device may do is decided when it signs in.
const (
	Disable           AccountChange = "disable"
	Enable            AccountChange = "enable"
	MakeAdministrator AccountChange = "make_administrator"
	MakeMember        AccountChange = "make_member"
	SignOut           AccountChange = "sign_out"
)

// ChangeAccount: see AdministrationStore.
type ChangeAccount struct {
	By, User UserID
	Change   AccountChange
	At       time.Time
	Guard    func(AccountStanding) error
}

// AccountStanding is what is true of an account, and of who changes it, at the moment of the act. Two acts that would each
// take the other's administrator away do not see the same.
type AccountStanding struct {
	// ByAdministrator: who acts is an administrator now, and not disabled.
	ByAdministrator bool
	Account         AccountRow
	// Administrators is how many there are, disabled ones not counted.
	Administrators int
}

// AccountChanged is what came of it.
type AccountChanged struct {
	Account AccountRow
	Ended   []SessionID
}

// WrittenAuditLine is a line of the audit log as it is read: By is nil for nobody that is known.
type WrittenAuditLine struct {
	At     time.Time
	By     *Account
	Act    string
	Detail string
}

// Usage is how much is kept.
type Usage struct {
	People, Chats, Messages int64
	// Bytes is the size of the database.
	Bytes int64
}
