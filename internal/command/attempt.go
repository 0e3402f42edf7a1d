package command

import (
	"context"

	"twoticks/protocol"
)

// Attempt carries out what a door does by itself, such as signing in, behind the same wall as a command: errors become
// those of the wire in one place, and a panic ends only this.
func (s *Set) Attempt(ctx context.Context, name string, do func(context.Context) (any, error)) (any, *protocol.Error) {
	return attempt(ctx, s, name, do)
}
