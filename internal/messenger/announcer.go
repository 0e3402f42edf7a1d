package messenger

// Announcer tells those who are entitled that something happened, after the commit (never before, never inside it). It
// must not block and cannot fail: what it loses is repaired by the readers (C15). It is called on one goroutine for what
// the store committed, so that the entries of a chat are announced in order.
type Announcer interface {
	// MessagesAdded tells the members of the chat of new rows, and each user in Rows of its account row first.
	MessagesAdded(Appended)
	// MessageChanged tells the members of the chat of an entry that changed a row.
	MessageChanged(Changed)
	// ReceiptAdvanced tells the user's own devices of its marks, in a direct chat the peer of what it may see, and in a
	// group each member for whom what all the others have moved (C20).
	ReceiptAdvanced(Marked)
	// ReceiptReached tells the author of a message, who has its info open at this node, that one more has it or read it.
	ReceiptReached(author UserID, chat ChatID, seq Seq, r MemberReceipt)
	// QueueChanged tells each of its views what expired, or was shown since.
	QueueChanged(QueueChange)
	// AccountChanged tells a user's devices of its account rows.
	AccountChanged(user UserID, rows []ChatRow, people []Person)
	// StarsChanged and MessagesHidden tell a user's devices of those rows of its account.
	StarsChanged(user UserID, stars []Star)
	MessagesHidden(user UserID, hidden []Hidden)
	// SettingChanged tells a user's devices of one of its settings.
	SettingChanged(user UserID, s Setting)
	// PersonChanged tells an audience, wherever they are connected, how a person is now.
	PersonChanged(p Person, audience []UserID)
	// BlocksChanged tells a user's devices that it blocks somebody now, or does not any more.
	BlocksChanged(user UserID, changed BlockChanged)
	// TypingChanged tells the members of a chat who are connected to this node who types; each node tells its own.
	TypingChanged(Typing)
	// PresenceChanged tells those of the audience who are connected to this node; each node tells its own.
	PresenceChanged(p Presence, audience []UserID)
	// PresenceShared tells those for whom it is another from now on, wherever they are connected.
	PresenceShared(p Presence, with []UserID)
	// InvitationUsed tells the inviter who came.
	InvitationUsed(inviter UserID, a AcceptedInvitation, p Person)
}
