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

// MessageChange answers both, after the commit: the message as it is now.
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
