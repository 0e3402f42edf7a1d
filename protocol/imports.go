package protocol

// ImportBegin makes a group of what another messenger exported, which a device has read. With the same client_id it is the same group,
// so an import that broke off is begun again and goes on.
type ImportBegin struct {
	ClientID ClientID `json:"client_id"`
	Name     string   `json:"name"`
	// FirstAt is when its first message was written.
	FirstAt int64 `json:"first_at"`
	// Authors are the names of those who wrote, but oneself: up to 1,024.
	Authors []string `json:"authors"`
}

// ImportBegun answers it. Authors are the people who stand for the authors, in the order given: placeholders, whom nobody is.
type ImportBegun struct {
	Row     ChatRow  `json:"row"`
	Heads   HeadsRow `json:"heads"`
	People  []Person `json:"people"`
	Authors []Person `json:"authors"`
}

// ImportMessages brings messages along, up to 50 at once, in their order. It works while one is alone in the group. Nobody is told of
// them one by one.
type ImportMessages struct {
	Chat     ChatID            `json:"chat"`
	Messages []ImportedMessage `json:"messages"`
}

// ImportedMessage is one of them.
type ImportedMessage struct {
	// ClientID is the same whenever the export is read: what is there already stays.
	ClientID ClientID `json:"client_id"`
	// Author is one of ImportBegun.Authors; absent for oneself.
	Author UserID `json:"author,omitzero"`
	// At is when it was written, which it keeps.
	At      int64   `json:"at"`
	Content Content `json:"content"`
}

// MessagesImported says what became of each, in the order of the request.
type MessagesImported struct {
	Results []SendResult `json:"results"`
}

// ImportEnd shows the group with all that came along. Who joins later sees it too.
type ImportEnd struct {
	Chat ChatID `json:"chat"`
}

// PersonClaim says that an author of an imported chat was oneself, or takes that back. One has to be a member of the chat. A program may
// not.
type PersonClaim struct {
	Chat ChatID `json:"chat"`
	User UserID `json:"user"`
	On   bool   `json:"on"`
}

// PersonClaimed is how others see the author from now on.
type PersonClaimed struct {
	Person Person `json:"person"`
}
