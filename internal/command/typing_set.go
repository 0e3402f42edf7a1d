package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// setTyping tells that somebody types. One too many is dropped in silence: it decorates, and its end comes by itself.
func (s *Set) setTyping(ctx context.Context, actor auth.Actor, r protocol.TypingSet) (protocol.Done, error) {
	if r.On && s.allow(limit.Typing, keyOf(actor)+string(r.Chat[:]), 1) != nil {
		return protocol.Done{}, nil
	}
	return protocol.Done{}, s.messenger.SetTyping(ctx, actor, messenger.ChatID(r.Chat), r.On)
}
