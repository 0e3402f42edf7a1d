package fanout

import (
	"log/slog"
	"strings"
	"testing"

	"twoticks/internal/channel"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func TestWhatExpiredIsToldInFewEncodings(t *testing.T) {
	out := &published{}
	shared := []messenger.Stretch{{From: 1, To: 4}}
	change := messenger.QueueChange{Chat: messenger.ChatID{9}}
	for i := range byte(100) {
		change.Views = append(change.Views, messenger.QueueView{
			User: messenger.UserID{4, i}, OthersExpired: shared, Others: messenger.Marks{Delivered: 4},
		})
	}
	change.Views = append(change.Views,
		messenger.QueueView{User: ana, Own: true, Expired: []messenger.Stretch{{From: 1, To: 4, Messages: 3}}, Mine: messenger.Marks{Delivered: 4}, Unread: 2},
		messenger.QueueView{User: bo, OthersExpired: shared, Others: messenger.Marks{Delivered: 5}}, // holds the smallest mark
		messenger.QueueView{User: cy, OthersExpired: []messenger.Stretch{{From: 2, To: 4}}, Others: messenger.Marks{Delivered: 4}},
	)
	New(out, slog.New(slog.DiscardHandler)).QueueChanged(change)
	if len(out.list) != 4 {
		t.Fatalf("%d encodings for 103 members of four views", len(out.list))
	}
	audience := map[channel.Topic]string{}
	for _, p := range out.list {
		if p.name != "expired.changed" {
			t.Errorf("told %s", p.name)
		}
		for _, topic := range p.topics {
			audience[topic] += p.body
		}
	}
	if len(audience) != 103 {
		t.Errorf("%d were told", len(audience))
	}
	for user, want := range map[messenger.UserID]string{
		ana: `"expired":[{"from":1,"to":4,"messages":3}],"others":{"delivered":0,"read":0},"mine":{"delivered":4,"read":0},"unread":2`,
		bo:  `"others_expired":[{"from":1,"to":4}],"others":{"delivered":5,"read":0}`,
		cy:  `"others_expired":[{"from":2,"to":4}],`,
	} {
		if got := audience[channel.Topic(user)]; strings.Count(got, want) != 1 {
			t.Errorf("told %s, want %s", got, want)
		}
	}
	if got := audience[channel.Topic(ana)]; strings.Contains(got, "others_expired") {
		t.Errorf("when no other's queue changed, one was told %s", got)
	}
	if got := audience[channel.Topic{4, 7}]; strings.Contains(got, `"expired":`) {
		t.Errorf("one whose queue did not change was told %s", got)
	}
}

func TestTwoWhoseQueuesChangedAreToldOfBoth(t *testing.T) {
	out := &published{}
	New(out, slog.New(slog.DiscardHandler)).QueueChanged(messenger.QueueChange{Views: []messenger.QueueView{
		{User: ana, Own: true, Expired: []messenger.Stretch{{From: 1, To: 2}}, OthersExpired: []messenger.Stretch{{From: 0, To: 1}}},
		{User: bo, Own: true, Expired: []messenger.Stretch{{From: 0, To: 1}}},
	}})
	told := map[channel.Topic][]string{}
	for _, p := range out.list {
		told[p.topics[0]] = append(told[p.topics[0]], p.body)
	}
	for user, want := range map[messenger.UserID]string{ana: `"others_expired":[{"from":0,"to":1}]`, bo: `"others_expired":[]`} {
		got := told[channel.Topic(user)]
		if len(got) != 2 || strings.Contains(got[0], "others_expired") || !strings.Contains(got[1], want) {
			t.Errorf("told %v", got)
		}
	}
}

func TestWhatCanBeMissedIsStamped(t *testing.T) {
	out := &published{}
	f := New(out, slog.New(slog.DiscardHandler))
	chat := messenger.ChatID{9}
	f.MessagesAdded(messenger.Appended{
		Chat: chat, Kind: messenger.Direct, Members: []messenger.Member{{User: ana}},
		Messages: []messenger.Message{{Chat: chat, Seq: 7, Sender: ana}},
		Rows:     map[messenger.UserID]messenger.ChatRow{ana: {Chat: chat, Rev: 3}},
	})
	f.MessageChanged(messenger.Changed{
		Chat: chat, Kind: messenger.Direct, Members: []messenger.Member{{User: ana}},
		Message: messenger.Message{Chat: chat, Seq: 7, Sender: ana},
		Entry:   messenger.Entry{Seq: 8, Change: &messenger.Change{Kind: messenger.Edit, Target: 7}},
	})
	want := map[string]channel.Stamp{
		protocol.EventName[protocol.AccountChanged](): {About: ana, Upto: 3},
		protocol.EventName[protocol.MessageAdded]():   {About: chat, Upto: 7},
		protocol.EventName[protocol.MessageChanged](): {About: chat, Upto: 8},
	}
	if len(out.list) != len(want) {
		t.Errorf("told %d things", len(out.list))
	}
	for _, p := range out.list {
		if p.stamp != want[p.name] {
			t.Errorf("[C15] %s is stamped %+v, want %+v", p.name, p.stamp, want[p.name])
		}
	}
}
