package messenger

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMentions bounds how many people one message can call by name.
const maxMentions = 50

// Mentions finds the handles that a text calls by an @ before them, each once, in the order of the text. The @ stands at
// the beginning of a word, so that an address of mail calls nobody; dots that end a sentence are not part of a handle.
// Whether a handle belongs to a member is for the store to see, in the transaction that gives the message its place.
//
// The page finds mentions by the same rule: protocol/testdata/mentions.json holds both to it.
func Mentions(text string) (handles []string) {
	for rest := text; len(handles) < maxMentions; {
		at := strings.IndexByte(rest, '@')
		if at < 0 {
			return handles
		}
		before, _ := utf8.DecodeLastRuneInString(text[:len(text)-len(rest)+at])
		rest = rest[at+1:]
		end := 0
		for end < len(rest) && inHandle(rest[end]) {
			end++
		}
		handle := strings.ToLower(strings.TrimRight(rest[:end], "."))
		rest = rest[end:]
		if len(handle) >= 2 && len(handle) <= 32 && !inWord(before) && !slices.Contains(handles, handle) {
			handles = append(handles, handle)
		}
	}
	return handles
}

func inHandle(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '.' || b == '_'
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '.' || r == '@')
}
