package wire

import (
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Found makes what was found.
func Found(list []messenger.SearchHit) []protocol.MessageFound {
	return each(list, func(h messenger.SearchHit) protocol.MessageFound {
		return protocol.MessageFound{
			Chat: protocol.ChatID(h.Chat), Seq: protocol.Seq(h.Seq), Sender: userID(h.Sender), At: Millis(h.At),
			Snippet: each(h.Snippet, func(p messenger.SnippetPart) protocol.SnippetPart { return protocol.SnippetPart(p) }),
		}
	})
}
