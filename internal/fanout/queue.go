package fanout

import (
	"twoticks/internal/channel"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
)

// QueueChanged implements messenger.Announcer. Most members of a group see the same, and are told with one encoding; who
// has a stretch of its own is told its own view.
func (f *Fanout) QueueChanged(c messenger.QueueChange) {
	// Views that say the same share their list: it is told apart by where it lies.
	type seen struct {
		list   *messenger.Stretch
		others messenger.Marks
	}
	alike := map[seen][]channel.Topic{}
	views := map[seen]messenger.QueueView{}
	for _, v := range c.Views {
		if v.Own {
			tell(f, channel.ClassLog, []channel.Topic{channel.Topic(v.User)}, wire.QueueChanged(c.Chat, v))
			continue
		}
		key := seen{others: v.Others}
		if len(v.OthersExpired) > 0 {
			key.list = &v.OthersExpired[0]
		}
		alike[key] = append(alike[key], channel.Topic(v.User))
		views[key] = v
	}
	for key, topics := range alike {
		tell(f, channel.ClassLog, topics, wire.QueueChanged(c.Chat, views[key]))
	}
}
