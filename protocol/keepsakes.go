package protocol

// Star is a message that one keeps: a row of one's account state (C30a), the same on all one's devices and nobody else's
// business.
type Star struct {
	Rev  Rev    `json:"rev"`
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
	// Gone is the tombstone of a star that was taken away.
	Gone bool `json:"gone,omitzero"`
}

// Hidden is a message that one deleted for oneself: a row of one's account state. A device drops the message, and shows
// nothing that comes of it later.
type Hidden struct {
	Rev  Rev    `json:"rev"`
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
}

// MessageStar stars up to 100 messages of a chat, or takes their stars away. What is so already changes nothing.
type MessageStar struct {
	Chat ChatID `json:"chat"`
	Seqs []Seq  `json:"seqs"`
	On   bool   `json:"on"`
}

// MessageHide deletes up to 100 messages of a chat for oneself, of any age and whoever wrote them. The others keep them.
// It cannot be taken back; what is hidden already changes nothing.
type MessageHide struct {
	Chat ChatID `json:"chat"`
	Seqs []Seq  `json:"seqs"`
}

// StarList asks for one's starred messages, those starred last first.
type StarList struct {
	// Chat, if given, is the one whose messages are wanted.
	Chat ChatID `json:"chat,omitzero"`
	// Before is Stars.Next of the page before.
	Before Rev `json:"before,omitzero"`
	Limit  int `json:"limit,omitzero"`
}

// Stars is a page of them. Messages that were deleted for everyone, or that one may not read any more, are not there.
type Stars struct {
	Epoch  string    `json:"epoch"`
	Stars  []Starred `json:"stars"`
	People []Person  `json:"people"`
	// Next asks for the following page; absent on the last.
	Next Rev `json:"next,omitzero"`
}

// Starred is a message with the version of its star.
type Starred struct {
	Rev     Rev     `json:"rev"`
	Message Message `json:"message"`
}

// Pin is how a message is pinned for everybody in its chat.
type Pin struct {
	By UserID `json:"by"`
	// UntilAt is when it ends. Nothing tells of that: a client shows no pin whose time has passed.
	UntilAt int64 `json:"until_at"`
}

// PinnedMessage is a message that is pinned.
type PinnedMessage struct {
	Message Message `json:"message"`
	By      UserID  `json:"by"`
	// UntilAt as in Pin.
	UntilAt int64 `json:"until_at"`
}

// MessagePin pins a message for everybody in its chat. A fourth one takes the place of the oldest. Pinning what is pinned
// gives it another end.
type MessagePin struct {
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
	// ForMs is 24 hours, 7 days or 30 days.
	ForMs int64 `json:"for_ms"`
}

// MessageUnpin takes a pin away, whoever made it. A message that is not pinned changes nothing.
type MessageUnpin struct {
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
}

// MessageWatch opens the info of one's own message: the answer tells who has it, and receipt.reached tells of each who
// gets or reads it from then on, on this connection, until MessageUnwatch or its end (C20). A connection watches at most 8.
type MessageWatch struct {
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
}

// MessageUnwatch closes it.
type MessageUnwatch struct {
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
}

// ReceiptReached: one more has a message whose info is open, or has read it. Of the two times only that is there which is
// news.
type ReceiptReached struct {
	Chat    ChatID        `json:"chat"`
	Seq     Seq           `json:"seq"`
	Receipt MemberReceipt `json:"receipt"`
}
