// Package indexer brings the index that messages are searched by up to the chats' heads, a little behind those who write and never
// in their way.
//
// It looks through all chats once when it starts, which is also how the history of before an upgrade comes into the index, and from
// then on at those that moved. How far a chat is indexed the store keeps with the index, so nothing here needs to be remembered:
// after a crash the first look finds what is missing. A search finds what is not indexed yet all the same, if more slowly.
//
// Each node has one; the store sees to it that two do not work on one chat. Only app starts it. It owns one goroutine. What fails
// is logged and tried again at the next turn.
package indexer

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"twoticks/internal/messenger"
)

// Index is what the domain offers.
type Index interface {
	Unindexed(ctx context.Context, place string, limit int) (chats []messenger.ChatID, next string, err error)
	IndexChat(ctx context.Context, chat messenger.ChatID, limit int) (more bool, err error)
	HeadsSince(ctx context.Context, page messenger.HeadsPage) ([]messenger.ChatHead, messenger.HeadsPlace, error)
	Now() time.Time
}

// The pace. A turn that comes seldom makes each chat's part larger and the work less; nobody waits for it.
const (
	turnEvery = 10 * time.Second
	// overlap is how far before the last turn one looks: an entry has its time from before it waited for its commit.
	overlap = time.Minute
	page    = 200
	// step is how many entries are indexed in one act of the store. After each it rests as long as that took, so that history
	// that is new to it never takes more than half of a processor, nor the writer for long.
	step      = 1024
	shortRest = time.Millisecond
	longRest  = time.Second
	lookAgain = time.Hour
)

// Indexer is the goroutine that does it.
type Indexer struct {
	index Index
	log   *slog.Logger
	// done is how far chats are indexed by what this node knows, of those that moved lately.
	done map[messenger.ChatID]messenger.Seq

	end    context.CancelFunc
	ending sync.WaitGroup
}

// Start begins.
func Start(index Index, log *slog.Logger) *Indexer {
	ctx, end := context.WithCancel(context.Background())
	x := &Indexer{index: index, log: log, done: map[messenger.ChatID]messenger.Seq{}, end: end}
	x.ending.Go(func() { x.run(ctx) })
	return x
}

// Stop ends it and waits. It may be called again.
func (x *Indexer) Stop() {
	x.end()
	x.ending.Wait()
}

func (x *Indexer) run(ctx context.Context) {
	turns := time.NewTicker(turnEvery)
	defer turns.Stop()
	var looked time.Time // when all chats were
	since := x.index.Now()
	for {
		begun := x.index.Now()
		err := x.lately(ctx, since.Add(-overlap))
		if err == nil {
			since = begun
		}
		if err == nil && time.Since(looked) > lookAgain {
			if err = x.all(ctx); err == nil {
				looked = time.Now()
			}
		}
		if err != nil && ctx.Err() == nil {
			x.log.Warn("messages could not be indexed; the next turn goes on", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-turns.C:
		}
	}
}

// lately indexes the chats that moved since a time.
func (x *Indexer) lately(ctx context.Context, since time.Time) error {
	done := map[messenger.ChatID]messenger.Seq{}
	q := messenger.HeadsPage{Since: since, Limit: page}
	for {
		heads, next, err := x.index.HeadsSince(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range heads {
			if x.done[h.Chat] < h.Head {
				if err := x.chat(ctx, h.Chat); err != nil {
					return err
				}
			}
			done[h.Chat] = h.Head
		}
		if next == (messenger.HeadsPlace{}) {
			x.done = done
			return nil
		}
		q.After = next
	}
}

// all indexes whatever is behind.
func (x *Indexer) all(ctx context.Context) error {
	begun, indexed := time.Now(), 0
	for place, first := "", true; first || place != ""; first = false {
		chats, next, err := x.index.Unindexed(ctx, place, page)
		if err != nil {
			return err
		}
		for _, chat := range chats {
			if err := x.chat(ctx, chat); err != nil {
				return err
			}
		}
		indexed, place = indexed+len(chats), next
	}
	if took := time.Since(begun); took > longRest {
		x.log.Info("messages were indexed for search", "chats", indexed, "took", took.Round(time.Second))
	}
	return nil
}

// chat indexes one.
func (x *Indexer) chat(ctx context.Context, chat messenger.ChatID) error {
	for {
		begun := time.Now()
		more, err := x.index.IndexChat(ctx, chat, step)
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(max(time.Since(begun), shortRest), longRest)):
		}
		if !more {
			return nil
		}
	}
}
