package messenger

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxQuote is how many characters of a message a quote of it shows.
const MaxQuote = 120

// Quote is what a reply shows of the message that it answers, as that is now: an edit shows in it, a deletion empties it.
type Quote struct {
	// Seq is the place of the message. The rest is empty for a reader who may not see it (C23).
	Seq    Seq
	Sender UserID
	// Kind is that of its content; empty once it was deleted for everyone.
	Kind string
	// Text is its beginning, on one line.
	Text string
	// EditedSeq and DeletedSeq are those of the message: they tell which of two quotes of it is true later.
	EditedSeq, DeletedSeq Seq
}

// QuoteOf is the quote of a message.
func QuoteOf(m *Message) *Quote {
	q := &Quote{Seq: m.Seq, Sender: m.Sender, EditedSeq: m.EditedSeq, DeletedSeq: m.DeletedSeq}
	if m.Content != nil {
		q.Kind, q.Text = m.Content.Kind, snippet(m.Content.Text())
	}
	return q
}

// Hidden is the quote for who may not see what is quoted.
func (q *Quote) Hidden() *Quote { return &Quote{Seq: q.Seq} }

// snippet is the beginning of a text on one line. A character is not cut off from the marks and joiners behind it where
// that takes a few more.
func snippet(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= MaxQuote {
		return text
	}
	n := 0
	for i, r := range text {
		if n++; n > MaxQuote && (!unicode.In(r, unicode.M, unicode.Cf) || n > MaxQuote+maxFormatRun) {
			return strings.TrimRight(text[:i], " \u200d") + "…"
		}
	}
	return text
}

// MayQuote is the rule of what a message can answer: what somebody wrote and the sender can see. That it was deleted
// meanwhile does not matter: the answer may have waited for a connection.
func MayQuote(target *Message) error {
	if target == nil || target.System != nil {
		return ErrEntryNotFound
	}
	return nil
}

// Hash is the fingerprint of a message as it was sent (C6): of its content, and of what it answers and whether it was
// forwarded where that is so.
func (m *NewMessage) Hash() [8]byte {
	hash := m.Content.Hash()
	if len(m.Files) > 0 {
		hash = m.hashFiles()
	}
	if m.link != "" {
		hash = m.hashLink()
	}
	if m.ReplyTo == 0 && !m.Forwarded {
		return hash
	}
	b := binary.BigEndian.AppendUint64(hash[:], uint64(m.ReplyTo))
	if m.Forwarded {
		b = append(b, 1)
	}
	sum := sha256.Sum256(b)
	return [8]byte(sum[:8])
}

// Others are the users that a message names beside its sender: of what it answers, and who reacted, as far as those are
// told (MaxReactors).
func (m *Message) Others() []UserID {
	var users []UserID
	if m.Quote != nil && m.Quote.Sender != (UserID{}) {
		users = append(users, m.Quote.Sender)
	}
	for i, r := range m.Reactions {
		if i == MaxReactors {
			break
		}
		users = append(users, r.User)
	}
	return users
}

// AsOf leaves out of a message what came to it after its reader's membership had ended (C23): what it said before stands
// nowhere, and a reaction that was changed since is not told either.
func (m *Message) AsOf(to Seq) {
	if m.EditedSeq > to {
		m.Content, m.EditedSeq = nil, 0
	}
	if m.Quote != nil && m.Quote.EditedSeq > to {
		m.Quote = m.Quote.Hidden()
	}
	m.Reactions = slices.DeleteFunc(m.Reactions, func(r MemberReaction) bool { return r.Seq > to })
	m.ReactedSeq = min(m.ReactedSeq, to)
}
