package auth

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"
)

var morning = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func wait(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) && errors.Is(e, ErrTooManyAttempts) {
		return e.RetryAfter
	}
	return 0
}

// Failures count for a machine, its site and its provider: 10, 30 and 90 a minute.
func TestThrottleByNetwork(t *testing.T) {
	for _, c := range []struct {
		name    string
		address func(int) string
		limit   int
	}{
		{"one address", func(int) string { return "203.0.113.7" }, 10},
		{"one /24", func(i int) string { return fmt.Sprintf("203.0.113.%d", i) }, 30},
		{"one /16", func(i int) string { return fmt.Sprintf("203.0.%d.1", i) }, 90},
		{"one /64", func(i int) string { return fmt.Sprintf("2001:db8::%x", i+1) }, 10},
		{"one /48", func(i int) string { return fmt.Sprintf("2001:db8:0:%x::1", i) }, 30},
		{"one /32", func(i int) string { return fmt.Sprintf("2001:db8:%x::1", i) }, 90},
	} {
		t.Run(c.name, func(t *testing.T) {
			th := newThrottle(1)
			try := func(i int, now time.Time) error {
				from, account := netip.MustParseAddr(c.address(i)), accountKey{handle: fmt.Sprint(i)}
				if err := th.admit(from, account, now); err != nil {
					return err
				}
				th.failed(from, account, now)
				return nil
			}
			for i := range c.limit {
				if err := try(i, morning); err != nil {
					t.Fatalf("try %d: %v", i+1, err)
				}
			}
			err := try(c.limit, morning.Add(time.Second))
			if wait(err) <= 0 || wait(err) > time.Minute {
				t.Errorf("try %d: %v", c.limit+1, err)
			}
			if err := th.admit(netip.MustParseAddr("198.51.100.1"), accountKey{}, morning); err != nil {
				t.Errorf("somebody else pays for it: %v", err)
			}
			if err := try(c.limit, morning.Add(time.Minute)); err != nil {
				t.Errorf("a minute later: %v", err)
			}
		})
	}
}

func TestThrottleByDay(t *testing.T) {
	th, from, now := newThrottle(1), netip.MustParseAddr("203.0.113.7"), morning
	for i := range 50 {
		if err := th.admit(from, accountKey{}, now); err != nil {
			t.Fatalf("try %d: %v", i+1, err)
		}
		th.failed(from, accountKey{handle: fmt.Sprint(i)}, now)
		now = now.Add(10 * time.Second)
	}
	if err := th.admit(from, accountKey{}, now); wait(err) < time.Hour {
		t.Errorf("try 51 of a day: %v", err)
	}
	if err := th.admit(from, accountKey{}, morning.Add(24*time.Hour)); err != nil {
		t.Errorf("a day later: %v", err)
	}
}

// An account gives five tries, then makes each further one wait longer, from wherever it comes.
func TestThrottleByAccount(t *testing.T) {
	th, now, ana := newThrottle(1000), morning, accountKey{handle: "ana"}
	fail := func() { th.failed(netip.MustParseAddr("203.0.113.7"), ana, now) }
	admit := func() error { return th.admit(netip.MustParseAddr("198.51.100.1"), ana, now) }
	for i := range freeTries {
		if err := admit(); err != nil {
			t.Fatalf("free try %d: %v", i+1, err)
		}
		fail()
	}
	for i, want := range []time.Duration{1, 2, 4, 8, 16, 30, 30} {
		want *= time.Second
		if err := admit(); wait(err) != want {
			t.Fatalf("try %d waits %v, want %v", freeTries+i+1, wait(err), want)
		}
		now = now.Add(want)
		if err := admit(); err != nil {
			t.Fatalf("after the wait that was told: %v", err)
		}
		fail()
	}
	if err := th.admit(netip.MustParseAddr("198.51.100.1"), accountKey{"ana", true}, now); err != nil {
		t.Errorf("a stranger locks the owner's own device out: %v", err)
	}
	th.succeeded(ana)
	if err := admit(); err != nil {
		t.Errorf("after a success: %v", err)
	}
	for range hopelessTries {
		fail()
	}
	now = now.Add(time.Hour)
	if err := admit(); wait(err) < time.Hour {
		t.Errorf("after %d failures in a row: %v", hopelessTries, err)
	}
	th.forgive("ana")
	if err := admit(); err != nil {
		t.Errorf("after a new password: %v", err)
	}
}

func TestThrottleForgetsRatherThanGrows(t *testing.T) {
	th := newThrottle(1)
	for i := range maxKeys + 100 {
		th.failed(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), accountKey{handle: fmt.Sprint(i)}, morning)
	}
	if n := len(th.accounts); n > maxKeys {
		t.Errorf("%d accounts are kept", n)
	}
	if n := len(th.networks[0].perDay.counts); n > maxKeys {
		t.Errorf("%d networks are kept", n)
	}
}
