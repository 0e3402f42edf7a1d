package protocol

import "slices"

// Programs come in by tokens, as bots, and by hooks. A token is a bearer token that acts for its user within its scopes;
// a bot is a user that is no person; a hook lets whoever has its address post into one chat.

// Scope is a part of what a user may do.
type Scope uint8

const (
	// ScopeRead: reading chats, people and heads, and a live connection.
	ScopeRead Scope = 1 << iota
	// ScopeSend: writing messages and all that goes with it, such as receipts and typing.
	ScopeSend
	// ScopeManage: who is in a group, its hooks, and invitations.
	ScopeManage
)

// ScopeInfo is what the table says of a scope.
type ScopeInfo struct {
	Name  string
	Scope Scope
	Doc   string
}

// Scopes are the scopes by their names on the wire.
var Scopes = []ScopeInfo{
	{"read", ScopeRead, "reads what the account can read, and keeps a live connection"},
	{"send", ScopeSend, "writes, edits and deletes messages, opens chats, reports receipts and typing"},
	{"manage", ScopeManage, "makes groups, changes who is in them, and makes hooks and invitations"},
}

// scopeOf says which scope a token needs for a command. What is not here no token may do: it belongs to a person at a
// device, such as making further tokens.
var scopeOf = map[string]Scope{
	"hello": ScopeRead, "beat": ScopeRead, "chat.subscribe": ScopeRead, "chat.unsubscribe": ScopeRead,
	"notifications.subscribe": ScopeRead, "notifications.unsubscribe": ScopeRead,
	"account.since": ScopeRead, "heads.list": ScopeRead, "message.info": ScopeRead, "message.reactions": ScopeRead, "history.read": ScopeRead,
	"changes.read": ScopeRead, "message.search": ScopeRead, "group.members": ScopeRead, "person.find": ScopeRead, "person.list": ScopeRead,
	"group.requests": ScopeRead, "group.link_look_up": ScopeRead,
	"person.get": ScopeRead, "sync.wait": ScopeRead, "session.get": ScopeRead, "star.list": ScopeRead, "person.blocked_list": ScopeRead,
	"message.watch": ScopeRead, "message.unwatch": ScopeRead,

	"chat.open": ScopeSend, "message.send": ScopeSend, "message.edit": ScopeSend, "message.delete": ScopeSend, "message.react": ScopeSend,
	"file.begin": ScopeSend, "link.preview": ScopeSend, "message.played": ScopeSend, "message.star": ScopeSend, "message.hide": ScopeSend,
	"message.pin": ScopeSend, "message.unpin": ScopeSend,
	"person.block": ScopeSend, "person.unblock": ScopeSend, "chat.set": ScopeSend, "chat.clear": ScopeSend, "chat.timer": ScopeManage,
	"receipt.mark": ScopeSend, "expired.show": ScopeSend, "draft.set": ScopeSend, "typing.set": ScopeSend,

	"group.create": ScopeManage, "import.begin": ScopeManage, "import.messages": ScopeManage, "import.end": ScopeManage, "group.add": ScopeManage, "group.remove": ScopeManage, "group.leave": ScopeManage,
	"group.change": ScopeManage, "group.picture": ScopeManage, "group.configure": ScopeManage, "group.role": ScopeManage, "group.join": ScopeManage,
	"group.link_create": ScopeManage, "group.link_list": ScopeManage, "group.link_revoke": ScopeManage, "group.answer": ScopeManage,
	"hook.create": ScopeManage, "hook.list": ScopeManage, "hook.revoke": ScopeManage,
	"invitation.create": ScopeManage, "invitation.list": ScopeManage, "invitation.revoke": ScopeManage,
	"invitation.accept": ScopeManage,
}

// ScopeOf is the scope that a token needs for a command; zero when no token may do it.
func ScopeOf(command string) Scope { return scopeOf[command] }

// ReadScopes makes one of their names. An unknown name, one given twice, and none at all are refused.
func ReadScopes(names []string) (Scope, *Error) {
	var all Scope
	for _, name := range names {
		i := slices.IndexFunc(Scopes, func(s ScopeInfo) bool { return s.Name == name })
		if i < 0 || all&Scopes[i].Scope != 0 {
			return 0, badField("scopes", "Scopes are of read, send and manage, each once.")
		}
		all |= Scopes[i].Scope
	}
	if all == 0 {
		return 0, badField("scopes", "A token needs at least one scope.")
	}
	return all, nil
}

