package search

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"twoticks/internal/messenger"
)

// terms are what a message must hold, folded: the words of what somebody looks for, in any order, each as a part of any
// word. A word that is part of another says nothing.
func terms(text string) []string {
	list := strings.Fields(Fold(text))
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	var out []string
	for _, t := range list {
		if !slices.ContainsFunc(out, func(longer string) bool { return strings.Contains(longer, t) }) {
			out = append(out, t)
		}
	}
	return out
}

// holdsAll tells whether a folded text holds all of them.
func holdsAll(folded string, terms []string) bool {
	for _, t := range terms {
		if !strings.Contains(folded, t) {
			return false
		}
	}
	return true
}

// span is a part of a text as written, in bytes.
type span struct{ from, to int }

// found is where a text holds any of the terms, in order and without overlaps.
func found(f Folded, terms []string) []span {
	var spans []span
	for _, t := range terms {
		for at := 0; ; {
			i := strings.Index(f.Text[at:], t)
			if i < 0 || t == "" {
				break
			}
			spans = append(spans, f.written(at+i, at+i+len(t)))
			at += i + len(t)
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && s.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

// written is the part of the text as written that became a part of the folded one.
func (f Folded) written(from, to int) span {
	first := max(0, sort.Search(len(f.pieces), func(i int) bool { return f.pieces[i].at > from })-1)
	last := max(first, sort.Search(len(f.pieces), func(i int) bool { return f.pieces[i].at >= to })-1)
	return span{f.pieces[first].from, f.pieces[last].to}
}

// How much of a text is shown: so many characters before the first find, and in all.
const (
	snippetBefore = 30
	snippetLength = 160
	// snippetSlack is how far a cut may move to come between two words.
	snippetSlack = 12
)

const ellipsis = "…"

// snippet is the part of a text round the first find, with the finds marked. Where there is none it is the beginning.
func snippet(text string, terms []string) []messenger.SnippetPart {
	spans := found(FoldWhere(text), terms)
	from := 0
	if len(spans) > 0 {
		from = cutBefore(text, spans[0].from)
	}
	to := cutAfter(text, from)
	var parts []messenger.SnippetPart
	add := func(s string, hit bool) {
		if s != "" {
			parts = append(parts, messenger.SnippetPart{Text: s, Hit: hit})
		}
	}
	lead, tail := "", ""
	if from > 0 {
		lead = ellipsis
	}
	if to < len(text) {
		tail = ellipsis
	}
	at := from
	for _, s := range spans {
		if s.from >= to {
			break
		}
		add(lead+oneLine(text[at:s.from]), false)
		lead = ""
		at = min(s.to, to)
		add(oneLine(text[s.from:at]), true)
	}
	add(lead+oneLine(text[at:to])+tail, false)
	return parts
}

// oneLine makes breaks spaces: a snippet stands in a list.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return r
	}, s)
}

// cutBefore is where a snippet begins whose first find is at a place: after a space, where there is one near.
func cutBefore(text string, at int) int {
	begin := at
	for range snippetBefore {
		if begin == 0 {
			return 0
		}
		_, size := utf8.DecodeLastRuneInString(text[:begin])
		begin -= size
	}
	if i := strings.IndexAny(text[begin:min(at, begin+snippetSlack)], " \n\t"); i >= 0 {
		return begin + i + 1
	}
	return wholeFrom(text, begin)
}

// cutAfter is where a snippet ends that begins at a place.
func cutAfter(text string, from int) int {
	end := from
	for range snippetLength {
		if end == len(text) {
			return end
		}
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	if i := strings.LastIndexAny(text[max(from, end-snippetSlack):end], " \n\t"); i >= 0 {
		return max(from, end-snippetSlack) + i
	}
	return wholeFrom(text, end)
}

// wholeFrom moves a cut to where no character begins that belongs to the one before it.
func wholeFrom(text string, at int) int {
	for at < len(text) && at > 0 && !norm.NFC.PropertiesString(text[at:]).BoundaryBefore() {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}
