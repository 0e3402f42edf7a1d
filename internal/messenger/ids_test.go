package messenger

import "testing"

func TestTheSystemClockIsMonotonic(t *testing.T) {
	// Round takes the monotonic reading off; what == tells is whether there was one.
	if now := (SystemClock{}).Now(); now == now.Round(0) {
		t.Error("[C29] a clock that is set would be seen as time that passed")
	}
}
