package protocol

// AccountCreate makes an account and signs this browser in.
type AccountCreate struct {
	Name     string `json:"name"`
	Handle   string `json:"handle"`
	Password string `json:"password"`
	// Invitation is the token out of an invitation's link, SetUp that of the set-up link of the first start.
	Invitation string `json:"invitation,omitzero"`
	SetUp      string `json:"set_up,omitzero"`
}

// SessionCreate signs this browser in.
type SessionCreate struct {
	Handle   string `json:"handle"`
	Password string `json:"password"`
}

// SignedIn answers both; the session itself is in the cookie.
type SignedIn struct {
	Me   Person `json:"me"`
	Role string `json:"role"`
	// Chat is where an invitation leads: the chat with the inviter.
	Chat ChatID `json:"chat,omitzero"`
}

// SessionEnd signs this browser out.
type SessionEnd struct{}

// SessionGet asks who this browser is; it is answered without a session too.
type SessionGet struct{}

// SessionState answers it.
type SessionState struct {
	// Me is absent when nobody is signed in.
	Me   *Person `json:"me,omitzero"`
	Role string  `json:"role,omitzero"`
	// Registration is "open", "invite" or "closed".
	Registration string `json:"registration"`
	// SetUp: nobody has an account here yet; the next one is the administrator's. NeedsSetUpLink: only by the link that
	// the server printed at its first start.
	SetUp          bool `json:"set_up,omitzero"`
	NeedsSetUpLink bool `json:"needs_set_up_link,omitzero"`
}

// InvitationLookUp asks what an invitation's token is good for.
type InvitationLookUp struct {
	Token string `json:"token"`
}

// InvitationFound answers it.
type InvitationFound struct {
	Inviter   Person `json:"inviter"`
	ExpiresAt int64  `json:"expires_at"`
}

// InvitationAccept uses an invitation with the account that is signed in: it opens the chat with the inviter.
type InvitationAccept struct {
	Token string `json:"token"`
}

// InvitationAccepted answers it.
type InvitationAccepted struct {
	Chat ChatID `json:"chat"`
}

// PasswordReset sets a new password by a one-time link and ends every session of the account.
type PasswordReset struct {
	Token    string `json:"token"`
	Password string `json:"password"`
}
