package search

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"twoticks/internal/messenger"
)

// Source is what a store gives to a search. All of one search is read as of one moment.
type Source interface {
	// Blocks reads blocks of chats from a number downwards, the newest first: those that begin no later than a time.
	Blocks(ctx context.Context, wanted []WantedBlocks) ([]Block, error)
	// Rows reads the messages of parts of logs, the newest of each part first: neither lines of the server nor what was deleted.
	// Sender is zero for all.
	Rows(ctx context.Context, parts []Part, sender int64) ([]Row, error)
	// Readable reads those messages of a chat that the searcher may read now, as the searcher reads them.
	Readable(ctx context.Context, chat *Chat, seqs []int64) ([]messenger.Message, error)
}

// WantedBlocks are Limit blocks of a chat from the number From downwards, that begin at the time Until or before.
type WantedBlocks struct{ Chat, From, Until, Limit int64 }

// Part is the places of a chat above one, up to another, as far as they are from the time Until or before.
type Part struct{ Chat, Above, Upto, Until int64 }

// Chat is one that is searched.
type Chat struct {
	Key int64
	ID  messenger.ChatID
	// Lowest and Highest bound what the searcher may read: above the one, up to the other.
	Lowest, Highest int64
	// HeadAt is when its newest entry is from, in milliseconds.
	HeadAt int64
	// Indexed is up to where its blocks are true. Edited are the blocks with messages that were edited since.
	Indexed int64
	Edited  map[int64]bool
}

// Query is what is looked for, in the store's terms.
type Query struct {
	messenger.SearchQuery
	Sender int64 // zero is anybody
}

// The pace of a search. What a page needs is mostly among the newest, so it begins with little.
const (
	blocksFirst, blocksMost = 16, 512
	partsFirst, partsMost   = 16, 128
	stepFirst, stepMost     = 8, 512
	// patience is how long a search goes on for one page. What it has by then it gives, and says from where to go on.
	patience = 200 * time.Millisecond
	// leastRead is how many messages and filters are read all the same: a search of little is whole, however busy the machine is.
	leastRead = 1024
)

// Run carries a search out: one page of what is found, the newest first.
func Run(ctx context.Context, source Source, chats []*Chat, q Query) (messenger.SearchPage, error) {
	s := newRun(source, chats, q)
	if s == nil {
		return messenger.SearchPage{}, nil
	}
	begun := time.Now()
	for {
		top := s.top(nil)
		if top == nil || s.isFull(top) {
			return s.page(), nil
		}
		if s.read > leastRead && time.Since(begun) > patience && top.time() < s.until {
			return s.soFar(top.time()), nil
		}
		var err error
		if top.needsBlocks() {
			err = s.fetch(ctx)
		} else {
			err = s.look(ctx)
		}
		if err != nil {
			return messenger.SearchPage{}, err
		}
	}
}

// run is a search that goes on.
type run struct {
	source Source
	query  Query
	terms  []string
	hashes []uint64
	until  int64 // the time from which on the page begins, downwards
	since  int64
	chats  []*walk
	byKey  map[int64]*walk
	parts  int   // at once
	read   int   // messages and filters
	hits   []hit // the newest first; no more than one that goes beyond the page
}

// hit is one whose snippet is made when it comes onto the page.
type hit struct {
	messenger.SearchHit
	text string
}

// newRun begins one; nil when nothing can be found.
func newRun(source Source, chats []*Chat, q Query) *run {
	s := &run{source: source, query: q, terms: terms(q.Text), until: math.MaxInt64, parts: partsFirst, byKey: map[int64]*walk{}}
	if len(s.terms) == 0 && strings.TrimSpace(q.Text) != "" {
		return nil // it is made of what is left out when texts are compared
	}
	if !q.Until.IsZero() {
		s.until = q.Until.UnixMilli() - 1
	}
	if !q.Since.IsZero() {
		s.since = q.Since.UnixMilli()
	}
	if !q.Before.At.IsZero() {
		s.until = min(s.until, q.Before.At.UnixMilli())
	}
	for _, t := range s.terms {
		s.hashes = grams(s.hashes, t)
	}
	if q.Sender != 0 {
		s.hashes = append(s.hashes, hashOfSender(q.Sender))
	}
	switch q.Holds {
	case "":
	case messenger.HoldsLink:
		s.hashes = grams(s.hashes, linkBegins)
	default:
		s.hashes = append(s.hashes, hashOfKind(q.Holds))
	}
	s.hashes = unique(s.hashes)
	for _, c := range chats {
		if c.Highest > c.Lowest && c.HeadAt >= s.since {
			w := &walk{Chat: c, next: c.Highest, bound: min(c.HeadAt, s.until), ask: blocksFirst, step: stepFirst, done: c.Indexed <= c.Lowest}
			s.chats = append(s.chats, w)
			s.byKey[c.Key] = w
		}
	}
	return s
}

