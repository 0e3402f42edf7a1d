package auth

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNames(t *testing.T) {
	for _, name := range []string{
		"Ana", "Ana B", "أنا", "अना", "アナ\u3000アナ", "<script>", "Ana 👩‍💻", "❤️", "1️⃣", "👨‍👩‍👧‍👦", "O'Bo-Cy, Jr.", "Zoë", strings.Repeat("👨‍👩‍👧", 11),
	} {
		if _, err := checkName(name); err != nil {
			t.Errorf("%q is refused: %v", name, err)
		}
	}
	for why, name := range map[string]string{
		"empty": "", "space": " ", "leading space": " Ana", "trailing space": "Ana ", "two spaces": "Ana  B", "newline": "Ana\nB", "tab": "Ana\tB",
		"NUL": "Ana\x00", "right-to-left override": "Ana\u202eB", "isolate": "Ana\u2066B", "direction mark": "Ana\u200e",
		"zero width space": "A\u200bna", "joiner between letters": "A\u200dna", "joiner at the end": "👩\u200d", "selector on a letter": "A\ufe0fna",
		"byte order mark": "\ufeffAna", "soft hyphen": "A\u00adna", "private use": "Ana\ue000", "line separator": "Ana\u2028B", "no-break space": "Ana\u00a0B",
		"51 characters": strings.Repeat("a", 51), "201 bytes": strings.Repeat("ア", 67), "stacked marks": "A" + strings.Repeat("\u0301", 12),
		"mark without a base": "\u0301Ana", "blank letters": "\u3164\u3164", "blank braille": "\u2800", "not UTF-8": "Ana\xff",
	} {
		if got, err := checkName(name); !errors.Is(err, ErrNameNotAllowed) {
			t.Errorf("%s: %q is taken as %q", why, name, got)
		}
	}
	if got, err := checkName("Zoe\u0308"); err != nil || got != "Zo\u00eb" {
		t.Errorf("a name is not composed: %q, %v", got, err)
	}
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{"Ana", "👩‍💻", "Ana\u202e", "e\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got, err := checkName(name)
		if err != nil {
			return
		}
		if !utf8.ValidString(got) || len(got) > maxNameBytes*maxNameCharacters || strings.ContainsAny(got, "\x00\n\r\u202e\u2066\u200b") {
			t.Errorf("%q is taken as %q", name, got)
		}
		if again, err := checkName(got); err != nil || again != got {
			t.Errorf("a name that was taken is not taken again: %q, %v", again, err)
		}
	})
}

func TestHandles(t *testing.T) {
	for handle, want := range map[string]error{
		"an": nil, "ana": nil, "ana.b_2": nil, strings.Repeat("a", 32): nil,
		"a": ErrHandleNotAllowed, strings.Repeat("a", 33): ErrHandleNotAllowed, "": ErrHandleNotAllowed, "@ana": ErrHandleNotAllowed,
		"Ana": ErrHandleNotAllowed, "an a": ErrHandleNotAllowed, "аna": ErrHandleNotAllowed, "ana-b": ErrHandleNotAllowed, "an\x00": ErrHandleNotAllowed,
		"admin": ErrHandleTaken, "_admin_": ErrHandleTaken, "twoticks": ErrHandleTaken,
	} {
		if err := checkHandle(handle); !errors.Is(err, want) && err != want {
			t.Errorf("%q gives %v, want %v", handle, err, want)
		}
	}
}

func TestPasswords(t *testing.T) {
	for password, want := range map[string]error{
		"paper lantern on a quiet shore": nil, "ten\x00chars!": nil, "          x": nil, "пароль-на-берегу": nil, "🐢🐇🐢🐢🐇🐢🐇🐇🐢🐇x": nil,
		strings.Repeat("é0", 64): ErrPasswordCommon, strings.Repeat("abcde", 25): nil,
		"": ErrPasswordTooShort, "ninechars": ErrPasswordTooShort, "éééééüüüü": ErrPasswordTooShort,
		strings.Repeat("abcde", 25) + "abcd": ErrPasswordTooLong,
		"1234567890":                         ErrPasswordCommon, "0987654321": ErrPasswordCommon, "qwertyuiop": ErrPasswordCommon, "poiuytrewq": ErrPasswordCommon,
		"aaaaaaaaaaaa": ErrPasswordCommon, "abcabcabcabc": ErrPasswordCommon, "Password123!": ErrPasswordCommon, "P@ssw0rd2026": ErrPasswordCommon,
		"Welcome2026!": ErrPasswordCommon, "CHRISTOPHER": ErrPasswordCommon, "iloveyou!!!": ErrPasswordCommon,
		"ana.smith99": ErrPasswordCommon, "Ana Smith 1999": ErrPasswordCommon, "twoticks2026": ErrPasswordCommon, "chat.example.org": ErrPasswordCommon,
		"smithereens and anaconda": nil,
	} {
		if err := checkPassword(password, "ana.smith", "Ana Smith", "chat.example.org"); !errors.Is(err, want) && err != want {
			t.Errorf("%q gives %v, want %v", password, err, want)
		}
	}
	if n := len(commonPasswords()); n < 1000 {
		t.Errorf("only %d common passwords are known", n)
	}
}
