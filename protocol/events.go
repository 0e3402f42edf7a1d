package protocol

// MessageAdded: a row was added to the timeline of a chat. Rows of one chat come in order of seq; one that is missing
// is fetched by changes.read (C13).
type MessageAdded struct {
	Message Message `json:"message"`
}

// MessageChanged: an entry that changes a row of the timeline: an edit, a deletion, a reaction. Its seq is in one row with those of
// the messages (C8a).
type MessageChanged struct {
	Chat  ChatID `json:"chat"`
	Entry Entry  `json:"entry"`
}

// ReceiptAdvanced: somebody's marks rose (C20). In a direct chat it tells of the peer's marks and of one's own; in a
// group of one's own only.
type ReceiptAdvanced struct {
	Chat  ChatID `json:"chat"`
	User  UserID `json:"user"`
	Marks Marks  `json:"marks"`
	At    int64  `json:"at"`
}

// AllAdvanced: what all the others have of a group moved, as its receiver may see it: HeadsRow.Others and OthersFrom.
type AllAdvanced struct {
	Chat       ChatID `json:"chat"`
	Others     Marks  `json:"others"`
	OthersFrom Seq    `json:"others_from,omitzero"`
}

// ExpiredChanged: a stretch left somebody's queue, or came back by being shown (C25, C27). To the user whose it is it
// tells HeadsRow.Expired, to the others HeadsRow.OthersExpired with the marks that go with it.
type ExpiredChanged struct {
	Chat          ChatID    `json:"chat"`
	Expired       []Stretch `json:"expired,omitzero"`
	OthersExpired []Stretch `json:"others_expired,omitzero"`
	Others        Marks     `json:"others"`
	// Mine and Unread are one's own, for the user whose stretch it is.
	Mine   Marks `json:"mine"`
	Unread int   `json:"unread"`
}

// AccountChanged: rows of one's account state changed (C30a), each of which took one version. A gap before them is fetched
// by account.since.
type AccountChanged struct {
	Rev    Rev       `json:"rev"`
	Chats  []ChatRow `json:"chats"`
	Stars  []Star    `json:"stars,omitzero"`
	Hidden []Hidden  `json:"hidden,omitzero"`
	// Settings are absent where none changed.
	Settings []Setting `json:"settings,omitzero"`
	People   []Person  `json:"people"`
	// Blocks are rows of whom one blocks.
	Blocks []Block `json:"blocks,omitzero"`
}

// HeadMoved: a chat has entries that may not have been pushed; the client reads what it lacks (C15).
type HeadMoved struct {
	Chat ChatID `json:"chat"`
	Head Seq    `json:"head"`
}

// Reread: pushes may have been lost; the client reads the account state and the heads again (C15).
type Reread struct{}

// TypingChanged: the set of people who type in a chat is another (C34).
type TypingChanged struct {
	Typing Typing `json:"typing"`
}

// PresenceChanged: somebody came online or went (C33).
type PresenceChanged struct {
	Presence Presence `json:"presence"`
}

// PersonChanged: what others see of somebody is another (C30c). Who shares a chat with them is told.
type PersonChanged struct {
	Person Person `json:"person"`
}

// InvitationUsed: somebody came through one's invitation.
type InvitationUsed struct {
	Accepted AcceptedInvitation `json:"accepted"`
	Person   Person             `json:"person"`
}
