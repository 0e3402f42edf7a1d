package command

import (
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// Limits is the part of limit that commands use. Names are those of its table; n is taken at once or not at all.
type Limits interface {
	Take(name, key string, n int) (retryAfter time.Duration, ok bool)
	GiveBack(name, key string, n int)
}

func keyOf(actor auth.Actor) string { return string(actor.User[:]) }

// allow takes n from a limit, or says when it can be tried again.
func (s *Set) allow(limit, key string, n int) error {
	if wait, ok := s.limits.Take(limit, key, n); !ok {
		return messenger.ErrRateLimited.After(wait)
	}
	return nil
}
