package messenger

import (
	"context"
	"time"
)

// Store keeps what must not be lost. Its methods are acts: each is atomic, and when one returns without an error what it
// did is durable in the sense of C2. Acts that wait together may commit together; each still has its own result.
//
// Errors are of this package's kinds: a refusal of the guard as the guard gave it; ErrUnavailable when nothing was
// stored; ErrOutcomeUnknown when that cannot be said; ErrStorageFull. A context that ends while an act waits for its turn
// takes it out of the queue; once it runs, it runs to its end, since a commit is never cancelled (C5). Who waits for an act
// that changes something waits no longer than the deadline of the context, and gets ErrOutcomeUnknown if it runs then.
//
// An act's Committed is called once, after the commit and before the act returns or at the same time, on one goroutine
// for the whole store and in the order of the log of each chat (C8). It must not block.
type Store interface {
	// Epoch names the history that this store holds; it changes when history may have been rewound (C17).
	Epoch() string

	// CreateDirectChat returns the one chat of a pair, made now if need be; of a user with itself, the note to itself.
	// The row of the chat appears in the account of the one who asked; the other gets it with the first message.
	CreateDirectChat(ctx context.Context, act CreateDirectChat) (OpenedChat, error)
	// CreateGroup makes a chat of many, with its first line; the actor administers it. A chat that has the id already is
	// given as it is.
	CreateGroup(ctx context.Context, act CreateGroup) (OpenedChat, error)
	// AddMembers and RemoveMember change who is in a group, with a line each. Who is there already, or gone, changes
	// nothing. When the last administrator goes, the longest-standing member becomes one.
	AddMembers(ctx context.Context, act AddMembers) (Appended, error)
	RemoveMember(ctx context.Context, act RemoveMember) (Appended, error)

	// AppendMessages appends messages of one sender to one chat, in order. A result stands for each; the first that
	// fails for a reason that may pass ends the act, and those behind it are not tried (C10).
	AppendMessages(ctx context.Context, act AppendMessages) (Appended, error)
	// AppendSystemLine appends a line that the server writes.
	AppendSystemLine(ctx context.Context, act AppendSystemLine) (Appended, error)
	// ChangeMessage adds an entry that changes a row of the timeline. A change that would leave the row as it is, as a
	// deletion of what is deleted, adds none.
	ChangeMessage(ctx context.Context, act ChangeMessage) (Changed, error)
	// PinMessage pins a message for everybody, or takes the pin away, as PlanPin decides, and writes the entries that tell of
	// it. It returns after the commit.
	PinMessage(ctx context.Context, act PinMessage) error
	// Mark raises a user's marks in a chat (C20); what does not rise changes nothing.
	Mark(ctx context.Context, act Mark) (Marked, error)

	// WaitingChats names chats in which something may have waited for a recipient since before a time, at most limit.
	WaitingChats(ctx context.Context, before time.Time, limit int) ([]ChatID, error)
	// ExpireQueue takes out of the queues of a chat's members what is as old as that, and puts the chat off until
	// something can be (C25). ShowExpired brings a stretch back; one that is not there changes nothing.
	ExpireQueue(ctx context.Context, act ExpireQueue) (QueueChange, error)
	ShowExpired(ctx context.Context, act ShowExpired) (QueueChange, error)
	// ExpiredForAll reads which messages of a chat have expired for everybody whom they were for, of senders who are still
	// members, and keep their content: the first of them.
	ExpiredForAll(ctx context.Context, chat ChatID, limit int) ([]Place, error)
	// SetDraft keeps a draft; one that is older than what stands, or the same, changes nothing. It returns the row.
	SetDraft(ctx context.Context, act SetDraft) (ChatRow, error)
	// SetSetting keeps one of a user's settings, with the next version. What stands already changes nothing.
	SetSetting(ctx context.Context, act SetSetting) (Setting, error)
	// SetProfile changes what others see of a person, whose version rises. What stands already changes nothing.
	SetProfile(ctx context.Context, act SetProfile) (Person, error)
	// SetPicture changes what a person looks like; ErrFileMissing where that is no whole picture of its own.
	SetPicture(ctx context.Context, act SetPicture) (Person, error)
	// Picture reads the picture of a person or a group by its id; ErrFileNotFound where it is not theirs (any more), whom they block,
	// and of a group for who is no member.
	Picture(ctx context.Context, viewer UserID, of [16]byte, id FileID) (KeptFile, error)
	// ChangeChatRow changes how a chat stands in a user's own list; what is so already changes nothing. It returns the row.
	ChangeChatRow(ctx context.Context, act ChangeChatRow) (ChatRow, error)

	// SetBlock blocks a person for a user, or ends that; what is so already changes nothing. From then on what the blocked
	// one adds to the direct chat of the two is withheld from the user (Relation.Withholds): it is in no read and no count of
	// the user's, whose marks do not reach it, and the chat does not appear for the user by it.
	SetBlock(ctx context.Context, act SetBlock) (BlockChanged, error)
	// Blocked reads whom a user blocks, by handle.
	Blocked(ctx context.Context, user UserID) ([]Person, error)

	// StarMessages stars messages for a user, or takes the stars away; HideMessages deletes messages for a user alone. Each
	// row that changes takes a version of its own (C30a); what is so already changes nothing. If the guard refuses one
	// message, nothing is done.
	StarMessages(ctx context.Context, act StarMessages) error
	HideMessages(ctx context.Context, act HideMessages) error
	// Starred reads a user's starred messages that it may still read, and that were not deleted for everyone.
	Starred(ctx context.Context, user UserID, q StarsQuery) (StarredPage, error)

	// History reads rows of the timeline below a seq (exclusive; zero means from the head), the newest of them.
	History(ctx context.Context, user UserID, chat ChatID, before Seq, limit int) (History, error)
	// HistoryAfter reads rows of the timeline above a seq, the oldest of them; More says that there are newer ones.
	HistoryAfter(ctx context.Context, user UserID, chat ChatID, after Seq, limit int) (History, error)
	// Changes reads entries above a seq.
	Changes(ctx context.Context, user UserID, chat ChatID, after Seq, limit int) (Changes, error)
	// MessageInfo reads who has a message, and which devices of its author's, for its author.
	MessageInfo(ctx context.Context, author UserID, chat ChatID, seq Seq) (MessageInfo, error)
	// KeepPlaces keeps how far devices are, where that is further than what stands. Who was never a member of the chat, and a
	// device that was signed out, are left out in silence.
	KeepPlaces(ctx context.Context, places []DevicePlace) error

	// Rev returns the newest version of a user's account state, AccountSince its rows above one.
	Rev(ctx context.Context, user UserID) (Rev, error)
	AccountSince(ctx context.Context, user UserID, rev Rev, limit int) (AccountRows, error)
	// Heads reads where chats stand.
	Heads(ctx context.Context, user UserID, q HeadsQuery) (Heads, error)
	// ChatRow reads a user's own row of a chat, with the first MaxChatPeople of its members; ErrChatNotFound when there is none.
	ChatRow(ctx context.Context, user UserID, chat ChatID) (ChatRow, []Person, error)

	// HeadsSince reads where all chats stand that moved lately; the place is zero on the last page. RevsSince reads the
	// versions of account state with a higher order, in that order, and LastOrder the highest (C15).
	HeadsSince(ctx context.Context, page HeadsPage) ([]ChatHead, HeadsPlace, error)
	RevsSince(ctx context.Context, order uint64, limit int) ([]UserRev, error)
	LastOrder(ctx context.Context) (uint64, error)
	// ForgetAdvances forgets times of marks from before a time, while the marks stay (C20b). It looks at no more than
	// limit rows from a place on and returns the next place; empty at either end.
	ForgetAdvances(ctx context.Context, before time.Time, place string, limit int) (next string, err error)

	// Members reads who is in a chat now; GroupMembers does for a member of a group, with the people.
	Members(ctx context.Context, chat ChatID) (Members, error)
	GroupMembers(ctx context.Context, user UserID, chat ChatID) (GroupMembers, error)
	// Contacts reads the users who share a chat with a user who does not block them, whose rows of it they both have.
	Contacts(ctx context.Context, user UserID) ([]UserID, error)
	// Acquaintances reads how a user stands to others and what all of them decided: to those who are given, or to all who
	// share a chat with it where nil is. Who is not there is left out.
	Acquaintances(ctx context.Context, user UserID, with []UserID) (Acquaintances, error)
	// Mentions reads the unread messages of groups that call a user by name, the newest first (R1.3).
	Mentions(ctx context.Context, user UserID, limit int) (MentionsPage, error)
	// People reads those of the given people whom the viewer may know; PersonByHandle finds one; Directory lists all.
	People(ctx context.Context, viewer UserID, users []UserID) ([]Person, error)
	PersonByHandle(ctx context.Context, handle string) (Person, error)
	Directory(ctx context.Context, after string, limit int) (PeoplePage, error)
	// SetLastSeen records when users were last seen; an older time than the one that stands changes nothing.
	SetLastSeen(ctx context.Context, seen map[UserID]time.Time) error

	HookStore
	FileStore
	PushStore
	PreviewStore
	TimerStore
	ImportStore
	SearchStore
	GroupStore
}

