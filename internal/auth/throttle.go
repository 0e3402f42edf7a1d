package auth

import (
	"net/netip"
	"sync"
	"time"
)

// The free tries of an account, then the delays between further ones, and the end of all tries.
const (
	freeTries     = 5
	longestDelay  = 30 * time.Second
	hopelessTries = 100
	hopelessFor   = 24 * time.Hour
)

// network is one of the three widths at which failures are counted: a machine, a site, a provider.
type network struct {
	bits4, bits6 int
	perMinute    *window[netip.Prefix]
	perDay       *window[netip.Prefix]
}

// throttle slows down who guesses passwords: by network, whoever the guess was for, and by account, wherever it came
// from. A device that signed in to the account before has a count of its own there, so that a stranger who guesses cannot
// lock the owner out. It lives in memory: a restart forgives.
type throttle struct {
	networks []network

	mu       sync.Mutex
	accounts map[accountKey]*tries
}

// accountKey is an account by the handle that was typed, known or not, and whether a known device typed it.
type accountKey struct {
	handle string
	known  bool
}

type tries struct {
	failed int
	last   time.Time
}

func newThrottle(scale float64) *throttle {
	of := func(bits4, bits6, perMinute, perDay int) network {
		return network{bits4, bits6, newWindow[netip.Prefix](time.Minute, perMinute, scale), newWindow[netip.Prefix](24*time.Hour, perDay, scale)}
	}
	return &throttle{
		networks: []network{of(32, 64, 10, 50), of(24, 48, 30, 150), of(16, 32, 90, 450)},
		accounts: map[accountKey]*tries{},
	}
}

// admit tells whether a try may be made now.
func (t *throttle) admit(from netip.Addr, account accountKey, now time.Time) error {
	for _, n := range t.networks {
		prefix := n.of(from)
		for _, w := range []*window[netip.Prefix]{n.perMinute, n.perDay} {
			if wait, full := w.full(prefix, now); full {
				return ErrTooManyAttempts.After(wait)
			}
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if a := t.accounts[account]; a != nil {
		if wait := a.delay() - now.Sub(a.last); wait > 0 {
			return ErrTooManyAttempts.After(wait)
		}
	}
	return nil
}

// failed counts a wrong password, or a right one for an account that is not there.
func (t *throttle) failed(from netip.Addr, account accountKey, now time.Time) {
	for _, n := range t.networks {
		prefix := n.of(from)
		n.perMinute.add(prefix, now)
		n.perDay.add(prefix, now)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.accounts[account]
	if a == nil {
		t.makeRoom()
		a = &tries{}
		t.accounts[account] = a
	}
	a.failed++
	a.last = now
}

// succeeded forgives the account; networks are not forgiven, or one account of one's own would buy endless tries.
func (t *throttle) succeeded(account accountKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.accounts, account)
}

// forgive forgets all failures of an account: its password is another one now.
func (t *throttle) forgive(handle string) {
	t.succeeded(accountKey{handle, true})
	t.succeeded(accountKey{handle, false})
}

// makeRoom forgets a few accounts, in the random order of a map: who could fill it had to get past the networks' limits.
func (t *throttle) makeRoom() {
	if len(t.accounts) < maxKeys {
		return
	}
	for key := range t.accounts {
		delete(t.accounts, key)
		break
	}
}

// delay is how long after the last failure the next try may come: nothing at first, then 1, 2, 4 s and so on.
func (a *tries) delay() time.Duration {
	switch {
	case a.failed < freeTries:
		return 0
	case a.failed >= hopelessTries:
		return hopelessFor
	}
	// The shift is bounded, or a hundred failures would overflow it.
	return min(time.Second<<min(a.failed-freeTries, 10), longestDelay)
}

func (n network) of(addr netip.Addr) netip.Prefix {
	addr = addr.Unmap().WithZone("")
	bits := n.bits6
	if addr.Is4() {
		bits = n.bits4
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		// No address, as over a unix socket: one key for all of them.
		return netip.Prefix{}
	}
	return prefix
}
