package protocol

// Device is one of one's own sessions: a browser profile that is signed in.
type Device struct {
	Session SessionID `json:"session"`
	// Name is how the device called itself when it signed in; it may be empty.
	Name      string `json:"name"`
	CreatedAt int64  `json:"created_at"`
	// UsedAt is when it was last used, to the hour.
	UsedAt int64 `json:"used_at"`
	// This: it is the one that asks.
	This bool `json:"this,omitzero"`
}

// SessionList lists the devices that are signed in, the one that asks first, then the last used. Tokens of programs are
// listed by token.list.
type SessionList struct{}

// Devices answers it.
type Devices struct {
	Devices []Device `json:"devices"`
}

// SessionRevoke signs one of one's own devices out: its connections close. One that is gone changes nothing.
type SessionRevoke struct {
	Session SessionID `json:"session"`
}

// SessionRevokeOthers signs all one's devices out but the one that asks. Programs stay.
type SessionRevokeOthers struct{}

// PasswordChange gives the account another password and ends every other session, those of programs too: whoever knew the
// old one may have made some. Wrong passwords are slowed down as they are at the door.
type PasswordChange struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// AccountDelete ends one's account for good: every session ends, its groups are left, and name, handle and all that was
// only one's own are forgotten. Messages stay with their chats, from "Deleted account". The last administrator of the
// server makes another one first.
type AccountDelete struct {
	Password string `json:"password"`
	// Handle is one's own, typed again so that nobody does it by mistake.
	Handle string `json:"handle"`
}
