package protocol

// Commands of administrators. Everybody else is answered not_allowed. What they change leaves a line in the audit log.

// AdminOverview asks how the server stands.
type AdminOverview struct{}

// AdminServer answers it.
type AdminServer struct {
	Version      string            `json:"version"`
	Usage        AdminUsage        `json:"usage"`
	Registration AdminRegistration `json:"registration"`
	// Backup is the last one; absent where none was made, or where the server makes none by itself.
	Backup *AdminBackup `json:"backup,omitzero"`
}

// AdminUsage is what is kept.
type AdminUsage struct {
	People   int64 `json:"people"`
	Chats    int64 `json:"chats"`
	Messages int64 `json:"messages"`
	// Bytes is the size of the database.
	Bytes int64 `json:"bytes"`
}

// AdminRegistration is who may make an account.
type AdminRegistration struct {
	// Mode is what counts now: "open", "invite" or "closed".
	Mode string `json:"mode"`
	// Setting is the mode of the server's settings; Changed: an administrator's choice stands over it.
	Setting string `json:"setting"`
	Changed bool   `json:"changed,omitzero"`
}

// AdminBackup is what came of a backup.
type AdminBackup struct {
	At    int64 `json:"at"`
	Bytes int64 `json:"bytes,omitzero"`
	// Failed says in one line why there is none; empty when it succeeded.
	Failed string `json:"failed,omitzero"`
}

// AdminRegister says who may make an account, until it is said again.
type AdminRegister struct {
	// Mode is "open", "invite" or "closed"; "setting" takes that of the server's settings again.
	Mode string `json:"mode"`
}

// AdminPeople lists accounts by handle, in pages.
type AdminPeople struct {
	// Search is a part of a name or of a handle; absent for everybody.
	Search string `json:"search,omitzero"`
	// After is AdminPeopleList.Next of the page before.
	After string `json:"after,omitzero"`
	Limit int    `json:"limit,omitzero"`
}

// AdminPeopleList is a page of them.
type AdminPeopleList struct {
	People []AdminPerson `json:"people"`
	// Next asks for the following page; absent on the last.
	Next string `json:"next,omitzero"`
}

// AdminPerson is an account as administrators see it.
type AdminPerson struct {
	Person Person `json:"person"`
	// Role is "administrator" or "member".
	Role      string `json:"role"`
	CreatedAt int64  `json:"created_at"`
	// ActiveAt is when one of their devices was last in use, to the hour; absent if never.
	ActiveAt int64 `json:"active_at,omitzero"`
	// Devices is how many are signed in.
	Devices int `json:"devices"`
	// DisabledAt: since then the account signs nobody in.
	DisabledAt int64 `json:"disabled_at,omitzero"`
}

// AdminPersonChange does something to an account. What is so already is no failure.
type AdminPersonChange struct {
	User UserID `json:"user"`
	// Change is "disable", "enable", "make_administrator", "make_member" or "sign_out". All but "enable" sign every device
	// of theirs out.
	Change string `json:"change"`
}

// AdminPersonChanged is the account as it is now.
type AdminPersonChanged struct {
	Person AdminPerson `json:"person"`
}

// AdminResetLink makes a one-time link by which somebody chooses a new password; an earlier one is void.
type AdminResetLink struct {
	User UserID `json:"user"`
}

// AdminResetLinkMade shows it: this once.
type AdminResetLinkMade struct {
	URL       string `json:"url"`
	ExpiresAt int64  `json:"expires_at"`
}

// AdminInvitations lists everybody's invitations, the newest first, in pages.
type AdminInvitations struct {
	// After is AdminInvitationList.Next of the page before.
	After InvitationID `json:"after,omitzero"`
	Limit int          `json:"limit,omitzero"`
}

// AdminInvitationList is a page of them.
type AdminInvitationList struct {
	Invitations []AdminInvitation `json:"invitations"`
	// Next asks for the following page; absent on the last.
	Next InvitationID `json:"next,omitzero"`
}

// AdminInvitation is an invitation and who made it.
type AdminInvitation struct {
	Invitation Invitation `json:"invitation"`
	Inviter    Person     `json:"inviter"`
}

// AdminInvitationRevoke takes anybody's invitation back.
type AdminInvitationRevoke struct {
	Invitation InvitationID `json:"invitation"`
}

// AdminAudit asks for the last lines of the audit log.
type AdminAudit struct {
	Limit int `json:"limit,omitzero"`
}

// AdminAuditList answers it, the newest first.
type AdminAuditList struct {
	Lines []AdminAuditLine `json:"lines"`
}

// AdminAuditLine says who did what.
type AdminAuditLine struct {
	At int64 `json:"at"`
	// By is who did it; absent for nobody that the server knows, or for the server.
	By     *Person `json:"by,omitzero"`
	Act    string  `json:"act"`
	Detail string  `json:"detail,omitzero"`
}

// AdminDoctor has the server examine itself; that may take some seconds.
type AdminDoctor struct{}

// AdminFindings is what it found, what is wrong first.
type AdminFindings struct {
	At       int64          `json:"at"`
	Findings []AdminFinding `json:"findings"`
}

// AdminFinding is one thing that was looked at.
type AdminFinding struct {
	// Level is "good", "warning" or "problem".
	Level string `json:"level"`
	// About is what was looked at, in a word or two; Found is what is so.
	About string `json:"about"`
	Found string `json:"found"`
	// Mend is what to do about it; empty where nothing needs to be done.
	Mend string `json:"mend,omitzero"`
}
