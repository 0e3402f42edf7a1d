package wire

import (
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Stars writes rows of stars; nil when there is none, so that an optional field leaves it out.
func Stars(list []messenger.Star) []protocol.Star {
	if len(list) == 0 {
		return nil
	}
	return each(list, func(s messenger.Star) protocol.Star {
		return protocol.Star{Rev: protocol.Rev(s.Rev), Chat: protocol.ChatID(s.Chat), Seq: protocol.Seq(s.Seq), Gone: s.Gone}
	})
}

// HiddenMessages writes rows of hidden messages; nil when there is none.
func HiddenMessages(list []messenger.Hidden) []protocol.Hidden {
	if len(list) == 0 {
		return nil
	}
	return each(list, func(h messenger.Hidden) protocol.Hidden {
		return protocol.Hidden{Rev: protocol.Rev(h.Rev), Chat: protocol.ChatID(h.Chat), Seq: protocol.Seq(h.Seq)}
	})
}

// Starred writes starred messages.
func Starred(list []messenger.Starred) []protocol.Starred {
	return each(list, func(s messenger.Starred) protocol.Starred {
		return protocol.Starred{Rev: protocol.Rev(s.Rev), Message: Message(s.Message)}
	})
}

// pinned writes pinned messages; nil when there is none.
func pinned(list []messenger.PinnedMessage) []protocol.PinnedMessage {
	if len(list) == 0 {
		return nil
	}
	return each(list, func(p messenger.PinnedMessage) protocol.PinnedMessage {
		return protocol.PinnedMessage{Message: Message(p.Message), By: protocol.UserID(p.By), UntilAt: Millis(p.Until)}
	})
}
