package postgres

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/lab/backing"
)

// onePartition measures the log in one table instead of sixteen: TWOTICKS_BENCH_PARTITIONS=1.
const onePartition = "TWOTICKS_BENCH_PARTITIONS"

// BenchmarkAppend is pairs of distinct users, one message under way each, every one durable; with a receipt for each in
// the second. Its server is one that keeps what it takes.
func BenchmarkAppend(b *testing.B) {
	for _, receipts := range []bool{false, true} {
		b.Run(fmt.Sprintf("pairs=100/receipts=%t", receipts), func(b *testing.B) { benchmarkAppend(b, 100, receipts) })
	}
}

func benchmarkAppend(b *testing.B, pairs int, receipts bool) {
	ctx := context.Background()
	s := openToMeasure(b)
	users := make([]messenger.UserID, 2*pairs)
	for i := range users {
		var err error
		if users[i], err = addUser(s, fmt.Sprint("user", i)); err != nil {
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

// openToMeasure opens a store on a server of its own.
func openToMeasure(b *testing.B) *Store {
	b.Helper()
	ctx := context.Background()
	server, err := backing.StartPostgreSQL(ctx, "", "shared_buffers=512MB", "max_wal_size=4GB")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { server.Stop() })
	address, err := server.CreateDatabase(ctx, "twoticks")
	if err != nil {
		b.Fatal(err)
	}
	s, err := Open(ctx, Config{URL: address})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	if os.Getenv(onePartition) == "1" {
		onDatabase(b, address, `CREATE TABLE one (LIKE messages INCLUDING ALL); DROP TABLE messages CASCADE; ALTER TABLE one RENAME TO messages`)
	}
	return s
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
