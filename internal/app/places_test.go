package app_test

import (
	"testing"

	"twoticks/internal/testkit"
	"twoticks/protocol"
)

// TestOwnDevices: message info tells a person on which of their own devices a message is, and tells nobody else.
func TestOwnDevices(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	phone := s.SignIn(t, ana.Me.Handle)
	anas, phones := ana.GoOnline(t), phone.GoOnline(t)
	chat := openChat(t, ana, bo)
	say := func(words string) protocol.Seq {
		return do[protocol.MessageSent](t, anas, "message.send",
			protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("%s", words)}}).Results[0].Seq
	}
	first := say("one")
	// has tells whether the message is on the phone, and whether on the laptop, as each device asks.
	has := func(seq protocol.Seq) (onPhone, onLaptop bool) {
		t.Helper()
		info := do[protocol.MessageInfoReply](t, anas, "message.info", protocol.MessageInfo{Chat: chat, Seq: seq})
		if len(info.Devices) != 2 {
			t.Fatalf("devices are %+v", info.Devices)
		}
		for _, d := range info.Devices {
			if d.Current {
				onLaptop = d.Has
			} else {
				onPhone = d.Has
			}
			if d.Name == "" || d.UsedAt == 0 {
				t.Errorf("unnamed: %+v", d)
			}
		}
		return onPhone, onLaptop
	}
	if onPhone, onLaptop := has(first); onPhone || !onLaptop {
		t.Errorf("sent: on the phone %t, on the laptop %t", onPhone, onLaptop)
	}
	told := do[protocol.ReceiptMarked](t, phones, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Stored: first}}})
	if len(told.Results) != 1 || told.Results[0].Error != nil || told.Results[0].Mine != (protocol.Marks{}) {
		t.Errorf("the phone is answered %+v", told)
	}
	if onPhone, _ := has(first); !onPhone {
		t.Error("the phone said so, and it is not known")
	}
	second := say("two")
	if onPhone, _ := has(second); onPhone {
		t.Error("the next one is on the phone before it said so")
	}
	sent := do[protocol.MessageSent](t, bo.GoOnline(t), "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("three")}})
	do[protocol.ReceiptMarked](t, phones, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Delivered: sent.Results[0].Seq}}})
	if onPhone, _ := has(second); !onPhone {
		t.Error("what is delivered to the phone has all before it there")
	}
	if h := headsOf(t, anas, chat); h.Mine.Delivered != sent.Results[0].Seq {
		t.Errorf("Ana's marks are %+v", h.Mine)
	}
	// A place that is kept outlives the server.
	s.Restart()
	anas = ana.GoOnline(t)
	if onPhone, onLaptop := has(second); !onPhone || !onLaptop {
		t.Errorf("after a restart: on the phone %t, on the laptop %t", onPhone, onLaptop)
	}
}
