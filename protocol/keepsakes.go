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
