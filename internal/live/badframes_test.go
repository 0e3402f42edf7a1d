package live_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/gobwas/ws"

	"twoticks/internal/live"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

func TestBadCommandsAreAnsweredAndTheSocketStays(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.connect(t, "ana")
	for name, row := range map[string]struct {
		frame string
		code  protocol.ErrorCode
	}{
		"row 1, not JSON":              {`{`, protocol.CodeBadJSON},
		"row 1, empty":                 {``, protocol.CodeBadJSON},
		"row 1, a NUL":                 {"\x00", protocol.CodeBadJSON},
		"row 3, 17 deep":               {strings.Repeat("[", 17) + strings.Repeat("]", 17), protocol.CodeJSONTooDeep},
		"row 3, 30,000 deep":           {strings.Repeat("[", 30_000), protocol.CodeJSONTooDeep},
		"row 5, wrong case":            {`{"Type":"beat"}`, protocol.CodeUnknownField},
		"row 6, mass assignment":       {`{"type":"beat","body":{"visible":true},"is_admin":true}`, protocol.CodeUnknownField},
		"row 7, a number as a string":  {`{"type":"chat.subscribe","body":{"chat":5}}`, protocol.CodeBadField},
		"row 29, an unknown command":   {`{"type":"chat.explode"}`, protocol.CodeUnknownType},
		"row 29, type is a number":     {`{"type":5}`, protocol.CodeUnknownType},
		"a command of the other door":  {`{"type":"session.end","body":{}}`, protocol.CodeUnknownType},
		"a beat that is none":          {`{"type":"beat","body":{"visible":1}}`, protocol.CodeBadField},
		"unsubscribing with too much":  {`{"type":"notifications.unsubscribe","body":{"chat":1}}`, protocol.CodeUnknownField},
		"subscribing without the chat": {`{"type":"chat.unsubscribe","body":{}}`, protocol.CodeBadField},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.Frame(textFrame(row.frame)); err != nil {
				t.Fatal(err)
			}
			if e := nextFailure(t, c); e.Code != row.code {
				t.Errorf("got %s, want %s", e.Code, row.code)
			}
			stays(t, c)
		})
	}
}

// head is the head of a frame from a client that claims a length, with a mask of zeros.
func head(first byte, length uint64) []byte {
	out := []byte{first, 0x80 | 127}
	out = binary.BigEndian.AppendUint64(out, length)
	return append(out, 0, 0, 0, 0)
}

func TestFramesThatBreakTheProtocolClose(t *testing.T) {
	const fin, rsv1 = 0x80, 0x40
	whole := func(f ws.Frame) []byte { return ws.MustCompileFrame(ws.MaskFrame(f)) }
	for name, row := range map[string]struct {
		bytes []byte
		code  protocol.CloseCode
	}{
		"row 9, text that is not UTF-8":             {whole(textFrame("\xC0\x80")), protocol.CloseInvalidUTF8},
		"row 9, text that is cut off":               {whole(textFrame("\xE2\x82")), protocol.CloseInvalidUTF8},
		"row 19, 64 KiB and a byte":                 {head(fin|0x1, protocol.MaxFrame+1), protocol.CloseTooBig},
		"row 19, 1 GiB":                             {head(fin|0x1, 1<<30), protocol.CloseTooBig},
		"row 19, fragments of 64 KiB and a byte":    {append(whole(ws.NewFrame(ws.OpText, false, make([]byte, protocol.MaxFrame))), head(fin, 1)...), protocol.CloseTooBig},
		"row 21, a binary frame":                    {whole(ws.NewBinaryFrame([]byte("{}"))), protocol.CloseUnsupported},
		"row 21, not masked":                        {ws.MustCompileFrame(textFrame("{}")), protocol.CloseProtocol},
		"row 21, a reserved opcode":                 {head(fin|0x3, 0), protocol.CloseProtocol},
		"row 21, a reserved control opcode":         {head(fin|0xB, 0), protocol.CloseProtocol},
		"row 21, a long ping":                       {head(fin|0x9, 126), protocol.CloseProtocol},
		"row 21, a ping in pieces":                  {head(0x9, 0), protocol.CloseProtocol},
		"row 23, compressed":                        {head(fin|rsv1|0x1, 4), protocol.CloseProtocol},
		"a length of 2^63":                          {head(fin|0x1, 1<<63), protocol.CloseProtocol},
		"a continuation of nothing":                 {head(fin, 1), protocol.CloseProtocol},
		"a second text before the first ended":      {append(head(0x1, 0), head(fin|0x1, 0)...), protocol.CloseProtocol},
		"a close frame with half a code":            {whole(ws.NewFrame(ws.OpClose, true, []byte{3})), protocol.CloseProtocol},
		"a close frame with a code that is not one": {whole(ws.NewCloseFrame(ws.NewCloseFrameBody(1005, ""))), protocol.CloseProtocol},
		"a close frame with a reason of no UTF-8":   {whole(ws.NewCloseFrame(ws.NewCloseFrameBody(1000, "\xFF"))), protocol.CloseProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t, live.Config{})
			c, other := d.connect(t, "ana"), d.connect(t, "bo")
			if err := c.Write(row.bytes); err != nil {
				t.Fatal(err)
			}
			closedWith(t, c, row.code)
			stays(t, other)
		})
	}
}

