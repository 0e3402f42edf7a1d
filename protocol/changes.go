package protocol

// MessageEdit gives one's own message another content, within Limits.EditMs of its acceptance. The content that it has
// already changes nothing.
type MessageEdit struct {
	Chat    ChatID  `json:"chat"`
	Seq     Seq     `json:"seq"`
	Content Content `json:"content"`
}

// MessageDelete deletes a message for everyone: one's own within Limits.DeleteMs, or as an administrator of the group
// anyone's. A message that is deleted already changes nothing.
type MessageDelete struct {
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
}

// MessageReact gives a message one's own reaction, in place of an earlier one. The reaction that is there already changes
// nothing.
type MessageReact struct {
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
	// Emoji is exactly one; the empty text takes the reaction back.
	Emoji string `json:"emoji"`
}

// MessageReactions asks who reacted to a message, all of them.
type MessageReactions struct {
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
}

// ReactionList answers it, oneself first and then in the order in which they reacted.
type ReactionList struct {
	Reactions []MemberReaction `json:"reactions"`
	People    []Person         `json:"people"`
}

// MemberReaction is what one user thinks of a message.
type MemberReaction struct {
	User  UserID `json:"user"`
	Emoji string `json:"emoji"`
}

// MessageChange answers these, after the commit: the message as it is now.
type MessageChange struct {
	Epoch   string  `json:"epoch"`
	Message Message `json:"message"`
}

// ExpiredShow brings a stretch that had expired for oneself back into one's history (C27). One that is not there
// changes nothing.
type ExpiredShow struct {
	Chat ChatID `json:"chat"`
	// From is that of the stretch.
	From Seq `json:"from"`
}

// ExpiredShown is where the chat stands then; the rows are read by history.read.
type ExpiredShown struct {
	Heads  HeadsRow `json:"heads"`
	People []Person `json:"people"`
}

// DraftSet keeps what one has begun to write in a chat, for one's other devices (C30a). The empty text clears it. An
// older draft than the one that stands changes nothing.
type DraftSet struct {
	Chat ChatID `json:"chat"`
	Text string `json:"text"`
	// At is the device's own clock when it was written.
	At int64 `json:"at"`
}

// DraftKept is one's own row of the chat as it is now.
type DraftKept struct {
	Row ChatRow `json:"row"`
}