// CreateDirectChat: see Store. ID is used if the chat is made now.
type CreateDirectChat struct {
	Actor, With UserID
	ID          ChatID
	At          time.Time
	Committed   func(OpenedChat)
}

// CreateGroup: see Store.
type CreateGroup struct {
	Actor   UserID
	ID      ChatID
	Name    string
	Members []UserID
	At      time.Time
	// May is asked of each; who may not be added is left out and told. Nil lets everybody be added.
	May       func(Acquaintance) bool
	Committed func(Appended)
}

// AddMembers: see Store.
type AddMembers struct {
	Actor UserID
	Chat  ChatID
	Users []UserID
	At    time.Time
	Guard Guard
	// May: see CreateGroup.
	May       func(Acquaintance) bool
	Committed func(Appended)
}

// RemoveMember: see Store. A user who removes itself leaves.
type RemoveMember struct {
	Actor, User UserID
	Chat        ChatID
	At          time.Time
	Guard       Guard
	Committed   func(Appended)
}

// NewMessage is a message before it has a place.
type NewMessage struct {
	ClientID ClientID
	SentAt   time.Time
	Content  Content
	// AgainOf is the client id of the expired message that this one is sent again for (C26); zero for others.
	AgainOf ClientID
	// ReplyTo is the message that this one answers; zero for others.
	ReplyTo   Seq
	Forwarded bool
	// Files are those of a message with files. The store refuses one that it does not have whole: ErrFileMissing.
	Files   []FileRef
	caption string
	// link is the one in its text that it says something of.
	link string
}

