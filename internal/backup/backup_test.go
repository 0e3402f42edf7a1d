package backup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/backup"
	"twoticks/internal/messenger"
	"twoticks/internal/store/sqlite"
)

var day = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// house is a store with Ana, Bo and their chat.
type house struct {
	folder  string
	store   *sqlite.Store
	ana, bo messenger.UserID
	chat    messenger.ChatID
}

func open(t *testing.T, folder string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(folder, "twoticks.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{folder: t.TempDir()}
	h.store = open(t, h.folder)
	for i, who := range []*messenger.UserID{&h.ana, &h.bo} {
		*who = messenger.NewID()
		_, err := h.store.CreateAccount(t.Context(), auth.CreateAccount{
			User: *who, Handle: []string{"ana", "bo"}[i], Name: []string{"Ana", "Bo"}[i], At: day,
			Guard: func(auth.Standing) (bool, error) { return true, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	opened, err := h.store.CreateDirectChat(t.Context(), messenger.CreateDirectChat{Actor: h.ana, With: h.bo, ID: messenger.NewID(), At: day})
	if err != nil {
		t.Fatal(err)
	}
	h.chat = opened.Row.Chat
	return h
}

func (h *house) send(ctx context.Context, text string) error {
	content, err := messenger.NewText(text)
	if err != nil {
		return err
	}
	_, err = h.store.AppendMessages(ctx, messenger.AppendMessages{
		Sender: h.ana, Chat: h.chat, At: day, Guard: messenger.MustBeMember,
		Messages: []messenger.NewMessage{{ClientID: messenger.NewID(), Content: content}},
	})
	return err
}

func (h *house) job() backup.Job {
	return backup.Job{
		Copy: func(ctx context.Context, into string) error {
			return sqlite.Copy(ctx, filepath.Join(h.folder, "twoticks.db"), into)
		},
		DeviceKey: []byte("a key of thirty-two bytes, surely"), Program: "test", Now: func() time.Time { return day },
	}
}

func (h *house) back(t *testing.T) (file string, m backup.Manifest) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "b.tar.gz")
	m, err := h.job().Make(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	return file, m
}

func TestMake(t *testing.T) {
	t.Run("a backup that is made while others write is whole, and of one moment", func(t *testing.T) {
		h := newHouse(t)
		ctx, end := context.WithCancel(t.Context())
		begun := make(chan struct{})
		var writing sync.WaitGroup
		writing.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if err := h.send(ctx, "on and on"); err != nil && ctx.Err() == nil {
					t.Error(err)
					return
				}
				if n == 20 {
					close(begun)
				}
			}
		})
		<-begun
		file, m := h.back(t)
		end()
		writing.Wait()
		verified, err := backup.Verify(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		if m.Users() != 2 || m.Chats() != 1 || m.Messages() < 20 || verified.Messages() != m.Messages() || m.Epoch != h.store.Epoch() {
			t.Errorf("it holds %d people, %d chats, %d messages (verified %d) of epoch %s", m.Users(), m.Chats(), m.Messages(), verified.Messages(), m.Epoch)
		}
	})
	t.Run("its file is for its owner only, and nothing is left beside it", func(t *testing.T) {
		file, _ := newHouse(t).back(t)
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if entries, _ := os.ReadDir(filepath.Dir(file)); len(entries) != 1 {
			t.Errorf("there is %v", entries)
		}
	})
	t.Run("a file that is there is not written over", func(t *testing.T) {
		h := newHouse(t)
		file, _ := h.back(t)
		if _, err := h.job().Make(t.Context(), file); err == nil || !strings.Contains(err.Error(), "another name") {
			t.Errorf("it says %v", err)
		}
	})
	t.Run("what a process that was killed left behind goes, and what another is at stays", func(t *testing.T) {
		h, folder := newHouse(t), t.TempDir()
		for _, name := range []string{"killed", "at-it"} {
			if err := os.MkdirAll(filepath.Join(folder, ".twoticks-backup-"+name), 0o700); err != nil {
				t.Fatal(err)
			}
			lock, err := os.Create(filepath.Join(folder, ".twoticks-backup-"+name, "lock"))
			if err != nil {
				t.Fatal(err)
			}
			defer lock.Close()
			if name == "at-it" {
				if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := h.job().Make(t.Context(), filepath.Join(folder, "b")); err != nil {
			t.Fatal(err)
		}
		if got := names(t, folder); !slices.Equal(got, []string{".twoticks-backup-at-it", "b"}) {
			t.Errorf("there is %v", got)
		}
	})
	t.Run("a copy that fails leaves nothing behind", func(t *testing.T) {
		j, away := newHouse(t).job(), errors.New("the disk is away")
		j.Copy = func(context.Context, string) error { return away }
		folder := t.TempDir()
		if _, err := j.Make(t.Context(), filepath.Join(folder, "b")); !errors.Is(err, away) {
			t.Errorf("it says %v", err)
		}
		if entries, _ := os.ReadDir(folder); len(entries) != 0 {
			t.Errorf("there is %v", entries)
		}
	})
}

func TestVerifyFindsDamage(t *testing.T) {
	h := newHouse(t)
	for range 50 {
		if err := h.send(t.Context(), "hello"); err != nil {
			t.Fatal(err)
		}
	}
	file, _ := h.back(t)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged := func(change func([]byte) []byte) error {
		path := filepath.Join(t.TempDir(), "damaged.tar.gz")
		if err := os.WriteFile(path, change(append([]byte(nil), whole...)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := backup.Verify(t.Context(), path)
		return err
	}
	if err := damaged(func(b []byte) []byte { return b }); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func([]byte) []byte{
		"cut short":         func(b []byte) []byte { return b[:len(b)-100] },
		"without its end":   func(b []byte) []byte { return b[:len(b)-4] },
		"with another byte": func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"not one at all":    func([]byte) []byte { return []byte("hello") },
		"empty":             func([]byte) []byte { return nil },
	} {
		if err := damaged(change); err == nil {
			t.Errorf("a backup %s passes", name)
		}
	}
	if _, err := backup.Verify(t.Context(), filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there passes")
	}
}
