package protocol

// ChatSet changes how a chat stands in one's own list, on all one's devices; nobody else notices. What is absent stays as it
// is. It answers with the row as it is now.
type ChatSet struct {
	Chat ChatID `json:"chat"`
	// Pinned puts the chat at the top; at most Limits.PinnedChats can be there.
	Pinned *bool `json:"pinned,omitzero"`
	// Archived puts the chat away; it is not pinned any more then.
	Archived *bool `json:"archived,omitzero"`
	// MarkedUnread is a dot that one sets oneself. No mark moves with it; it is for the client to clear it when the chat is opened.
	MarkedUnread *bool `json:"marked_unread,omitzero"`
	// Mute is "off", "hours" (8 of them), "week" or "always". The time is the server's.
	Mute string `json:"mute,omitzero"`
}

// ChatKept is one's own row of the chat as it is now.
type ChatKept struct {
	Row ChatRow `json:"row"`
}

// ChatClear takes everything up to an entry out of one's own view of a chat, for good and on all one's devices. The chat stays,
// nobody else notices, and no mark moves. An earlier entry than the one that stands changes nothing.
type ChatClear struct {
	Chat ChatID `json:"chat"`
	// Upto is the last entry that goes: the head as the device knows it, so that what comes meanwhile stays.
	Upto Seq `json:"upto"`
}

// ChatCleared is where the chat stands then.
type ChatCleared struct {
	Row    ChatRow  `json:"row"`
	Heads  HeadsRow `json:"heads"`
	People []Person `json:"people"`
}

// ChatTimer sets how long messages of a chat stay that are written from now on: 86400 seconds, 604800, 7776000, or 0 for ever. When
// its time is over a message is gone for everybody, with its files. In a group, whoever may change its name may set it.
type ChatTimer struct {
	Chat    ChatID `json:"chat"`
	Seconds int64  `json:"seconds"`
}

// PersonBlock blocks a person, PersonUnblock ends that; what is so already changes nothing. At most 1,000 people can be blocked.
type PersonBlock struct {
	User UserID `json:"user"`
}

// PersonUnblock ends a block. What was withheld meanwhile does not come later.
type PersonUnblock struct {
	User UserID `json:"user"`
}

// PersonBlocked is the row as it is now.
type PersonBlocked struct {
	Block  Block    `json:"block"`
	People []Person `json:"people"`
}

// PersonBlockedList lists whom one blocks, by handle.
type PersonBlockedList struct{}
