package search

import (
	"encoding/json"
	"os"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// foldCase is one of testdata/fold.json, which the page's tests read too.
type foldCase struct {
	About  string `json:"about"`
	Text   string `json:"text"`
	Folded string `json:"folded"`
}

func foldCases(t *testing.T) (cases []foldCase) {
	t.Helper()
	data, err := os.ReadFile("testdata/fold.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

func TestFold(t *testing.T) {
	for _, c := range foldCases(t) {
		if got := Fold(c.Text); got != c.Folded {
			t.Errorf("%s: %q became %q, want %q", c.About, c.Text, got, c.Folded)
		}
		if got := FoldWhere(c.Text).Text; got != c.Folded {
			t.Errorf("%s: with places %q became %q", c.About, c.Text, got)
		}
	}
}

func TestFoldedStaysAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		folded := Fold(rapid.String().Draw(t, "text"))
		if !utf8.ValidString(folded) {
			t.Fatalf("%q is not a text", folded)
		}
		if again := Fold(folded); again != folded {
			t.Fatalf("%q became %q when it was folded again", folded, again)
		}
	})
}

// What is found must be found where it was written.
func TestPlacesOfWhatWasFound(t *testing.T) {
	for _, c := range []struct{ text, look, want string }{
		{"Der Café-Besuch", "cafe", "Café"},
		{"Der Cafe\u0301-Besuch", "CAFÉ", "Cafe\u0301"},
		{"die Straße dort", "strasse", "Straße"},
		{"die Straße dort", "stras", "Straß"}, // half of a letter is the letter
		{"ＦＵＬＬ　ｗｉｄｔｈ", "full", "ＦＵＬＬ"},
		{"ｶﾞｽ", "ガ", "ｶﾞ"},
		{"قال كـــتاب هنا", "كتاب", "كـــتاب"},
		{"한국어", "국", "국"},
		{"a\u200db c", "ab", "a\u200db"},
		{"two\n\n lines", "two", "two"},
		{"👍🏽 yes", "👍", "👍"},
	} {
		spans := found(FoldWhere(c.text), terms(c.look))
		if len(spans) != 1 || c.text[spans[0].from:spans[0].to] != c.want {
			t.Errorf("%q in %q: found at %v, want %q", c.look, c.text, spans, c.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, text := range []string{"Straße", "ﬁancée  ñandú", "かﾞ", "\u0301a", "ص\u064e\u200f", "\xff\xc0x", `a "b" NEAR(c)`} {
		f.Add(text, "a")
	}
	f.Fuzz(func(t *testing.T, text, query string) {
		folded := FoldWhere(text)
		if folded.Text != Fold(text) {
			t.Errorf("%q becomes %q and %q", text, folded.Text, Fold(text))
		}
		if again := Fold(folded.Text); again != folded.Text {
			t.Errorf("%q becomes %q, and that %q", text, folded.Text, again)
		}
		if words := terms(query); holdsAll(folded.Text, words) {
			for _, s := range found(folded, words) {
				if s.from < 0 || s.to > len(text) || s.from >= s.to {
					t.Errorf("%q is found at %v of %q", query, s, text)
				}
			}
		}
	})
}
