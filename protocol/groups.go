package protocol

// GroupCreate makes a group with oneself as its administrator. Repeating the same client id answers with the same group.
type GroupCreate struct {
	ClientID ClientID `json:"client_id"`
	// Name has 1 to Limits.GroupName characters.
	Name string `json:"name"`
	// Users are the others, at most 200 in one command; further ones come by group.add.
	Users []UserID `json:"users"`
}

// GroupAdd adds people to a group. Who is a member already changes nothing; who lets nobody of one's kind add them is left
// out and named in the answer.
type GroupAdd struct {
	Chat  ChatID   `json:"chat"`
	Users []UserID `json:"users"`
}

// GroupRemove removes somebody from a group; only its administrators may. Who is not a member changes nothing.
type GroupRemove struct {
	Chat ChatID `json:"chat"`
	User UserID `json:"user"`
}

// GroupLeave ends one's own membership. When the last administrator leaves, the longest-standing member becomes one.
type GroupLeave struct {
	Chat ChatID `json:"chat"`
}

// GroupMembers asks who is in a group.
type GroupMembers struct {
	Chat ChatID `json:"chat"`
}

// Members answers GroupMembers, GroupAdd and GroupRemove: who is in the group now, the earliest first.
type Members struct {
	Chat     ChatID     `json:"chat"`
	Members  []Member   `json:"members"`
	People   []Person   `json:"people"`
	Presence []Presence `json:"presence"`
	// NotAdded are those whom group.add named and who may not be added. Why is told to nobody.
	NotAdded []UserID `json:"not_added,omitzero"`
}

// GroupSettings are what a group lets its members do.
type GroupSettings struct {
	// Send, Change and Add say who writes, who changes name and description, and who adds people: "all" or "administrators".
	Send   string `json:"send"`
	Change string `json:"change"`
	Add    string `json:"add"`
	// History is what who joins from now on reads: "joining" (what comes after) or "all".
	History string `json:"history"`
	// Approval: who comes by a link waits until an administrator lets them in. Then only administrators add people.
	Approval bool `json:"approval"`
}

// GroupChange changes the name or the description of a group, or both; what is absent stays. The settings of the group
// say who may.
type GroupChange struct {
	Chat ChatID  `json:"chat"`
	Name *string `json:"name,omitzero"`
	// About has up to Limits.GroupAbout characters; the empty text takes it away.
	About *string `json:"about,omitzero"`
}

// GroupPicture says what a group looks like: a picture that one uploaded. Who may change its name may, too. Its members find it at
// GET /pictures/<chat>/<picture>.
type GroupPicture struct {
	Chat ChatID `json:"chat"`
	// Picture is absent to show none.
	Picture FileID `json:"picture,omitzero"`
}

// GroupConfigure changes the settings of a group; what is absent stays. Only its administrators may.
type GroupConfigure struct {
	Chat     ChatID `json:"chat"`
	Send     string `json:"send,omitzero"`
	Change   string `json:"change,omitzero"`
	Add      string `json:"add,omitzero"`
	History  string `json:"history,omitzero"`
	Approval *bool  `json:"approval,omitzero"`
}

// GroupChanged answers both: one's own row as it is now.
type GroupChanged struct {
	Row ChatRow `json:"row"`
}

// GroupRole makes a member an administrator, or a plain member again; only administrators may, also of themselves. When
// nobody else administers the group then, the longest-standing other member does; alone one stays it.
type GroupRole struct {
	Chat ChatID `json:"chat"`
	User UserID `json:"user"`
	// Role is "administrator" or "member".
	Role string `json:"role"`
}

// GroupLink is a link by which people with an account join a group, or ask to.
type GroupLink struct {
	ID        GroupLinkID `json:"id"`
	Chat      ChatID      `json:"chat"`
	CreatedBy UserID      `json:"created_by"`
	CreatedAt int64       `json:"created_at"`
	ExpiresAt int64       `json:"expires_at"`
	// Uses is how many came or asked by it, MaxUses how many may.
	Uses    int `json:"uses"`
	MaxUses int `json:"max_uses"`
}

// GroupLinkCreate makes a link; only a group's administrators may, and a group has at most 20. It ends when its maker is
// removed or stops administering the group.
type GroupLinkCreate struct {
	Chat ChatID `json:"chat"`
	// MaxUses is 1 to 1,024; absent means 100.
	MaxUses int `json:"max_uses,omitzero"`
	// ExpiresInMs is a minute to 90 days; absent means seven days.
	ExpiresInMs int64 `json:"expires_in_ms,omitzero"`
}

// GroupLinkCreated shows the token: this once, since only its hash is stored.
type GroupLinkCreated struct {
	Link  GroupLink `json:"link"`
	Token string    `json:"token"`
	// URL is the whole link.
	URL string `json:"url"`
}

// GroupLinkList lists the links of a group by which somebody can still come, the newest first, for its administrators.
type GroupLinkList struct {
	Chat ChatID `json:"chat"`
}

// GroupLinks answers it.
type GroupLinks struct {
	Links  []GroupLink `json:"links"`
	People []Person    `json:"people"`
}

// GroupLinkRevoke takes a link back. One that was taken back already changes nothing.
type GroupLinkRevoke struct {
	Chat ChatID      `json:"chat"`
	Link GroupLinkID `json:"link"`
}

// GroupLinkLookUp asks what a link is good for. Unknown, expired, used up, taken back and not for this person all sound
// the same.
type GroupLinkLookUp struct {
	Token string `json:"token"`
}

// GroupLinkFound answers it.
type GroupLinkFound struct {
	Name    string `json:"name"`
	Members int    `json:"members"`
	// State is what the link is to this person: "join", "ask" (an administrator decides), "asked" (and has not yet), or
	// "member".
	State string `json:"state"`
	// Chat is there for a member.
	Chat ChatID `json:"chat,omitzero"`
}

// GroupJoin comes by a link. Who is a member already, or waits already, changes nothing.
type GroupJoin struct {
	Token string `json:"token"`
}

// GroupJoined answers it: State is "member", with the chat, or "asked".
type GroupJoined struct {
	State string `json:"state"`
	Chat  ChatID `json:"chat,omitzero"`
}

// GroupRequest is somebody who waits to be let in.
type GroupRequest struct {
	Chat ChatID `json:"chat"`
	User UserID `json:"user"`
	At   int64  `json:"at"`
}

// GroupRequests asks who waits for a group, for its administrators; without a chat, for all that one administers.
type GroupRequests struct {
	Chat ChatID `json:"chat,omitzero"`
}

// GroupRequestList answers it, the longest-waiting first, at most 200.
type GroupRequestList struct {
	Requests []GroupRequest `json:"requests"`
	People   []Person       `json:"people"`
}

// GroupAnswer lets somebody in who waits, or not. Who does not wait any more changes nothing. Whoever was refused does not
// ask again by a link that was there then.
type GroupAnswer struct {
	Chat   ChatID `json:"chat"`
	User   UserID `json:"user"`
	Accept bool   `json:"accept"`
}
