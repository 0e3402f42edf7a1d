package messenger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of a text.
const (
	MaxTextBytes      = 16 << 10
	MaxTextCharacters = 10_000
	maxFormatRun      = 16 // invisible characters in a row
	maxMarksPerBase   = 8  // combining marks on one character
)

// Content is what a message says: a kind, the version of that kind, and a body in JSON that only the ends interpret.
type Content struct {
	Kind    string
	Version int
	Body    []byte
}

// Kinds of content.
const (
	KindText   = "text"
	KindSystem = "system"
	KindFiles  = "files"
)

// Hash is a short fingerprint of content as accepted: a repeat of a client id is told from a conflict by it (C6).
func (c Content) Hash() [8]byte {
	h := sha256.New()
	h.Write([]byte(c.Kind))
	h.Write(binary.BigEndian.AppendUint32([]byte{0}, uint32(c.Version)))
	h.Write(c.Body)
	return [8]byte(h.Sum(nil))
}

// Text is what a message says in words, also beside files; empty for other kinds.
func (c Content) Text() string {
	if c.Kind != KindText && c.Kind != KindFiles {
		return ""
	}
	var body struct {
		Text string `json:"text"`
	}
	if json.Unmarshal(c.Body, &body) != nil {
		return ""
	}
	return body.Text
}

// NewText makes the content of a text message. The text stays exactly as it was written; it is refused when it is empty,
// too long, or holds what breaks a reader's screen.
func NewText(text string) (Content, error) {
	if err := CheckText(text); err != nil {
		return Content{}, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(struct {
		Text string `json:"text"`
	}{text}); err != nil {
		return Content{}, err
	}
	return Content{KindText, 1, bytes.TrimRight(b.Bytes(), "\n")}, nil
}

// CheckText is the rule of every text that people write to each other.
func CheckText(text string) error {
	if len(text) > MaxTextBytes || utf8.RuneCountInString(text) > MaxTextCharacters {
		return ErrTextTooLong
	}
	if !utf8.ValidString(text) {
		return ErrTextNotAllowed
	}
	visible := false
	formats, marks := 0, 0
	for _, r := range text {
		switch {
		case r == 0:
			return ErrTextNotAllowed
		case unicode.Is(unicode.Cf, r):
			if formats++; formats > maxFormatRun {
				return ErrTextNotAllowed
			}
			continue
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks++; marks > maxMarksPerBase {
				return ErrTextNotAllowed
			}
		default:
			marks = 0
			visible = visible || !unicode.IsSpace(r) && !unicode.IsControl(r) && !blank(r)
		}
		formats = 0
	}
	if !visible {
		return ErrTextEmpty
	}
	return nil
}

// blank tells letters that are drawn as nothing: the fillers of Hangul and the empty pattern of Braille.
func blank(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u2800', '\u3164', '\uffa0':
		return true
	}
	return false
}

// Lines that the server writes into a timeline.
const (
	LineChatCreated        = "chat.created"
	LineMemberAdded        = "member.added"
	LineMemberLeft         = "member.left"
	LineMemberRemoved      = "member.removed"
	LineMemberJoined       = "member.joined"   // by a link, whose maker is the subject
	LineMemberApproved     = "member.approved" // who waited
	LineMemberPromoted     = "member.promoted"
	LineMemberDemoted      = "member.demoted"
	LineGroupRenamed       = "group.renamed" // Text is the new name
	LineGroupDescribed     = "group.described"
	LineChatImported       = "chat.imported"
	LineGroupPictured      = "group.pictured"
	LineInvitationAccepted = "invitation.accepted"
)

// SystemLine is the body of a line that the server writes.
type SystemLine struct {
	Line     string
	Subjects []UserID
	// Text is what people wrote that the line says: never words of the server.
	Text string
}

// Message is a row of the timeline as it is now (C8a).
type Message struct {
	Chat     ChatID
	Seq      Seq
	Sender   UserID
	ClientID ClientID
	At       time.Time
	// SentAt is the sender's own clock; zero when not given.
	SentAt time.Time
	// System is set on lines that the server writes; else Content is, unless the message was deleted for everyone.
	System  *SystemLine
	Content *Content
	// EditedSeq and DeletedSeq are the change entries that made it so; zero when it was not.
	EditedSeq, DeletedSeq Seq
	// VanishAt is when its time is over; zero for never. Vanished: it is over, and the content is gone.
	VanishAt time.Time
	Vanished bool
	// AgainOf is the client id of the expired message that this one was sent again for.
	AgainOf ClientID
	// Quote is set on a message that answers another.
	Quote *Quote
	// Forwarded: it was said elsewhere before; where, and by whom, is not kept.
	Forwarded bool
	// Reactions are those of all, the reader's own first, else that of who reacted just now; ReactedSeq is the last entry
	// that changed them.
	Reactions  []MemberReaction
	ReactedSeq Seq
}

// ChangeKind is what a change entry changes.
type ChangeKind uint8

const (
	Edit ChangeKind = iota + 1
	Deletion
	Reaction
	Pin
	// Purge is what the server does to a message that expired for everybody, where the operator wants that (C27).
	Purge
	// Vanish is what the server does to a message whose time is over.
	Vanish
)

// Change is an entry of the log without content: it says that a row of the timeline is another now (C8a).
type Change struct {
	Kind   ChangeKind
	Actor  UserID
	Target Seq
	At     time.Time
}

// Entry is an entry of the log. Message is the row itself or, for a change, its target as it is now; nil when the
// reader may not see the target.
type Entry struct {
	Seq     Seq
	Message *Message
	Change  *Change
	// Pin is, for a change of kind Pin, how the target is pinned now; nil when it is not.
	Pin *PinState
}

// History is a page of the timeline, oldest first, true as of Head.
type History struct {
	Head     Seq
	Messages []Message
	People   []Person
	// Expired are the reader's own stretches within this page, whose rows were left out.
	Expired []Stretch
	More    bool
}

// Changes are the entries after a seq, in order, without a gap, up to Upto.
type Changes struct {
	Head    Seq
	Upto    Seq
	Entries []Entry
	People  []Person
	// Expired are the reader's own stretches within it, whose rows were left out.
	Expired []Stretch
}