// Names writes the scopes out, in the order of the table.
func (s Scope) Names() []string {
	names := []string{}
	for _, one := range Scopes {
		if s&one.Scope != 0 {
			names = append(names, one.Name)
		}
	}
	return names
}

// Token is a bearer token of a program, without its secret.
type Token struct {
	ID TokenID `json:"id"`
	// Name is what its maker calls it.
	Name string `json:"name"`
	// Scopes are of "read", "send" and "manage".
	Scopes    []string `json:"scopes"`
	CreatedAt int64    `json:"created_at"`
	// UsedAt is when it was last used, to the hour.
	UsedAt int64 `json:"used_at"`
}

// TokenCreate makes a bearer token for programs that act in one's own name, or, for an administrator of the server, in
// that of a bot. Only a person at a device can; each may have 20.
type TokenCreate struct {
	Name   string   `json:"name"`
	Scopes []string `json:"scopes"`
	// Bot is whose it is to be; absent for one's own.
	Bot UserID `json:"bot,omitzero"`
}

// TokenCreated shows the secret: this once, since only its hash is stored. It goes into the header Authorization, as
// "Bearer tt_…".
type TokenCreated struct {
	Token  Token  `json:"token"`
	Secret string `json:"secret"`
}

// TokenList lists one's own tokens, or those of a bot, the newest first.
type TokenList struct {
	Bot UserID `json:"bot,omitzero"`
}

// Tokens answers it.
type Tokens struct {
	Tokens []Token `json:"tokens"`
}

// TokenRevoke takes a token back: its connections close. One that is gone changes nothing.
type TokenRevoke struct {
	Token TokenID `json:"token"`
	Bot   UserID  `json:"bot,omitzero"`
}

// BotCreate makes a bot: a user without a password, that only tokens act for. Only an administrator of the server can.
type BotCreate struct {
	Handle string `json:"handle"`
	Name   string `json:"name"`
}

// BotCreated answers it.
type BotCreated struct {
	Bot Person `json:"bot"`
}

// BotList lists the bots of the server, by handle; those of hooks are not among them.
type BotList struct{}

// Bots answers it.
type Bots struct {
	Bots []Person `json:"bots"`
}

// BotRevoke ends a bot: its tokens end, and its handle stays taken. What it wrote stays.
type BotRevoke struct {
	Bot UserID `json:"bot"`
}

// Hook is an address at which a program posts into one chat. Its messages come from a bot of its name, which is no
// member of the chat and holds no tick back.
type Hook struct {
	ID   HookID `json:"id"`
	Chat ChatID `json:"chat"`
	Name string `json:"name"`
	// Bot is the sender of its messages.
	Bot UserID `json:"bot"`
	// CreatedBy made it.
	CreatedBy UserID `json:"created_by"`
	CreatedAt int64  `json:"created_at"`
}

// HookCreate makes a hook: in a group its administrators can, in another chat its members. A chat may have 20.
type HookCreate struct {
	Chat ChatID `json:"chat"`
	Name string `json:"name"`
}

// HookCreated shows the address: this once, since only the hash of its token is stored.
type HookCreated struct {
	Hook Hook `json:"hook"`
	// URL is where to POST a HookPost.
	URL string `json:"url"`
}

// HookList lists the hooks of a chat, the newest first, for who may make them.
type HookList struct {
	Chat ChatID `json:"chat"`
}

// Hooks answers it.
type Hooks struct {
	Hooks  []Hook   `json:"hooks"`
	People []Person `json:"people"`
}

// HookRevoke takes a hook back. One that was taken back already changes nothing.
type HookRevoke struct {
	Chat ChatID `json:"chat"`
	Hook HookID `json:"hook"`
}

// HookPost is what is posted to a hook's address. Sent as text/plain, the body is the text.
type HookPost struct {
	Text string `json:"text"`
	// ClientID makes the post repeatable (C6); the header Idempotency-Key, of any text, does the same.
	ClientID ClientID `json:"client_id,omitzero"`
}

// HookPosted answers it, after the commit (C2).
type HookPosted struct {
	Chat     ChatID   `json:"chat"`
	ClientID ClientID `json:"client_id"`
	Seq      Seq      `json:"seq"`
	At       int64    `json:"at"`
	// Duplicate: it was stored before; this is the first answer again.
	Duplicate bool `json:"duplicate,omitzero"`
}
