package search

import (
	"bytes"
	"slices"
	"strings"

	"twoticks/internal/messenger"
)

// BlockSize is how many places of a log share a filter. Smaller blocks are told apart better and take more room: see
// docs/adr/0016-search.md.
const BlockSize = 64

// A filter is a Bloom filter: so many bits for each thing in it, of which each sets a few. It never misses what is in it;
// of what is not it takes about one in a hundred for being there. It gives no text away.
const (
	bitsEach = 10
	setEach  = 5
	wordSize = 8
)

// newFilter makes one of distinct hashes.
func newFilter(hashes []uint64) []byte {
	words := max(1, (len(hashes)*bitsEach+63)/64)
	f := make([]byte, words*wordSize)
	for _, h := range hashes {
		step := uint32(h>>32) | 1
		for i, at := 0, uint32(h); i < setEach; i, at = i+1, at+step {
			place := uint64(at) * uint64(len(f)*8) >> 32
			f[place/8] |= 1 << (place % 8)
		}
	}
	return f
}

// mayHold tells whether all of these may be in a filter. One that is cut short holds everything: it is no filter of ours.
func mayHold(f []byte, hashes []uint64) bool {
	if len(f) == 0 || len(f)%wordSize != 0 {
		return true
	}
	for _, h := range hashes {
		step := uint32(h>>32) | 1
		for i, at := 0, uint32(h); i < setEach; i, at = i+1, at+step {
			place := uint64(at) * uint64(len(f)*8) >> 32
			if f[place/8]&(1<<(place%8)) == 0 {
				return false
			}
		}
	}
	return true
}

// Block is the filter of so many places of a chat's log, from Number*BlockSize on.
type Block struct {
	Chat   int64 // as the store has it
	Number int64
	// FirstAt and LastAt are the times of its first and last message, in milliseconds.
	FirstAt, LastAt int64
	Filter          []byte

	read int64 // how many of its last places a search has read
}

// Row is a message as a store has it.
type Row struct {
	Chat, Seq, Sender, At int64
	Kind                  string
	Version               int
	Body                  []byte
}

// BlockOf is the number of the block that a place is in.
func BlockOf(seq int64) int64 { return seq / BlockSize }

// NewBlock makes the block of messages, of which there is at least one, in the order of their places.
func NewBlock(chat, number int64, rows []Row) Block {
	var hashes []uint64
	for i := range rows {
		if text := rows[i].text(); text != "" {
			hashes = append(grams(hashes, Fold(text)), hashOfSender(rows[i].Sender))
		}
		for _, kind := range rows[i].kinds() {
			hashes = append(hashes, hashOfKind(kind))
		}
		if len(hashes) > 1<<16 { // many long messages
			hashes = unique(hashes)
		}
	}
	b := Block{Chat: chat, Number: number, Filter: newFilter(unique(hashes))}
	if len(rows) > 0 {
		b.FirstAt, b.LastAt = rows[0].At, rows[len(rows)-1].At
	}
	return b
}

// text is what a message says. Most are stored in a form that need not be decoded.
func (r *Row) text() string {
	const before, after = `{"text":"`, `"}`
	if n := len(r.Body) - len(after); r.Kind == messenger.KindText && n > len(before) && bytes.IndexByte(r.Body, '\\') < 0 &&
		string(r.Body[:len(before)]) == before && bytes.IndexByte(r.Body[len(before):], '"') == n-len(before) && string(r.Body[n:]) == after {
		return string(r.Body[len(before):n])
	}
	return messenger.Content{Kind: r.Kind, Version: r.Version, Body: r.Body}.Findable()
}

// kinds are what kinds of files a message holds.
func (r *Row) kinds() (kinds []messenger.SearchKind) {
	if r.Kind != messenger.KindFiles {
		return nil
	}
	for _, shape := range (messenger.Content{Kind: r.Kind, Version: r.Version, Body: r.Body}).Shapes() {
		kinds = append(kinds, messenger.SearchKind(shape))
		if shape == messenger.ShapePicture || shape == messenger.ShapeVideo {
			kinds = append(kinds, messenger.HoldsMedia)
		}
	}
	return kinds
}

// holds says whether a message holds what is looked for: an empty kind is anything.
func (r *Row) holds(kind messenger.SearchKind, folded string) bool {
	switch kind {
	case "":
		return true
	case messenger.HoldsLink:
		return (strings.Contains(folded, linkSigns[0]) || strings.Contains(folded, linkSigns[1]))
	}
	return slices.Contains(r.kinds(), kind)
}
