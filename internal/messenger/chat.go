package messenger

import "time"

// ChatKind is what sort of chat it is.
type ChatKind uint8

const (
	// Self is a note to oneself: one member.
	Self ChatKind = iota + 1
	// Direct has two members, for good.
	Direct
	// Group has 1 to MaxMembers.
	Group
)

// Bounds of a group.
const (
	// MaxMembers is how many members a group can have.
	MaxMembers = 1024
	// MaxChatPeople is of how many members a chat that is opened tells who they are; the others are asked for.
	MaxChatPeople = 50
	// MaxGroupName is how many characters its name can have.
	MaxGroupName = 100
)

// Role is what a member is in a group.
type Role uint8

const (
	PlainMember Role = iota + 1
	// Administrator decides who is in the group.
	Administrator
)

// Relation is how a user stands to a chat at the moment of an act, loaded inside the act's transaction.
type Relation struct {
	Kind ChatKind
	// Member: a member now. WasMember: not now, but once.
	Member, WasMember bool
	// Role is that of a member.
	Role Role
	// From and To bound what they may read: above From, up to To; To is the head for a member (C23).
	From, To Seq
	// Joined is where the membership begins. It lies above From for who may read what was before (C22).
	Joined Seq
	// Settings are those of a group.
	Settings GroupSettings
	// Head is the highest seq of the chat.
	Head Seq
	// Cleared is up to where they took it out of their own view.
	Cleared Seq
	// Blocks and BlockedBy say, of a direct chat, whether they block the other, and the other them.
	Blocks, BlockedBy Block
}

// Above is what they may read above.
func (r Relation) Above() Seq { return max(r.From, r.Cleared) }

// Guard is a rule that an act carries into its transaction.
type Guard func(Relation) error

// MustBeMember is the rule of everything that changes a chat.
func MustBeMember(r Relation) error {
	switch {
	case r.Member:
		return nil
	case r.WasMember:
		return ErrNotAMember
	}
	return ErrChatNotFound
}

// MayRead is the rule of everything that reads a chat: who was removed reads on up to their removal.
func MayRead(r Relation) error {
	if r.Member || r.WasMember {
		return nil
	}
	return ErrChatNotFound
}

// Marks are a user's high-water marks in a chat (C19, C20): 0 <= Read <= Delivered <= head.
type Marks struct{ Delivered, Read Seq }

// ChatRow is a user's own row of a chat (C30a).
type ChatRow struct {
	Rev  Rev
	Chat ChatID
	Kind ChatKind
	// Peer is the other member of a direct chat.
	Peer UserID
	From Seq
	// To is zero for a member.
	To Seq
	// Name is that of a group, Role one's own in it; zero for who is no member.
	Name string
	Role Role
	// About and Settings are what a group's members see of it; Requests is how many wait to be let in, for those who
	// decide about it.
	About   string
	Picture FileID
	// Timer is how long messages stay that are written now; zero for ever.
	Timer    time.Duration
	Settings GroupSettings
	Requests int
	// Draft is what one has begun to write, DraftAt when one's device wrote it.
	Draft   string
	DraftAt time.Time
	// PinnedAt is when the chat was pinned, MutedUntil when it stops being quiet; zero for neither.
	PinnedAt, MutedUntil   time.Time
	Archived, MarkedUnread bool
	// ArchivedTo is where the chat stood when it was put away.
	ArchivedTo Seq
	// Blocked: one blocks the other of a direct chat.
	Blocked bool
	// ClearedTo is up to where one took the chat out of one's own view; what lies there is not read by any route.
	ClearedTo Seq
	Gone      bool
}

// HeadsRow is where a chat stands, for one user (C30b).
type HeadsRow struct {
	Chat   ChatID
	Head   Seq
	HeadAt time.Time
	// Last is the newest row of the timeline that the user may read; nil when there is none.
	Last *Message
	Mine Marks
	// Others is what all the others have, as far as the user may see it.
	Others Marks
	// OthersFrom is where the membership of the first of the others begins: up to it a message has no audience (C22).
	OthersFrom Seq
	// Members is how many there are.
	Members int
	Unread  int
	// Expired are the user's own stretches. OthersExpired are those of the others who are members, as one: a message of
	// the user's in one is "Expired" when Others.Delivered has reached it (C26).
	Expired, OthersExpired []Stretch
	// Pins are the messages that are pinned for everybody, as the user may see them, those pinned last first. The store gives
	// also those whose time has passed.
	Pins []PinnedMessage
}

// MaxUnread is where counting stops (C32).
const MaxUnread = 1000

// AccountRows are changes of a user's account state (C31).
type AccountRows struct {
	// Rev is complete with these rows.
	Rev      Rev
	Chats    []ChatRow
	Stars    []Star
	Hidden   []Hidden
	Settings []Setting
	Blocks   []BlockRow
	People   []Person
	More     bool
}

// HeadsQuery asks for heads rows: of the given chats, or of all, newest first, after a place.
type HeadsQuery struct {
	Chats []ChatID
	After HeadsPlace
	Limit int
	// UnreadOnly leaves out chats without unread messages.
	UnreadOnly bool
}

// HeadsPlace is a place in the list of chats by the time of their heads, newest first. The zero place is the beginning.
type HeadsPlace struct {
	HeadAt time.Time
	Chat   ChatID
}

// Heads is a page of heads rows.
type Heads struct {
	Rows   []HeadsRow
	People []Person
	// Next is zero on the last page.
	Next HeadsPlace
}

// OpenedChat is a chat as its opener sees it.
type OpenedChat struct {
	Row    ChatRow
	Heads  HeadsRow
	People []Person
	// Created: this act made it. A chat that two people open at the same instant is created once.
	Created bool
	// NotAdded are those named for a group who may not be added to it.
	NotAdded []UserID
	// Apart: one of the two blocks the other.
	Apart bool
}

// Members is who is in a chat, true as of the membership entry Seq; the earliest first.
type Members struct {
	Seq  Seq
	List []Member
	// Begun is false for a direct chat that the other person does not have yet (C31). List leaves that person out, and
	// no membership entry will say when that changes.
	Begun bool
	// Send is the least role that may write.
	Send Role
	// Apart are those of them of whom one blocks the other.
	Apart []Apart
}

// Member is one of them. The membership begins at From: what lies above is for this member too (C22). ReadFrom is as much
// as that, or less where the member reads what was before.
type Member struct {
	User     UserID
	From     Seq
	ReadFrom Seq
	Role     Role
}
