package messenger

import "time"

// AcceptedInvitation tells the inviter who came.
type AcceptedInvitation struct {
	Invitation [16]byte
	User       UserID
	Chat       ChatID
	At         time.Time
}
