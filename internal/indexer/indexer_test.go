package indexer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"twoticks/internal/messenger"
)

// house is an index of chats that says what was done.
type house struct {
	mu      sync.Mutex
	heads   map[messenger.ChatID]messenger.Seq
	indexed map[messenger.ChatID]messenger.Seq
	steps   int
	looks   int
	fails   bool
}

var errAway = errors.New("the store is away")

func (h *house) Now() time.Time { return time.Now().UTC() }

func (h *house) Unindexed(_ context.Context, place string, _ int) ([]messenger.ChatID, string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fails {
		return nil, "", errAway
	}
	h.looks++
	var behind []messenger.ChatID
	for chat, head := range h.heads {
		// Two pages: those with an odd first byte on the second.
		if h.indexed[chat] < head && (place == "" && chat[0]%2 == 0 || place == "2" && chat[0]%2 == 1) {
			behind = append(behind, chat)
		}
	}
	return behind, map[string]string{"": "2", "2": ""}[place], nil
}

func (h *house) IndexChat(_ context.Context, chat messenger.ChatID, limit int) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fails {
		return false, errAway
	}
	h.steps++
	h.indexed[chat] = min(h.heads[chat], h.indexed[chat]+messenger.Seq(limit))
	return h.indexed[chat] < h.heads[chat], nil
}

// HeadsSince gives those that lately moved in this test: the ones from the byte 100 on.
func (h *house) HeadsSince(context.Context, messenger.HeadsPage) (heads []messenger.ChatHead, next messenger.HeadsPlace, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fails {
		return nil, next, errAway
	}
	for chat, head := range h.heads {
		if chat[0] >= 100 {
			heads = append(heads, messenger.ChatHead{Chat: chat, Head: head})
		}
	}
	return heads, next, nil
}

func (h *house) write(chat byte, n messenger.Seq) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heads[messenger.ChatID{chat}] += n
}

// behind are the chats that are not indexed.
func (h *house) behind() (chats []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for chat, head := range h.heads {
		if h.indexed[chat] < head {
			chats = append(chats, chat[0])
		}
	}
	slices.Sort(chats)
	return chats
}

func newHouse() *house {
	return &house{heads: map[messenger.ChatID]messenger.Seq{}, indexed: map[messenger.ChatID]messenger.Seq{}}
}

func TestOldHistoryIsIndexedOnceAndWhatMovesAtTheNextTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		h.write(1, 3)
		h.write(2, 5*step)
		x := Start(h, slog.New(slog.DiscardHandler))
		defer x.Stop()
		time.Sleep(turnEvery)
		synctest.Wait()
		if b := h.behind(); len(b) > 0 || h.steps != 6 {
			t.Fatalf("%v are behind after %d steps", b, h.steps)
		}
		h.write(100, 1)
		time.Sleep(turnEvery)
		synctest.Wait()
		if b := h.behind(); len(b) > 0 || h.steps != 7 {
			t.Fatalf("%v are behind after %d steps", b, h.steps)
		}
		time.Sleep(10 * turnEvery)
		synctest.Wait()
		if h.steps != 7 || h.looks != 2 {
			t.Errorf("%d steps and %d looks at all chats where nothing moved", h.steps, h.looks)
		}
	})
}

func TestWhatFailedIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		h.fails = true
		h.write(1, 1)
		h.write(100, 1)
		x := Start(h, slog.New(slog.DiscardHandler))
		time.Sleep(3 * turnEvery)
		synctest.Wait()
		h.mu.Lock()
		h.fails = false
		h.mu.Unlock()
		time.Sleep(2 * turnEvery)
		synctest.Wait()
		if b := h.behind(); len(b) > 0 {
			t.Errorf("%v are behind", b)
		}
		x.Stop()
		x.Stop()
	})
}

func TestStopEndsALongIndexing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		h.write(1, 1_000_000*step)
		x := Start(h, slog.New(slog.DiscardHandler))
		time.Sleep(time.Second)
		x.Stop()
		if len(h.behind()) == 0 {
			t.Error("nothing was under way any more")
		}
	})
}
