package protocol

// Hello is the first frame of a connection: the client says what it speaks and where it stands (C16).
type Hello struct {
	// Version is the protocol's version that the client speaks.
	Version int `json:"version"`
	// Visible: the page can be seen. A client that reports nothing counts as visible (C33).
	Visible *bool `json:"visible,omitzero"`
}

// Welcome answers Hello, after this connection was subscribed to everything that its user is entitled to (C14).
type Welcome struct {
	Me      Person    `json:"me"`
	Session SessionID `json:"session"`
	// Role is "administrator" or "member".
	Role string `json:"role"`
	// Epoch changes when history may have been rewound (C17); Rev is the newest version of the account state (C31).
	Epoch  string `json:"epoch"`
	Rev    Rev    `json:"rev"`
	Now    int64  `json:"now"`
	BeatMs int64  `json:"beat_ms"`
	Limits Limits `json:"limits"`
	// Directory: everyone on this server may be listed (person.list).
	Directory bool `json:"directory"`
	// Registration is "open", "invite" or "closed".
	Registration string `json:"registration"`
}

// Beat renews the presence lease; it is sent every Welcome.BeatMs while the page counts as online (C33), and as a probe.
type Beat struct {
	// Visible as in Hello. A hidden page renews no lease once it has been hidden for 60 s.
	Visible bool `json:"visible"`
	// Focused: its window has the focus. What comes in a chat that it shows is then pushed to no other device of the person's.
	Focused bool `json:"focused,omitzero"`
}

// BeatReply shows that the server lives.
type BeatReply struct {
	Now int64 `json:"now"`
}

// AccountSince asks for the account state that changed after a version (C31).
type AccountSince struct {
	Rev   Rev `json:"rev"`
	Limit int `json:"limit,omitzero"`
}

// AccountRows are the rows with a higher version, oldest change first.
type AccountRows struct {
	Epoch string `json:"epoch"`
	// Rev is the version that is complete with these rows; ask again from it while More.
	Rev    Rev       `json:"rev"`
	Chats  []ChatRow `json:"chats"`
	Stars  []Star    `json:"stars,omitzero"`
	Hidden []Hidden  `json:"hidden,omitzero"`
	// Settings are absent where none changed.
	Settings []Setting `json:"settings,omitzero"`
	People   []Person  `json:"people"`
	More     bool      `json:"more"`
	// Blocks are rows of whom one blocks.
	Blocks []Block `json:"blocks,omitzero"`
}

// HeadsList asks where one's chats stand, the newest first, in pages (C16); or where some of them do.
type HeadsList struct {
	// Chats, if given, are the ones to tell; those that are not one's own are silently absent.
	Chats []ChatID `json:"chats,omitzero"`
	// After is Heads.Next of the page before.
	After string `json:"after,omitzero"`
	Limit int    `json:"limit,omitzero"`
}

// Heads is a page of them.
type Heads struct {
	Epoch    string     `json:"epoch"`
	Heads    []HeadsRow `json:"heads"`
	People   []Person   `json:"people"`
	Presence []Presence `json:"presence"`
	// Next asks for the following page; absent on the last.
	Next string `json:"next,omitzero"`
}

// ChatOpen opens the one chat with a person: the same one whoever asks, also when both ask at the same instant. With
// oneself it is the note to oneself. The other person sees it with its first message (C31).
type ChatOpen struct {
	With UserID `json:"with"`
}

// ChatOpened is one's own row of it.
type ChatOpened struct {
	Row    ChatRow  `json:"row"`
	Heads  HeadsRow `json:"heads"`
	People []Person `json:"people"`
	// NotAdded are those named for a group who may not be added to it. Why is told to nobody.
	NotAdded []UserID `json:"not_added,omitzero"`
}

// ChatSubscribe connects this connection to the stream of a chat that its page shows: messages, receipts, typing,
// presence (R1.2). The answer confirms it with the state from which the stream goes on.
type ChatSubscribe struct {
	Chat ChatID `json:"chat"`
}

// ChatSubscribed confirms ChatSubscribe. People are the members, of a large group the first 50 and no more; others are asked for by
// person.get, or all by group.members.
type ChatSubscribed struct {
	Epoch    string     `json:"epoch"`
	Row      ChatRow    `json:"row"`
	Heads    HeadsRow   `json:"heads"`
	People   []Person   `json:"people"`
	Presence []Presence `json:"presence"`
	Typing   Typing     `json:"typing"`
}

