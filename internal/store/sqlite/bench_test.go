package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"twoticks/internal/messenger"
)

// BenchmarkAppend is pairs of distinct users, one message under way each, every one durable; with a receipt for each in
// the second.
func BenchmarkAppend(b *testing.B) {
	for _, receipts := range []bool{false, true} {
		b.Run(fmt.Sprintf("pairs=100/receipts=%t", receipts), func(b *testing.B) { benchmarkAppend(b, 100, receipts) })
	}
}

func benchmarkAppend(b *testing.B, pairs int, receipts bool) {
	ctx := context.Background()
	s, err := Open(ctx, Config{Path: filepath.Join(b.TempDir(), "bench.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	users := make([]messenger.UserID, 2*pairs)
	for i := range users {
		users[i] = messenger.NewID()
		err := s.writer.do(ctx, func(t *tx) error {
			return t.exec(ctx, `INSERT INTO users (id, handle, name, created_at) VALUES (?, ?, 'Ana', 1)`, users[i][:], fmt.Sprint("user", i))
		}, nil)
		if err != nil {
			b.Fatal(err)
		}
	}
	chats := make([]messenger.ChatID, pairs)
	for i := range chats {
		opened, err := s.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: users[2*i], With: users[2*i+1], ID: messenger.NewID(), At: time.Now()})
		if err != nil {
			b.Fatal(err)
		}
		chats[i] = opened.Row.Chat
	}
	content, err := messenger.NewText("A message of about a hundred bytes, as people write them when they have something to tell, or ask. Yes?")
	if err != nil {
		b.Fatal(err)
	}
	var left atomic.Int64
	left.Store(int64(b.N))
	before := s.writer.batches.Load()
	b.ResetTimer()
	var wait sync.WaitGroup
	for i := range chats {
		wait.Go(func() {
			for left.Add(-1) >= 0 {
				out, err := s.AppendMessages(ctx, messenger.AppendMessages{
					Sender: users[2*i], Chat: chats[i], At: time.Now(), Guard: messenger.MustBeMember,
					Messages: []messenger.NewMessage{{ClientID: timeOrdered(), Content: content}},
				})
				if err == nil && receipts {
					_, err = s.Mark(ctx, messenger.Mark{User: users[2*i+1], Chat: chats[i], At: time.Now(), Guard: messenger.MustBeMember,
						Marks: messenger.Marks{Delivered: out.Results[0].Seq}})
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(b.N)/float64(max(1, s.writer.batches.Load()-before)), "messages/commit")
}

// timeOrdered makes a client id as clients do: it begins with the time.
func timeOrdered() messenger.ClientID {
	id := messenger.ClientID(messenger.NewID())
	ms := time.Now().UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	return id
}
