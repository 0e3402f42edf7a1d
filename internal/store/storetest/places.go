package storetest

import (
	"slices"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// placesOfDevices: which of one's own devices has a message is what each said, and no device is named that is not one's own.
func placesOfDevices(o *office) {
	var two messenger.ChatID
	open := func(actor, with messenger.UserID) messenger.ChatID {
		opened, err := o.Whole.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: actor, With: with, ID: messenger.NewID(), At: o.now})
		o.must(err)
		return opened.Row.Chat
	}
	say := func(words string) messenger.Seq {
		o.now = o.now.Add(time.Minute)
		out, err := o.Whole.AppendMessages(ctx, messenger.AppendMessages{
			Sender: o.bo, Chat: two, Messages: []messenger.NewMessage{message(words)}, At: o.now, Guard: messenger.MaySend,
		})
		o.must(err)
		return out.Results[0].Seq
	}
	two = open(o.bo, o.cy)
	phone, laptop := o.signIn(o.bo), o.signIn(o.bo)
	cys := o.signIn(o.cy)
	program := o.session(o.bo)
	program.Scopes = 1
	o.must(o.Whole.CreateToken(ctx, auth.CreateToken{Session: program, By: o.bo, Max: 1}))
	first, second := say("one"), say("two")
	tablet := o.signIn(o.bo) // signed in after both

	has := func(seq messenger.Seq) (ids []auth.SessionID) {
		o.Helper()
		info, err := o.Whole.MessageInfo(ctx, o.bo, two, seq)
		o.must(err)
		for _, d := range info.Devices {
			if d.UsedAt.IsZero() || d.Session == cys.ID || d.Session == program.ID {
				o.Errorf("named is %+v", d)
			}
			if d.Has {
				ids = append(ids, d.Session)
			}
		}
		if len(info.Devices) != 4 { // with the one of the account's first day
			o.Errorf("%d devices are named", len(info.Devices))
		}
		return ids
	}
	want := func(when string, seq messenger.Seq, want ...auth.Session) {
		o.Helper()
		got := has(seq)
		same := len(got) == len(want)
		for _, s := range want {
			same = same && slices.Contains(got, s.ID)
		}
		if !same {
			o.Errorf("%s, message %d is on %x", when, seq, got)
		}
	}
	keep := func(places ...messenger.DevicePlace) {
		o.Helper()
		o.must(o.Whole.KeepPlaces(ctx, places))
	}
	want("before any said so", first, tablet)
	keep(messenger.DevicePlace{Session: phone.ID, Chat: two, Seq: first}, messenger.DevicePlace{Session: laptop.ID, Chat: two, Seq: 99})
	want("told", first, tablet, phone, laptop)
	want("told", second, tablet, laptop)
	keep(messenger.DevicePlace{Session: laptop.ID, Chat: two, Seq: first}, messenger.DevicePlace{Session: phone.ID, Chat: two, Seq: second})
	want("a place does not fall", second, tablet, phone, laptop)
	third := say("three")
	want("nobody is further than the chat is", third)

	// What is not so, or not so any more, is left out in silence, and keeps nothing else back.
	o.must(o.EndSession(ctx, laptop.ID, o.now))
	elsewhere := open(o.ana, o.cy)
	keep(
		messenger.DevicePlace{Session: laptop.ID, Chat: two, Seq: third},
		messenger.DevicePlace{Session: phone.ID, Chat: elsewhere, Seq: 1},
		messenger.DevicePlace{Session: phone.ID, Chat: messenger.NewID(), Seq: 1},
		messenger.DevicePlace{Session: messenger.NewID(), Chat: two, Seq: 1},
		messenger.DevicePlace{Session: phone.ID, Chat: two, Seq: third},
	)
	o.signIn(o.bo)
	info, err := o.Whole.MessageInfo(ctx, o.bo, two, third)
	o.must(err)
	for _, d := range info.Devices {
		if d.Session == laptop.ID || d.Has != (d.Session == phone.ID || d.UsedAt.Equal(o.now)) {
			o.Errorf("after all, %+v", d)
		}
	}
	keep()
}
