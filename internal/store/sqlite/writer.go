package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"twoticks/internal/messenger"
)

// The writer's bounds.
const (
	maxBatch = 512 // acts in one transaction
	maxQueue = 1024
)

// writer is the one goroutine that writes. Whatever acts wait when it is free become one transaction: no time is spent
// waiting for company, and all of them share one fsync.
type writer struct {
	db     *sql.DB
	on     *prepared
	memory *remembered
	log    *slog.Logger
	fatal  func(error)
	meter  Meter

	queue  chan *act
	ending chan struct{}
	ended  sync.WaitGroup
	after  chan []*act // committed acts, for the announcing goroutine
	closed atomic.Bool

	batches, acts atomic.Int64
}

func startWriter(ctx context.Context, db *sql.DB, c Config) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open the writer's connection: %w", err)
	}
	w := &writer{
		db: db, on: newPrepared(conn), memory: newRemembered(), log: c.Log, fatal: c.Fatal, meter: c.Meter,
		queue: make(chan *act, maxQueue), ending: make(chan struct{}), after: make(chan []*act, 64),
	}
	w.ended.Add(2)
	go w.write()
	go w.announce()
	return w, nil
}

func (w *writer) stop() {
	if w.closed.Swap(true) {
		return
	}
	close(w.ending)
	w.ended.Wait()
	w.on.close()
}

func (w *writer) write() {
	defer w.ended.Done()
	defer close(w.after)
	batch := make([]*act, 0, maxBatch)
	for {
		select {
		case <-w.ending:
			return
		case a := <-w.queue:
			batch = take(batch[:0], a)
		}
	more:
		for len(batch) < maxBatch {
			select {
			case a := <-w.queue:
				batch = take(batch, a)
			default:
				break more
			}
		}
		if len(batch) > 0 {
			w.commit(batch)
		}
	}
}

// take adds an act to a batch, unless its caller has left.
func take(batch []*act, a *act) []*act {
	if a.taken.CompareAndSwap(false, true) {
		return append(batch, a)
	}
	return batch
}

// commit carries a batch out in one transaction. If an act fails after it wrote, the transaction is rolled back and its
// acts are carried out one by one, so that one act's failure is no other's.
func (w *writer) commit(batch []*act) {
	committed, clean := w.try(batch)
	if clean {
		w.finish(batch, committed)
		return
	}
	for _, a := range batch {
		one := []*act{a}
		committed, _ := w.try(one)
		w.finish(one, committed)
	}
}

// try runs the acts in one transaction and sets the result of each. It returns those that were committed. Not clean means
// that nothing was stored since one act failed half-way, and that the acts may succeed one by one.
func (w *writer) try(batch []*act) (committed []*act, clean bool) {
	ctx := context.Background() // a commit is never cancelled (C5)
	begun := time.Now()
	t := &tx{on: w.on, memory: w.memory}
	if err := t.exec(ctx, `BEGIN IMMEDIATE`); err != nil {
		return nil, w.failed(batch, err)
	}
	if err := w.memory.begin(ctx, t); err != nil {
		w.rollback(ctx)
		return nil, w.failed(batch, err)
	}
	for _, a := range batch {
		if err := a.ctx.Err(); err != nil {
			a.err = messenger.ErrUnavailable.After(retryAfter).Because(err)
			continue
		}
		t.wrote = false
		a.err = a.run(t)
		if a.err == nil {
			committed = append(committed, a)
			continue
		}
		if t.wrote || messenger.KindOf(a.err) == messenger.Internal {
			w.rollback(ctx)
			return nil, w.failedIfFatal(batch, a.err) || len(batch) == 1
		}
	}
	if err := t.flush(ctx); err != nil {
		w.rollback(ctx)
		return nil, w.failed(batch, err)
	}
	if err := t.exec(ctx, `COMMIT`); err != nil {
		w.rollback(ctx)
		return nil, w.failed(batch, err)
	}
	w.batches.Add(1)
	w.acts.Add(int64(len(batch)))
	w.meter.Committed(len(batch), time.Since(begun))
	return committed, true
}

// failed gives every act of the batch the same error: the transaction as a whole did not come to be.
func (w *writer) failed(batch []*act, err error) (clean bool) {
	for _, a := range batch {
		a.err = err
	}
	w.failedIfFatal(batch, err)
	return true
}

func (w *writer) failedIfFatal(batch []*act, err error) (clean bool) {
	if !fatal(err) {
		return false
	}
	w.fatal(err)
	for _, a := range batch {
		a.err = messenger.ErrOutcomeUnknown.Because(err)
	}
	return true
}

func (w *writer) rollback(ctx context.Context) {
	w.memory.forget()
	// After some errors SQLite has rolled back by itself; then this one fails and nothing is lost by it.
	if _, err := w.on.exec(ctx, `ROLLBACK`); err != nil {
		w.log.Debug("rollback", "error", err)
	}
}

// Waiting is how many acts wait for the writer.
func (s *Store) Waiting() int { return len(s.writer.queue) }

// finish wakes those who wait and hands the committed acts on, in commit order.
func (w *writer) finish(batch, committed []*act) {
	if len(committed) > 0 {
		committed[0].committedAt = time.Now()
		w.after <- committed
	}
	for _, a := range batch {
		close(a.done)
	}
}

// announce calls what is to be called after a commit, in commit order, so that the writer need not wait for it.
func (w *writer) announce() {
	defer w.ended.Done()
	for batch := range w.after {
		for _, a := range batch {
			if a.committed != nil {
				a.committed()
			}
		}
		w.meter.Announced(time.Since(batch[0].committedAt))
	}
}
