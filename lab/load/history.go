package main

import (
	"context"
	"fmt"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

const (
	shortChat    = 100
	historyReads = 400
)

// measureHistory reads the newest fifty of a short chat and of a long one in turns, and wants them equally fast.
func measureHistory(ctx context.Context, all pairs, long int) error {
	short, err := filled(ctx, all[0].a, all[1].a, shortChat)
	if err != nil {
		return err
	}
	begin := time.Now()
	tall, err := filled(ctx, all[0].a, all[2].a, long)
	if err != nil {
		return err
	}
	fmt.Printf("W6: %d messages written in batches of %d in %.1f s\n", long, protocol.MaxBatch, time.Since(begin).Seconds())
	reads := map[protocol.ChatID]*times{short: {}, tall: {}}
	for i := range historyReads {
		for chat, t := range reads {
			begin := time.Now()
			h, err := client.Do[protocol.History](ctx, all[0].a.connection, "history.read", protocol.HistoryRead{Chat: chat, Limit: 50})
			if err != nil {
				return fmt.Errorf("read history: %w", err)
			}
			if len(h.Messages) != 50 || !h.More {
				return fmt.Errorf("read history: %d messages came", len(h.Messages))
			}
			if i >= historyReads/10 {
				t.add(time.Since(begin))
			}
		}
	}
	fmt.Printf("W6: newest 50 of %d: %s; of %d: %s\n", shortChat, reads[short], long, reads[tall])
	a, b := float64(reads[short].at(50).Microseconds()), float64(reads[tall].at(50).Microseconds())
	figure(fmt.Sprintf("W6-%d", shortChat), a/1000, "ms", "-")
	figure(fmt.Sprintf("W6-%d", long), b/1000, "ms", ratio(b, a))
	return nil
}

// filled opens a chat and writes messages into it, in batches.
func filled(ctx context.Context, a, b *person, count int) (protocol.ChatID, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	opened, err := client.Do[protocol.ChatOpened](ctx, a.connection, "chat.open", protocol.ChatOpen{With: b.id})
	if err != nil {
		return protocol.ChatID{}, fmt.Errorf("open a chat: %w", err)
	}
	go discard(ctx, b.connection)
	return opened.Row.Chat, fill(ctx, a, opened.Row.Chat, count)
}

// fill writes messages into a chat, in batches.
func fill(ctx context.Context, by *person, chat protocol.ChatID, count int) error {
	discarding, cancel := context.WithCancel(ctx)
	defer cancel()
	go discard(discarding, by.connection)
	for count > 0 {
		batch := make([]protocol.NewMessage, min(count, protocol.MaxBatch))
		for i := range batch {
			batch[i] = newMessage()
		}
		sent, err := client.Do[protocol.MessageSent](ctx, by.connection, "message.send", protocol.MessageSend{Chat: chat, Messages: batch})
		if err != nil {
			return fmt.Errorf("fill a chat: %w", err)
		}
		if bad := sent.Results[len(batch)-1].Error; bad != nil {
			return fmt.Errorf("fill a chat: %w", bad)
		}
		count -= len(batch)
	}
	return nil
}
