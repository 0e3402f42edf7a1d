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
	maxWait  = 500 * time.Millisecond // for a place in the queue
)

// act is one atomic piece of work. run may be called more than once, each time in a transaction that holds nothing of
// the times before, so it begins by forgetting what they gave. It refuses before it writes.
type act struct {
	ctx       context.Context
	run       func(*tx) error
	committed func()
	taken     atomic.Bool // by the writer, or by a caller who left before its turn: who is first
	err       error       // to be read when done is closed
	done      chan struct{}
}

// writer is the one goroutine that writes. Whatever acts wait when it is free become one transaction: no time is spent
// waiting for company, and all of them share one fsync.
type writer struct {
	db    *sql.DB
	on    *prepared
	log   *slog.Logger
	fatal func(error)

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
		db: db, on: newPrepared(conn), log: c.Log, fatal: c.Fatal,
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

// write hands an act to the writer and waits for what it makes, until the deadline of the context. run gets that empty each
// time. committed is called, if the act succeeded, after the commit, in the order of commits; it may be nil.
func write[R any](ctx context.Context, w *writer, run func(*tx, *R) error, committed func(*R)) (R, error) {
	made, empty := new(R), *new(R)
	a := &act{ctx: ctx, done: make(chan struct{})}
	a.run = func(t *tx) error {
		*made = empty
		return run(t, made)
	}
	if committed != nil {
		a.committed = func() { committed(made) }
	}
	if ended, err := w.carryOut(a); !ended {
		return empty, err // the writer may still be at it
	}
	return *made, refusal(a.err)
}

// do is write for an act that makes nothing: run changes no variable that its caller reads.
func (w *writer) do(ctx context.Context, run func(*tx) error, committed func()) error {
	a := &act{ctx: ctx, run: run, committed: committed, done: make(chan struct{})}
	if ended, err := w.carryOut(a); !ended {
		return err
	}
	return refusal(a.err)
}

// carryOut waits for the end of an act, or tells why nobody waits for it any more.
func (w *writer) carryOut(a *act) (ended bool, err error) {
	select {
	case w.queue <- a:
	default:
		if err := w.wait(a.ctx, a); err != nil {
			return false, err
		}
	}
	select {
	case <-a.done:
		return true, nil
	case <-a.ctx.Done():
		if a.taken.CompareAndSwap(false, true) {
			return false, messenger.ErrUnavailable.After(retryAfter).Because(a.ctx.Err())
		}
	case <-w.ending:
		return w.afterEnd(a)
	}
	return w.untilDeadline(a)
}

// afterEnd: a writer that ends answers what it has taken, and what it has not it never will.
func (w *writer) afterEnd(a *act) (ended bool, err error) {
	w.ended.Wait()
	select {
	case <-a.done:
		return true, nil
	default:
		return false, messenger.ErrUnavailable.After(retryAfter)
	}
}

// untilDeadline waits for an act that runs. Its caller may be gone already, and yet should be told what became of it; but
// nobody waits for a disk that hangs for longer than they said (C5).
func (w *writer) untilDeadline(a *act) (ended bool, err error) {
	var over <-chan time.Time
	if at, ok := a.ctx.Deadline(); ok {
		t := time.NewTimer(time.Until(at))
		defer t.Stop()
		over = t.C
	}
	select {
	case <-a.done:
		return true, nil
	case <-w.ending:
		return w.afterEnd(a)
	case <-over:
		return false, messenger.ErrOutcomeUnknown.Because(context.DeadlineExceeded)
	}
}

func (w *writer) wait(ctx context.Context, a *act) error {
	t := time.NewTimer(maxWait)
	defer t.Stop()
	select {
	case w.queue <- a:
		return nil
	case <-t.C:
		return messenger.ErrOverloaded.After(retryAfter)
	case <-ctx.Done():
		return messenger.ErrUnavailable.After(retryAfter).Because(ctx.Err())
	case <-w.ending:
		return messenger.ErrUnavailable.After(retryAfter)
	}
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
	t := &tx{on: w.on}
	if err := t.exec(ctx, `BEGIN IMMEDIATE`); err != nil {
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
	// After some errors SQLite has rolled back by itself; then this one fails and nothing is lost by it.
	if _, err := w.on.exec(ctx, `ROLLBACK`); err != nil {
		w.log.Debug("rollback", "error", err)
	}
}

// finish wakes those who wait and hands the committed acts on, in commit order.
func (w *writer) finish(batch, committed []*act) {
	if len(committed) > 0 {
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
	}
}