func TestFrameOf64KiBIsRead(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.connect(t, "ana")
	const rest = `{"type":"chat.explode","ref":0,"body":{"a":""}}`
	frame := fmt.Sprintf(`{"type":"chat.explode","ref":0,"body":{"a":"%s"}}`, strings.Repeat("x", protocol.MaxFrame-len(rest)))
	if len(frame) != protocol.MaxFrame {
		t.Fatalf("the frame has %d bytes", len(frame))
	}
	c.Frame(textFrame(frame))
	if e := nextFailure(t, c); e.Code != protocol.CodeUnknownType {
		t.Errorf("got %s", e.Code)
	}
	stays(t, c)
}

func TestMessageInFragmentsIsReadWithAPingBetween(t *testing.T) {
	d := newDoor(t, live.Config{})
	got := make(chan string, 1)
	d.do = echo(got)
	c := d.connect(t, "ana")
	text := `{"type":"person.find","body":{"handle":"🙂"}}`
	cut := strings.Index(text, "🙂") + 2 // in the middle of a character
	c.Frame(ws.NewFrame(ws.OpText, false, []byte(text[:cut])))
	c.Frame(ws.NewPingFrame([]byte("between")))
	c.Frame(ws.NewFrame(ws.OpContinuation, false, nil))
	c.Frame(ws.NewFrame(ws.OpContinuation, true, []byte(text[cut:])))
	select {
	case body := <-got:
		if body != `{"handle":"🙂"}` {
			t.Errorf("got %s", body)
		}
	case <-within(t).Done():
		t.Fatal("the command did not arrive")
	}
}

func TestClientThatClosesGetsItsAnswer(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.connect(t, "ana")
	c.Frame(ws.NewCloseFrame(ws.NewCloseFrameBody(ws.StatusGoingAway, "")))
	closedWith(t, c, protocol.CloseNormal)
	drain(d.server)
	if got := d.server.Stats().Ended["client"]; got != 1 {
		t.Errorf("ends by reason: %v", d.server.Stats().Ended)
	}
}

func TestRequestsOverAClosedConnectionSayWhy(t *testing.T) {
	d := newDoor(t, live.Config{})
	c := d.connect(t, "ana")
	c.Frame(ws.NewBinaryFrame(nil))
	closedWith(t, c, protocol.CloseUnsupported)
	if _, err := client.Do[protocol.BeatReply](within(t), c, "beat", protocol.Beat{}); err == nil {
		t.Error("a closed connection answered")
	}
}