// AppendMessages: see Store.
type AppendMessages struct {
	Sender UserID
	// OnBehalfOf is for whom the sender, a program, writes; zero when for nobody. What blocks them stops it too.
	OnBehalfOf UserID
	Chat       ChatID
	Messages   []NewMessage
	At         time.Time
	Guard      Guard
	Committed  func(Appended)
}

// AppendSystemLine: see Store.
type AppendSystemLine struct {
	Actor     UserID
	Chat      ChatID
	Line      SystemLine
	At        time.Time
	Guard     Guard
	Committed func(Appended)
}

// Appended is what an append did. Committed is given it only when something was appended or some row changed.
type Appended struct {
	Chat ChatID
	Kind ChatKind
	// Results stand for the act's messages, one each, in order.
	Results []AppendResult
	// Messages are the rows that are new.
	Messages []Message
	// MembersSeq is the seq of the chat's last membership entry, as of this commit.
	MembersSeq Seq
	// Members are given where there are at most two; else who needs them reads Store.Members and compares (C23).
	Members []Member
	// Rows are the account rows that changed with it, by user.
	Rows map[UserID]ChatRow
	// People are those named in Rows and in the lines.
	People []Person
	// All is set where a change of members moved what all of a group have.
	All *AllMoved
	// NotAdded are those of AddMembers who may not be added.
	NotAdded []UserID
}

// AppendResult is the fate of one message.
type AppendResult struct {
	Seq Seq
	At  time.Time
	// Duplicate: it was there before, at this place (C6).
	Duplicate bool
	// Err is a refusal: nothing of it was stored.
	Err error
}

// Mark: see Store. Zero marks are not raised.
type Mark struct {
	User      UserID
	Chat      ChatID
	Marks     Marks
	At        time.Time
	Guard     Guard
	Committed func(Marked)
}

// Marked is where the marks stand after it.
type Marked struct {
	Chat ChatID
	Kind ChatKind
	User UserID
	Mine Marks
	// Advanced: something rose.
	Advanced bool
	At       time.Time
	// Shown are the marks as the others may see them, and ShownAdvanced says that they rose (C24).
	Shown         Marks
	ShownAdvanced bool
	// Before are the Shown of before.
	Before Marks
	// MembersSeq and Members as in Appended.
	MembersSeq Seq
	Members    []Member
	// All is set where it moved what all of a group have.
	All *AllMoved
	// Passed is set where it passed what is withheld from the user: the peer's view of that, which goes before the marks.
	Passed *QueueView
}

// MentionsPage is messages that call somebody by name, with their senders.
type MentionsPage struct {
	Messages []Message
	People   []Person
}

// MessageInfo tells who has a message.
type MessageInfo struct {
	Message  Message
	Receipts []MemberReceipt
	// Devices are the author's own, the one used last first.
	Devices []OwnDevice
	People  []Person
}

// MemberReceipt is one member of a message's audience (C22). Times are zero while it has not happened, and when they are
// no longer kept (C20b).
type MemberReceipt struct {
	User                UserID
	Delivered, Read     bool
	DeliveredAt, ReadAt time.Time
	// PlayedAt is when a voice message was played first; zero when it was not.
	PlayedAt time.Time
	// Expired: it left this member's queue undelivered, and was not shown since (C26).
	Expired bool
	// Left: this member has left since, and does not count any more.
	Left bool
}
