// Package storetest is the contract of messenger.Store as tests: each adapter of the port is held to the same ones.
//
// An adapter's own tests call Run with a way to open a fresh, empty store. Only the port is used here, and the one seam
// that a Harness has besides: how a user comes to be, which is not messenger's business. What an adapter does in its own
// way (files, crashes, migrations, full disks) is tested beside that adapter and not here. Tests are named by the clause
// of the contract that they show.
package storetest

import (
	"context"
	"sync"
	"testing"

	"twoticks/internal/messenger"
)

// Harness is a store under test.
type Harness struct {
	Store messenger.Store
	// AddUser makes a user, whose name is the handle.
	AddUser func(handle string) (messenger.UserID, error)
}

// Run holds an adapter to the contract. The function opens an empty store, which is closed by its test's cleanup.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	groups := []struct {
		name  string
		cases []test
	}{
		{"Acknowledgement", acknowledgement},
		{"Order", order},
		{"History", history},
		{"Receipts", receipts},
		{"Groups", groups},
		{"GroupInfo", groupInfo},
		{"GroupLinks", groupLinks},
		{"Membership", membership},
		{"Changes", changes},
		{"Replies", replies},
		{"Mentions", mentions},
		{"Queue", queue},
		{"Search", searches},
		{"Drafts", drafts},
		{"Keepsakes", keepsakes},
		{"Settings", settings},
		{"Pins", pins},
		{"Files", files},
		{"Links", links},
		{"Pictures", pictures},
		{"Timers", timers},
		{"ChatRows", chatRows},
		{"Blocks", blocks},
		{"Upkeep", upkeep},
		{"Account", account},
		{"Heads", heads},
		{"People", people},
		{"Model", model},
		{"UnreadModel", unreadModel},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range g.cases {
				t.Run(c.name, func(t *testing.T) { c.run(newScene(t, open(t))) })
			}
		})
	}
}

// test is one case. The store is its own.
type test struct {
	name string
	run  func(*scene)
}

// announced collects what an act's Committed was called with, in that order.
type announced[T any] struct {
	mu   sync.Mutex
	list []T
}

func (a *announced[T]) add(v T) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, v)
}

func (a *announced[T]) all() []T {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]T(nil), a.list...)
}

// settle waits until everything that was committed before has been announced: announcing is in order, so a last act that
// was announced comes after it.
func (s *scene) settle() {
	s.Helper()
	done := make(chan struct{})
	last := s.user("last-" + s.word())
	_, err := s.Store.CreateDirectChat(context.Background(), messenger.CreateDirectChat{
		Actor: last, With: last, ID: messenger.NewID(), At: s.tick(),
		Committed: func(messenger.OpenedChat) { close(done) },
	})
	s.must(err)
	<-done
}
