package backup_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"twoticks/internal/backup"
)

// copies is a job that tells when it copies, and waits to be told what becomes of it.
type copies struct {
	job   backup.Job
	begun chan struct{}
	next  chan error
}

func newCopies(h *house, now func() time.Time) *copies {
	c := &copies{job: h.job(), begun: make(chan struct{}), next: make(chan error)}
	c.job.Now = now
	whole := c.job.Copy
	c.job.Copy = func(ctx context.Context, into string) error {
		c.begun <- struct{}{}
		select {
		case err := <-c.next:
			if err != nil {
				return err
			}
			return whole(ctx, into)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return c
}

func names(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestSchedule(t *testing.T) {
	quiet := slog.New(slog.DiscardHandler)
	t.Run("the newest stay, and what else is in the folder", func(t *testing.T) {
		h, folder := newHouse(t), t.TempDir()
		for _, name := range []string{"twoticks-20250101T000000Z.tar.gz", "twoticks-20250102T000000Z.tar.gz", "twoticks-20250103T000000Z.tar.gz", "twoticks-notes.tar.gz", "photo.jpg"} {
			if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		c := newCopies(h, func() time.Time { return day })
		s := backup.Start(backup.Plan{Folder: folder, Every: time.Hour, Keep: 2}, c.job, h.folder, quiet)
		<-c.begun
		c.next <- nil
		waitFor(t, func() bool { return len(names(t, folder)) == 4 })
		s.Stop()
		got := names(t, folder)
		want := []string{"photo.jpg", "twoticks-20250103T000000Z.tar.gz", "twoticks-20260102T030405Z.tar.gz", "twoticks-notes.tar.gz"}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("there is %v", got)
			}
		}
		last, ok, err := backup.Last(h.folder)
		if err != nil || !ok || last.Error != "" || last.Users != 2 || last.Bytes == 0 || !last.At.Equal(day) {
			t.Errorf("the last one is %+v, %v, %v", last, ok, err)
		}
	})
	t.Run("nothing is due while the newest is young enough", func(t *testing.T) {
		h, folder := newHouse(t), t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "twoticks-20260102T030000Z.tar.gz"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		c := newCopies(h, func() time.Time { return day })
		c.job.Copy = func(context.Context, string) error { t.Error("it began"); return nil }
		backup.Start(backup.Plan{Folder: folder, Every: time.Hour, Keep: 2}, c.job, h.folder, quiet).Stop()
	})
	t.Run("why there is none is kept for who administers", func(t *testing.T) {
		h := newHouse(t)
		c := newCopies(h, func() time.Time { return day })
		folder := filepath.Join(t.TempDir(), "new")
		s := backup.Start(backup.Plan{Folder: folder, Every: time.Hour, Keep: 2}, c.job, h.folder, quiet)
		<-c.begun
		c.next <- errors.New("the disk is away")
		waitFor(t, func() bool { _, ok, _ := backup.Last(h.folder); return ok })
		s.Stop()
		if last, _, err := backup.Last(h.folder); err != nil || last.Error != "the disk is away" {
			t.Errorf("it is %+v, %v", last, err)
		}
		if got := names(t, folder); len(got) != 0 {
			t.Errorf("there is %v", got)
		}
	})
	t.Run("a stop ends one that is being made", func(t *testing.T) {
		h, folder := newHouse(t), t.TempDir()
		c := newCopies(h, func() time.Time { return day })
		s := backup.Start(backup.Plan{Folder: folder, Every: time.Hour, Keep: 2}, c.job, h.folder, quiet)
		<-c.begun
		s.Stop()
		s.Stop()
		if got := names(t, folder); len(got) != 0 {
			t.Errorf("there is %v", got)
		}
		if last, ok, err := backup.Last(h.folder); ok || err != nil {
			t.Errorf("it counts as a failure: %+v, %v", last, err)
		}
	})
}

// waitFor looks until what a goroutine does to the disk is there; the disk sends no signal.
func waitFor(t *testing.T, there func() bool) {
	t.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for end := time.After(10 * time.Second); !there(); {
		select {
		case <-look.C:
		case <-end:
			t.Fatal("it did not come")
		}
	}
}
