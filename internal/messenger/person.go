package messenger

import "time"

// Person is what others see of a user.
type Person struct {
	ID     UserID
	Handle string
	Name   string
	// About is what they say of themselves.
	About string
	// Picture is what they look like; zero where they show nothing.
	Picture FileID
	Bot     bool
	// Placeholder: an author of imported messages, whom nobody is. Claimed is the user who says that it was them; zero until then.
	Placeholder bool
	Claimed     UserID
	// Deleted: the account is no longer anybody's. Handle and name are what the store put in their place.
	Deleted bool
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
