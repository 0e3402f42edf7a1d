package protocol

import "github.com/go-json-experiment/json/jsontext"

// All times are milliseconds since 1970, UTC, by the server's clock, unless the field says otherwise.

// Person is what others see of a user. Every answer that mentions a person carries that person (C30).
type Person struct {
	ID UserID `json:"id"`
	// Handle is the unique name that one is found by, without the @.
	Handle string `json:"handle"`
	// Name is the name that is shown.
	Name string `json:"name"`
	// About is what they say of themselves.
	About string `json:"about,omitzero"`
	// Picture is what they look like: GET /pictures/<id>/<picture>.
	Picture FileID `json:"picture,omitzero"`
	// Claimed is who says that a placeholder was them.
	Claimed UserID `json:"claimed,omitzero"`
	// Kind is "person", "bot", "placeholder" of an author of imported messages whom nobody is, or "deleted" of an account that was deleted: name and handle are the server's words then.
	Kind string `json:"kind"`
	// Version rises with every change; a client keeps the highest.
	Version uint64 `json:"version"`
}

// Presence is whether a person can be reached now (C33).
type Presence struct {
	User UserID `json:"user"`
	// State is "online", "offline", "unknown" (the channel layer is away), or "hidden" for who was told before and is not
	// told any more.
	State string `json:"state"`
	// LastSeenAt is the end of the last lease. Absent while online, when never seen, and when it may not be shown.
	LastSeenAt int64 `json:"last_seen_at,omitzero"`
}

// Content is what a message says. Kinds are additions: a client shows one that it does not know as such.
type Content struct {
	// Kind is "text", "files" or, for lines that the server writes, "system".
	Kind string `json:"kind"`
	// Version is the version of this kind's body.
	Version int `json:"version"`
	// Body is TextBody, FilesBody or SystemBody.
	Body jsontext.Value `json:"body"`
}

// TextBody is the body of kind "text", version 1.
type TextBody struct {
	// Text is stored and handed on exactly as sent.
	Text string `json:"text"`
	// Link is what one of its links is about. A sender gives the url alone, as it stands in the text, after link.preview found
	// something; the rest is the server's to say, who leaves it out if it knows nothing any more.
	Link *Link `json:"link,omitzero"`
}

// Link is what a page that somebody links to says of itself.
type Link struct {
	URL         string `json:"url"`
	Title       string `json:"title,omitzero"`
	Description string `json:"description,omitzero"`
	Site        string `json:"site,omitzero"`
	// Picture is a small JPEG as base64url; absent where there is none.
	Picture string `json:"picture,omitzero"`
	Width   int    `json:"width,omitzero"`
	Height  int    `json:"height,omitzero"`
}

// FilesBody is the body of kind "files", version 1: up to ten pictures, voice messages, films or other files, with words or
// without. Where the message is, its files are: GET /files/<chat>/<seq>/<n>, from 0, for who may read it (C23); with ?small=1 a
// smaller picture, where there is one. When the message is deleted for everyone they are gone.
type FilesBody struct {
	// Files are uploaded before the message is sent (file.begin). A sender gives the id and the name of each; the rest is the
	// server's to say.
	Files []File `json:"files"`
	Text  string `json:"text,omitzero"`
}

// File is what is told of one.
type File struct {
	ID FileID `json:"id"`
	// Shape is how it is shown: "file", "picture", "voice" or "video".
	Shape string `json:"shape,omitzero"`
	// Name is what its sender calls it. It is no path.
	Name string `json:"name"`
	// Type is its media type, by its content and not by its name. Size is in bytes.
	Type string `json:"type,omitzero"`
	Size int64  `json:"size,omitzero"`
	// Width and Height are those of a picture, in pixels.
	Width  int `json:"width,omitzero"`
	Height int `json:"height,omitzero"`
	// Blur is a few of its colours, in base64url: one byte that says how many stand side by side, then red, green and blue of
	// each, row by row.
	Blur string `json:"blur,omitzero"`
	// PlaysMs is how long a voice message is. Wave is how loud it is along its way, a byte for each part, in base64url.
	PlaysMs int64  `json:"plays_ms,omitzero"`
	Wave    string `json:"wave,omitzero"`
}

