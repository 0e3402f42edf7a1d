package messenger

import "time"

// ChatHead is a chat's head as it stands in the store: what those who carry pushes compare with (C15).
type ChatHead struct {
	Chat   ChatID
	Head   Seq
	HeadAt time.Time
	// MembersSeq is the chat's last membership entry.
	MembersSeq Seq
}

// HeadsPage asks for the heads of all chats whose newest entry is from Since or later, in the order of that time, after
// a place. It is about the whole store and shows nobody's view.
type HeadsPage struct {
	Since time.Time
	After HeadsPlace
	Limit int
}

// UserRev is a user's newest version of account state. Order grows with every version that any user takes.
type UserRev struct {
	User  UserID
	Rev   Rev
	Order uint64
}
