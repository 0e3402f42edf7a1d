package auth_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"twoticks/internal/auth"
)

// How long a wrong sign-in takes must not tell whether there is such an account. The real parameters of the hash would
// hide a difference behind their 50 ms; these are a twelfth of them, and the pause that evens answers out takes no time.
func TestWrongPasswordAndNobodyTakeAsLong(t *testing.T) {
	if testing.Short() {
		t.Skip("hashes 400 passwords")
	}
	const samples = 200
	d := newDoor(t, func(c *auth.Config) { c.Hash = auth.HashParameters{MemoryKiB: 4 << 10, Passes: 1, Threads: 1} })
	d.signUp(t, "ana")
	handles := []string{"ana", "nobody"}
	took := map[string][]time.Duration{}
	for range samples {
		for _, handle := range handles {
			d.clock.Advance(25 * time.Hour) // the throttle has forgotten the try before
			begun := time.Now()
			_, err := d.SignIn(t.Context(), home, handle, "a wrong password")
			took[handle] = append(took[handle], time.Since(begun))
			if !errors.Is(err, auth.ErrInvalidCredentials) {
				t.Fatalf("%s: %v", handle, err)
			}
		}
		slices.Reverse(handles) // so that neither always comes first
	}
	median := func(handle string) float64 {
		slices.Sort(took[handle])
		return took[handle][samples/2].Seconds()
	}
	ana, nobody := median("ana"), median("nobody")
	t.Logf("medians of %d: wrong password %.2f ms, unknown handle %.2f ms", samples, ana*1e3, nobody*1e3)
	if ratio := ana / nobody; ratio < 0.9 || ratio > 1/0.9 {
		t.Errorf("row 66: a wrong password takes %.0f %% of the time of an unknown handle", ratio*100)
	}
}
