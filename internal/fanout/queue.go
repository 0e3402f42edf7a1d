package fanout

import (
	"twoticks/internal/channel"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
)

// QueueChanged implements messenger.Announcer: each whose own stretches changed is told of them, and all are told of the
// others'. Most members of a group see the same there, and are told with one encoding.
func (f *Fanout) QueueChanged(c messenger.QueueChange) {
	own := 0
	for _, v := range c.Views {
		if v.Own {
			own++
			tell(f, channel.ClassLog, []channel.Topic{channel.Topic(v.User)}, wire.OwnExpired(c.Chat, v))
		}
	}
	// Views that say the same share their list: it is told apart by where it lies.
	type seen struct {
		list   *messenger.Stretch
		others messenger.Marks
	}
	audience := map[seen][]channel.Topic{}
	views := map[seen]messenger.QueueView{}
	for _, v := range c.Views {
		if v.Own && own == 1 {
			continue // no other's changed
		}
		key := seen{others: v.Others}
		if len(v.OthersExpired) > 0 {
			key.list = &v.OthersExpired[0]
		}
		audience[key] = append(audience[key], channel.Topic(v.User))
		views[key] = v
	}
	for key, topics := range audience {
		tell(f, channel.ClassLog, topics, wire.OthersExpired(c.Chat, views[key]))
	}
}
