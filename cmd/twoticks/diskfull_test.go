package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// smallDisk is a file system of a few MiB, which only root can make.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=6m"); err != nil {
		t.Skipf("a small file system cannot be mounted here (%v); the store's own test of a full disk limits the pages", err)
	}
	t.Cleanup(func() { syscall.Unmount(folder, syscall.MNT_DETACH) })
	return folder
}

// fill leaves no room on it; the file that it returns is what stands in the way.
func fill(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "filler")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("filling the disk ends with %v", err)
	}
	return path
}

// full is a chat with oneself on a server whose disk has no room.
type full struct {
	ana    *client.Client
	chat   protocol.ChatID
	number int
	stored map[protocol.ClientID]bool
}

// send sends one more long message.
func (f *full) send(ctx context.Context) error {
	f.number++
	m := note(f.chat, f.number)
	m.Messages[0].Content.Body = jsontext.Value(`{"text":"` + strings.Repeat("a long text ", 500) + `"}`)
	sent, err := client.Call[protocol.MessageSent](ctx, f.ana, "message.send", m)
	if err == nil && sent.Results[0].Error == nil {
		f.stored[m.Messages[0].ClientID] = true
		return nil
	}
	if err == nil {
		err = sent.Results[0].Error
	}
	return err
}

// refuses shows that nothing is acknowledged that is not stored, and that what is stored can be read.
func (f *full) refuses(t *testing.T, ctx context.Context) {
	t.Helper()
	var err error
	for range 1000 { // the database has some room of its own left
		if err = f.send(ctx); err != nil {
			break
		}
	}
	for range 10 {
		var e *protocol.Error
		if !errors.As(err, &e) || e.Code != protocol.CodeStorageFull {
			t.Fatalf("R12.4 row 84: a send on a full disk gets %v", err)
		}
		err = f.send(ctx)
	}
	if _, err := client.Call[protocol.Heads](ctx, f.ana, "heads.list", protocol.HeadsList{}); err != nil {
		t.Errorf("R12.4 row 84: a read on a full disk gets %v", err)
	}
}

func (f *full) recovers(t *testing.T, ctx context.Context) {
	t.Helper()
	for freed := time.Now(); ; time.Sleep(20 * time.Millisecond) { // as a client that comes back
		err := f.send(ctx)
		if err == nil {
			break
		}
		if time.Since(freed) > 5*time.Second {
			t.Fatalf("R12.4 5 s after there is room again a send gets %v", err)
		}
	}
	seen := map[protocol.ClientID]bool{}
	for before := protocol.Seq(0); ; {
		page, err := client.Call[protocol.History](ctx, f.ana, "history.read", protocol.HistoryRead{Chat: f.chat, Before: before})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page.Messages {
			seen[m.ClientID] = true
		}
		if !page.More {
			break
		}
		before = page.Messages[0].Seq
	}
	for id := range f.stored {
		if !seen[id] {
			t.Errorf("[C2] %v was acknowledged and is not there", id)
		}
	}
	for id := range seen {
		if !f.stored[id] {
			t.Errorf("[C5] %v was refused and is there", id)
		}
	}
}

// On a disk without room nothing is acknowledged, everything can be read, and room is all that it needs, also after a
// restart.
func TestFullDisk(t *testing.T) {
	disk := smallDisk(t)
	data := filepath.Join(disk, "data")
	s := serveFrom(t, data)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	f := &full{ana: device(t, s.url), stored: map[protocol.ClientID]bool{}}
	in, err := f.ana.SignUp(ctx, protocol.AccountCreate{Name: "Ana", Handle: "ana", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := client.Call[protocol.ChatOpened](ctx, f.ana, "chat.open", protocol.ChatOpen{With: in.Me.ID})
	if err != nil {
		t.Fatal(err)
	}
	f.chat = opened.Row.Chat
	if err := f.send(ctx); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		filler := fill(t, disk)
		f.refuses(t, ctx)
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		f.recovers(t, ctx)
	}
	filler := fill(t, disk)
	s.Process.Kill()
	s.Wait()
	s = serveFrom(t, data)
	f.ana = device(t, s.url)
	if _, err := f.ana.SignIn(ctx, "ana", password); err == nil {
		f.refuses(t, ctx)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if _, err := f.ana.SignIn(ctx, "ana", password); err != nil {
		t.Fatalf("R12.4 with room again, signing in gets %v", err)
	}
	f.recovers(t, ctx)
}
