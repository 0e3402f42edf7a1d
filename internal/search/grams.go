package search

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"twoticks/internal/messenger"
)

// grams hashes what of a folded text can be looked up and appends it: each three characters in a row, and of scripts whose
// characters are words or syllables, and of signs and emoji, each one and each two. What reaches over a space is left out.
// Each gram depends on its own characters only: those of a part of a text are among those of the text.
func grams(to []uint64, folded string) []uint64 {
	var before, last rune // of this run without spaces
	for _, r := range folded {
		if r == ' ' || r == utf8.RuneError {
			before, last = 0, 0
			continue
		}
		alone := isDense(r)
		both := alone && last != 0 && isDense(last)
		if alone {
			to = append(to, hashOf(0, 0, r))
		}
		if both {
			to = append(to, hashOf(0, last, r))
		}
		if before != 0 && !(both && isDense(before)) { // else its two pairs say as much
			to = append(to, hashOf(before, last, r))
		}
		before, last = last, r
	}
	return to
}

// isDense tells characters of which one or two are worth looking for.
func isDense(r rune) bool {
	switch {
	case r < 0x2000:
		return 0x1100 <= r && r <= 0x11ff // the letters that Korean syllables are made of
	case r < 0x2e80:
		return !unicode.IsLetter(r) && !unicode.IsPunct(r)
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) || unicode.IsSymbol(r) || r == 'ー'
}

// hashOf gives one, two or three characters a number; the missing ones are zero. Filters that are stored depend on it.
func hashOf(a, b, c rune) uint64 { return mix(uint64(a)<<42 | uint64(b)<<21 | uint64(c)) }

// hashOfSender gives a sender, by the key in the store, a number beside those of grams.
func hashOfSender(key int64) uint64 { return mix(1<<63 | uint64(key)) }

// A link is told by how it begins, as texts are compared.
var (
	linkSigns  = [2]string{Fold("http://"), Fold("https://")}
	linkBegins = Fold("http")
)

// hashOfKind gives what a message holds a number beside those of grams and senders.
func hashOfKind(kind messenger.SearchKind) uint64 {
	h := uint64(1<<62 | 1<<61)
	for i := range len(kind) {
		h = mix(h ^ uint64(kind[i]))
	}
	return h
}

// mix spreads a number over all bits: the end of SplitMix64.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// unique sorts hashes and leaves each once.
func unique(hashes []uint64) []uint64 {
	slices.Sort(hashes)
	return slices.Compact(hashes)
}
