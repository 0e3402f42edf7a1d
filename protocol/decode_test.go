package protocol

import (
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

func nested(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }

func TestDecodeRefusesWhatJSONReadersDifferAbout(t *testing.T) {
	for name, c := range map[string]struct {
		frame string
		code  ErrorCode
		field string
	}{
		"a name given twice":                    {history(aChat, `,"before":1,"before":2`), CodeBadField, "body/before"},
		"a name of the envelope given twice":    {`{"type":"beat","type":"hello"}`, CodeBadField, "type"},
		"a name given twice, once escaped":      {history(aChat, `,"before":1,"bef\u006fre":2`), CodeBadField, "body/before"},
		"a whole number as a fraction":          {history(aChat, `,"before":1.0`), CodeBadField, "before"},
		"a whole number with an exponent":       {history(aChat, `,"before":1e2`), CodeBadField, "before"},
		"minus zero":                            {history(aChat, `,"before":-0`), CodeBadField, "before"},
		"bytes that are no UTF-8":               {history("\"\xC0\x80\"", ``), CodeInvalidUTF8, ""},
		"a byte that begins nothing":            {"\xFF", CodeInvalidUTF8, ""},
		"a character that is cut off":           {"{\"type\":\"\xE2\x82", CodeInvalidUTF8, ""},
		"half of a surrogate pair":              {`{"type":"person.find","body":{"handle":"\ud800"}}`, CodeBadJSON, ""},
		"17 deep":                               {`{"type":"person.find","body":{"handle":` + nested(15) + `}}`, CodeJSONTooDeep, ""},
		"100,000 deep":                          {nested(100_000), CodeJSONTooDeep, ""},
		"100,000 deep and never closed":         {strings.Repeat(`{"a":`, 100_000), CodeJSONTooDeep, ""},
		"a byte order mark":                     {"\ufeff{}", CodeBadJSON, ""},
		"a comma too many":                      {`{"type":"beat",}`, CodeBadJSON, ""},
		"a comment":                             {`{"type":"beat"/**/}`, CodeBadJSON, ""},
		"a bare word":                           {`beat`, CodeBadJSON, ""},
		"a line break in a string":              {"{\"type\":\"be\nat\"}", CodeBadJSON, ""},
		"an id whose last bits are not canonic": {history(`"BAsSGSAnLjU8Q0pRWF9mbR"`, ``), CodeBadField, "chat"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rewriteFrame(golden{Direction: "client", Frame: jsontext.Value(c.frame)})
			if err == nil {
				t.Fatal("it is accepted")
			}
			if err.Code != c.code || err.Field != c.field {
				t.Errorf("refused with %s at %q, want %s at %q", err.Code, err.Field, c.code, c.field)
			}
		})
	}
}

