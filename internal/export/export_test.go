package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"twoticks/internal/export"
	"twoticks/internal/messenger"
)

var (
	day = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	ana = messenger.Person{ID: messenger.UserID{1}, Handle: "ana", Name: "Ana"}
	bo  = messenger.Person{ID: messenger.UserID{2}, Handle: "bo", Name: `Bo </script><b>"`}
)

// shelf is a store with some chats, which it gives out a few at a time.
type shelf struct {
	rows    []messenger.ChatRow
	entries map[messenger.ChatID][]messenger.Entry
	fails   error
}

const few = 3

func (s *shelf) AccountSince(_ context.Context, user messenger.UserID, rev messenger.Rev, _ int) (messenger.AccountRows, error) {
	end := min(int(rev)+few, len(s.rows))
	return messenger.AccountRows{
		Rev: messenger.Rev(end), Chats: s.rows[rev:end], People: []messenger.Person{ana, bo}, More: end < len(s.rows),
	}, nil
}

func (s *shelf) Changes(_ context.Context, _ messenger.UserID, chat messenger.ChatID, after messenger.Seq, _ int) (messenger.Changes, error) {
	if s.fails != nil {
		return messenger.Changes{}, s.fails
	}
	all := s.entries[chat]
	end := min(int(after)+few, len(all))
	return messenger.Changes{Head: messenger.Seq(len(all)), Upto: messenger.Seq(end), Entries: all[after:end], People: []messenger.Person{ana, bo}}, nil
}

func (s *shelf) add(row messenger.ChatRow, entries ...messenger.Entry) {
	row.Chat = messenger.ChatID{byte(len(s.rows) + 1)}
	for i := range entries {
		entries[i].Seq = messenger.Seq(i + 1)
		if m := entries[i].Message; m != nil && entries[i].Change == nil {
			m.Seq, m.At = entries[i].Seq, day
		}
	}
	s.rows = append(s.rows, row)
	s.entries[row.Chat] = entries
}

func text(from messenger.Person, words string) messenger.Entry {
	content, err := messenger.NewText(words)
	if err != nil {
		panic(err)
	}
	return messenger.Entry{Message: &messenger.Message{Sender: from.ID, Content: &content}}
}

func system(from messenger.Person, line string, whom ...messenger.UserID) messenger.Entry {
	return messenger.Entry{Message: &messenger.Message{Sender: from.ID, System: &messenger.SystemLine{Line: line, Subjects: whom}}}
}

func written(t *testing.T, s *shelf) (map[string]string, export.Done) {
	t.Helper()
	var b bytes.Buffer
	done, err := export.Write(t.Context(), s, export.Owner{User: ana.ID, Handle: "ana", Name: "Ana", CreatedAt: day}, day, &b)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files, done
}

func TestWrite(t *testing.T) {
	s := &shelf{entries: map[messenger.ChatID][]messenger.Entry{}}
	deleted, edited := text(bo, "gone"), text(ana, "<img src=x onerror=alert(1)>\nsecond line")
	deleted.Message.Content, deleted.Message.DeletedSeq = nil, 6
	edited.Message.EditedSeq = 7
	plan := messenger.Entry{Message: &messenger.Message{Sender: bo.ID, Content: &messenger.Content{
		Kind: messenger.KindFiles, Version: 1, Body: []byte(`{"files":[{"id":"a","shape":"file","name":"<plan>.pdf"}],"text":"Look"}`),
	}}}
	change := messenger.Entry{Change: &messenger.Change{Kind: messenger.Edit}, Message: edited.Message}
	s.add(messenger.ChatRow{Kind: messenger.Direct, Peer: bo.ID, Draft: "to be said"}, text(bo, "one"), edited, deleted, text(ana, "four"), change, text(bo, "six"))
	s.add(messenger.ChatRow{Kind: messenger.Self}, text(ana, "a note"))
	s.add(messenger.ChatRow{Kind: messenger.Group, Name: "../../Garden: plans / ideas"},
		system(ana, messenger.LineChatCreated), plan, system(ana, messenger.LineMemberAdded, bo.ID), system(ana, messenger.LineMemberRemoved, bo.ID), system(bo, messenger.LineMemberLeft))
	s.add(messenger.ChatRow{Gone: true}, text(bo, "not any more"))
	s.add(messenger.ChatRow{Kind: messenger.Group}, text(bo, "before you left"))
	files, done := written(t, s)
	if done.Chats != 4 || done.Messages != 5+1+5+1 || len(files) != 2+2*4 {
		t.Fatalf("%+v, %d files", done, len(files))
	}
	for name := range files {
		if strings.Contains(name, "..") || strings.Count(name, "/") > 1 || strings.ContainsAny(name, `<>:"\`) {
			t.Errorf("a file is called %q", name)
		}
	}
	bos := files["chats/0001-bo---script--b.html"]
	if bos == "" {
		t.Fatalf("there is %v", done)
	}
	t.Run("a page shows what was written as it was written, and runs none of it", func(t *testing.T) {
		for _, want := range []string{"&lt;img src=x onerror=alert(1)&gt;\nsecond line", "This message was deleted", "edited", "four", "six"} {
			if !strings.Contains(bos, want) {
				t.Errorf("there is no %q in %s", want, bos)
			}
		}
		for _, page := range []string{bos, files["index.html"]} {
			if strings.Contains(page, "<img") || strings.Contains(page, "<script") || strings.Contains(page, "</script") || strings.Contains(page, "<b>") {
				t.Errorf("somebody's words are code in %s", page)
			}
		}
	})
	t.Run("for programs each line is a message, the oldest first", func(t *testing.T) {
		var seqs []string
		for line := range strings.Lines(files["chats/0001-bo---script--b.ndjson"]) {
			var m struct {
				Seq  int
				Text string
				Mine bool
			}
			if err := json.Unmarshal([]byte(line), &m); err != nil {
				t.Fatal(err)
			}
			seqs = append(seqs, fmt.Sprintf("%d%t", m.Seq, m.Mine))
		}
		if got := strings.Join(seqs, " "); got != "1false 2true 3false 4true 6false" {
			t.Errorf("there are %s", got)
		}
	})
	t.Run("lines of the server are told in words", func(t *testing.T) {
		garden := files["chats/0003-garden--plans---ideas.html"]
		for _, want := range []string{"Ana created the chat", "Ana added Bo", "Ana removed Bo", "left", "[&lt;plan&gt;.pdf]\nLook"} {
			if !strings.Contains(garden, want) {
				t.Errorf("there is no %q in %s", want, garden)
			}
		}
	})
	if !strings.Contains(files["profile.json"], `"draft": "to be said"`) || strings.Contains(fmt.Sprint(files), "not any more") {
		t.Errorf("the profile is %s", files["profile.json"])
	}
}

func TestWriteHandsErrorsOn(t *testing.T) {
	s := &shelf{entries: map[messenger.ChatID][]messenger.Entry{}, fails: errors.New("the store is away")}
	s.add(messenger.ChatRow{Kind: messenger.Self})
	if _, err := export.Write(t.Context(), s, export.Owner{User: ana.ID}, day, io.Discard); !errors.Is(err, s.fails) {
		t.Errorf("it says %v", err)
	}
}
