package command_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func TestSendKeepsOrderAndIsRepeatable(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	batch := []protocol.NewMessage{text("1"), text("2"), text("3")}
	first := h.send(t, h.ana, chat, batch...)
	for i, r := range first.Results {
		if r.Seq != protocol.Seq(i+1) || r.ClientID != batch[i].ClientID || r.At == 0 || r.Duplicate {
			t.Errorf("[C10] result %d: %+v", i, r)
		}
	}
	again := h.send(t, h.ana, chat, batch...)
	for i, r := range again.Results {
		if r.Seq != first.Results[i].Seq || r.At != first.Results[i].At || !r.Duplicate {
			t.Errorf("[C6] the same client id again: %+v", r)
		}
	}
	other := batch[1]
	other.Content.Body = protocol.Encode(protocol.TextBody{Text: "another text"})
	if r := h.send(t, h.ana, chat, other).Results[0]; r.Error == nil || r.Error.Code != protocol.CodeClientIDConflict {
		t.Errorf("[C6] the same client id with another text: %+v", r)
	}
	if r := h.send(t, h.bo, chat, batch[0]).Results[0]; r.Error != nil || r.Duplicate || r.Seq != 4 {
		t.Errorf("row 34: somebody else's client id is one's own: %+v", r)
	}
}

func TestContentThatBreaksARuleIsRefusedForItself(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	video := text("")
	video.Content.Kind = "video"
	batch := []struct {
		message protocol.NewMessage
		code    protocol.ErrorCode
	}{
		{text("before"), ""},
		{text(""), protocol.CodeTextEmpty},
		{text(" \u200b\n"), protocol.CodeTextEmpty},
		{text("a\x00b"), protocol.CodeTextNotAllowed},
		{text(strings.Repeat("\u200e", 2000)), protocol.CodeTextNotAllowed},
		{text(strings.Repeat("a", messenger.MaxTextCharacters+1)), protocol.CodeTextTooLong},
		{video, protocol.CodeBadField},
		{text("\u202eturned"), ""},
		{text(strings.Repeat("a", messenger.MaxTextCharacters)), ""},
		{text("<b>'; DROP TABLE messages; --"), ""},
	}
	messages := make([]protocol.NewMessage, len(batch))
	for i := range batch {
		messages[i] = batch[i].message
	}
	sent := h.send(t, h.ana, chat, messages...)
	next := protocol.Seq(1)
	for i, r := range sent.Results {
		if want := batch[i].code; want != "" {
			if r.Error == nil || r.Error.Code != want || !strings.HasPrefix(r.Error.Field, fmt.Sprintf("messages/%d/content", i)) || r.Seq != 0 {
				t.Errorf("message %d: %+v %+v, want %s", i, r, r.Error, want)
			}
			continue
		}
		if r.Error != nil || r.Seq != next {
			t.Errorf("message %d: %+v %+v", i, r, r.Error)
		}
		next++
	}
	page := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat})
	if len(page.Messages) != 4 || string(page.Messages[1].Content.Body) != "{\"text\":\"\u202eturned\"}" {
		t.Errorf("stored: %d rows", len(page.Messages))
	}
}

func TestTextOf16KiBIsStoredAndAByteMoreIsNot(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	edge := strings.Repeat("€", messenger.MaxTextBytes/3) // 3 bytes each, and fewer than 10,000 characters
	edge += strings.Repeat("a", messenger.MaxTextBytes-len(edge))
	results := h.send(t, h.ana, chat, text(edge), text(edge+"a")).Results
	if results[0].Error != nil || results[0].Seq != 1 {
		t.Errorf("row 13, 16 KiB: %+v", results[0].Error)
	}
	if e := results[1].Error; e == nil || e.Code != protocol.CodeTextTooLong {
		t.Errorf("row 13, 16 KiB and a byte: %+v", results[1])
	}
}

func TestMalformedBatchIsRefusedWhole(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	twice := text("twice")
	without := text("without")
	without.ClientID = protocol.ClientID{}
	extra, wrong := text(""), text("")
	extra.Content.Body = jsontext.Value(`{"text":"a","html":"<b>"}`)
	wrong.Content.Body = jsontext.Value(`{"text":5}`)
	many := make([]protocol.NewMessage, protocol.MaxBatch+1)
	for i := range many {
		many[i] = text("many")
	}
	for name, row := range map[string]struct {
		messages []protocol.NewMessage
		code     protocol.ErrorCode
		field    string
	}{
		"nothing":              {nil, protocol.CodeBadField, "messages"},
		"51":                   {many, protocol.CodeTooLarge, "messages"},
		"a client id twice":    {[]protocol.NewMessage{twice, text("between"), twice}, protocol.CodeBadField, "messages/2/client_id"},
		"no client id":         {[]protocol.NewMessage{text("first"), without}, protocol.CodeBadField, "messages/1/client_id"},
		"a body with more":     {[]protocol.NewMessage{text("first"), extra}, protocol.CodeUnknownField, "messages/1/content/body/html"},
		"a body of wrong type": {[]protocol.NewMessage{text("first"), wrong}, protocol.CodeBadField, "messages/1/content/body/text"},
	} {
		e := refused(t, h, h.ana, "message.send", protocol.MessageSend{Chat: chat, Messages: row.messages}, row.code)
		if e.Field != row.field {
			t.Errorf("%s: field %q, want %q", name, e.Field, row.field)
		}
	}
	if page := do[protocol.History](t, h, h.ana, "history.read", protocol.HistoryRead{Chat: chat}); len(page.Messages) != 0 {
		t.Errorf("[P7] %d rows were stored", len(page.Messages))
	}
}

func TestSendersClockDecidesNothing(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	late := text("from the year 9999")
	late.SentAt = 253_402_300_799_999
	h.send(t, h.ana, chat, late, text("now"))
	page := do[protocol.History](t, h, h.bo, "history.read", protocol.HistoryRead{Chat: chat})
	if m := page.Messages[0]; m.SentAt != late.SentAt || m.At > page.Messages[1].At || m.At != h.clock.now.UnixMilli() {
		t.Errorf("[C11] row 82: %+v", m)
	}
}