// walk is how far one chat was searched: what lies above next was.
type walk struct {
	*Chat
	next int64
	// bound is a time that nothing of what is left is later than.
	bound int64
	// blocks are those that may hold something, the newest first; below them the filters were not read yet.
	blocks []Block
	ask    int64 // how many blocks to read next
	// step is how many places to read next. The newest of many chats are mostly enough for a page, so it begins with few.
	step int64
	done bool // all filters were read
}

// isAhead tells whether what is next is not indexed.
func (w *walk) isAhead() bool { return w.next > max(w.Indexed, w.Lowest) }

func (w *walk) needsBlocks() bool { return !w.isAhead() && len(w.blocks) == 0 && !w.done }

func (w *walk) isOver() bool { return !w.isAhead() && len(w.blocks) == 0 && w.done }

// time is one that nothing of what is left of the chat is later than.
func (w *walk) time() int64 {
	if !w.isAhead() && len(w.blocks) > 0 {
		return w.blocks[0].LastAt
	}
	return w.bound
}

// top is the chat with what may be the newest of what is left, but for some chats.
func (s *run) top(but map[int64]*int64) (top *walk) {
	for _, w := range s.chats {
		if but[w.Key] == nil && !w.isOver() && w.time() >= s.since && (top == nil || w.time() > top.time()) {
			top = w
		}
	}
	return top
}

// isFull tells whether nothing of what is left can come onto the page.
func (s *run) isFull(top *walk) bool {
	return len(s.hits) > s.query.Limit && s.hits[s.query.Limit].At.UnixMilli() > top.time()
}

// fetch reads filters of all chats whose are used up.
func (s *run) fetch(ctx context.Context) error {
	var wanted []WantedBlocks
	for _, w := range s.chats {
		if w.needsBlocks() && w.time() >= s.since {
			w.next = min(w.next, w.Indexed)
			wanted = append(wanted, WantedBlocks{w.Key, BlockOf(w.next), min(s.until, w.bound), w.ask})
			w.done = true // unless as many come as were asked for
		}
	}
	blocks, err := s.source.Blocks(ctx, wanted)
	if err != nil {
		return err
	}
	s.read += len(blocks)
	came := map[int64]int64{}
	for _, b := range blocks {
		w := s.byKey[b.Chat]
		if came[b.Chat]++; came[b.Chat] == w.ask {
			w.ask, w.done = min(2*w.ask, blocksMost), false
		}
		if b.LastAt < s.since {
			w.done = true
		} else if w.Edited[b.Number] || mayHold(b.Filter, s.hashes) {
			b.LastAt = min(b.LastAt, s.until)
			w.blocks = append(w.blocks, b)
		}
		w.next, w.bound = b.Number*BlockSize-1, min(w.bound, b.LastAt)
		w.done = w.done || w.next <= w.Lowest
	}
	return nil
}

// look reads the messages of what is next, in the order of time, and keeps what is found.
func (s *run) look(ctx context.Context) error {
	var parts []Part
	oldest := map[int64]*int64{} // of chats of which a part is read: where that ends in time decides what is next of them
	for len(parts) < s.parts {
		w := s.top(oldest)
		if w == nil || w.needsBlocks() || s.isFull(w) {
			break
		}
		part := Part{Chat: w.Key, Until: s.until}
		if w.isAhead() {
			part.Upto, part.Above = w.next, max(w.next-w.step, w.Indexed, w.Lowest)
			w.next, oldest[w.Key] = part.Above, &w.bound
		} else {
			b := &w.blocks[0]
			part.Above, part.Upto = max(b.Number*BlockSize-1, w.Lowest), min((b.Number+1)*BlockSize-1-b.read, w.Indexed, w.Highest)
			if from := part.Upto - w.step; from > part.Above {
				b.read = (b.Number+1)*BlockSize - 1 - from
				part.Above, oldest[w.Key] = from, &b.LastAt
			} else {
				w.blocks = w.blocks[1:]
			}
		}
		w.step = min(2*w.step, stepMost)
		parts = append(parts, part)
	}
	s.parts = min(2*s.parts, partsMost)
	rows, err := s.source.Rows(ctx, parts, s.query.Sender)
	if err != nil {
		return err
	}
	s.read += len(rows)
	found := map[int64][]int64{}
	for i := range rows {
		r := &rows[i]
		w := s.byKey[r.Chat]
		if at := oldest[r.Chat]; at != nil {
			*at = min(*at, r.At)
		}
		if r.At < s.since || !s.isWanted(r.At, w.ID, r.Seq) {
			continue
		}
		if text := r.text(); text != "" && s.isFound(r, Fold(text)) {
			found[r.Chat] = append(found[r.Chat], r.Seq)
		}
	}
	return s.keep(ctx, found)
}

