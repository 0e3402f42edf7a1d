package push

import (
	"testing"
	"time"

	"twoticks/internal/messenger"
)

type otherNodes struct{ said []messenger.Seq }

func (o *otherNodes) ToldHere(_ messenger.UserID, _ messenger.ChatID, seq messenger.Seq) {
	o.said = append(o.said, seq)
}
func (o *otherNodes) ReadHere(messenger.UserID, messenger.ChatID, messenger.Seq) {}

// A device is taken back what it was told, once, and without showing anything only as often as browsers allow.
func TestWhatIsTakenBack(t *testing.T) {
	told, now := newTold(), time.Unix(1_800_000_000, 0)
	others := &otherNodes{}
	told.nodes = others
	bo := messenger.UserID{1}
	phone := messenger.PushDevice{Session: messenger.SessionID{1}, User: bo, Endpoint: "https://push.example.org/phone"}
	tablet := messenger.PushDevice{Session: messenger.SessionID{2}, User: bo, Endpoint: "https://web.push.apple.com/tablet"}
	chat := func(n byte) messenger.ChatID { return messenger.ChatID{n} }
	want := func(when string, n byte, seq messenger.Seq, devices ...messenger.PushDevice) {
		t.Helper()
		got := told.taken(telling{bo, chat(n)}, seq, now)
		if len(got) != len(devices) || len(got) == 1 && got[0].Session != devices[0].Session {
			t.Errorf("%s: taken from %v", when, got)
		}
	}
	want("nothing was told", 1, 9)
	told.add(chat(1), 5, phone)
	told.add(chat(1), 5, phone)
	told.add(chat(1), 7, phone)
	told.add(chat(1), 6, tablet)
	if len(others.said) != 2 || others.said[1] != 7 {
		t.Errorf("the other nodes were told %v", others.said)
	}
	want("not read that far", 1, 6)
	want("read; never from a device whose browser ends it for that", 1, 7, phone)
	want("again", 1, 7)
	for i := range silentADay - 1 {
		told.add(chat(2), messenger.Seq(i+1), phone)
		want("the last of a device", 2, 100, phone)
	}
	told.add(chat(2), 50, phone)
	want("too often for a day", 2, 50)
	told.add(chat(2), 51, phone)
	told.add(chat(3), 1, phone)
	want("another stands still", 2, 51, phone)
	want("that one does not", 3, 1)
	if len(told.here) != 0 || len(told.standing) != 0 || told.any.Load() {
		t.Errorf("it keeps %v, %v", told.here, told.standing)
	}
	now = now.Add(day + time.Second)
	told.add(chat(2), 60, phone)
	want("the next day", 2, 60, phone)
	for i := range maxTold + 10 {
		told.add(messenger.ChatID{byte(i), byte(i >> 8), 1}, 1, phone)
	}
	if len(told.here) != maxTold || told.standing[phone.Session] != maxTold {
		t.Errorf("it keeps %d, %d of them the phone's", len(told.here), told.standing[phone.Session])
	}
}