// SystemBody is the body of kind "system", version 1.
type SystemBody struct {
	// Line is what happened: "chat.created", "member.added", "member.joined" (by a link, whose maker is the subject),
	// "member.approved", "member.left", "member.removed", "member.promoted", "member.demoted", "group.renamed" (Text is the new
	// name), "group.described", "group.pictured", "invitation.accepted", or a setting of a group that is another now: "group.send.all",
	// "group.send.administrators", the same of "change" and "add", "group.history.all", "group.history.joining",
	// "group.approval.on" and "group.approval.off".
	Line string `json:"line"`
	// Subjects are the people that it happened to; the actor is the message's sender.
	Subjects []UserID `json:"subjects"`
	// Text is what somebody wrote that the line says.
	Text string `json:"text,omitzero"`
}

// Message is a row of the timeline as it is now (C8a).
type Message struct {
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
	// Sender wrote it, or did what a system line tells.
	Sender UserID `json:"sender"`
	// ClientID is the sender's own id of it (C1); absent on system lines.
	ClientID ClientID `json:"client_id,omitzero"`
	// At is when it was accepted; it never falls as seq rises (C11).
	At int64 `json:"at"`
	// SentAt is the sender's own clock: a detail that decides nothing.
	SentAt int64 `json:"sent_at,omitzero"`
	// Content is absent once the message was deleted for everyone, and where it was edited after one's membership ended.
	Content *Content `json:"content,omitzero"`
	// AgainOf is the client id of the expired message that this one was sent again for (C26).
	AgainOf ClientID `json:"again_of,omitzero"`
	// EditedSeq is the seq of the last edit, DeletedSeq that of the deletion.
	EditedSeq  Seq `json:"edited_seq,omitzero"`
	DeletedSeq Seq `json:"deleted_seq,omitzero"`
	// VanishAt is when its time is over, where the chat had a timer: nobody is to see it then. Vanished: it is over, by that or
	// because the server keeps nothing for longer, and the content is gone.
	VanishAt int64 `json:"vanish_at,omitzero"`
	Vanished bool  `json:"vanished,omitzero"`
	// Quote is set on a message that answers another.
	Quote *Quote `json:"quote,omitzero"`
	// Forwarded: it was said elsewhere before.
	Forwarded bool `json:"forwarded,omitzero"`
	// Reactions are gathered by emoji, the most frequent first; ReactedSeq is the last entry that changed them.
	Reactions  []Reaction `json:"reactions,omitzero"`
	ReactedSeq Seq        `json:"reacted_seq,omitzero"`
}

// Quote is what a reply shows of the message that it answers, as that is when it is read. A client that holds the reply
// changes the quote with the message: entries about a reply's quote there are none.
type Quote struct {
	Seq Seq `json:"seq"`
	// Sender wrote it. Absent, as all else, for a reader who may not see that message (C23).
	Sender UserID `json:"sender,omitzero"`
	// Kind is that of its content; absent once it was deleted for everyone.
	Kind string `json:"kind,omitzero"`
	// Text is its beginning on one line: 120 characters and "…" where it is longer.
	Text string `json:"text,omitzero"`
	// EditedSeq and DeletedSeq are those of the message: of two quotes the one with the higher is true later.
	EditedSeq  Seq `json:"edited_seq,omitzero"`
	DeletedSeq Seq `json:"deleted_seq,omitzero"`
}

// Reaction is one emoji under a message, with who reacted so. A message names at most 50 users in all its reactions; the
// others are read by message.reactions. Where it names fewer than Count, the reader is among the named in what is read, and
// who reacted just now in what is pushed: so a client always knows its own.
type Reaction struct {
	Emoji string   `json:"emoji"`
	Count int      `json:"count"`
	Users []UserID `json:"users"`
}

// Entry is one entry of a chat's log (C8a): a row of the timeline, or a change of one.
type Entry struct {
	Seq Seq `json:"seq"`
	// Message is the row itself, or for a change the target as it is now. Absent when the target cannot be shown.
	Message *Message `json:"message,omitzero"`
	// Change is absent for a row of the timeline.
	Change *Change `json:"change,omitzero"`
	// Pin is, for a change of kind "pin", how its target is pinned now; absent when it is not any more.
	Pin *Pin `json:"pin,omitzero"`
}

