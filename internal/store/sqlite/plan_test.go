package sqlite

import (
	"context"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// A chat of 100,000 messages must be as quick as one of 100: no statement may go through a whole table.
func TestNoStatementReadsAWholeTable(t *testing.T) {
	ctx := context.Background()
	s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
	doEverything(t, s)

	seen := map[string]bool{}
	for query := range s.writer.on.stmts {
		seen[query] = true
	}
	for range readers {
		r, err := s.reads.take(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { s.reads.free <- r }()
		for query := range r.stmts {
			seen[query] = true
		}
	}
	conn, err := s.writer.db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	on := newPrepared(conn)
	scan := regexp.MustCompile(`^SCAN (\w+)`)
	explained := 0
	for query := range seen {
		if !regexp.MustCompile(`^(SELECT|UPDATE|INSERT|DELETE|WITH)`).MatchString(query) {
			continue
		}
		explained++
		for _, step := range plan(t, on, query) {
			// An EXISTS or a subquery is scanned as one: that is no table.
			if m := scan.FindStringSubmatch(step); m != nil && m[1] != "CONSTANT" {
				t.Errorf("%q: %s", query, step)
			}
		}
	}
	if explained < 30 {
		t.Errorf("only %d statements were looked at", explained)
	}
}

// plan is what SQLite means to do, a line for each step.
func plan(t *testing.T, on *prepared, query string) (steps []string) {
	t.Helper()
	var args []any
	for {
		rows, err := on.query(context.Background(), `EXPLAIN QUERY PLAN `+query, args...)
		if err != nil && len(args) < 30 {
			args = append(args, nil) // it wants one more
			continue
		}
		if err != nil {
			t.Fatalf("%q: %v", query, err)
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			steps = append(steps, step)
		}
		return steps
	}
}

// doEverything calls each act of the port once, so that its statements are known.
func doEverything(t *testing.T, s *Store) {
	t.Helper()
	ctx := context.Background()
	chat, ana, bo := directChat(t, s)
	opened, err := s.CreateGroup(ctx, messenger.CreateGroup{Actor: ana, ID: messenger.NewID(), Name: "Garden", At: day})
	must(t, err)
	group := opened.Row.Chat
	_, err = s.AddMembers(ctx, messenger.AddMembers{Actor: ana, Chat: group, Users: []messenger.UserID{bo}, At: day, Guard: messenger.MustBeMember})
	must(t, err)
	for _, c := range []messenger.ChatID{chat, group} {
		id := messenger.ClientID(messenger.NewID())
		var sent messenger.AppendResult
		for range 2 {
			sent, err = sendAs(s, ana, c, id, "hello")
			must(t, err)
		}
		_, err = s.AppendSystemLine(ctx, messenger.AppendSystemLine{Actor: ana, Chat: c, Line: messenger.SystemLine{Line: messenger.LineInvitationAccepted, Subjects: []messenger.UserID{bo}}, At: day, Guard: messenger.MustBeMember})
		must(t, err)
		_, err = s.Mark(ctx, messenger.Mark{User: bo, Chat: c, Marks: messenger.Marks{Delivered: 1, Read: 1}, At: day, Guard: messenger.MustBeMember})
		must(t, err)
		for _, kind := range []messenger.ChangeKind{messenger.Edit, messenger.Deletion} {
			change(t, s, c, ana, kind, sent.Seq)
		}
		_, err = s.History(ctx, bo, c, 0, 50)
		must(t, err)
		_, err = s.Changes(ctx, bo, c, 0, 50)
		must(t, err)
		_, err = s.Members(ctx, c)
		must(t, err)
		_, _, err = s.ChatRow(ctx, bo, c)
		must(t, err)
		_, err = s.Heads(ctx, bo, messenger.HeadsQuery{Chats: []messenger.ChatID{c}})
		must(t, err)
	}
	_, err = s.GroupMembers(ctx, ana, group)
	must(t, err)
	_, err = s.MessageInfo(ctx, ana, chat, 1)
	must(t, err)
	_, err = s.Heads(ctx, bo, messenger.HeadsQuery{Limit: 50})
	must(t, err)
	_, err = s.AccountSince(ctx, bo, 0, 50)
	must(t, err)
	_, err = s.Rev(ctx, bo)
	must(t, err)
	_, err = s.Contacts(ctx, bo)
	must(t, err)
	_, err = s.People(ctx, ana, []messenger.UserID{bo})
	must(t, err)
	_, err = s.PersonByHandle(ctx, "bo")
	must(t, err)
	_, err = s.Directory(ctx, "", 10)
	must(t, err)
	_, err = s.WaitingChats(ctx, day, 10)
	must(t, err)
	for _, c := range []messenger.ChatID{chat, group} {
		_, err = sendAs(s, bo, c, messenger.NewID(), "from one who takes nothing")
		must(t, err)
		_, err = sendAs(s, ana, c, messenger.NewID(), "to one who takes nothing")
		must(t, err)
		_, err = s.ExpireQueue(ctx, messenger.ExpireQueue{Chat: c, Before: day, At: day})
		must(t, err)
		_, err = s.ShowExpired(ctx, messenger.ShowExpired{User: bo, Chat: c, From: 1, At: day, Guard: messenger.MayRead})
		must(t, err)
	}
	_, err = s.SetDraft(ctx, messenger.SetDraft{User: ana, Chat: chat, Text: "Dear Bo", At: day, Guard: messenger.MustBeMember})
	must(t, err)
	_, _, err = s.HeadsSince(ctx, messenger.HeadsPage{Since: day, Limit: 10})
	must(t, err)
	_, err = s.RevsSince(ctx, 0, 10)
	must(t, err)
	_, err = s.LastOrder(ctx)
	must(t, err)
	_, err = s.ForgetAdvances(ctx, day.Add(time.Hour), "", 10)
	must(t, err)
	_, err = s.Prune(ctx, auth.Prune{At: day, AuditBefore: day, Limit: 10})
	must(t, err)
	must(t, s.SetLastSeen(ctx, map[messenger.UserID]time.Time{ana: day}))
	for _, user := range []messenger.UserID{bo, ana} {
		_, err = s.RemoveMember(ctx, messenger.RemoveMember{Actor: ana, User: user, Chat: group, At: day, Guard: messenger.MustBeMember})
		must(t, err)
	}
	_, _, err = s.ChatRow(ctx, bo, group)
	must(t, err)
	_, err = s.Heads(ctx, bo, messenger.HeadsQuery{Limit: 50})
	must(t, err)
}
