package limit

import (
	"context"
	"testing"
	"testing/synctest"
)

func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(1, 1)
		leave, ok := g.Enter(t.Context())
		if !ok {
			t.Fatal("an empty gate turned somebody away")
		}
		entered := make(chan func(), 1)
		go func() {
			leave, ok := g.Enter(context.Background())
			if !ok {
				t.Error("who could wait was turned away")
			}
			entered <- leave
		}()
		synctest.Wait()
		if _, ok := g.Enter(t.Context()); ok {
			t.Error("somebody came in where nobody can even wait")
		}
		leave()
		second := <-entered
		ended, end := context.WithCancel(t.Context())
		end()
		if _, ok := g.Enter(ended); ok {
			t.Error("somebody came in who had left")
		}
		second()
		if _, ok := g.Enter(t.Context()); !ok {
			t.Error("the gate stays shut")
		}
	})
}
