package messenger

import (
	"crypto/rand"
	"time"
)

// Ids are random and public. Inside a store rows are joined by small integers that never leave it.
type (
	UserID    [16]byte
	ChatID    [16]byte
	ClientID  [16]byte
	SessionID [16]byte
)

// Seq is a place in the log of one chat, from 1, without a gap (C8).
type Seq uint64

// Rev is a version of one user's account state (C30).
type Rev uint64

// NewID returns 16 random bytes.
func NewID() (id [16]byte) {
	rand.Read(id[:]) // never fails: see crypto/rand
	return id
}

// Clock tells the time. It is a port so that tests can jump.
type Clock interface{ Now() time.Time }

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now returns the time with its monotonic reading, which UTC would take off: what measures how long something has lasted,
// as a session does, must not notice that the clock was set (C29).
func (SystemClock) Now() time.Time { return time.Now() }

// Actor is who acts, as auth has vouched for. It is an argument everywhere and never hidden in a context.
type Actor struct {
	User          UserID
	Session       SessionID
	Administrator bool
	// Scopes are what the token of a program lets it do; zero for a person at a device, who may do all that is theirs. The
	// doors ask; a rule of the domain never does.
	Scopes Scopes
}

// Scopes are some of the scopes of the wire, as a set of bits.
type Scopes uint8
