package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"syscall"
	"time"

	"twoticks/internal/messenger"
	"twoticks/internal/store/around"
)

// fault is one way in which acts fail.
type fault struct {
	// Act is the name of a store's method, or "reads", "writes" or "all".
	Act string `json:"act"`
	// How: "fail" with an error as a driver gives it; "down", as when nobody answers where the database should be;
	// "full", as a disk is; "panic"; "hang" until the fault is taken back, and go on then; "slow" by Ms; and "kill" the
	// process: "kill_before" the act, "kill_in" its transaction, "kill_committed" before anybody is told, "kill_after" it,
	// before the answer. kill_in and kill_committed are AppendMessages' only.
	How string `json:"how"`
	Ms  int    `json:"ms,omitempty"`
	// Count is how often; 0 means until it is taken back.
	Count int `json:"count,omitempty"`

	over chan struct{} // closed when it is taken back
	used int
}

var ways = []string{
	"fail", "down", "full", "panic", "hang", "slow", "kill_before", "kill_in", "kill_committed", "kill_after",
}

// What people must never see of a failure is in these errors, so that a test can look for it.
var (
	errDriver = errors.New(`driver: near "FROM": syntax error in SELECT body FROM messages (/var/lib/twoticks/twoticks.db)`)
	errDial   = errors.New("driver: dial tcp 10.0.0.5:5432: connect: connection refused")
)

// faults are those of now, and what reached the store.
type faults struct {
	mu    sync.Mutex
	list  []*fault
	calls map[string]int
}

func newFaults() *faults { return &faults{calls: map[string]int{}} }

func (f *faults) add(one *fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one.over = make(chan struct{})
	f.list = append(f.list, one)
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.list {
		close(one.over)
	}
	f.list = nil
}

func (f *faults) reached(act string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[act]++
}

func (f *faults) state() (calls map[string]int, list []fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.list {
		list = append(list, *one)
	}
	return maps.Clone(f.calls), list
}

// take finds the first fault of one of these ways that an act falls under, and counts it.
func (f *faults) take(act around.Act, how ...string) *fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.list {
		kind := "reads"
		if act.Write {
			kind = "writes"
		}
		if !slices.Contains([]string{act.Name, kind, "all"}, one.Act) || !slices.Contains(how, one.How) || one.Count > 0 && one.used >= one.Count {
			continue
		}
		one.used++
		return one
	}
	return nil
}

// around is put round every act of the store.
func (f *faults) around(ctx context.Context, act around.Act, call func(context.Context) (any, error)) (any, error) {
	f.reached(act.Name)
	if one := f.take(act, "fail", "down", "full", "panic", "hang", "slow", "kill_before"); one != nil {
		if err := one.happen(); err != nil {
			return nil, err
		}
		if now := call; one.How == "hang" || one.How == "slow" {
			call = func(ctx context.Context) (any, error) { return one.late(ctx, act, now) }
		}
	}
	value, err := call(ctx)
	if err == nil && f.take(act, "kill_after") != nil {
		kill()
	}
	return value, err
}

// happen does what the fault does before an act; nil means that the act goes on.
func (f *fault) happen() error {
	switch f.How {
	case "fail":
		return errDriver
	case "down":
		return messenger.ErrUnavailable.After(time.Second).Because(errDial)
	case "full":
		return messenger.ErrStorageFull.Because(errDriver)
	case "panic":
		panic(errDriver)
	case "kill_before":
		kill()
	}
	return nil
}

// late lets an act happen later, all the same: when its caller's time is over it goes on without them.
func (f *fault) late(ctx context.Context, act around.Act, call func(context.Context) (any, error)) (any, error) {
	type ended struct {
		value any
		err   error
	}
	done := make(chan ended, 1)
	go func() {
		var slow <-chan time.Time
		if f.How == "slow" {
			slow = time.After(time.Duration(f.Ms) * time.Millisecond)
		}
		select {
		case <-f.over:
		case <-slow:
		}
		value, err := call(context.WithoutCancel(ctx))
		done <- ended{value, err}
	}()
	select {
	case e := <-done:
		return e.value, e.err
	case <-ctx.Done():
	}
	if act.Write {
		return nil, messenger.ErrOutcomeUnknown.Because(ctx.Err())
	}
	return nil, messenger.ErrUnavailable.After(time.Second).Because(ctx.Err())
}

// kill ends the process as a lost power supply does, as far as a process can.
func kill() {
	syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
	select {}
}

// store is the store behind the faults.
type store struct {
	*around.Store
	faults *faults
}

func newStore(inner around.Port, f *faults) *store { return &store{around.New(inner, f.around), f} }

// AppendMessages can end inside its transaction, where its guard is asked, and right after the commit.
func (s *store) AppendMessages(ctx context.Context, act messenger.AppendMessages) (messenger.Appended, error) {
	name := around.Act{Name: "AppendMessages", Write: true}
	guard, committed := act.Guard, act.Committed
	act.Guard = func(r messenger.Relation) error {
		if s.faults.take(name, "kill_in") != nil {
			kill()
		}
		return guard(r)
	}
	act.Committed = func(a messenger.Appended) {
		if s.faults.take(name, "kill_committed") != nil {
			kill()
		}
		committed(a)
	}
	return s.Store.AppendMessages(ctx, act)
}
