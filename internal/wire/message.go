package wire

import (
	"encoding/base64"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Message writes a row of the timeline.
func Message(m messenger.Message) protocol.Message {
	return protocol.Message{
		Chat: protocol.ChatID(m.Chat), Seq: protocol.Seq(m.Seq), Sender: protocol.UserID(m.Sender),
		ClientID: protocol.ClientID(m.ClientID), At: Millis(m.At), SentAt: Millis(m.SentAt),
		Content: content(m), AgainOf: protocol.ClientID(m.AgainOf),
		EditedSeq: protocol.Seq(m.EditedSeq), DeletedSeq: protocol.Seq(m.DeletedSeq),
		VanishAt: Millis(m.VanishAt), Vanished: m.Vanished,
		Quote: quote(m.Quote), Forwarded: m.Forwarded,
		Reactions: reactions(m.Reactions), ReactedSeq: protocol.Seq(m.ReactedSeq),
	}
}

// File writes what is told of a file.
func File(f messenger.File) *protocol.File {
	return &protocol.File{
		ID: protocol.FileID(f.ID), Shape: string(f.Shape), Name: f.Name, Type: f.Type, Size: f.Size, Width: f.Width, Height: f.Height,
		Blur: fileCoding.EncodeToString(f.Blur), PlaysMs: f.Plays.Milliseconds(), Wave: fileCoding.EncodeToString(f.Wave),
	}
}

var fileCoding = base64.RawURLEncoding.Strict()

func quote(q *messenger.Quote) *protocol.Quote {
	if q == nil {
		return nil
	}
	return &protocol.Quote{
		Seq: protocol.Seq(q.Seq), Sender: protocol.UserID(q.Sender), Kind: q.Kind, Text: q.Text,
		EditedSeq: protocol.Seq(q.EditedSeq), DeletedSeq: protocol.Seq(q.DeletedSeq),
	}
}

// reactions gathers them by emoji: the one with the most first, of equals that which somebody named first came to. Users
// are named as far as messenger.MaxReactors goes.
func reactions(list []messenger.MemberReaction) []protocol.Reaction {
	var out []protocol.Reaction
	at := map[string]int{}
	for i, r := range list {
		place, known := at[r.Emoji]
		if !known {
			place = len(out)
			at[r.Emoji] = place
			out = append(out, protocol.Reaction{Emoji: r.Emoji, Users: []protocol.UserID{}})
		}
		out[place].Count++
		if i < messenger.MaxReactors {
			out[place].Users = append(out[place].Users, protocol.UserID(r.User))
		}
	}
	slices.SortStableFunc(out, func(a, b protocol.Reaction) int { return b.Count - a.Count })
	return out
}

// MemberReactions writes who reacted how.
func MemberReactions(list []messenger.MemberReaction) []protocol.MemberReaction {
	return each(list, func(r messenger.MemberReaction) protocol.MemberReaction {
		return protocol.MemberReaction{User: protocol.UserID(r.User), Emoji: r.Emoji}
	})
}

// Messages writes rows.
func Messages(list []messenger.Message) []protocol.Message { return each(list, Message) }

func content(m messenger.Message) *protocol.Content {
	switch {
	case m.System != nil:
		body := protocol.SystemBody{Line: m.System.Line, Subjects: UserIDs(m.System.Subjects), Text: m.System.Text}
		return &protocol.Content{Kind: messenger.KindSystem, Version: 1, Body: protocol.Encode(body)}
	case m.Content != nil:
		return &protocol.Content{Kind: m.Content.Kind, Version: m.Content.Version, Body: jsontext.Value(m.Content.Body)}
	}
	return nil
}

func messageOrNil(m *messenger.Message) *protocol.Message {
	if m == nil {
		return nil
	}
	written := Message(*m)
	return &written
}

// Entry writes an entry of the log.
func Entry(e messenger.Entry) protocol.Entry {
	written := protocol.Entry{Seq: protocol.Seq(e.Seq), Message: messageOrNil(e.Message)}
	if p := e.Pin; p != nil {
		written.Pin = &protocol.Pin{By: protocol.UserID(p.By), UntilAt: Millis(p.Until)}
	}
	if c := e.Change; c != nil {
		written.Change = &protocol.Change{
			Kind: changeKinds[c.Kind], Actor: protocol.UserID(c.Actor), Target: protocol.Seq(c.Target), At: Millis(c.At),
		}
	}
	return written
}

// Entries writes entries.
func Entries(list []messenger.Entry) []protocol.Entry { return each(list, Entry) }

var changeKinds = map[messenger.ChangeKind]string{
	messenger.Edit: "edit", messenger.Deletion: "delete", messenger.Reaction: "reaction", messenger.Pin: "pin",
	messenger.Purge: "purge", messenger.Vanish: "vanish",
}

// MemberReceipts writes who has a message.
func MemberReceipts(list []messenger.MemberReceipt) []protocol.MemberReceipt {
	return each(list, MemberReceipt)
}

// MemberReceipt writes how far one of them is.
func MemberReceipt(r messenger.MemberReceipt) protocol.MemberReceipt {
	return protocol.MemberReceipt{
		User: protocol.UserID(r.User), Delivered: r.Delivered, Read: r.Read,
		DeliveredAt: Millis(r.DeliveredAt), ReadAt: Millis(r.ReadAt), PlayedAt: Millis(r.PlayedAt), Expired: r.Expired, Left: r.Left,
	}
}
