package command

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// marksAtOnce is how many chats of one report wait for their commit together, so that they share it.
const marksAtOnce = 16

// markReceipts raises marks, each chat for itself (C19). It is never refused for its rate: marks only rise, so a flood of
// them costs what one costs.
func (s *Set) markReceipts(ctx context.Context, actor auth.Actor, r protocol.ReceiptMark) (protocol.ReceiptMarked, error) {
	if len(r.Marks) > protocol.MaxPage {
		return protocol.ReceiptMarked{}, tooLarge("marks", fmt.Sprintf("At most %d chats are named at once.", protocol.MaxPage))
	}
	results := make([]protocol.MarkResult, len(r.Marks))
	var wait sync.WaitGroup
	slots := make(chan struct{}, marksAtOnce)
	for i, m := range r.Marks {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			results[i] = s.markOne(ctx, actor, m)
		})
	}
	wait.Wait()
	return protocol.ReceiptMarked{Results: results}, nil
}

func (s *Set) markOne(ctx context.Context, actor auth.Actor, m protocol.ChatMark) (result protocol.MarkResult) {
	result.Chat = m.Chat
	// The wall of attempt stands on another goroutine.
	defer func() {
		if cause := recover(); cause != nil {
			s.log.ErrorContext(ctx, "command panicked", "command", "receipt.mark", "request_id", RequestID(ctx),
				"cause", cause, "stack", string(debug.Stack()))
			result.Error = internal(ctx)
		}
	}()
	if place := max(m.Delivered, m.Stored); place > 0 {
		s.messenger.NotePlace(actor, messenger.ChatID(m.Chat), messenger.Seq(place))
	}
	if m.Delivered == 0 && m.Read == 0 && m.Stored > 0 {
		return result
	}
	marked, err := s.messenger.Mark(ctx, actor, messenger.ChatID(m.Chat), messenger.Marks{
		Delivered: messenger.Seq(m.Delivered), Read: messenger.Seq(m.Read),
	})
	if err != nil {
		result.Error = s.failure(ctx, "receipt.mark", err)
		return result
	}
	result.Mine = wire.Marks(marked.Mine)
	return result
}
