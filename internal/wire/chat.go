package wire

import (
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

var chatKinds = map[messenger.ChatKind]string{
	messenger.Self: "self", messenger.Direct: "direct", messenger.Group: "group",
}

var roles = map[messenger.Role]string{
	messenger.PlainMember: "member", messenger.Administrator: "administrator",
}

// ChatRow writes a user's own row of a chat.
func ChatRow(r messenger.ChatRow) protocol.ChatRow {
	return protocol.ChatRow{
		Rev: protocol.Rev(r.Rev), Chat: protocol.ChatID(r.Chat), Kind: chatKinds[r.Kind],
		Peer: protocol.UserID(r.Peer), From: protocol.Seq(max(r.From, r.ClearedTo)), To: protocol.Seq(r.To),
		Name: r.Name, About: r.About, Picture: protocol.FileID(r.Picture), Settings: groupSettings(r.Settings), Timer: int64(r.Timer.Seconds()), Requests: r.Requests, Role: roles[r.Role], Draft: r.Draft, DraftAt: Millis(r.DraftAt), Gone: r.Gone,
		PinnedAt: Millis(r.PinnedAt), MutedUntil: Millis(r.MutedUntil), Archived: r.Archived, ArchivedTo: protocol.Seq(r.ArchivedTo), MarkedUnread: r.MarkedUnread, Blocked: r.Blocked,
	}
}

// ChatRows writes rows.
func ChatRows(list []messenger.ChatRow) []protocol.ChatRow { return each(list, ChatRow) }

// Blocks writes whom a user blocks; nil when nobody, so that an optional field leaves it out.
func Blocks(list []messenger.BlockRow) []protocol.Block {
	if len(list) == 0 {
		return nil
	}
	return each(list, Block)
}

// Block writes one of them.
func Block(b messenger.BlockRow) protocol.Block {
	return protocol.Block{Rev: protocol.Rev(b.Rev), User: protocol.UserID(b.User), Gone: b.Gone}
}

// Marks writes high-water marks.
func Marks(m messenger.Marks) protocol.Marks {
	return protocol.Marks{Delivered: protocol.Seq(m.Delivered), Read: protocol.Seq(m.Read)}
}

// HeadsRow writes where a chat stands.
func HeadsRow(r messenger.HeadsRow) protocol.HeadsRow {
	return protocol.HeadsRow{
		Chat: protocol.ChatID(r.Chat), Head: protocol.Seq(r.Head), HeadAt: Millis(r.HeadAt), Last: messageOrNil(r.Last),
		Mine: Marks(r.Mine), Others: Marks(r.Others), OthersFrom: protocol.Seq(r.OthersFrom),
		Members: r.Members, Unread: r.Unread,
		Expired: Stretches(r.Expired), OthersExpired: Stretches(r.OthersExpired), Pins: pinned(r.Pins),
	}
}

// HeadsRows writes rows.
func HeadsRows(list []messenger.HeadsRow) []protocol.HeadsRow { return each(list, HeadsRow) }

// Members writes who is in a group.
func Members(list []messenger.Member) []protocol.Member {
	return each(list, func(m messenger.Member) protocol.Member {
		return protocol.Member{User: protocol.UserID(m.User), Role: roles[m.Role], From: protocol.Seq(m.From)}
	})
}

// Typing writes who types in a chat.
func Typing(t messenger.Typing) protocol.Typing {
	return protocol.Typing{Chat: protocol.ChatID(t.Chat), Users: UserIDs(t.Users), Count: t.Count}
}

// groupSettings writes what a group lets its members do; nil for other chats, and for who is no member.
func groupSettings(s messenger.GroupSettings) *protocol.GroupSettings {
	if s == (messenger.GroupSettings{}) {
		return nil
	}
	history := "joining"
	if s.History {
		history = "all"
	}
	return &protocol.GroupSettings{
		Send: whoMay[s.Send], Change: whoMay[s.Change], Add: whoMay[s.Add], History: history, Approval: s.Approval,
	}
}

var whoMay = map[messenger.Role]string{messenger.PlainMember: "all", messenger.Administrator: "administrators"}
