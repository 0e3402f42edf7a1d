package search

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Version is that of the rules by which texts become filters: those of folding, of grams and of filters. A filter that was
// made by others is made anew, so it rises with each change of what any text becomes.
const Version = 1

// Folded is a text as it is compared: without what people do not distinguish when they look for something.
type Folded struct {
	Text string
	// pieces say which part of the text as written became which part of Text.
	pieces []piece
}

// piece is what one character, with all that belongs to it, became: Text from at on, up to the next piece.
type piece struct{ at, from, to int }

// Fold makes texts comparable: case, accents and other marks, widths, ligatures, the forms of Arabic letters, quotation
// marks and runs of white space no longer count. Marks that are letters stay: those of Indic and Thai vowels, and those
// that tell か from が. Web has the same rules in state/fold.ts, for what a device searches by itself; both read the cases
// in testdata/fold.json.
func Fold(text string) string {
	if isPlain(text) {
		return text
	}
	f := folder{out: make([]byte, 0, len(text))}
	f.all(text)
	return f.result()
}

// FoldWhere is Fold, and remembers what came from where.
func FoldWhere(text string) Folded {
	f := folder{out: make([]byte, 0, len(text)), where: true}
	f.all(text)
	folded := Folded{Text: f.result(), pieces: f.pieces}
	for len(folded.pieces) > 0 && folded.pieces[len(folded.pieces)-1].at >= len(folded.Text) {
		folded.pieces = folded.pieces[:len(folded.pieces)-1] // the space at the end
	}
	return folded
}

// isPlain tells texts that are folded already, as most of what is looked for is.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return true
}

type folder struct {
	out    []byte
	where  bool
	pieces []piece
}

func (f *folder) all(text string) {
	for at := 0; at < len(text); {
		if c := text[at]; c < utf8.RuneSelf && (at+1 == len(text) || text[at+1] < utf8.RuneSelf) {
			f.ascii(c, at)
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if next, _ := utf8.DecodeRuneInString(text[at+size:]); at+size < len(text) && !begins(next) {
			size = max(1, norm.NFKC.NextBoundaryInString(text[at:], true))
		} else if r < known && r != utf8.RuneError {
			f.add(letters()[r].folded, at, at+size)
			at += size
			continue
		}
		f.character(text[at:at+size], at)
		at += size
	}
}

// known bounds the letters whose folding is remembered: those of nearly all alphabets.
const known = 0x3000

// letter is what a character becomes that stands alone, and whether it can follow any other without changing it.
type letter struct {
	folded string
	begins bool
}

var letters = sync.OnceValue(func() []letter {
	list := make([]letter, known)
	for r := range rune(known) {
		list[r] = letter{foldWhole(string(r)), norm.NFKC.PropertiesString(string(r)).BoundaryBefore()}
	}
	return list
})

func begins(r rune) bool {
	if r < known {
		return letters()[r].begins
	}
	return isWhole(r)
}

// result is without the space that may stand at the end.
func (f *folder) result() string { return strings.TrimSuffix(string(f.out), " ") }

func (f *folder) ascii(c byte, at int) {
	begun := len(f.out)
	switch {
	case 'A' <= c && c <= 'Z':
		f.out = append(f.out, c+'a'-'A')
	case c <= ' ' && (c == ' ' || '\t' <= c && c <= '\r'):
		f.space()
	case c > ' ' && c < 0x7f:
		f.out = append(f.out, c)
	}
	f.note(begun, at, at+1)
}

// space adds one, if something stands before it.
func (f *folder) space() {
	if n := len(f.out); n > 0 && f.out[n-1] != ' ' {
		f.out = append(f.out, ' ')
	}
}

// character folds what cannot be divided without changing what it is made of.
func (f *folder) character(s string, at int) {
	begun := len(f.out)
	if r, size := utf8.DecodeRuneInString(s); size == len(s) && isWhole(r) {
		f.out = append(f.out, s...)
	} else {
		f.append(foldWhole(s))
	}
	f.note(begun, at, at+len(s))
}

func (f *folder) add(folded string, from, to int) {
	begun := len(f.out)
	f.append(folded)
	f.note(begun, from, to)
}

func (f *folder) append(folded string) {
	for _, r := range folded {
		if r == ' ' {
			f.space()
		} else {
			f.out = utf8.AppendRune(f.out, r)
		}
	}
}

// foldWhole folds what is not divided.
func foldWhole(s string) string { return norm.NFC.String(fold(norm.NFKD.String(s))) }

func (f *folder) note(begun, from, to int) {
	if f.where && len(f.out) > begun {
		f.pieces = append(f.pieces, piece{begun, from, to})
	}
}

// isWhole tells letters that are what they become, which saves most of the work of East Asian texts.
func isWhole(r rune) bool {
	return 0x4e00 <= r && r <= 0x9fff || 0x3041 <= r && r <= 0x3096 || 0x30a1 <= r && r <= 0x30fa || r == 0x30fc || 0xac00 <= r && r <= 0xd7a3
}

// fold folds what is decomposed.
func fold(decomposed string) string {
	var b strings.Builder
	for _, r := range decomposed {
		switch other, special := specials[r]; {
		case special:
			b.WriteString(other)
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case isMark(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
		case '\u0660' <= r && r <= '\u0669':
			b.WriteRune(r - '\u0660' + '0')
		case '\u06f0' <= r && r <= '\u06f9':
			b.WriteRune(r - '\u06f0' + '0')
		default:
			b.WriteRune(unicode.ToLower(unicode.ToUpper(r)))
		}
	}
	return b.String()
}

// specials are letters that people write as others, and no normal form says so.
var specials = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d",
	'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'ħ': "h", 'Ħ': "h", 'ı': "i",
	// Arabic: the alefs, the ya without dots and that of Persian, the ta marbuta, the kaf of Persian; a line that only stretches.
	'\u0671': "\u0627", '\u0649': "\u064a", '\u06cc': "\u064a", '\u0629': "\u0647", '\u06a9': "\u0643", '\u0640': "",
	'‘': "'", '’': "'", 'ʼ': "'", '‚': "'", '“': `"`, '”': `"`, '„': `"`, '«': `"`, '»': `"`, '–': "-", '—': "-", '‐': "-", '‑': "-", '−': "-",
}

// isMark tells the marks that are left out: of Latin, Greek and Cyrillic letters, of Hebrew and Arabic ones, round symbols,
// and what chooses the form of a character.
func isMark(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r <= 0x36f, 0x483 <= r && r <= 0x487, 0x1ab0 <= r && r <= 0x1aff, 0x1dc0 <= r && r <= 0x1dff, 0x20d0 <= r && r <= 0x20f0,
		0xfe00 <= r && r <= 0xfe0f, 0xfe20 <= r && r <= 0xfe2f:
		return true
	case 0x591 <= r && r <= 0x5c7:
		return r != 0x5be && r != 0x5c0 && r != 0x5c3 && r != 0x5c6
	case 0x610 <= r && r <= 0x61a, 0x64b <= r && r <= 0x65f, r == 0x670, 0x6d6 <= r && r <= 0x6ed, 0x8d3 <= r && r <= 0x8ff:
		return unicode.Is(unicode.Mn, r)
	}
	return false
}
