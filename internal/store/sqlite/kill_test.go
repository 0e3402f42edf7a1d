package sqlite

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"twoticks/internal/messenger"
)

// writeUntilKilled says where the process that is to be killed finds its database: the test program runs itself again
// with it set.
const writeUntilKilled = "TWOTICKS_TEST_WRITE_UNTIL_KILLED"

// killed is what a killed process had acknowledged.
type killed struct {
	messages map[messenger.ClientID]messenger.Seq
	marks    map[string]messenger.Seq // by handle
}

func TestKilledBetweenCommits(t *testing.T) {
	if path := os.Getenv(writeUntilKilled); path != "" {
		writeForEver(t, path)
	}
	t.Parallel() // it waits most of the time
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	path := filepath.Join(t.TempDir(), "twoticks.db")
	s := openAt(t, path)
	chat, ana, _ := directChat(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	seen := killed{map[messenger.ClientID]messenger.Seq{}, map[string]messenger.Seq{}}
	t.Run("[R2.2] [C2] every acknowledged message and mark is there, once", func(t *testing.T) {
		for range rounds {
			killAfter(t, path, 1+rand.IntN(200), seen)
			wantKept(t, path, chat, ana, seen)
		}
		t.Logf("%d kills, %d acknowledged messages", rounds, len(seen.messages))
	})
}

// killAfter starts a writer, kills it after so many acknowledgements, and takes down all that it gave.
func killAfter(t *testing.T, path string, acks int, seen killed) {
	t.Helper()
	writer := exec.Command(os.Args[0], "-test.run=^TestKilledBetweenCommits$", "-test.timeout=60s")
	writer.Env = append(os.Environ(), writeUntilKilled+"="+path)
	writer.Stderr = os.Stderr
	out, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	n := 0
	for lines.Scan() {
		var what, who string
		var seq messenger.Seq
		if _, err := fmt.Sscanf(lines.Text(), "%s %s %d", &what, &who, &seq); err != nil {
			t.Errorf("the writer said %q", lines.Text())
			continue
		}
		switch what {
		case "message":
			id, err := hex.DecodeString(who)
			if err != nil {
				t.Fatal(err)
			}
			seen.messages[messenger.ClientID(id)] = seq
		case "mark":
			seen.marks[who] = max(seen.marks[who], seq)
		}
		if n++; n == acks {
			if err := writer.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := writer.Wait(); err == nil || n < acks {
		t.Fatalf("the writer ended by itself after %d acknowledgements: %v", n, err)
	}
}

func wantKept(t *testing.T, path string, chat messenger.ChatID, ana messenger.UserID, seen killed) {
	t.Helper()
	ctx := context.Background()
	s, err := Open(ctx, Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	wantSound(t, s)
	page, err := s.History(ctx, ana, chat, 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	at := map[messenger.ClientID]messenger.Seq{}
	for i, m := range page.Messages {
		if m.Seq != messenger.Seq(i+1) {
			t.Fatalf("[C8] row %d has seq %d", i, m.Seq)
		}
		if at[m.ClientID] != 0 {
			t.Errorf("[C6] a message is there twice, at %d and %d", at[m.ClientID], m.Seq)
		}
		at[m.ClientID] = m.Seq
	}
	if head := messenger.Seq(len(page.Messages)); page.Head != head {
		t.Errorf("[C8] the head is %d, the log has %d", page.Head, head)
	}
	for id, seq := range seen.messages {
		if at[id] != seq {
			t.Errorf("[C2] a message was acknowledged at %d and is at %d", seq, at[id])
		}
	}
	for handle, seq := range seen.marks {
		p, err := s.PersonByHandle(ctx, handle)
		if err != nil {
			t.Fatal(err)
		}
		heads, err := s.Heads(ctx, p.ID, messenger.HeadsQuery{Chats: []messenger.ChatID{chat}})
		if err != nil || heads.Rows[0].Mine.Delivered < seq {
			t.Errorf("[C20] %s's mark was acknowledged at %d: %+v, %v", handle, seq, heads.Rows, err)
		}
	}
}

// writeForEver writes as several people and devices at once, and says what was acknowledged, until it is killed.
func writeForEver(t *testing.T, path string) {
	ctx := context.Background()
	s := openAt(t, path)
	var say sync.Mutex
	said := func(format string, args ...any) {
		say.Lock()
		defer say.Unlock()
		fmt.Printf(format+"\n", args...)
	}
	var wait sync.WaitGroup
	for device := range 6 {
		handle := []string{"ana", "bo"}[device%2]
		p, err := s.PersonByHandle(ctx, handle)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := s.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: p.ID, With: other(t, s, handle), ID: messenger.NewID(), At: day})
		if err != nil {
			t.Fatal(err)
		}
		chat := opened.Row.Chat
		wait.Go(func() {
			for {
				id := messenger.ClientID(messenger.NewID())
				r, err := sendAs(s, p.ID, chat, id, strings.Repeat("a text ", device*40+1))
				if err != nil {
					t.Error(err)
					return
				}
				said("message %x %d", id, r.Seq)
				if device < 2 {
					m, err := s.Mark(ctx, messenger.Mark{User: p.ID, Chat: chat, Marks: messenger.Marks{Delivered: r.Seq}, At: day, Guard: messenger.MustBeMember})
					if err != nil {
						t.Error(err)
						return
					}
					said("mark %s %d", handle, m.Mine.Delivered)
				}
			}
		})
	}
	wait.Wait()
}

func other(t *testing.T, s *Store, handle string) messenger.UserID {
	t.Helper()
	p, err := s.PersonByHandle(context.Background(), map[string]string{"ana": "bo", "bo": "ana"}[handle])
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}
