// Package around puts something round every act of a store: a circuit breaker in production, failures on demand in the
// fault laboratory. What it puts there is one function; this room only calls it for each method of the ports, and so
// knows nothing of what the acts do.
//
// It is for the ports of messenger and auth together, since one store implements both and fails as one. app and
// cmd/twoticks-faulty wrap with it. It holds no state, owns no goroutine, and cannot fail by itself.
package around

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

//go:generate go run ./gen

// Port is what a whole store does. A write whose context has a deadline returns by it (see messenger.Store); a read may
// hang for longer.
type Port interface {
	messenger.Store
	auth.Store
	// Probe reads a row, or writes one and commits it: the cheapest act that shows whether the store answers.
	Probe(ctx context.Context, write bool) error
}

// Act is one call of a port.
type Act struct {
	// Name is the method's.
	Name string
	// Write: it may change something, so whoever does not hear its end does not know what became of it (C5).
	Write bool
}

// Around is what is put round an act: it calls it, or not, and returns what came of it. The value goes to the caller as
// it is; nil stands for the zero value.
type Around func(ctx context.Context, act Act, call func(context.Context) (any, error)) (any, error)

// Store is a store with something round every act. A method that is not among those of store.gen.go goes straight
// through; a test of the breaker finds it.
type Store struct {
	Port
	around Around
}

// New wraps a store.
func New(inner Port, around Around) *Store { return &Store{inner, around} }

// Probe implements Port.
func (s *Store) Probe(ctx context.Context, write bool) error {
	_, err := s.around(ctx, Act{"Probe", write}, func(ctx context.Context) (any, error) {
		return nil, s.Port.Probe(ctx, write)
	})
	return err
}

func do[R any](ctx context.Context, s *Store, act Act, call func(context.Context) (R, error)) (R, error) {
	value, err := s.around(ctx, act, func(ctx context.Context) (any, error) { return call(ctx) })
	reply, _ := value.(R)
	return reply, err
}

// none is the reply of an act that has none, two that of one that has two.
type none struct{}

type two[A, B any] struct {
	a A
	b B
}
