package protocol

// MessageSearch asks for messages that say something, the newest first. A message must hold each word of the text, as a part of any
// of its own, in any order: case, accents, widths, the forms of Arabic letters and the like do not count. A message is found by the names of its
// files as well. At least a text, a sender, a time or what it holds is given.
type MessageSearch struct {
	Text string `json:"text,omitzero"`
	// Chat is where; absent means in all of one's chats.
	Chat ChatID `json:"chat,omitzero"`
	// Sender is whose; absent means anybody's.
	Sender UserID `json:"sender,omitzero"`
	// Holds is what the messages hold: "media" (a picture or a video), "picture", "video", "voice", "file" or "link"; absent means anything.
	Holds string `json:"holds,omitzero"`
	// Since and Until bound when: at or after the one, before the other.
	Since int64 `json:"since,omitzero"`
	Until int64 `json:"until,omitzero"`
	// After is the next of the page before.
	After string `json:"after,omitzero"`
	Limit int    `json:"limit,omitzero"`
}

// MessagesFound is a page of what was found. It may hold less than was asked for, or nothing, and yet have a next one: a search of
// much that is seldom found goes on in further pages.
type MessagesFound struct {
	Found  []MessageFound `json:"found"`
	People []Person       `json:"people"`
	// Next leads to the next page; absent on the last one.
	Next string `json:"next,omitzero"`
	// SearchedTo is up to when was searched, where there is a next page: what is newer is all here or on pages before.
	SearchedTo int64 `json:"searched_to,omitzero"`
}

// MessageFound is where a message stands and what of it was looked for.
type MessageFound struct {
	Chat   ChatID `json:"chat"`
	Seq    Seq    `json:"seq"`
	Sender UserID `json:"sender"`
	At     int64  `json:"at"`
	// Snippet is a part of the text, in parts that follow each other without anything between.
	Snippet []SnippetPart `json:"snippet"`
	// Files are those of the message.
	Files []File `json:"files,omitzero"`
}

// SnippetPart is a part of a message's text.
type SnippetPart struct {
	Text string `json:"text"`
	// Hit: this is what was looked for.
	Hit bool `json:"hit,omitzero"`
}
