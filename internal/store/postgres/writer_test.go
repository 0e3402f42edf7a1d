package postgres

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"twoticks/internal/messenger"
)

var errHalfWay = errors.New("failed half-way")

// held is a store whose writer is busy with an act, so that what is queued meanwhile becomes one batch.
type held struct {
	*Store
	t       *testing.T
	release chan struct{}
	ended   chan error
}

func hold(t *testing.T) *held {
	t.Helper()
	return holdStore(t, openNew(t))
}

func holdStore(t *testing.T, s *Store) *held {
	t.Helper()
	h := &held{Store: s, t: t, release: make(chan struct{}), ended: make(chan error, 1)}
	began := make(chan struct{})
	go func() {
		h.ended <- h.writer.do(context.Background(), needs{}, func(*tx) error {
			close(began)
			<-h.release
			return nil
		}, nil)
	}()
	<-began
	return h
}

// queue puts an act behind the one that holds the writer.
func (h *held) queue(ctx context.Context, run func(*tx) error, committed func()) *act {
	h.t.Helper()
	a := &act{ctx: ctx, run: run, committed: committed, done: make(chan struct{})}
	select {
	case h.writer.queue <- a:
	default:
		h.t.Fatal("the queue is full")
	}
	return a
}

func (h *held) goOn() {
	close(h.release)
	if err := <-h.ended; err != nil {
		h.t.Error(err)
	}
}

// waiting returns when so many acts are in the queue.
func (h *held) waiting(n int) {
	for len(h.writer.queue) < n {
		runtime.Gosched()
	}
}

// names inserts users of these handles, then fails with err.
func names(err error, handles ...string) func(*tx) error {
	return func(t *tx) error {
		for _, handle := range handles {
			id := messenger.NewID()
			if err := t.exec(context.Background(), `INSERT INTO users (id, handle, name, created_at) VALUES ($1, $2, $2, 1)`, id[:], handle); err != nil {
				return err
			}
		}
		return err
	}
}

func (h *held) wantHandles(want ...string) {
	h.t.Helper()
	page, err := h.Directory(context.Background(), "", 5000)
	if err != nil {
		h.t.Fatal(err)
	}
	got := []string{}
	for _, p := range page.People {
		got = append(got, p.Handle)
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		h.t.Errorf("stored are %q, want %q", got, want)
	}
}

