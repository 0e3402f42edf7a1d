package sqlite

import (
	"context"
	"path/filepath"
	"testing"

	"twoticks/internal/messenger"
)

// change writes a change entry as the acts of edit and deletion will.
func change(t *testing.T, s *Store, chat messenger.ChatID, actor messenger.UserID, kind messenger.ChangeKind, target messenger.Seq) {
	t.Helper()
	ctx := context.Background()
	actorKey, chatKey, err := s.both(ctx, actor, chat)
	if err != nil {
		t.Fatal(err)
	}
	err = s.writer.do(ctx, func(x *tx) error {
		c, err := x.chat(ctx, chatKey)
		if err != nil {
			return err
		}
		seq, at := c.next(day)
		err = x.exec(ctx, `INSERT INTO changes (chat_key, seq, kind, actor_key, target_seq, at) VALUES (?, ?, ?, ?, ?, ?)`,
			chatKey, seq, kind, actorKey, target, at)
		if err != nil || kind != messenger.Deletion {
			return err
		}
		return x.exec(ctx, `UPDATE messages SET body = NULL, deleted_seq = ? WHERE chat_key = ? AND seq = ?`, seq, chatKey, target)
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
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
	t.Run("[C6] a repeat returns the first ack also after an edit or a deletion", func(t *testing.T) {
		id := messenger.ClientID(messenger.NewID())
		first, err := sendAs(s, ana, chat, id, "to be deleted")
		if err != nil {
			t.Fatal(err)
		}
		change(t, s, chat, ana, messenger.Deletion, first.Seq)
		again, err := sendAs(s, ana, chat, id, "to be deleted")
		if err != nil || !again.Duplicate || again.Seq != first.Seq || !again.At.Equal(first.At) {
			t.Errorf("got %+v, %v, want %+v", again, err, first)
		}
	})
	t.Run("[C23] a change whose target the reader may not see comes without it", func(t *testing.T) {
		opened, err := s.CreateGroup(ctx, messenger.CreateGroup{Actor: ana, ID: messenger.NewID(), Name: "Garden", At: day})
		if err != nil {
			t.Fatal(err)
		}
		group := opened.Row.Chat
		before, err := send(s, ana, group, "before Bo came")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddMembers(ctx, messenger.AddMembers{Actor: ana, Chat: group, Users: []messenger.UserID{bo}, At: day, Guard: messenger.MustBeMember}); err != nil {
			t.Fatal(err)
		}
		change(t, s, group, ana, messenger.Edit, before.Seq)
		page, err := s.Changes(ctx, bo, group, 0, 50)
		if err != nil || len(page.Entries) != 2 || page.Entries[1].Change == nil || page.Entries[1].Message != nil {
			t.Errorf("got %+v, %v", page.Entries, err)
		}
	})
}