func TestDecodeAcceptsWhatIsAtTheEdge(t *testing.T) {
	for name, frame := range map[string]string{
		"16 deep":                ``,
		"the largest number":     history(aChat, `,"before":9007199254740991`),
		"without a ref":          `{"type":"beat","body":{"visible":false}}`,
		"without a body":         `{"type":"invitation.list","ref":1}`,
		"white space":            " \t\r\n{ \"type\" : \"invitation.list\" } \n",
		"brackets inside a text": `{"type":"person.find","body":{"handle":"` + strings.Repeat(`[{\"`, 50) + `"}}`,
		"a NUL, which is the rules' to refuse, not the reader's": `{"type":"person.find","body":{"handle":"\u0000"}}`,
		"a surrogate pair":                           `{"type":"person.find","body":{"handle":"\ud83d\ude42"}}`,
		"a name that is escaped but the right one":   `{"type":"person.find","body":{"h\u0061ndle":"a"}}`,
		"a time in the year 9999, by a wrong clock":  sending(`{"client_id":` + aClient + `,"sent_at":253402300799999,"content":{"kind":"text","version":1,"body":{"text":"a"}}}`),
		"a text of 16 KiB exactly":                   sending(`{"client_id":` + aClient + `,"content":{"kind":"text","version":1,"body":{"text":"` + strings.Repeat("a", 16<<10) + `"}}}`),
		"members in another order than ours":         `{"body":{},"ref":1,"type":"invitation.list"}`,
		"an empty list where the rules want one row": `{"type":"message.send","body":{"chat":` + aChat + `,"messages":[]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if name == "16 deep" {
				if err := checkBytes([]byte(nested(MaxDepth))); err != nil {
					t.Error(err)
				}
				return
			}
			if _, err := rewriteFrame(golden{Direction: "client", Frame: jsontext.Value(frame)}); err != nil {
				t.Errorf("refused: %v at %q", err, err.Field)
			}
		})
	}
}

func TestDeepNestingCostsNothing(t *testing.T) {
	deep := []byte(nested(100_000))
	best := time.Hour
	for range 5 {
		began := time.Now()
		if err := checkBytes(deep); err == nil || err.Code != CodeJSONTooDeep {
			t.Fatalf("got %v", err)
		}
		best = min(best, time.Since(began))
	}
	if best > 5*time.Millisecond {
		t.Errorf("100,000 levels took %v", best)
	}
	if n := testing.AllocsPerRun(10, func() { checkBytes(deep) }); n > 1 {
		t.Errorf("%v allocations: depth must not cost memory", n)
	}
}

func TestRefIsGivenBackBesideAFault(t *testing.T) {
	for name, frame := range map[string]string{
		"a command that does not exist": `{"type":"chat.explode","ref":7}`,
		"a type of the wrong type":      `{"type":5,"ref":7}`,
		"an unknown name before it":     `{"is_admin":true,"ref":7,"type":"beat"}`,
		"syntax behind it":              `{"ref":7,"type":"beat","body":{`,
	} {
		if c, err := DecodeCommand([]byte(frame)); err == nil || c.Ref != 7 {
			t.Errorf("%s: ref %d, error %v", name, c.Ref, err)
		}
	}
}

func TestServerFramesMayHoldMoreThanIsKnown(t *testing.T) {
	reply, err := DecodeServer[BeatReply]([]byte(`{"now":5,"mood":{"is":["new"]}}`))
	if err != nil || reply.Now != 5 {
		t.Errorf("[P8] got %+v, %v", reply, err)
	}
	if _, err := Decode[BeatReply]([]byte(`{"now":5,"mood":1}`)); err == nil || err.Code != CodeUnknownField {
		t.Errorf("[P7] the server's side is strict: %v", err)
	}
}

func TestEmptyListsAreWrittenAsLists(t *testing.T) {
	if got := string(Encode(History{Epoch: "e"})); !strings.Contains(got, `"messages":[]`) || strings.Contains(got, "null") {
		t.Errorf("[P10] %s", got)
	}
}

func TestPathsAreBounded(t *testing.T) {
	long := strings.Repeat("ä", 10_000)
	_, err := Decode[Beat]([]byte(`{"` + long + `":1}`))
	if err == nil || len(err.Field) > maxPath+len("…") {
		t.Errorf("a name of the client's comes back with %d bytes", len(err.Field))
	}
}

func FuzzDecodeCommand(f *testing.F) {
	for _, g := range goldens() {
		f.Add([]byte(g.Frame))
	}
	for _, i := range invalids() {
		f.Add([]byte(i.Frame))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		c, err := DecodeCommand(frame)
		if err != nil {
			if _, ok := Codes[err.Code]; !ok {
				t.Fatalf("%q is no code", err.Code)
			}
			return
		}
		body, err := rewriteAs(LookUp(c.Type).Request, c.Body, strict)
		if err != nil {
			if err.Code == CodeInternal {
				t.Fatalf("the shape lets through what the reader refuses: %s", err.Message)
			}
			return
		}
		again, err := DecodeCommand(EncodeCommand(c.Type, c.Ref, jsontext.Value(body)))
		if err != nil || again.Type != c.Type || again.Ref != c.Ref {
			t.Fatalf("what was accepted is refused when written again: %v", err)
		}
	})
}
