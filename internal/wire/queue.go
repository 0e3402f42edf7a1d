package wire

import (
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Stretches writes what left a queue; nil when there is nothing, so that an optional field leaves it out.
func Stretches(list []messenger.Stretch) []protocol.Stretch {
	if len(list) == 0 {
		return nil
	}
	return each(list, func(s messenger.Stretch) protocol.Stretch {
		return protocol.Stretch{From: protocol.Seq(s.From), To: protocol.Seq(s.To), Messages: s.Messages}
	})
}

// QueueChanged writes one member's view of what expired or was shown. A list that the event is about is there also when it
// is empty now.
func QueueChanged(chat messenger.ChatID, v messenger.QueueView) protocol.ExpiredChanged {
	event := protocol.ExpiredChanged{
		Chat: protocol.ChatID(chat), OthersExpired: Stretches(v.OthersExpired), Others: Marks(v.Others),
	}
	if event.OthersExpired == nil {
		event.OthersExpired = []protocol.Stretch{}
	}
	if v.Own {
		event.Expired, event.Mine, event.Unread = Stretches(v.Expired), Marks(v.Mine), v.Unread
		if event.Expired == nil {
			event.Expired = []protocol.Stretch{}
		}
	}
	return event
}
