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
			Files:   filesOf(h.Content),
		}
	})
}

// filesOf reads the files of a message out of its body, which is written as the wire has it.
func filesOf(c messenger.Content) []protocol.File {
	if c.Kind != messenger.KindFiles {
		return nil
	}
	body, err := protocol.DecodeServer[protocol.FilesBody](c.Body)
	if err != nil {
		return nil
	}
	return body.Files
}
