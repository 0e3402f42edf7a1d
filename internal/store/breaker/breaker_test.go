package breaker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"reflect"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/store/around"
)

// broken is a store with one read and one write that fail, hang or panic as a test says, and counts what reaches it.
type broken struct {
	around.Port
	err    atomic.Pointer[error]
	hangs  atomic.Bool
	calls  atomic.Int64
	probes atomic.Int64
}

func (b *broken) fail(err error) {
	if err == nil {
		b.err.Store(nil)
		return
	}
	b.err.Store(&err)
}

func (b *broken) answer(ctx context.Context) error {
	if b.hangs.Load() {
		time.Sleep(time.Minute)
	}
	if err := b.err.Load(); err != nil {
		return *err
	}
	return nil
}

func (b *broken) Probe(ctx context.Context, _ bool) error {
	b.probes.Add(1)
	return b.answer(ctx)
}

func (b *broken) HasAccounts(ctx context.Context) (bool, error) {
	b.calls.Add(1)
	err := b.answer(ctx)
	return err == nil, err
}

func (b *broken) SetLastSeen(ctx context.Context, seen map[messenger.UserID]time.Time) error {
	b.calls.Add(1)
	if seen != nil {
		panic("the disk is on fire")
	}
	if b.hangs.Load() {
		at, _ := ctx.Deadline()
		time.Sleep(time.Until(at)) // as an act that runs
		return messenger.ErrOutcomeUnknown
	}
	return b.answer(ctx)
}

var errDisk = errors.New("disk I/O error")

// open makes a breaker of such a store inside a bubble of fake time.
func open(t *testing.T) (*Breaker, *broken, *bytes.Buffer) {
	inner, log := &broken{}, &bytes.Buffer{}
	b := New(inner, slog.New(slog.NewTextHandler(log, nil)))
	t.Cleanup(b.Stop)
	return b, inner, log
}

func (b *Breaker) write(ctx context.Context) error { return b.SetLastSeen(ctx, nil) }

func (b *Breaker) read(ctx context.Context) error {
	_, err := b.HasAccounts(ctx)
	return err
}

func unavailable(err error) bool {
	var e *messenger.Error
	return errors.As(err, &e) && e.Reason == "unavailable" && e.RetryAfter > 0 && e.Err == nil
}

func TestFiveInARowOpenTheCircuit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, inner, _ := open(t)
		inner.fail(errDisk)
		for range inARow {
			if err := b.write(t.Context()); !errors.Is(err, errDisk) {
				t.Fatalf("a failure of the store comes as %v", err)
			}
		}
		for range 100 {
			if err := b.write(t.Context()); !unavailable(err) {
				t.Fatalf("R12.5 while the circuit is open: %v", err)
			}
		}
		if n := inner.calls.Load(); n != inARow {
			t.Errorf("R12.5 %d calls reached the store, want %d", n, inARow)
		}
		if err := b.Ready(t.Context()); err == nil {
			t.Error("R12.5 a server whose store takes nothing calls itself ready")
		}
		inner.fail(nil)
		if err := b.read(t.Context()); err != nil {
			t.Errorf("R12.5 reads have a circuit of their own: %v", err)
		}
	})
}

func TestHalfOfManyOpenTheCircuit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, inner, _ := open(t)
		for i := range leastCalls {
			if b.writes.open() {
				t.Fatalf("it is open after %d calls, half of which failed", i)
			}
			inner.fail(nil)
			if i%2 == 1 {
				inner.fail(errDisk)
			}
			b.write(t.Context())
		}
		if !b.writes.open() {
			t.Errorf("R12.5 after %d calls, half of which failed, it is closed", leastCalls)
		}
	})
}

func TestRefusalsAndAFullDiskAreAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, inner, _ := open(t)
		for _, err := range []error{messenger.ErrChatNotFound, messenger.ErrStorageFull, messenger.ErrOverloaded, auth.ErrHandleTaken} {
			inner.fail(err)
			for range 10 * inARow {
				if got := b.write(t.Context()); !errors.Is(got, err) {
					t.Fatalf("R12.5 %v comes as %v", err, got)
				}
			}
		}
		inner.fail(messenger.ErrUnavailable.Because(context.Canceled))
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		for range 10 * inARow {
			b.write(gone)
		}
		if b.writes.open() {
			t.Error("R12.5 a caller who went away counts as a failure")
		}
	})
}

func TestTheProbeGoesFirstAndUsersFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, inner, log := open(t)
		inner.fail(errDisk)
		for range inARow {
			b.write(t.Context())
		}
		time.Sleep(10 * time.Second) // the store stays away
		synctest.Wait()
		probes, calls := inner.probes.Load(), inner.calls.Load()
		if probes < 3 || probes > 6 || calls != inARow {
			t.Errorf("R12.5 in 10 s %d probes and %d calls reached the store", probes, calls)
		}
		inner.fail(nil)
		came := time.Now()
		for b.write(t.Context()) != nil {
			if time.Since(came) > 5*time.Second {
				t.Fatal("R12.5 5 s after its return the store is not used")
			}
			time.Sleep(50 * time.Millisecond)
		}
		for range trials - 1 {
			b.write(t.Context())
		}
		if !b.writes.policy.IsClosed() || b.Ready(t.Context()) != nil {
			t.Errorf("R12.5 after %d trials it is not closed", trials)
		}
		for _, want := range []string{"it is not asked for a while", "the store answers again"} {
			if bytes.Count(log.Bytes(), []byte(want)) != 1 {
				t.Errorf("the log does not say %q: %s", want, log)
			}
		}
	})
}

func TestATrialThatFailsOpensItAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, inner, _ := open(t)
		inner.fail(errDisk)
		for range inARow {
			b.write(t.Context())
		}
		inner.fail(nil)
		time.Sleep(2 * openFor[0])
		synctest.Wait()
		inner.fail(errDisk)
		b.write(t.Context())
		if err := b.write(t.Context()); !unavailable(err) {
			t.Errorf("R12.5 after a failed trial: %v", err)
		}
	})
}

func TestAHangingStoreIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, inner, _ := open(t)
		inner.hangs.Store(true)
		begun := time.Now()
		if err := b.write(t.Context()); !errors.Is(err, messenger.ErrOutcomeUnknown) {
			t.Errorf("C5 a write whose end nobody heard: %v", err)
		}
		if err := b.read(t.Context()); !errors.Is(err, messenger.ErrUnavailable) {
			t.Errorf("a read whose end nobody heard: %v", err)
		}
		if took := time.Since(begun); took != 2*callWithin {
			t.Errorf("R12.5 two calls took %v, want %v each", took, callWithin)
		}
		gone, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		for range inARow - 1 {
			b.write(gone)
		}
		if !b.writes.open() {
			t.Error("R12.5 writes whose end nobody heard do not count as failures where their callers are gone")
		}
		time.Sleep(2 * time.Minute) // what was left behind ends
	})
}

func TestAPanicIsTheCallersAndCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _, _ := open(t)
		for range inARow {
			func() {
				defer func() {
					if recover() == nil {
						t.Error("the panic of an act does not reach its caller")
					}
				}()
				b.SetLastSeen(t.Context(), map[messenger.UserID]time.Time{})
			}()
		}
		if !b.writes.open() {
			t.Error("panics do not count as failures")
		}
	})
}

// Every act of both ports goes through a circuit: with both open, none of them reaches the store, which is nobody here.
func TestEveryActIsGuarded(t *testing.T) {
	b := New(nil, slog.New(slog.DiscardHandler))
	b.reads.policy.Open()
	b.writes.policy.Open()
	guarded := reflect.ValueOf(b)
	for _, port := range []reflect.Type{reflect.TypeFor[messenger.Store](), reflect.TypeFor[auth.Store](), reflect.TypeFor[interface {
		Probe(ctx context.Context, write bool) error
	}]()} {
		for i := range port.NumMethod() {
			m := port.Method(i)
			if m.Type.NumIn() == 0 || m.Type.In(0) != reflect.TypeFor[context.Context]() {
				continue // no act
			}
			t.Run("R12.5 "+m.Name, func(t *testing.T) {
				defer func() {
					if cause := recover(); cause != nil {
						t.Errorf("it reaches the store: run go generate ./internal/store/around (%v)", cause)
					}
				}()
				in := []reflect.Value{reflect.ValueOf(t.Context())}
				for p := 1; p < m.Type.NumIn(); p++ {
					in = append(in, reflect.Zero(m.Type.In(p)))
				}
				out := guarded.MethodByName(m.Name).Call(in)
				if err, _ := out[len(out)-1].Interface().(error); !unavailable(err) {
					t.Errorf("it answers %v", err)
				}
			})
		}
	}
}
