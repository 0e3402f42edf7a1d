package auth

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

const (
	maxNameCharacters = 50
	maxNameBytes      = 4 // for each character
	maxMarksPerBase   = 8
)

const (
	zeroWidthJoiner    = '\u200d'
	textPresentation   = '\ufe0e'
	emojiPresentation  = '\ufe0f'
	ideographicSpace   = '\u3000'
	firstSkinTone      = '\U0001f3fb'
	lastSkinTone       = '\U0001f3ff'
	firstPictograph    = '\U0001f000'
	lastPictograph     = '\U0001faff'
	brailleBlank       = '\u2800'
	hangulChoseong     = '\u115f'
	hangulJungseong    = '\u1160'
	hangulFiller       = '\u3164'
	halfwidthFiller    = '\uffa0'
	replacementOfBytes = utf8.RuneError
)

func checkName(name string) (string, error) { return CheckName(name, maxNameCharacters) }

// CheckName returns a name of at most so many characters as it is stored: composed (NFC). A name, of a person or of a
// group, is shown beside others' words, so nothing in it may turn the direction of the text, hide, stack up, or pass for
// another name by its spaces.
func CheckName(name string, most int) (string, error) {
	if len(name) > maxNameBytes*most || !utf8.ValidString(name) {
		return "", ErrNameNotAllowed
	}
	name = norm.NFC.String(name)
	characters := uniseg.GraphemeClusterCount(name)
	if characters == 0 || characters > most || len(name) > maxNameBytes*most {
		return "", ErrNameNotAllowed
	}
	if !spacesAllowed(name) || !runesAllowed([]rune(name)) {
		return "", ErrNameNotAllowed
	}
	return name, nil
}

func spacesAllowed(name string) bool {
	plain := strings.ReplaceAll(name, string(ideographicSpace), " ")
	return strings.TrimSpace(plain) == plain && !strings.Contains(plain, "  ")
}

func runesAllowed(runes []rune) bool {
	marks := 0
	var before rune
	for i, r := range runes {
		switch {
		case r == zeroWidthJoiner:
			if !inEmoji(before) || i+1 == len(runes) || !pictograph(runes[i+1]) {
				return false
			}
		case r == textPresentation || r == emojiPresentation:
			if !pictograph(before) && !keycapBase(before) {
				return false
			}
		case unicode.Is(unicode.M, r):
			if marks++; before == 0 || marks > maxMarksPerBase {
				return false
			}
		case !visible(r) && r != ' ' && r != ideographicSpace:
			return false
		default:
			marks = 0
		}
		before = r
	}
	return true
}

// visible tells whether a character leaves something on the screen by itself.
func visible(r rune) bool {
	switch r {
	case brailleBlank, hangulChoseong, hangulJungseong, hangulFiller, halfwidthFiller, replacementOfBytes:
		return false
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S)
}

func inEmoji(r rune) bool { return pictograph(r) || r == emojiPresentation }

func pictograph(r rune) bool {
	return r >= firstPictograph && r <= lastPictograph || r >= firstSkinTone && r <= lastSkinTone || unicode.Is(unicode.So, r) ||
		unicode.Is(unicode.Sm, r) || r == '\u203c' || r == '\u2049' || r == '\u3030' || r == '\u303d'
}

func keycapBase(r rune) bool { return r >= '0' && r <= '9' || r == '#' || r == '*' }
