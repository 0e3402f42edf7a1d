package auth

import "time"

// Registration says who may make an account.
type Registration string

// The ways. The first account of a server is made in any of them, and is the administrator's.
const (
	Open   Registration = "open"
	Invite Registration = "invite"
	Closed Registration = "closed"
)

// Config is what an operator decides, and what follows from where the server listens.
type Config struct {
	// Registration, once somebody has an account.
	Registration Registration
	// Loopback: only this machine can reach the server, so the first to come may become the administrator. Otherwise a
	// set-up link is needed.
	Loopback bool
	// BaseURL is what links begin with, without a slash at the end.
	BaseURL string
	// Hash are the parameters of argon2id; DefaultHash if zero. Tests take small ones.
	Hash HashParameters
	// DeviceKey signs the cookie by which an account knows the devices that signed in to it before.
	DeviceKey []byte
	// Scale multiplies the limits; 1 if zero.
	Scale float64
}

// The times of this room.
const (
	sessionIdle     = 30 * 24 * time.Hour
	sessionAbsolute = 180 * 24 * time.Hour
	sessionTouch    = time.Hour
	sessionCached   = 30 * time.Second
	maxDevices      = 10

	auditKept   = 180 * 24 * time.Hour
	pruneAtOnce = 500

	setUpFor     = time.Hour
	resetFor     = time.Hour
	failureTakes = time.Second

	invitationDefault     = 7 * 24 * time.Hour
	invitationLongest     = 90 * 24 * time.Hour
	invitationUses        = 1
	invitationMaxUses     = 1000
	invitationsPerDay     = 20
	invitationsListed     = 200
	invitationTriesAnHour = 10
)