// ChatUnsubscribe ends it: the page shows something else.
type ChatUnsubscribe struct {
	Chat ChatID `json:"chat"`
}

// NotificationsSubscribe connects this connection to its user's notifications (R1.3): unread counts and new chats in
// every chat, and what was addressed to the user.
type NotificationsSubscribe struct{}

// NotificationsSubscribed confirms it with what stands there now.
type NotificationsSubscribed struct {
	// Heads are the chats with unread messages, the newest first.
	Heads    []HeadsRow           `json:"heads"`
	Accepted []AcceptedInvitation `json:"accepted"`
	// Mentions are unread messages of groups that name the user by @handle, the newest first.
	Mentions []Message `json:"mentions"`
	People   []Person  `json:"people"`
}

// NotificationsUnsubscribe ends it.
type NotificationsUnsubscribe struct{}

// MessageSend sends up to 50 messages into a chat, in order, in one act (C10).
type MessageSend struct {
	Chat     ChatID       `json:"chat"`
	Messages []NewMessage `json:"messages"`
}

// NewMessage is one message before it has a place.
type NewMessage struct {
	ClientID ClientID `json:"client_id"`
	SentAt   int64    `json:"sent_at,omitzero"`
	Content  Content  `json:"content"`
	// AgainOf names one's own expired message that this one repeats (C26).
	AgainOf ClientID `json:"again_of,omitzero"`
	// ReplyTo is the seq of the message of the same chat that this one answers; one that the sender cannot see is refused.
	ReplyTo Seq `json:"reply_to,omitzero"`
	// Forwarded: it was said elsewhere before; where, and by whom, is not told.
	Forwarded bool `json:"forwarded,omitzero"`
}

// MessageSent answers with one result for each message, in order. It comes after the commit (C2).
type MessageSent struct {
	Epoch   string       `json:"epoch"`
	Chat    ChatID       `json:"chat"`
	Results []SendResult `json:"results"`
}

// SendResult is an ack, a refusal, or "not tried".
type SendResult struct {
	ClientID ClientID `json:"client_id"`
	// Seq and At are the message's place: it is stored.
	Seq Seq   `json:"seq,omitzero"`
	At  int64 `json:"at,omitzero"`
	// Duplicate: it was stored before; this is the first ack again (C6).
	Duplicate bool `json:"duplicate,omitzero"`
	// Error: it was refused and nothing of it was stored.
	Error *Error `json:"error,omitzero"`
	// NotTried: one before it must wait, so this one does too.
	NotTried bool `json:"not_tried,omitzero"`
}

// HistoryRead asks for rows of the timeline below a seq, the newest of them (C8a, R11.2); or for those above one, the
// oldest of them; or for those around one. At most one of the three is given.
type HistoryRead struct {
	Chat ChatID `json:"chat"`
	// Before is exclusive; absent means from the head.
	Before Seq `json:"before,omitzero"`
	Limit  int `json:"limit,omitzero"`
	// After is exclusive: from there on towards the present.
	After Seq `json:"after,omitzero"`
	// Around is a place to look at: half of the rows are up to it, the others above it.
	Around Seq `json:"around,omitzero"`
}

// History is a page of the timeline without a hole, oldest first, true as of Head.
type History struct {
	Epoch    string    `json:"epoch"`
	Chat     ChatID    `json:"chat"`
	Head     Seq       `json:"head"`
	Messages []Message `json:"messages"`
	People   []Person  `json:"people"`
	// Expired are the stretches within this page whose rows were left out, since they expired for this user (C27).
	Expired []Stretch `json:"expired,omitzero"`
	// More: there are older rows.
	More bool `json:"more"`
	// Newer: there are newer rows than these, where After or Around was asked for.
	Newer bool `json:"newer,omitzero"`
}

// ChangesRead asks for the entries above a seq (C8a, C12).
type ChangesRead struct {
	Chat  ChatID `json:"chat"`
	After Seq    `json:"after"`
	Limit int    `json:"limit,omitzero"`
}

