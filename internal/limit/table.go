package limit

import "time"

// The names of the limits.
const (
	Messages        = "messages"
	NewChats        = "new_chats"
	SocketCommands  = "socket_commands"
	Typing          = "typing"
	LookUps         = "look_ups"
	History         = "history"
	Searches        = "searches"
	Drafts          = "drafts"
	Reactions       = "reactions"
	Keepsakes       = "keepsakes"
	Settings        = "settings"
	GroupLinks      = "group_links"
	ChatRows        = "chat_rows"
	Programs        = "programs"
	Connections     = "connections"
	StrangerConnect = "stranger_connections"
	AccountRequests = "account_requests"
	Reports         = "reports"
	Syncs           = "syncs"
	Exports         = "exports"
	Administration  = "administration"
	Examinations    = "examinations"
	Files           = "files"
	FilePieces      = "file_pieces"
	Links           = "links"
	Imports         = "imports"
)

// Rate is a bucket: so many at once, and one more every so often.
type Rate struct {
	Burst int
	Every time.Duration
}

// Table says how much is allowed. The figures are well above what the page does in the hands of a quick person with ten
// tabs, and of two hundred people behind one address after a restart.
var Table = map[string]Rate{
	// By user.
	Messages:   {300, time.Second / 10},
	NewChats:   {20, time.Hour / 5},
	Typing:     {6, time.Second}, // by user and chat
	LookUps:    {100, 15 * time.Minute},
	History:    {60, time.Second / 5},
	Searches:   {120, time.Second / 2}, // as one types
	ChatRows:   {60, time.Second},
	Drafts:     {60, time.Second},
	Reactions:  {30, time.Second},
	GroupLinks: {20, time.Hour}, // that are made
	// Messages that are starred, hidden or pinned: a selection of a hundred, a few times over.
	Keepsakes: {500, time.Second / 10},
	Settings:  {30, 2 * time.Second}, // each tells everybody who shares a chat with one
	Programs:  {30, time.Minute},     // tokens, bots and hooks that are made
	Exports:   {3, 20 * time.Minute},
	Files:     {120, time.Second}, // asked for anew after each cut
	// Each is a request, and with PostgreSQL a row: of 1 MiB, as the page makes them, 20 MiB a second for as long as one likes.
	FilePieces: {600, time.Second / 20},
	Imports:    {20_000, time.Second / 200}, // messages of another messenger, which nobody is told of one by one
	Links:      {20, 6 * time.Second},       // each is a request to somebody else
	// By administrator. An examination goes through the database.
	Administration: {60, time.Second / 5},
	Examinations:   {5, 10 * time.Second},
	// By socket.
	SocketCommands: {200, time.Second / 50},
	// By session: requests that wait, one after the other in each of ten tabs.
	Syncs: {60, time.Second / 2},
	// By session, and by address for who has none.
	Connections:     {20, time.Minute / 20},
	StrangerConnect: {30, time.Minute / 30},
	// By address: what can be asked without a session, above what the throttle of sign-in counts.
	AccountRequests: {600, time.Second / 10},
	Reports:         {20, time.Minute},
}
