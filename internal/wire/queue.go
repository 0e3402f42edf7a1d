package wire

import (
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func stretch(s messenger.Stretch) protocol.Stretch {
	return protocol.Stretch{From: protocol.Seq(s.From), To: protocol.Seq(s.To), Messages: s.Messages}
}

// Stretches writes what left a queue; nil when there is nothing, so that an optional field leaves it out.
func Stretches(list []messenger.Stretch) []protocol.Stretch {
	if len(list) == 0 {
		return nil
	}
	return each(list, stretch)
}

// OwnExpired tells a user that a stretch of its own came or went. The list is there also when it is empty now.
func OwnExpired(chat messenger.ChatID, v messenger.QueueView) protocol.ExpiredChanged {
	return protocol.ExpiredChanged{
		Chat: protocol.ChatID(chat), Expired: each(v.Expired, stretch), Others: Marks(v.Others), Mine: Marks(v.Mine), Unread: v.Unread,
	}
}

// OthersExpired tells a member that one of another's did. The list is there also when it is empty now.
func OthersExpired(chat messenger.ChatID, v messenger.QueueView) protocol.ExpiredChanged {
	return protocol.ExpiredChanged{
		Chat: protocol.ChatID(chat), OthersExpired: each(v.OthersExpired, stretch), Others: Marks(v.Others),
	}
}
