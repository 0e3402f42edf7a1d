package sqlite

import (
	"context"
	"sync/atomic"
	"time"

	"twoticks/internal/messenger"
)

// maxWait is how long an act waits for a place in the writer's queue.
const maxWait = 500 * time.Millisecond

// act is one atomic piece of work. run may be called more than once, each time in a transaction that holds nothing of
// the times before; it keeps nothing of what they gave. It refuses before it writes.
type act struct {
	ctx       context.Context
	run       func(*tx) error
	committed func()
	// committedAt is set on the first act of a batch.
	committedAt time.Time
	taken       atomic.Bool // by the writer, or by a caller who left before its turn: who is first
	err         error       // to be read when done is closed
	done        chan struct{}
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
	}
	select {
	case <-a.done: // just now
		return true, nil
	default:
		return false, messenger.ErrOutcomeUnknown.Because(context.DeadlineExceeded)
	}
}

// wait waits for a place in the queue.
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
