package messenger

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestCheckText(t *testing.T) {
	const (
		mark    = "\u0301" // a combining acute
		lrm     = "\u200e"
		joiner  = "\u200d"
		variant = "\ufe0f"
	)
	for _, c := range []struct {
		name, text string
		want       error
	}{
		{"a letter", "a", nil},
		{"lines and tabs", "one\n\ttwo\r\n", nil},
		{"markup is text", "<script>alert('Ana')</script>", nil},
		{"spaces around stay", "  a  ", nil},

		{"nothing", "", ErrTextEmpty},
		{"spaces", " \u00a0\u2003\n\t", ErrTextEmpty},
		{"zero-width spaces", strings.Repeat("\u200b", 3), ErrTextEmpty},
		{"letters that are drawn as nothing", "\u3164\u2800\uffa0", ErrTextEmpty},
		{"control characters", "\x01\x7f\u0085", ErrTextEmpty},
		{"a lone mark", mark, ErrTextEmpty},
		{"a lone variation selector", variant, ErrTextEmpty},

		{"NUL", "a\x00b", ErrTextNotAllowed},
		{"not UTF-8", "a\xff", ErrTextNotAllowed},
		{"half a surrogate pair", "a\xed\xa0\x80", ErrTextNotAllowed},
		{"a cut character", "\xf0\x9f\x91", ErrTextNotAllowed},

		{"10,000 characters", strings.Repeat("a", MaxTextCharacters), nil},
		{"10,001 characters", strings.Repeat("a", MaxTextCharacters+1), ErrTextTooLong},
		{"16 KiB", strings.Repeat("ä", MaxTextBytes/2), nil},
		{"16 KiB and a byte", strings.Repeat("ä", MaxTextBytes/2) + "a", ErrTextTooLong},
		{"16 KiB of NUL", strings.Repeat("\x00", MaxTextBytes+1), ErrTextTooLong},

		{"16 format characters in a row", "a" + strings.Repeat(lrm, maxFormatRun) + "b", nil},
		{"17 format characters in a row", "a" + strings.Repeat(lrm, maxFormatRun+1) + "b", ErrTextNotAllowed},
		{"2,000 left-to-right marks", "a" + strings.Repeat(lrm, 2000), ErrTextNotAllowed},
		{"2,000 of several sorts", "a" + strings.Repeat(lrm+joiner+"\u2060", 700), ErrTextNotAllowed},
		{"many format characters, but not in a row", strings.Repeat("a"+lrm, 2000), nil},
		{"right-to-left override", "a\u202eb\u202c", nil},

		{"8 marks on a letter", "a" + strings.Repeat(mark, maxMarksPerBase), nil},
		{"9 marks on a letter", "a" + strings.Repeat(mark, maxMarksPerBase+1), ErrTextNotAllowed},
		{"9 marks with joiners between", "a" + strings.Repeat(mark+joiner, maxMarksPerBase+1), ErrTextNotAllowed},
		{"9 enclosing marks", "a" + strings.Repeat("\u20dd", maxMarksPerBase+1), ErrTextNotAllowed},
		{"many letters with marks", strings.Repeat("a"+mark+"\u0323", 1000), nil},

		{"a family", "👩\u200d👩\u200d👧\u200d👦", nil},
		{"a hundred families", strings.Repeat("👨🏽\u200d👩🏻\u200d👧🏿\u200d👦", 100), nil},
		{"a rainbow flag", "🏳\ufe0f\u200d🌈", nil},
		{"the flag of England, of six tags and an end", "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", nil},
		{"a keycap", "1\ufe0f\u20e3", nil},
		{"Arabic with vowels", "السَّلَامُ عَلَيْكُمْ", nil},
		{"Hebrew with points", "שָׁלוֹם", nil},
		{"Hindi", "नमस्ते", nil},
		{"Thai", "สวัสดีครับ", nil},
		{"Persian with a non-joiner", "می\u200cخواهم", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := CheckText(c.text)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if _, again := NewText(c.text); !errors.Is(again, c.want) {
				t.Errorf("NewText gave %v, want %v", again, c.want)
			}
		})
	}
}

func TestNewTextKeepsTheTextAsItIs(t *testing.T) {
	for _, text := range []string{"a", "  <b>&\"\\\u2028\u202e ", "e\u0301 is not é", "👩\u200d👩", strings.Repeat("ä", MaxTextBytes/2)} {
		c, err := NewText(text)
		if err != nil {
			t.Fatal(err)
		}
		if c.Kind != KindText || c.Version != 1 {
			t.Errorf("made %s %d", c.Kind, c.Version)
		}
		var body struct{ Text string }
		if err := json.Unmarshal(c.Body, &body); err != nil {
			t.Fatal(err)
		}
		if body.Text != text {
			t.Errorf("%q became %q", text, body.Text)
		}
	}
}

func TestHash(t *testing.T) {
	c, err := NewText("hello")
	if err != nil {
		t.Fatal(err)
	}
	same := Content{Kind: c.Kind, Version: c.Version, Body: append([]byte(nil), c.Body...)}
	if c.Hash() != same.Hash() {
		t.Error("[C6] the same content has two fingerprints")
	}
	seen := map[[8]byte]bool{c.Hash(): true}
	for _, other := range []Content{
		{c.Kind, 2, c.Body}, {"poll", 1, c.Body}, {c.Kind, 1, append([]byte(nil), c.Body[1:]...)}, {c.Kind, 1, nil}, {c.Kind, 257, c.Body},
	} {
		if seen[other.Hash()] {
			t.Errorf("[C6] %+v has the fingerprint of another", other)
		}
		seen[other.Hash()] = true
	}
}

func FuzzText(f *testing.F) {
	for _, text := range []string{"hello", "<img src=x onerror=alert(1)>", "a\u0301\u0301\u0301", "\u200e\u200f", "\x00", "\xff", "\u2028"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := NewText(text)
		if err != nil {
			return
		}
		if got := c.Text(); got != text {
			t.Errorf("%q is kept as %q", text, got)
		}
	})
}
