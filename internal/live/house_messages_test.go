package live_test

import (
	"testing"

	"twoticks/internal/messenger"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

func text(words string) protocol.NewMessage {
	return protocol.NewMessage{
		ClientID: messenger.NewID(),
		Content:  protocol.Content{Kind: "text", Version: 1, Body: protocol.Encode(protocol.TextBody{Text: words})},
	}
}

func openChat(t *testing.T, h *house, c *client.Connection, with string) protocol.ChatID {
	t.Helper()
	opened, err := client.Do[protocol.ChatOpened](within(t), c, "chat.open", protocol.ChatOpen{With: protocol.UserID(h.people[with].User)})
	if err != nil {
		t.Fatal(err)
	}
	return opened.Row.Chat
}

func TestMessageGoesFromOneSocketToTheOther(t *testing.T) {
	h := newHouse(t, "ana", "bo")
	ana, bo := h.connect(t, "ana"), h.connect(t, "bo")
	chat := openChat(t, h, ana, "bo")
	hello := text("Hello, Bo")

	sent, err := client.Do[protocol.MessageSent](within(t), ana, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{hello}})
	if err != nil {
		t.Fatal(err)
	}
	if r := sent.Results[0]; r.Seq == 0 || r.ClientID != hello.ClientID || r.Error != nil || r.Duplicate {
		t.Fatalf("ack: %+v", r)
	}
	appeared, err := client.Next[protocol.AccountChanged](within(t), bo)
	if err != nil || len(appeared.Chats) != 1 || appeared.Chats[0].Chat != chat {
		t.Fatalf("Bo learns of the chat with its first message (C31): %+v, %v", appeared, err)
	}
	for _, c := range []*client.Connection{bo, ana} {
		added, err := client.Next[protocol.MessageAdded](within(t), c)
		if err != nil {
			t.Fatal(err)
		}
		if m := added.Message; m.Seq != sent.Results[0].Seq || m.ClientID != hello.ClientID || string(m.Content.Body) != `{"text":"Hello, Bo"}` {
			t.Fatalf("event: %+v", m)
		}
	}
	page, err := client.Do[protocol.History](within(t), bo, "history.read", protocol.HistoryRead{Chat: chat})
	if err != nil || len(page.Messages) != 1 || page.More {
		t.Fatalf("history: %+v, %v", page, err)
	}
	again, err := client.Do[protocol.MessageSent](within(t), ana, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{hello}})
	if err != nil || !again.Results[0].Duplicate || again.Results[0].Seq != sent.Results[0].Seq {
		t.Fatalf("the same client id again (C6): %+v, %v", again, err)
	}
}
