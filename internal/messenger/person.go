package messenger

import "time"

// Person is what others see of a user.
type Person struct {
	ID      UserID
	Handle  string
	Name    string
	Bot     bool
	Version uint64
	// LastSeenAt is the end of the last lease (C33); zero when never seen.
	LastSeenAt time.Time
}

// PeoplePage is a page of the directory.
type PeoplePage struct {
	People []Person
	// Next is the handle after which the following page begins; empty on the last.
	Next string
}