func TestWriter(t *testing.T) {
	ctx := context.Background()

	t.Run("acts that wait together commit together, in their order", func(t *testing.T) {
		h := hold(t)
		var told []string
		var acts []*act
		for i := range 20 {
			handle := fmt.Sprintf("user%02d", i)
			acts = append(acts, h.queue(ctx, names(nil, handle), func() { told = append(told, handle) }))
		}
		before := h.writer.batches.Load()
		h.goOn()
		var want []string
		for i, a := range acts {
			<-a.done
			if a.err != nil {
				t.Error(a.err)
			}
			want = append(want, fmt.Sprintf("user%02d", i))
		}
		h.wantHandles(want...)
		h.Close() // waits for what is to be told
		if !slices.Equal(told, want) {
			t.Errorf("told in the order %q", told)
		}
		if n := h.writer.batches.Load() - before; n != 2 { // the act that held the writer is the other
			t.Errorf("%d commits, want 2", n)
		}
	})

	t.Run("[C5] an act that fails half-way takes no other with it", func(t *testing.T) {
		h := hold(t)
		var told []string
		first := h.queue(ctx, names(nil, "ana"), func() { told = append(told, "ana") })
		bad := h.queue(ctx, names(errHalfWay, "bo", "bo-too"), func() { told = append(told, "bo") })
		refused := h.queue(ctx, names(messenger.ErrTooLarge, "too-many"), func() { told = append(told, "too-many") })
		broken := h.queue(ctx, names(nil, "cy", "ana"), func() { told = append(told, "cy") }) // the handle is taken
		last := h.queue(ctx, names(nil, "last"), func() { told = append(told, "last") })
		h.goOn()
		for _, a := range []*act{first, bad, refused, broken, last} {
			<-a.done
		}
		if first.err != nil || last.err != nil {
			t.Errorf("the good acts gave %v and %v", first.err, last.err)
		}
		if !errors.Is(bad.err, errHalfWay) || !errors.Is(refused.err, messenger.ErrTooLarge) || broken.err == nil {
			t.Errorf("the bad acts gave %v, %v and %v", bad.err, refused.err, broken.err)
		}
		h.wantHandles("ana", "last")
		h.Close()
		if !slices.Equal(told, []string{"ana", "last"}) {
			t.Errorf("told %q", told)
		}
	})

	t.Run("a refusal before anything was written costs the others nothing", func(t *testing.T) {
		h := hold(t)
		runs := 0
		first := h.queue(ctx, func(t *tx) error { runs++; return names(nil, "ana")(t) }, nil)
		refused := h.queue(ctx, func(*tx) error { return messenger.ErrNotAMember }, nil)
		h.goOn()
		<-first.done
		<-refused.done
		if first.err != nil || !errors.Is(refused.err, messenger.ErrNotAMember) || runs != 1 {
			t.Errorf("the acts gave %v and %v; the good one ran %d times", first.err, refused.err, runs)
		}
	})

	t.Run("[C8] seqs are taken anew when a batch is done again", func(t *testing.T) {
		s := openNew(t)
		chat, ana, bo := directChat(t, s)
		h := holdStore(t, s)
		var wait sync.WaitGroup
		for i := range 10 {
			sender := []messenger.UserID{ana, bo}[i%2]
			wait.Go(func() {
				if _, err := send(s, sender, chat, "hello"); err != nil {
					t.Error(err)
				}
			})
			if i == 5 {
				bad := h.queue(ctx, names(errHalfWay, "last"), nil)
				wait.Go(func() { <-bad.done })
			}
		}
		h.waiting(11)
		h.goOn()
		wait.Wait()
		page, err := s.History(ctx, ana, chat, 0, 50)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range page.Messages {
			if m.Seq != messenger.Seq(i+1) {
				t.Errorf("row %d has seq %d", i, m.Seq)
			}
		}
		if len(page.Messages) != 10 || page.Head != 10 {
			t.Errorf("%d rows, head %d", len(page.Messages), page.Head)
		}
	})

	t.Run("[C5] a context that ends before its turn takes the act out", func(t *testing.T) {
		h := hold(t)
		ending, cancel := context.WithCancel(ctx)
		out := h.queue(ending, names(nil, "ana"), nil)
		stays := h.queue(ctx, names(nil, "bo"), nil)
		cancel()
		h.goOn()
		<-out.done
		<-stays.done
		if !errors.Is(out.err, messenger.ErrUnavailable) || stays.err != nil {
			t.Errorf("got %v and %v", out.err, stays.err)
		}
		h.wantHandles("bo")
	})

	t.Run("[C5] a context that ends while the act runs stops nothing", func(t *testing.T) {
		h := hold(t)
		ending, cancel := context.WithCancel(ctx)
		a := h.queue(ending, func(t *tx) error {
			cancel()
			id := messenger.NewID()
			return t.exec(ending, `INSERT INTO users (id, handle, name, created_at) VALUES ($1, 'ana', 'Ana', 1)`, id[:])
		}, nil)
		h.goOn()
		if <-a.done; a.err != nil {
			t.Error(a.err)
		}
		h.wantHandles("ana")
	})

	t.Run("[C5] who waits for an act that hangs leaves by the deadline, with its outcome unknown", func(t *testing.T) {
		h := hold(t)
		began, release := make(chan struct{}), make(chan struct{})
		soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		left := make(chan error, 1)
		go func() {
			_, err := write(soon, h.writer, needs{}, func(t *tx, made *string) error {
				close(began)
				<-release
				*made = "ana"
				return names(nil, "ana")(t)
			}, nil)
			left <- err
		}()
		h.waiting(1)
		h.goOn()
		<-began
		if err := <-left; !errors.Is(err, messenger.ErrOutcomeUnknown) {
			t.Errorf("who left an act that runs got %v", err)
		}
		if err := h.writer.do(soon, needs{}, names(nil, "bo"), nil); !errors.Is(err, messenger.ErrUnavailable) {
			t.Errorf("who left an act before its turn got %v", err)
		}
		close(release)
		if err := h.writer.do(ctx, needs{}, names(nil, "cy"), nil); err != nil {
			t.Error(err)
		}
		h.wantHandles("ana", "cy") // it ran to its end; the other never did
	})

	t.Run("[C5] who goes away while the act runs is still told what became of it", func(t *testing.T) {
		h := hold(t)
		h.goOn()
		going, cancel := context.WithCancel(ctx)
		made, err := write(going, h.writer, needs{}, func(t *tx, made *string) error {
			cancel()
			*made = "ana"
			return names(nil, "ana")(t)
		}, nil)
		if made != "ana" || err != nil {
			t.Errorf("they are told %q, %v", made, err)
		}
		h.wantHandles("ana")
	})

	t.Run("what is told is committed already", func(t *testing.T) {
		s := openNew(t)
		for i := range 20 {
			handle := fmt.Sprintf("user%02d", i)
			err := make(chan error, 1)
			if failed := s.writer.do(ctx, needs{}, names(nil, handle), func() {
				_, e := s.PersonByHandle(ctx, handle)
				err <- e
			}); failed != nil {
				t.Fatal(failed)
			}
			if e := <-err; e != nil {
				t.Errorf("told of %s: %v", handle, e)
			}
		}
	})
}

func TestWriterOverflow(t *testing.T) {
	ctx := context.Background()
	h := hold(t)
	for range maxQueue {
		h.queue(ctx, func(*tx) error { return nil }, nil)
	}
	ending, cancel := context.WithCancel(ctx)
	cancel()
	if err := h.writer.do(ending, needs{}, names(nil, "ana"), nil); !errors.Is(err, messenger.ErrUnavailable) {
		t.Errorf("who waits for a place and goes got %v", err)
	}
	err := h.writer.do(ctx, needs{}, names(nil, "bo"), nil)
	var e *messenger.Error
	if !errors.As(err, &e) || e.Reason != messenger.ErrOverloaded.Reason || e.RetryAfter <= 0 {
		t.Errorf("a queue that ran over gave %v", err)
	}
	h.goOn()
	if err := h.writer.do(ctx, needs{}, names(nil, "cy"), nil); err != nil {
		t.Errorf("after it: %v", err)
	}
	h.wantHandles("cy")
}

func TestCloseAnswersAllWhoWait(t *testing.T) {
	ctx := context.Background()
	address := newDatabase(t)
	s := openAt(t, address)
	h := holdStore(t, s)
	const acts = 100
	errs := make([]error, acts)
	var wait sync.WaitGroup
	for i := range acts {
		wait.Go(func() { errs[i] = s.writer.do(ctx, needs{}, names(nil, fmt.Sprintf("user%02d", i)), nil) })
	}
	h.waiting(acts)
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		s.Close()
	}()
	<-s.writer.ending
	h.goOn()
	wait.Wait()
	<-closed
	var want []string
	for i, err := range errs {
		switch {
		case err == nil:
			want = append(want, fmt.Sprintf("user%02d", i))
		case !errors.Is(err, messenger.ErrUnavailable):
			t.Errorf("who waited got %v", err)
		}
	}
	again := &held{Store: openAt(t, address), t: t}
	again.wantHandles(want...)
}