// Change says what happened to a row of the timeline, without content.
type Change struct {
	// Kind is "edit", "delete", "reaction", "pin", or what the server did: "purge" took the content of a message that had expired for
	// everybody (C27), "vanish" that of one whose time was over. Actor is its sender then.
	Kind   string `json:"kind"`
	Actor  UserID `json:"actor"`
	Target Seq    `json:"target"`
	At     int64  `json:"at"`
}

// Marks are high-water marks in one chat (C19, C20): everything up to them is delivered, or read.
type Marks struct {
	Delivered Seq `json:"delivered"`
	Read      Seq `json:"read"`
}

// ChatRow is one's own row of a chat (C30a): state with a version, the same on all one's devices.
type ChatRow struct {
	Rev  Rev    `json:"rev"`
	Chat ChatID `json:"chat"`
	// Kind is "self" (a note to oneself), "direct" or "group".
	Kind string `json:"kind"`
	// Peer is the other person of a direct chat.
	Peer UserID `json:"peer,omitzero"`
	// From and To bound the entries that one may read: above From, up to To. To is absent for a member (C23). From rises when one
	// clears the chat.
	From Seq `json:"from"`
	To   Seq `json:"to,omitzero"`
	// Name is the name of a group; for who is no member any more that of then.
	Name string `json:"name,omitzero"`
	// About is its description, Settings are what it lets its members do; for its members.
	About    string         `json:"about,omitzero"`
	Settings *GroupSettings `json:"settings,omitzero"`
	// Picture is what it looks like: GET /pictures/<chat>/<picture>; for its members.
	Picture FileID `json:"picture,omitzero"`
	// Timer is how many seconds messages stay that are written now; absent for ever.
	Timer int64 `json:"timer,omitzero"`
	// Requests is how many wait to be let in, for its administrators.
	Requests int `json:"requests,omitzero"`
	// Role is one's own in a group: "administrator" or "member".
	Role string `json:"role,omitzero"`
	// Draft is what one has begun to write on any of one's devices, DraftAt when that device wrote it.
	Draft   string `json:"draft,omitzero"`
	DraftAt int64  `json:"draft_at,omitzero"`
	// PinnedAt is when one pinned the chat to the top of one's list; the latest stands first.
	PinnedAt int64 `json:"pinned_at,omitzero"`
	// MutedUntil is when the chat stops being quiet, by the server's clock; 9007199254740991 is never.
	MutedUntil int64 `json:"muted_until,omitzero"`
	// Archived: put away, and not counted in the number of unread chats. ArchivedTo is the last seq when it was: where the
	// setting `chats.keep_archived` is off, a chat with a later message is shown as if it were not put away.
	Archived   bool `json:"archived,omitzero"`
	ArchivedTo Seq  `json:"archived_to,omitzero"`
	// MarkedUnread is one's own dot, whatever is read.
	MarkedUnread bool `json:"marked_unread,omitzero"`
	// Blocked: one blocks the other person of a direct chat, and cannot write there.
	Blocked bool `json:"blocked,omitzero"`
	// Gone is the tombstone of a row that was deleted.
	Gone bool `json:"gone,omitzero"`
}

// Block is a person whom one blocks (C30a). What that person writes to one alone never comes, also not later; in groups of both
// it does. Of neither is the other told whether they are online, or type; the block itself nobody else is told of.
type Block struct {
	Rev  Rev    `json:"rev"`
	User UserID `json:"user"`
	// Gone: not any more.
	Gone bool `json:"gone,omitzero"`
}

