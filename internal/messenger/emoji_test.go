package messenger

import "testing"

func TestIsEmoji(t *testing.T) {
	for _, s := range []string{"👍", "👍🏽", "❤️", "❤", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "1️⃣", "#⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🧑🏿‍🚀", "👁️‍🗨️", "©️"} {
		if !IsEmoji(s) {
			t.Errorf("%q is none", s)
		}
	}
	for _, s := range []string{"", "a", "1", "#", "👍👍", "👍a", " 👍", "🇩", "🇩🇪🇫🇷", "\u200d", "👍\u200d", "\u200d👍", "️", "🏴󠁧󠁢", "1️", "㊀", "é", "👍\u0301", "\xff"} {
		if IsEmoji(s) {
			t.Errorf("%q is one", s)
		}
	}
}

func TestQuoteIsABeginningOnOneLine(t *testing.T) {
	for text, want := range map[string]string{
		" one\n\n two\t":  "one two",
		"👩\u200d👩\u200d👧": "👩\u200d👩\u200d👧",
	} {
		c := textOf(t, text)
		if got := QuoteOf(&Message{Seq: 1, Content: &c}); got.Text != want || got.Kind != "text" {
			t.Errorf("%q is quoted as %+v", text, got)
		}
	}
}
