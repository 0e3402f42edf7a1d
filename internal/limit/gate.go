package limit

import "context"

// Gate lets a few in at a time and some more wait; who comes then is turned away at once, which is the cheapest answer.
type Gate struct{ places, waiting chan struct{} }

// NewGate makes one with room for so many inside, and before it.
func NewGate(inside, before int) *Gate {
	return &Gate{make(chan struct{}, inside), make(chan struct{}, before)}
}

// Enter waits for a place and returns what gives it back; not ok when there was no room to wait, or the context ended.
func (g *Gate) Enter(ctx context.Context) (leave func(), ok bool) {
	leave = func() { <-g.places }
	select {
	case g.places <- struct{}{}:
		return leave, true
	default:
	}
	select {
	case g.waiting <- struct{}{}:
	default:
		return nil, false
	}
	defer func() { <-g.waiting }()
	select {
	case g.places <- struct{}{}:
		return leave, true
	case <-ctx.Done():
		return nil, false
	}
}