// HeadsRow is where a chat stands (C30b).
type HeadsRow struct {
	Chat ChatID `json:"chat"`
	// Head is the highest seq, HeadAt its time.
	Head   Seq   `json:"head"`
	HeadAt int64 `json:"head_at"`
	// Last is the newest row of the timeline that one may read.
	Last *Message `json:"last,omitzero"`
	// Mine are one's own marks, Others what one may see of the others': what all of them have.
	Mine   Marks `json:"mine"`
	Others Marks `json:"others"`
	// OthersFrom is where the membership of the first of the others begins. A message up to there has nobody left to
	// reach and stays "Sent" (C22).
	OthersFrom Seq `json:"others_from,omitzero"`
	// Members is how many there are, oneself included.
	Members int `json:"members"`
	// Unread counts messages of others after one's read mark, stopped at 1,000 (C32).
	Unread int `json:"unread"`
	// Expired are the stretches that left one's own queue undelivered and were not shown since (C27).
	Expired []Stretch `json:"expired,omitzero"`
	// OthersExpired are stretches that somebody else did not get. A message in one is "Expired" for its sender when
	// Others.Delivered has reached it, since nobody is still waiting then (C26), and it is as old as Limits.QueueMs; before that
	// it is "Sent".
	OthersExpired []Stretch `json:"others_expired,omitzero"`
	// Pins are the messages that are pinned for everybody and that one may read, those pinned last first.
	Pins []PinnedMessage `json:"pins,omitzero"`
}

// Stretch is entries that left somebody's queue after the days that the queue keeps (C25): above From, up to To.
type Stretch struct {
	From Seq `json:"from"`
	To   Seq `json:"to"`
	// Messages is how many messages of others are in it; absent where it tells of others' queues.
	Messages int `json:"messages,omitzero"`
}

// Member is somebody in a group.
type Member struct {
	User UserID `json:"user"`
	// Role is "administrator" or "member".
	Role string `json:"role"`
	// From is where the membership begins (C23).
	From Seq `json:"from"`
}

// MemberReceipt is what message.info tells of one member.
type MemberReceipt struct {
	User      UserID `json:"user"`
	Delivered bool   `json:"delivered"`
	Read      bool   `json:"read"`
	// Expired: it left this member's queue undelivered (C26).
	Expired bool `json:"expired,omitzero"`
	// Left: this member has left since and does not count any more (C22).
	Left bool `json:"left,omitzero"`
	// DeliveredAt and ReadAt are absent while it has not happened, and after 90 days, when only the fact is kept (C20b).
	DeliveredAt int64 `json:"delivered_at,omitzero"`
	ReadAt      int64 `json:"read_at,omitzero"`
	// PlayedAt is when this member played a voice message first.
	PlayedAt int64 `json:"played_at,omitzero"`
}

// Typing is who types in a chat now.
type Typing struct {
	Chat ChatID `json:"chat"`
	// Users are up to four of them, the earliest first. One's own id may be among them and is not shown (R4.5).
	Users []UserID `json:"users"`
	// Count is how many there are in all.
	Count int `json:"count"`
}

// Invitation is a link that lets somebody make an account.
type Invitation struct {
	ID        InvitationID `json:"id"`
	CreatedAt int64        `json:"created_at"`
	ExpiresAt int64        `json:"expires_at"`
	// Uses is how often it was used, MaxUses how often it may be.
	Uses    int `json:"uses"`
	MaxUses int `json:"max_uses"`
	// Revoked: taken back.
	Revoked bool `json:"revoked,omitzero"`
}

// AcceptedInvitation tells the inviter who came.
type AcceptedInvitation struct {
	Invitation InvitationID `json:"invitation"`
	User       UserID       `json:"user"`
	Chat       ChatID       `json:"chat"`
	At         int64        `json:"at"`
}

// Limits are what the server accepts, so that the page can say so beforehand.
type Limits struct {
	TextBytes      int `json:"text_bytes"`
	TextCharacters int `json:"text_characters"`
	Batch          int `json:"batch"`
	GroupMembers   int `json:"group_members"`
	// GroupName and GroupAbout are how many characters the name and the description of a group may have, About what one says of
	// oneself.
	GroupName  int `json:"group_name"`
	GroupAbout int `json:"group_about,omitzero"`
	About      int `json:"about,omitzero"`
	// EditMs and DeleteMs are how long after it was accepted a message can be edited, and be deleted for everyone.
	EditMs   int64 `json:"edit_ms"`
	DeleteMs int64 `json:"delete_ms"`
	// QueueMs is how long an undelivered message waits for its recipient (C25).
	QueueMs int64 `json:"queue_ms"`
	// PinnedChats is how many chats one can pin.
	PinnedChats int `json:"pinned_chats"`
	// FileBytes is how large a file may be; zero where the server takes none.
	FileBytes int64 `json:"file_bytes,omitzero"`
}
