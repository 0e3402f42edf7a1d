package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/lab/backing"
)

// tried is what became of messages while PostgreSQL was killed over and over.
type tried struct {
	mu      sync.Mutex
	acked   map[messenger.ClientID]messenger.Seq
	unknown map[messenger.ClientID]bool
	refused map[messenger.ClientID]bool
}

func TestPostgreSQLIsKilled(t *testing.T) {
	ctx := context.Background()
	server, err := backing.StartPostgreSQL(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	address, err := server.CreateDatabase(ctx, "twoticks")
	if err != nil {
		t.Fatal(err)
	}
	var nodes [2]*Store
	for i := range nodes {
		if nodes[i], err = Open(ctx, Config{URL: address}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { nodes[i].Close() })
	}
	chat, ana, bo := directChat(t, nodes[0])
	rounds := 3
	if testing.Short() {
		rounds = 1
	}
	seen := &tried{acked: map[messenger.ClientID]messenger.Seq{}, unknown: map[messenger.ClientID]bool{}, refused: map[messenger.ClientID]bool{}}
	for range rounds {
		killWhileTheyWrite(t, server, nodes, chat, [2]messenger.UserID{ana, bo}, seen)
	}
	t.Run("[R2.2] [C2] [C5] what was acknowledged is there once, what was refused is not, and no place is empty", func(t *testing.T) {
		there := map[messenger.ClientID]messenger.Seq{}
		for above, head := messenger.Seq(0), messenger.Seq(1); above < head; {
			page, err := nodes[0].Changes(ctx, ana, chat, above, 500)
			for try := 0; errors.Is(err, messenger.ErrUnavailable) && try < 20; try++ {
				// A connection of before the kill, of which nobody took notice yet; each try finds one out.
				page, err = nodes[0].Changes(ctx, ana, chat, above, 500)
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page.Entries {
				if above++; e.Seq != above {
					t.Fatalf("place %d is empty", above)
				}
				if other, twice := there[e.Message.ClientID]; twice {
					t.Errorf("a message is at %d and %d", other, e.Seq)
				}
				there[e.Message.ClientID] = e.Seq
			}
			head = page.Head
		}
		for id, seq := range seen.acked {
			if there[id] != seq {
				t.Errorf("acknowledged at %d, it is at %d", seq, there[id])
			}
		}
		for id := range seen.refused {
			if there[id] != 0 {
				t.Errorf("refused, it is at %d", there[id])
			}
		}
		t.Logf("%d kills: %d acknowledged, %d unknown, %d refused, %d there", rounds, len(seen.acked), len(seen.unknown), len(seen.refused), len(there))
		if len(seen.acked) < rounds*50 {
			t.Errorf("only %d were acknowledged", len(seen.acked))
		}
	})
}

// killWhileTheyWrite kills PostgreSQL while 16 write on two nodes, starts it again, and returns when each of them was
// acknowledged again.
func killWhileTheyWrite(t *testing.T, server *backing.PostgreSQL, nodes [2]*Store, chat messenger.ChatID, people [2]messenger.UserID, seen *tried) {
	t.Helper()
	const writers = 16
	begun, killed, end := make(chan struct{}, writers), make(chan struct{}), time.Now().Add(time.Minute)
	var wait sync.WaitGroup
	for i := range writers {
		wait.Go(func() {
			for n := 0; time.Now().Before(end); n++ {
				acked := seen.write(t, nodes[i%2], people[i/2%2], chat, fmt.Sprint(i, n))
				if n == 20 {
					begun <- struct{}{}
				}
				if !acked {
					<-killed // and started again
				}
				select {
				case <-killed:
					if acked {
						return
					}
				default:
				}
			}
			t.Error("nothing was acknowledged any more")
		})
	}
	for range writers {
		<-begun
	}
	time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond) // anywhere in a transaction
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := server.Restart(context.Background()); err != nil {
		t.Fatal(err)
	}
	close(killed)
	wait.Wait()
}

func (s *tried) write(t *testing.T, node *Store, sender messenger.UserID, chat messenger.ChatID, text string) (acked bool) {
	id := messenger.NewID()
	result, err := sendAs(node, sender, chat, id, text)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
		s.acked[id] = result.Seq
	case errors.Is(err, messenger.ErrOutcomeUnknown):
		s.unknown[id] = true
	case errors.Is(err, messenger.ErrUnavailable):
		s.refused[id] = true
	default:
		t.Errorf("somebody got %v", err)
	}
	return err == nil
}
