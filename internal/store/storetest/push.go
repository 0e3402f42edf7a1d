package storetest

import (
	"bytes"
	"errors"
	"slices"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// pushDevices: who is told of a message while no page is open is who may read it, has not, and said where.
func pushDevices(o *office) {
	opened, err := o.Whole.CreateGroup(ctx, messenger.CreateGroup{Actor: o.ana, ID: messenger.NewID(), Name: "Club", Members: []messenger.UserID{o.bo, o.cy}, At: o.now})
	o.must(err)
	group := opened.Row.Chat
	phone, laptop, cys, anas := o.signIn(o.bo), o.signIn(o.bo), o.signIn(o.cy), o.signIn(o.ana)
	device := func(s auth.Session, endpoint string) messenger.PushDevice {
		return messenger.PushDevice{Session: s.ID, Endpoint: "https://push.example.org/" + endpoint, Key: bytes.Repeat([]byte{4}, 65), Auth: bytes.Repeat([]byte{5}, 16), Language: "de", Preview: true}
	}
	keep := func(d messenger.PushDevice) { o.Helper(); o.must(o.Whole.KeepPushDevice(ctx, d, o.now)) }
	say := func(by messenger.UserID, words string) messenger.Seq {
		o.Helper()
		o.now = o.now.Add(time.Minute)
		out, err := o.Whole.AppendMessages(ctx, messenger.AppendMessages{
			Sender: by, Chat: group, Messages: []messenger.NewMessage{message(words)}, At: o.now, Guard: messenger.MaySend,
		})
		o.must(err)
		return out.Results[0].Seq
	}
	read := func(seq messenger.Seq) messenger.PushMessage {
		o.Helper()
		m, err := o.Whole.PushMessage(ctx, group, seq)
		o.must(err)
		return m
	}
	want := func(when string, seq messenger.Seq, want ...auth.Session) {
		o.Helper()
		var got []auth.SessionID
		for _, d := range read(seq).To {
			got = append(got, d.Session)
		}
		same := len(got) == len(want)
		for _, s := range want {
			same = same && slices.Contains(got, s.ID)
		}
		if !same {
			o.Errorf("%s, message %d is for %x", when, seq, got)
		}
	}
	hello := say(o.ana, "hello")
	want("nobody said where", hello)
	for s, endpoint := range map[*auth.Session]string{&phone: "phone", &laptop: "laptop", &cys: "cy", &anas: "ana"} {
		keep(device(*s, endpoint))
	}
	want("all but the author", hello, phone, laptop, cys)

	m := read(hello)
	if m.Kind != messenger.Group || m.Name != "Club" || m.Sender != o.ana || m.SenderName != "The ana" || m.Content.Text() != "hello" {
		o.Errorf("the message is %+v", m)
	}
	for _, d := range m.To {
		if d.Session != phone.ID {
			continue
		}
		if d.User != o.bo || d.Endpoint != "https://push.example.org/phone" || len(d.Key) != 65 || len(d.Auth) != 16 || d.Language != "de" || !d.Preview {
			o.Errorf("the device is %+v", d.PushDevice)
		}
		if d.Place != 0 || !d.MutedUntil.IsZero() || d.Archived || !d.KeepArchived || !d.TellMentions || d.Mentioned {
			o.Errorf("it stands %+v", d)
		}
	}

	// How it stands to the chat.
	o.must(o.Whole.KeepPlaces(ctx, []messenger.DevicePlace{{Session: phone.ID, Chat: group, Seq: hello}}))
	until, away := messenger.MuteHours, true
	row, err := o.Whole.ChangeChatRow(ctx, messenger.ChangeChatRow{User: o.bo, Chat: group, At: o.now, Change: messenger.RowChange{Mute: &until, Archived: &away}, Guard: messenger.MayRead})
	o.must(err)
	for name := range map[string]bool{messenger.SettingKeepArchived: true, messenger.SettingMentions: true} {
		_, err := o.Whole.SetSetting(ctx, messenger.SetSetting{User: o.bo, Name: name, Value: "off"})
		o.must(err)
	}
	called := say(o.ana, "where are you, @bo?")
	stands := 0
	for _, d := range read(called).To {
		if d.User != o.bo {
			continue
		}
		stands++
		if place := d.Place; place != 0 && place != hello || (d.Session == phone.ID) != (place == hello) {
			o.Errorf("its place is %d", place)
		}
		if !d.MutedUntil.Equal(row.MutedUntil) || d.MutedUntil.IsZero() || !d.Archived || d.ArchivedTo != hello || d.KeepArchived || d.TellMentions || !d.Mentioned {
			o.Errorf("it stands %+v", d)
		}
	}
	if stands != 2 {
		o.Errorf("%d devices of Bo's stand", stands)
	}

	// Who read it, who is not told any more, and who may not read it.
	_, err = o.Whole.Mark(ctx, messenger.Mark{User: o.cy, Chat: group, Marks: messenger.Marks{Read: called}, At: o.now, Guard: messenger.MayRead})
	o.must(err)
	want("Cy read it", called, phone, laptop)
	o.must(o.Whole.ForgetPushDevice(ctx, laptop.ID, "https://push.example.org/another"))
	want("another place was forgotten", called, phone, laptop)
	o.must(o.Whole.ForgetPushDevice(ctx, laptop.ID, "https://push.example.org/laptop"))
	want("the laptop is not told", called, phone)
	keep(device(laptop, "phone"))
	want("one browser is one device", called, laptop)
	keep(device(laptop, "laptop"))
	o.must(o.EndSession(ctx, laptop.ID, o.now))
	want("signed out", called)
	if err := o.Whole.KeepPushDevice(ctx, device(laptop, "laptop"), o.now); !errors.Is(err, messenger.ErrNotAllowed) {
		o.Errorf("a device that was signed out: %v", err)
	}
	keep(device(phone, "phone"))
	want("again", called, phone)
	_, err = o.Whole.RemoveMember(ctx, messenger.RemoveMember{Actor: o.ana, Chat: group, User: o.bo, At: o.now, Guard: messenger.MayRead})
	o.must(err)
	last := say(o.ana, "he is gone")
	want("removed", last, cys)
	want("removed, of what was before", called)
	line := last - 1
	if m := read(line); len(m.To) != 0 {
		o.Errorf("a line of the server is for %d devices", len(m.To))
	}
	if m := read(last + 1); len(m.To) != 0 {
		o.Error("what is not there is pushed")
	}

	first, err := o.Whole.PushKey(ctx, "one")
	o.must(err)
	again, err := o.Whole.PushKey(ctx, "two")
	o.must(err)
	if first != "one" || again != "one" {
		o.Errorf("the key is %q, then %q", first, again)
	}
}
