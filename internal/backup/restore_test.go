package backup_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"twoticks/internal/auth"
	"twoticks/internal/backup"
	"twoticks/internal/messenger"
)

func TestRestore(t *testing.T) {
	h := newHouse(t)
	if err := h.send(t.Context(), "before"); err != nil {
		t.Fatal(err)
	}
	token := auth.TokenHash{1}
	if err := h.store.CreateResetLink(t.Context(), auth.ResetLink{Token: token, User: h.ana, ExpiresAt: day.AddDate(1, 0, 0)}); err != nil {
		t.Fatal(err)
	}
	file, m := h.back(t)
	if err := h.send(t.Context(), "after"); err != nil {
		t.Fatal(err)
	}

	t.Run("[C17] into an empty folder it brings back what was there, with a new epoch", func(t *testing.T) {
		data := t.TempDir()
		r, err := backup.Restore(t.Context(), file, data, false, day)
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, data)
		if s.Epoch() == m.Epoch || s.Epoch() != r.NewEpoch || r.Aside != "" {
			t.Errorf("the epoch is %s, it was %s; aside is %q", s.Epoch(), m.Epoch, r.Aside)
		}
		page, err := s.History(t.Context(), h.bo, h.chat, 0, 10)
		if err != nil || len(page.Messages) != 1 || page.Messages[0].Content.Text() != "before" {
			t.Errorf("the chat has %v, %v", page.Messages, err)
		}
		if key, err := os.ReadFile(filepath.Join(data, "device.key")); err != nil || string(key) != string(h.job().DeviceKey) {
			t.Errorf("devices are known by %q, %v", key, err)
		}
		if _, err := s.ResetLinkUser(t.Context(), token, day); !errors.Is(err, auth.ErrResetInvalid) {
			t.Errorf("a one-time link works again after a restore: %v", err)
		}
	})
	t.Run("twice from the same file there are two epochs", func(t *testing.T) {
		a, err := backup.Restore(t.Context(), file, t.TempDir(), false, day)
		b, again := backup.Restore(t.Context(), file, t.TempDir(), false, day)
		if err != nil || again != nil || a.NewEpoch == b.NewEpoch {
			t.Errorf("%s and %s, %v, %v", a.NewEpoch, b.NewEpoch, err, again)
		}
	})
	t.Run("what is there is refused, and with force put aside whole", func(t *testing.T) {
		data := t.TempDir()
		there := open(t, data)
		epoch := there.Epoch()
		if err := there.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Restore(t.Context(), file, data, false, day); err == nil || !strings.Contains(err.Error(), "--force") {
			t.Errorf("it says %v", err)
		}
		r, err := backup.Restore(t.Context(), file, data, true, day)
		if err != nil {
			t.Fatal(err)
		}
		if old := open(t, r.Aside); old.Epoch() != epoch {
			t.Errorf("aside is epoch %s, want %s", old.Epoch(), epoch)
		}
		if s := open(t, data); s.Epoch() != r.NewEpoch {
			t.Errorf("there is epoch %s", s.Epoch())
		}
	})
	t.Run("a damaged file changes nothing, even with force", func(t *testing.T) {
		data, broken := t.TempDir(), filepath.Join(t.TempDir(), "broken")
		s := open(t, data)
		epoch := s.Epoch()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		whole[len(whole)/2] ^= 1
		if err := os.WriteFile(broken, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Restore(t.Context(), broken, data, true, day); err == nil {
			t.Fatal("it was restored")
		}
		if s := open(t, data); s.Epoch() != epoch {
			t.Error("the database is another")
		}
		left, err := filepath.Glob(filepath.Join(data, "*restore*"))
		if err != nil || len(left) != 0 {
			t.Errorf("there is %v, %v", left, err)
		}
		if _, err := os.Stat(filepath.Join(data, "device.key")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a key is there: %v", err)
		}
	})
	t.Run("[C6] a message that is offered again under its id is the same", func(t *testing.T) {
		data := t.TempDir()
		if _, err := backup.Restore(t.Context(), file, data, false, day); err != nil {
			t.Fatal(err)
		}
		h := &house{store: open(t, data), ana: h.ana, bo: h.bo, chat: h.chat}
		page, err := h.store.History(t.Context(), h.ana, h.chat, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		old := page.Messages[0]
		out, err := h.store.AppendMessages(t.Context(), messenger.AppendMessages{
			Sender: h.ana, Chat: h.chat, At: day, Guard: messenger.MustBeMember,
			Messages: []messenger.NewMessage{{ClientID: old.ClientID, Content: *old.Content}},
		})
		if err != nil || !out.Results[0].Duplicate || out.Results[0].Seq != old.Seq {
			t.Errorf("%+v, %v", out.Results, err)
		}
	})
}