func (s *run) isFound(r *Row, folded string) bool {
	return r.holds(s.query.Holds, folded) && holdsAll(folded, s.terms)
}

// isWanted tells whether a place comes after that where the last page ended, and onto this one as far as it is known.
func (s *run) isWanted(at int64, chat messenger.ChatID, seq int64) bool {
	if at > s.until {
		return false
	}
	if n := s.query.Limit; len(s.hits) > n {
		h := &s.hits[n]
		if order(at, chat, seq, h.At.UnixMilli(), h.Chat, int64(h.Seq)) < 0 {
			return false
		}
	}
	p := s.query.Before
	return p.At.IsZero() || order(at, chat, seq, p.At.UnixMilli(), p.Chat, int64(p.Seq)) < 0
}

// order compares places: by time, and where that is the same by what is the same for everybody.
func order(at int64, chat messenger.ChatID, seq int64, at2 int64, chat2 messenger.ChatID, seq2 int64) int {
	return cmp.Or(cmp.Compare(at, at2), slices.Compare(chat[:], chat2[:]), cmp.Compare(seq, seq2))
}

// keep adds those that the searcher may read.
func (s *run) keep(ctx context.Context, found map[int64][]int64) error {
	for key, seqs := range found {
		messages, err := s.source.Readable(ctx, s.byKey[key].Chat, seqs)
		if err != nil {
			return err
		}
		for i := range messages {
			m := &messages[i]
			if m.Content == nil || m.DeletedSeq != 0 { // it was edited after the searcher's membership
				continue
			}
			s.hits = append(s.hits, hit{messenger.SearchHit{Chat: m.Chat, Seq: m.Seq, Sender: m.Sender, At: m.At, Content: *m.Content}, m.Content.Findable()})
		}
	}
	slices.SortFunc(s.hits, func(a, b hit) int {
		return order(b.At.UnixMilli(), b.Chat, int64(b.Seq), a.At.UnixMilli(), a.Chat, int64(a.Seq))
	})
	s.hits = s.hits[:min(len(s.hits), s.query.Limit+1)]
	return nil
}

// page is a whole one.
func (s *run) page() messenger.SearchPage {
	if len(s.hits) <= s.query.Limit {
		return messenger.SearchPage{Hits: s.shown(len(s.hits))}
	}
	return s.upTo(s.query.Limit)
}

// upTo is a page of the first so many.
func (s *run) upTo(n int) messenger.SearchPage {
	last := &s.hits[n-1]
	return messenger.SearchPage{Hits: s.shown(n), Next: messenger.SearchPlace{At: last.At, Chat: last.Chat, Seq: last.Seq}}
}

// soFar is what is certain when there is no more time: that nothing is left that is later than that.
func (s *run) soFar(at int64) messenger.SearchPage {
	n := 0
	for n < len(s.hits) && s.hits[n].At.UnixMilli() > at {
		n++
	}
	if n >= s.query.Limit {
		return s.upTo(s.query.Limit)
	}
	// The place before everything of that time.
	next := messenger.SearchPlace{At: time.UnixMilli(at).UTC(), Seq: maxSeq}
	for i := range next.Chat {
		next.Chat[i] = 0xff
	}
	return messenger.SearchPage{Hits: s.shown(n), Next: next}
}

// maxSeq is beyond every seq, and a number that every client can hold.
const maxSeq = 1<<53 - 1

func (s *run) shown(n int) []messenger.SearchHit {
	out := make([]messenger.SearchHit, n)
	for i := range out {
		out[i] = s.hits[i].SearchHit
		out[i].Snippet = snippet(s.hits[i].text, s.terms)
	}
	return out
}
