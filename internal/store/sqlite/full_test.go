package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"twoticks/internal/messenger"
)

// pages sets how many pages the file may have at most; 0 only reads how many it has.
func pages(t *testing.T, s *Store, most int) (n int) {
	t.Helper()
	err := s.writer.do(context.Background(), func(x *tx) error {
		if most == 0 {
			return x.row(context.Background(), `PRAGMA page_count`).scan(&n)
		}
		return x.row(context.Background(), `PRAGMA max_page_count = `+strconv.Itoa(most)).scan(&n)
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestStorageFull(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "twoticks.db")
	s := openAt(t, path)
	chat, ana, bo := directChat(t, s)
	if _, err := send(s, ana, chat, "while there is room"); err != nil {
		t.Fatal(err)
	}
	pages(t, s, pages(t, s, 0)+4)

	text := strings.Repeat("a long text ", 500)
	acked := 1
	var refused messenger.ClientID
	for {
		id := messenger.NewID()
		_, err := sendAs(s, ana, chat, id, text)
		if err == nil {
			acked++
			continue
		}
		if !errors.Is(err, messenger.ErrStorageFull) {
			t.Fatalf("on a full disk: %v", err)
		}
		refused = id
		break
	}
	for range 3 {
		if _, err := sendAs(s, ana, chat, refused, text); !errors.Is(err, messenger.ErrStorageFull) {
			t.Errorf("again on a full disk: %v", err)
		}
	}
	page, err := s.History(ctx, bo, chat, 0, 1000)
	if err != nil || len(page.Messages) != acked {
		t.Errorf("reading on a full disk: %d rows, want %d, %v", len(page.Messages), acked, err)
	}

	pages(t, s, 1<<30)
	r, err := sendAs(s, ana, chat, refused, text)
	if err != nil || r.Duplicate || r.Seq != messenger.Seq(acked+1) {
		t.Errorf("when there is room again: %+v, %v, want place %d", r, err, acked+1)
	}
	wantSound(t, s)
}

// wantSound asks SQLite whether the file is.
func wantSound(t *testing.T, s *Store) {
	t.Helper()
	ctx := context.Background()
	err := s.read(ctx, func(q querier) error {
		var verdict string
		if err := q.row(ctx, `PRAGMA integrity_check`).scan(&verdict); err != nil || verdict != "ok" {
			t.Errorf("integrity_check: %s, %v", verdict, err)
		}
		rows, err := q.query(ctx, `PRAGMA foreign_key_check`)
		if err != nil {
			return err
		}
		defer rows.Close()
		if rows.Next() {
			t.Error("foreign_key_check found a row without its parent")
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A file that is damaged under the running program: nothing may be acknowledged from then on.
func TestDamagedFile(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "twoticks.db")
	s := openAt(t, path)
	chat, ana, _ := directChat(t, s)
	if _, err := send(s, ana, chat, "before"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	var died error
	s, err := Open(ctx, Config{Path: path, Fatal: func(err error) { died = err }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	const header = 3 * 4096
	garbage := []byte(strings.Repeat("garbage!", int(info.Size()-header)/8))
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(garbage, header); err != nil {
		t.Fatal(err)
	}
	told := false
	err = s.writer.do(ctx, names(nil, "cy"), func() { told = true })
	if !errors.Is(err, messenger.ErrOutcomeUnknown) || died == nil || told {
		t.Errorf("a damaged file gave %v, told %t, ended the process with %v", err, told, died)
	}
}

// What is closed is one file that holds everything.
func TestCloseLeavesOneFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "twoticks.db")
	s := openAt(t, path)
	chat, ana, _ := directChat(t, s)
	if _, err := send(s, ana, chat, "hello"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 || files[0].Name() != "twoticks.db" {
		t.Errorf("the directory holds %v", files)
	}
	again := openAt(t, path)
	page, err := again.History(context.Background(), ana, chat, 0, 10)
	if err != nil || len(page.Messages) != 1 {
		t.Errorf("opened again it gives %+v, %v", page, err)
	}
	if again.Epoch() != s.Epoch() {
		t.Errorf("the epoch was %s and is %s", s.Epoch(), again.Epoch())
	}
}
