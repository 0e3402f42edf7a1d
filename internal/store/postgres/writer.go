package postgres

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// The writer's bounds.
const (
	maxBatch = 512 // acts in one transaction
	maxQueue = 1024
	// connectPatience is how long a new connection may take, batchPatience a transaction up to its COMMIT, commitPatience
	// the answer to that. Then the connection is given up.
	connectPatience  = 2 * time.Second
	batchPatience    = 10 * time.Second
	commitPatience   = 30 * time.Second
	rollbackPatience = time.Second
)

// writer is the one goroutine that writes on this node. Whatever acts wait when it is free become one transaction: no time
// is spent waiting for company, and all of them share one flush of PostgreSQL's log.
type writer struct {
	connect func(context.Context) (*pgx.Conn, error)
	conn    *pgx.Conn // nil, or closed, while there is none
	warned  *warnings // what PostgreSQL said of conn
	log     *slog.Logger
	meter   Meter

	queue  chan *act
	ending chan struct{}
	ended  sync.WaitGroup
	after  chan []*act // committed acts, for the announcing goroutine
	closed atomic.Bool

	batches, acts atomic.Int64
}

func startWriter(connect func(context.Context) (*pgx.Conn, error), warned *warnings, c Config) *writer {
	w := &writer{
		connect: connect, warned: warned, log: c.Log, meter: c.Meter,
		queue: make(chan *act, maxQueue), ending: make(chan struct{}), after: make(chan []*act, 64),
	}
	w.ended.Add(2)
	go w.write()
	go w.announce()
	return w
}

func (w *writer) stop() {
	if w.closed.Swap(true) {
		return
	}
	close(w.ending)
	w.ended.Wait()
	if w.conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), rollbackPatience)
		defer cancel()
		w.conn.Close(ctx)
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
			// Nothing is taken while there is no connection: who waits and goes then knows that nothing was stored.
			if err := w.connected(); err != nil {
				w.refuse(a, err)
				continue
			}
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

// connected sees that there is a connection.
func (w *writer) connected() error {
	if w.conn != nil && !w.conn.IsClosed() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), connectPatience)
	defer cancel()
	conn, err := w.connect(ctx)
	if err != nil {
		return err
	}
	w.conn = conn
	return nil
}

// refuse answers all who wait when there is no connection: each of them waiting for a try of its own would wait long.
func (w *writer) refuse(a *act, err error) {
	err = messenger.ErrUnavailable.After(retryAfter).Because(err)
	for {
		if a.taken.CompareAndSwap(false, true) {
			a.err = err
			close(a.done)
		}
		select {
		case a = <-w.queue:
		default:
			return
		}
	}
}

// commit carries a batch out in one transaction. If an act fails in a way that ends the transaction, nothing of it is
// stored and its acts are carried out one by one, so that one act's failure is no other's.
func (w *writer) commit(batch []*act) {
	committed, err := w.tryOften(batch)
	if err == nil {
		w.finish(batch, committed)
		return
	}
	if len(batch) == 1 || messenger.KindOf(refusal(err)) == messenger.Unavailable {
		for _, a := range batch {
			a.err = refusal(err)
		}
		w.finish(batch, nil)
		return
	}
	for _, a := range batch {
		w.commit([]*act{a})
	}
}

// tryOften begins a transaction anew where another one's locks, or the end of the connection, made it impossible before
// anything was stored.
func (w *writer) tryOften(batch []*act) (committed []*act, err error) {
	for range tries {
		if err = w.connected(); err != nil {
			return nil, messenger.ErrUnavailable.After(retryAfter).Because(err)
		}
		committed, err = w.try(batch)
		if err == nil || !again(err) && !w.conn.IsClosed() {
			break
		}
	}
	return committed, err
}

// try runs the acts in one transaction and sets the result of each. It returns those that were committed. An error says that
// nothing was stored, and that the acts may succeed one by one.
func (w *writer) try(batch []*act) (committed []*act, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), batchPatience)
	defer cancel()
	begun := time.Now()
	t := newTx(ctx, w.conn)
	if err := t.begin(want(batch)); err != nil {
		t.rollback()
		return nil, err
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
			t.rollback()
			return nil, a.err
		}
	}
	switch err := w.end(t); {
	case err == nil:
		w.batches.Add(1)
		w.acts.Add(int64(len(batch)))
		w.meter.Committed(len(batch), time.Since(begun))
		return committed, nil
	case messenger.KindOf(err) == messenger.Unknown:
		for _, a := range committed {
			a.err = err
		}
		return nil, nil
	default:
		return nil, err
	}
}

// end sends what the acts wrote and COMMIT, in one round trip. No context ends it: only a connection that is dead or silent
// for very long does, and then the outcome is unknown (C5). A warning at a COMMIT says that a standby may not have it (C2).
func (w *writer) end(t *tx) error {
	b := &pgx.Batch{}
	t.later.queueRows(b)
	t.queueChats(b)
	b.Queue(`COMMIT`)
	w.warned.take()
	socket := t.conn.PgConn().Conn()
	silent := time.AfterFunc(commitPatience, func() { socket.Close() })
	defer silent.Stop()
	results := t.conn.SendBatch(context.WithoutCancel(t.ctx), b)
	tag := ""
	var err error
	for range b.Len() {
		done, failed := results.Exec()
		tag = done.String()
		if err = failed; err != nil {
			break
		}
	}
	if closing := results.Close(); err == nil && tag != "COMMIT" {
		err = closing
	}
	warning := w.warned.take()
	switch {
	case err != nil && refusedAlive(err):
		t.rollback()
		return err
	case err != nil:
		return messenger.ErrOutcomeUnknown.Because(err)
	case tag != "COMMIT": // it says ROLLBACK of a transaction that had failed
		return messenger.ErrUnavailable.After(retryAfter)
	case warning != "":
		w.log.Warn("PostgreSQL warned at a commit", "warning", warning)
		return messenger.ErrOutcomeUnknown
	}
	return nil
}

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
