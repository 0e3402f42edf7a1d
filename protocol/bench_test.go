package protocol

import "testing"

func BenchmarkDecodeSend(b *testing.B) {
	frame := EncodeCommand("message.send", 7, MessageSend{chatID, []NewMessage{{ClientID: clientID, SentAt: justNow, Content: text}}})
	b.ReportAllocs()
	for b.Loop() {
		c, err := DecodeCommand(frame)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Decode[MessageSend](c.Body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeEvent(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		EncodeEvent(MessageAdded{hello})
	}
}
