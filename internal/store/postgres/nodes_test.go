package postgres

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// twoNodes are two stores on one database, with Ana, Bo and their chat in it.
func twoNodes(t *testing.T) (nodes [2]*Store, chat messenger.ChatID, people [2]messenger.UserID) {
	t.Helper()
	address := newDatabase(t)
	nodes[0], nodes[1] = openAt(t, address), openAt(t, address)
	chat, people[0], people[1] = directChat(t, nodes[0])
	return nodes, chat, people
}

// deadlocks is how many PostgreSQL has had to end in a database.
func deadlocks(t *testing.T, s *Store) (n int) {
	t.Helper()
	// What a connection has counted is told at its end, or after a while.
	err := s.reads.QueryRow(context.Background(), `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNodesShareOneOrder(t *testing.T) {
	nodes, chat, people := twoNodes(t)
	const writers, each = 50, 6
	var mu sync.Mutex
	var told [2][]messenger.Seq
	acked := map[messenger.Seq]bool{}
	var wait sync.WaitGroup
	for i := range writers {
		node := i % 2
		wait.Go(func() {
			for n := range each {
				content, _ := messenger.NewText(fmt.Sprint(i, n))
				out, err := nodes[node].AppendMessages(context.Background(), messenger.AppendMessages{
					Sender: people[i/2%2], Chat: chat, At: time.Now(), Guard: messenger.MustBeMember,
					Messages: []messenger.NewMessage{{ClientID: messenger.NewID(), Content: content}},
					Committed: func(a messenger.Appended) {
						mu.Lock()
						defer mu.Unlock()
						told[node] = append(told[node], a.Messages[0].Seq)
					},
				})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				acked[out.Results[0].Seq] = true
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	page, err := nodes[0].History(context.Background(), people[0], chat, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("R11.2 [C8] 50 writers on two nodes make one log without a gap and without a duplicate", func(t *testing.T) {
		if len(page.Messages) != writers*each || len(acked) != writers*each || page.Head != writers*each {
			t.Errorf("%d rows, %d places acknowledged, head %d; want %d", len(page.Messages), len(acked), page.Head, writers*each)
		}
		for i, m := range page.Messages {
			if m.Seq != messenger.Seq(i+1) {
				t.Fatalf("row %d has seq %d", i, m.Seq)
			}
		}
	})
	t.Run("[C11] its times never fall", func(t *testing.T) {
		if !slices.IsSortedFunc(page.Messages, func(a, b messenger.Message) int { return a.At.Compare(b.At) }) {
			t.Error("some time is before the one above it")
		}
	})
	t.Run("[C8] each node tells of its own in the order of the log", func(t *testing.T) {
		for _, s := range nodes {
			s.Close() // waits for what is to be told
		}
		for node := range told {
			if !slices.IsSorted(told[node]) || len(told[node]) != writers*each/2 {
				t.Errorf("node %d told of %d, in this order: %v", node, len(told[node]), told[node])
			}
		}
	})
}

func TestTheSameOnBothNodes(t *testing.T) {
	nodes, chat, people := twoNodes(t)
	ctx := context.Background()
	t.Run("R2.5 [C6] a message that comes to both nodes at once is one, and its repeat gets the first ack", func(t *testing.T) {
		for range 20 {
			id := messenger.NewID()
			var results [2]messenger.AppendResult
			var wait sync.WaitGroup
			for i := range nodes {
				wait.Go(func() {
					var err error
					if results[i], err = sendAs(nodes[i], people[0], chat, id, "hello"); err != nil {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			if results[0].Seq != results[1].Seq || results[0].Duplicate == results[1].Duplicate {
				t.Errorf("the nodes gave %+v and %+v", results[0], results[1])
			}
		}
	})
	t.Run("[C31] two people who open their chat on two nodes at once end in one", func(t *testing.T) {
		cy, err := addUser(nodes[0], "cy")
		if err != nil {
			t.Fatal(err)
		}
		var chats [2]messenger.ChatID
		pairs := [2][2]messenger.UserID{{people[0], cy}, {cy, people[0]}}
		var wait sync.WaitGroup
		for i := range nodes {
			wait.Go(func() {
				opened, err := nodes[i].CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: pairs[i][0], With: pairs[i][1], ID: messenger.NewID(), At: day})
				if err != nil {
					t.Error(err)
				}
				chats[i] = opened.Row.Chat
			})
		}
		wait.Wait()
		if chats[0] != chats[1] {
			t.Error("they are in two chats")
		}
	})
}

// TestNodesNeverWaitForEachOther lets both nodes do everything that takes more than one lock, in batches of whatever order.
func TestNodesNeverWaitForEachOther(t *testing.T) {
	nodes, _, _ := twoNodes(t)
	ctx := context.Background()
	people := make([]messenger.UserID, 12)
	for i := range people {
		var err error
		if people[i], err = addUser(nodes[0], fmt.Sprintf("person%02d", i)); err != nil {
			t.Fatal(err)
		}
	}
	groups := make([]messenger.ChatID, 6)
	for i := range groups {
		opened, err := nodes[i%2].CreateGroup(ctx, messenger.CreateGroup{Actor: people[i], ID: messenger.NewID(), Name: "Garden", Members: people, At: day})
		if err != nil {
			t.Fatal(err)
		}
		groups[i] = opened.Row.Chat
	}
	const rounds = 25
	acts := []func(s *Store, n int) error{
		func(s *Store, n int) error {
			_, err := send(s, people[n%12], groups[n%6], fmt.Sprint("hello @person00 ", n))
			return err
		},
		func(s *Store, n int) error {
			_, err := s.SetDraft(ctx, messenger.SetDraft{User: people[n%12], Chat: groups[(n+3)%6], Text: fmt.Sprint(n), At: time.Now(), Guard: messenger.MustBeMember})
			return err
		},
		func(s *Store, n int) error {
			_, err := s.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: people[n%12], With: people[(n*5+1)%12], ID: messenger.NewID(), At: day})
			return err
		},
		func(s *Store, n int) error {
			_, err := s.AddMembers(ctx, messenger.AddMembers{Actor: people[n%6], Chat: groups[n%6], Users: people[6:], At: day, Guard: messenger.MustBeMember})
			return err
		},
		func(s *Store, n int) error {
			_, err := s.RemoveMember(ctx, messenger.RemoveMember{Actor: people[n%6], User: people[6+n%6], Chat: groups[n%6], At: day, Guard: allow})
			return err
		},
		func(s *Store, n int) error {
			_, err := s.Mark(ctx, messenger.Mark{User: people[n%12], Chat: groups[n%6], Marks: messenger.Marks{Read: messenger.Seq(n%4 + 1)}, At: day, Guard: allow})
			return err
		},
		func(s *Store, n int) error {
			return s.SetLastSeen(ctx, map[messenger.UserID]time.Time{people[n%12]: day.Add(time.Duration(n)), people[(n+7)%12]: day.Add(time.Duration(n))})
		},
	}
	var wait sync.WaitGroup
	for node, s := range nodes {
		for i, act := range acts {
			wait.Go(func() {
				for n := range rounds {
					if err := act(s, n*7+i+node*3); err != nil && messenger.KindOf(err) != messenger.NotAllowed {
						t.Errorf("act %d on node %d: %v", i, node, err)
					}
				}
			})
		}
	}
	wait.Wait()
	for _, s := range nodes {
		s.reads.Reset()
	}
	if n := deadlocks(t, nodes[0]); n != 0 {
		t.Errorf("%d deadlocks", n)
	}
}

func allow(messenger.Relation) error { return nil }

func TestOrderOfRevsOnTwoNodes(t *testing.T) {
	nodes, chat, people := twoNodes(t)
	ctx := context.Background()
	for _, who := range people {
		if _, err := send(nodes[0], who, chat, "hello"); err != nil {
			t.Fatal(err)
		}
	}
	start, err := nodes[0].LastOrder(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("[C15] who goes by the order of versions steps over none, whichever node committed last", func(t *testing.T) {
		const each = 60
		var wait sync.WaitGroup
		for node, s := range nodes {
			wait.Go(func() {
				for n := range each {
					_, err := s.SetDraft(ctx, messenger.SetDraft{User: people[node], Chat: chat, Text: fmt.Sprint(n), At: time.Now(), Guard: messenger.MustBeMember})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { wait.Wait(); close(done) }()
		last, newest := start, map[messenger.UserID]messenger.Rev{}
		read := func() {
			revs, err := nodes[0].RevsSince(ctx, last, 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range revs {
				last, newest[r.User] = r.Order, r.Rev
			}
		}
		for reading := true; reading; {
			select {
			case <-done:
				reading = false
			default:
			}
			read()
		}
		for _, who := range people {
			if rev, err := nodes[1].Rev(ctx, who); err != nil || newest[who] != rev {
				t.Errorf("the reader saw version %d of %d: %v", newest[who], rev, err)
			}
		}
	})
}

func TestBackendIsEnded(t *testing.T) {
	nodes, chat, people := twoNodes(t)
	ctx := context.Background()
	t.Run("a connection that ended while nobody wrote costs nobody anything", func(t *testing.T) {
		conn, err := pgx.ConnectConfig(ctx, nodes[0].reads.Config().ConnConfig)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(ctx)
		for range 3 {
			if _, err := conn.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
				t.Fatal(err)
			}
			for _, s := range nodes {
				if _, err := send(s, people[0], chat, "hello"); err != nil {
					t.Errorf("the first to write got %v", err)
				}
			}
		}
	})
}