// Changes are entries in order, without a gap, up to Upto; only those of Expired are left out (C25).
type Changes struct {
	Epoch   string   `json:"epoch"`
	Chat    ChatID   `json:"chat"`
	Head    Seq      `json:"head"`
	Upto    Seq      `json:"upto"`
	Entries []Entry  `json:"entries"`
	People  []Person `json:"people"`
	// Expired are stretches within (After, Upto] that expired for this user.
	Expired []Stretch `json:"expired,omitzero"`
}

// ReceiptMark reports how far this device has stored and its user has seen chats (C19). Marks only rise.
// What a device has stored it tells by Delivered, where that raises its user's mark, and by Stored else.
type ReceiptMark struct {
	Marks []ChatMark `json:"marks"`
}

// ChatMark is one chat of it; an absent mark is not reported.
type ChatMark struct {
	Chat      ChatID `json:"chat"`
	Delivered Seq    `json:"delivered,omitzero"`
	Read      Seq    `json:"read,omitzero"`
	// Stored is how far this device has it on its disk. It moves no tick, and nobody else is told: message.info names one's own
	// devices by it. It is kept some seconds later, and not worth asking again for.
	Stored Seq `json:"stored,omitzero"`
}

// ReceiptMarked answers with the marks as they stand now, one for each chat that was named; zero where only Stored was told.
type ReceiptMarked struct {
	Results []MarkResult `json:"results"`
}

// MarkResult is one of them.
type MarkResult struct {
	Chat  ChatID `json:"chat"`
	Mine  Marks  `json:"mine"`
	Error *Error `json:"error,omitzero"`
}

// MessageInfo asks who has one's own message, and since when (R8.2).
type MessageInfo struct {
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
}

// MessageInfoReply tells it for the message's audience (C22), and on which of one's own devices it is; not to a program.
type MessageInfoReply struct {
	Message  Message         `json:"message"`
	Receipts []MemberReceipt `json:"receipts"`
	Devices  []OwnDevice     `json:"devices,omitzero"`
	People   []Person        `json:"people"`
}

// OwnDevice is one of one's own devices, and whether a message is on it: it said so, or was signed in later and begins with what
// the server has. UsedAt is exact to the hour.
type OwnDevice struct {
	Session SessionID `json:"session"`
	Name    string    `json:"name"`
	UsedAt  int64     `json:"used_at"`
	Current bool      `json:"current,omitzero"`
	Has     bool      `json:"has"`
}

// TypingSet says that one types, or does not any more (C34). It is never answered unless it has a ref.
type TypingSet struct {
	Chat ChatID `json:"chat"`
	On   bool   `json:"on"`
}

// PersonFind looks for people by exact handle.
type PersonFind struct {
	Handle string `json:"handle"`
}

// PersonList lists everyone on this server by name, where the server has a directory.
type PersonList struct {
	After string `json:"after,omitzero"`
	Limit int    `json:"limit,omitzero"`
}

// PersonGet asks for people by id; those whom one may not know are silently absent.
type PersonGet struct {
	Users []UserID `json:"users"`
}

// People answers all three.
type People struct {
	People   []Person   `json:"people"`
	Presence []Presence `json:"presence"`
	// Next asks person.list for the following page; absent on the last.
	Next string `json:"next,omitzero"`
}

// InvitationCreate makes an invitation. On a server by invitation only an administrator may.
type InvitationCreate struct {
	// MaxUses is 1 to 1,000; absent means 1.
	MaxUses int `json:"max_uses,omitzero"`
	// ExpiresInMs is at most 90 days; absent means 7 days.
	ExpiresInMs int64 `json:"expires_in_ms,omitzero"`
}

// InvitationCreated shows the token: this once, since only its hash is stored.
type InvitationCreated struct {
	Invitation Invitation `json:"invitation"`
	Token      string     `json:"token"`
	// URL is the whole link.
	URL string `json:"url"`
}

// InvitationList lists one's own invitations, the newest first.
type InvitationList struct{}

// Invitations answers it.
type Invitations struct {
	Invitations []Invitation `json:"invitations"`
}

// InvitationRevoke takes one's own invitation back.
type InvitationRevoke struct {
	Invitation InvitationID `json:"invitation"`
}

// Done answers a command that has nothing to tell.
type Done struct{}
