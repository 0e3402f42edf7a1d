package sqlite

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"testing"

	"twoticks/internal/messenger"
)

// change edits a row, each time to another text, or deletes it.
func change(t *testing.T, s *Store, chat messenger.ChatID, actor messenger.UserID, kind messenger.ChangeKind, target messenger.Seq) {
	t.Helper()
	content, err := messenger.NewText(rand.Text())
	must(t, err)
	_, err = s.ChangeMessage(context.Background(), messenger.ChangeMessage{
		Actor: actor, Chat: chat, Seq: target, Kind: kind, Content: &content, At: day,
		Guard: func(r messenger.Relation, _ *messenger.Message) error { return messenger.MustBeMember(r) },
	})
	must(t, err)
}

func TestChangeEntries(t *testing.T) {
	ctx := context.Background()
	s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
	chat, ana, bo := directChat(t, s)
	for range 6 { // a message and a change in turn: 1, 3, 5 … and 2, 4, 6 …
		r, err := send(s, ana, chat, "hello")
		if err != nil {
			t.Fatal(err)
		}
		kind := messenger.Edit
		if r.Seq == 5 {
			kind = messenger.Deletion
		}
		change(t, s, chat, ana, kind, r.Seq)
	}

	t.Run("[C8a] changes in pages cover both sorts of entries once", func(t *testing.T) {
		for limit := 1; limit <= 13; limit++ {
			want := messenger.Seq(1)
			for after := messenger.Seq(0); after < 12; {
				page, err := s.Changes(ctx, bo, chat, after, limit)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range page.Entries {
					if e.Seq != want || (e.Change != nil) != (e.Seq%2 == 0) || e.Message == nil {
						t.Fatalf("with a limit of %d: entry %+v, want %d", limit, e, want)
					}
					want++
				}
				if page.Upto != want-1 || page.Head != 12 {
					t.Fatalf("with a limit of %d: upto %d, head %d after %d entries", limit, page.Upto, page.Head, want-1)
				}
				after = page.Upto
			}
		}
	})
	t.Run("[C8a] a change gives its target as it is now; a deleted text stands nowhere", func(t *testing.T) {
		page, err := s.Changes(ctx, bo, chat, 4, 2)
		if err != nil {
			t.Fatal(err)
		}
		row, deletion := page.Entries[0].Message, page.Entries[1]
		if row.Content != nil || row.DeletedSeq != 6 {
			t.Errorf("the deleted row is %+v", row)
		}
		if c := deletion.Change; c.Kind != messenger.Deletion || c.Actor != ana || c.Target != 5 || deletion.Message.Seq != 5 || deletion.Message.Content != nil {
			t.Errorf("the deletion is %+v of %+v", c, deletion.Message)
		}
		if len(page.People) != 1 || page.People[0].ID != ana {
			t.Errorf("the people are %+v", page.People)
		}
	})
	t.Run("[C8a] [C32] changes are no rows of the timeline, and deleted messages are not unread", func(t *testing.T) {
		page, err := s.History(ctx, bo, chat, 0, 50)
		if err != nil || len(page.Messages) != 6 || page.Head != 12 {
			t.Errorf("history gives %d rows, head %d, %v", len(page.Messages), page.Head, err)
		}
		heads, err := s.Heads(ctx, bo, messenger.HeadsQuery{Limit: 1})
		if err != nil || heads.Rows[0].Unread != 5 || heads.Rows[0].Head != 12 || heads.Rows[0].Last.Seq != 11 {
			t.Errorf("heads give %+v, %v", heads.Rows, err)
		}
	})
}
