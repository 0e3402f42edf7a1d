package upkeep

import (
	"time"

	"twoticks/internal/messenger"
)

const (
	// jumpFrom is how far the clock may stray between two looks. What sets clocks gently stays far below.
	jumpFrom = time.Minute
	// steadyFor is how long it must have gone evenly after a jump.
	steadyFor = 10 * time.Minute
)

// steady compares the clock by which messages are dated with the time that really passes, and does not trust the clock
// for a while after it jumped (C29): a machine that woke up, or that was set to a wrong day and back.
type steady struct {
	clock   messenger.Clock
	wall    time.Time
	passed  time.Time // carries the monotonic reading
	trusted time.Time // from when on, in the same
}

func newSteady(clock messenger.Clock) *steady {
	now := time.Now()
	return &steady{clock: clock, wall: clock.Now(), passed: now, trusted: now}
}

// check says whether the clock can be trusted now, and how far it jumped since the last look, if it did.
func (s *steady) check() (jump time.Duration, ok bool) {
	// The wall clock must be read without its monotonic part, which knows of no jump.
	wall, now := s.clock.Now().Round(0), time.Now()
	stray := wall.Sub(s.wall.Round(0)) - now.Sub(s.passed)
	s.wall, s.passed = wall, now
	if stray.Abs() > jumpFrom {
		s.trusted = now.Add(steadyFor)
		return stray, false
	}
	return 0, !now.Before(s.trusted)
}
