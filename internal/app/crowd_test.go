package app_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"twoticks/internal/config"
	"twoticks/internal/messenger"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

func newClientID() protocol.ClientID { return protocol.ClientID(messenger.NewID()) }

// gather signs up n people and puts them in one group, the first as its administrator. All are online.
func gather(t *testing.T, s *testkit.Server, n int) (people []testkit.Person, lines []*client.Connection, chat protocol.ChatID) {
	t.Helper()
	users := make([]protocol.UserID, 0, n)
	for i := range n {
		handle := fmt.Sprintf("p%02d", i)
		p := s.SignUpWith(t, protocol.AccountCreate{Name: "P " + handle, Handle: handle, Password: testkit.Password})
		people, lines = append(people, p), append(lines, p.GoOnline(t))
		users = append(users, p.Me.ID)
	}
	made := do[protocol.ChatOpened](t, lines[0], "group.create", protocol.GroupCreate{ClientID: newClientID(), Name: "Choir", Users: users[1:]})
	return people, lines, made.Row.Chat
}

func TestACrowdTypes(t *testing.T) {
	s := testkit.Start(t, testkit.With(unlimited))
	_, lines, chat := gather(t, s, 50)
	t.Run("R10.4 50 people typing in one group cost each member a few frames a second", func(t *testing.T) {
		const seconds = 4
		counts := make([]int, len(lines))
		end := time.Now().Add(seconds * time.Second)
		var wait sync.WaitGroup
		for i, line := range lines {
			wait.Go(func() {
				// As the page does: on with the first key, again every 3 s, off a second after the last.
				after := time.After(time.Duration(i) * 20 * time.Millisecond)
				over := time.After(time.Until(end))
				for {
					select {
					case e, ok := <-line.Events():
						if !ok {
							t.Errorf("closed: %v", line.Why())
							return
						}
						if e.Type == "typing.changed" {
							counts[i]++
						}
					case <-after:
						if err := line.Tell("typing.set", protocol.TypingSet{Chat: chat, On: true}); err != nil {
							t.Error(err)
						}
						after = time.After(3 * time.Second)
					case <-over:
						return
					}
				}
			})
		}
		wait.Wait()
		for i, n := range counts {
			if n == 0 || n > 5*seconds {
				t.Errorf("member %d was sent %d frames in %d s", i, n, seconds)
			}
		}
	})
}

func TestConcurrentChanges(t *testing.T) {
	s := testkit.Start(t, testkit.With(unlimited))
	people, lines, chat := gather(t, s, 8)
	const writers, each = 5, 30
	var wait sync.WaitGroup
	for i := range writers {
		line := lines[i]
		go func() {
			for range line.Events() {
			}
		}()
		wait.Go(func() {
			for n := range each {
				sent, err := client.Do[protocol.MessageSent](testkit.Within(t), line, "message.send",
					protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("%d by %d", n, i)}})
				if err != nil || sent.Results[0].Error != nil {
					t.Errorf("send: %v %+v", err, sent)
					return
				}
				if n%3 == 0 {
					_, err = client.Do[protocol.MessageChange](testkit.Within(t), line, "message.edit",
						protocol.MessageEdit{Chat: chat, Seq: sent.Results[0].Seq, Content: text("%d by %d, better", n, i).Content})
					if err != nil {
						t.Errorf("edit: %v", err)
					}
				}
				_, err = client.Do[protocol.ReceiptMarked](testkit.Within(t), line, "receipt.mark",
					protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: sent.Results[0].Seq}}})
				if err != nil {
					t.Errorf("mark: %v", err)
				}
			}
		})
	}
	admin := people[0].GoOnline(t)
	wait.Go(func() {
		for n := range 12 {
			user := people[writers+n%3].Me.ID
			if _, err := client.Do[protocol.Members](testkit.Within(t), admin, "group.remove", protocol.GroupRemove{Chat: chat, User: user}); err != nil {
				t.Errorf("remove: %v", err)
			}
			if _, err := client.Do[protocol.Members](testkit.Within(t), admin, "group.add", protocol.GroupAdd{Chat: chat, Users: []protocol.UserID{user}}); err != nil {
				t.Errorf("add: %v", err)
			}
		}
	})
	wait.Wait()
	log := wholeLog(t, people[0].GoOnline(t), chat)

	t.Run("R11.5 (edits) one order without a gap for messages and edits, and every message says what its last edit said", func(t *testing.T) {
		edits := 0
		for i, e := range log {
			if e.Seq != log[0].Seq+protocol.Seq(i) {
				t.Fatalf("entry %d has seq %d after %d", i, e.Seq, log[0].Seq)
			}
			if e.Change == nil {
				continue
			}
			edits++
			if e.Message == nil || e.Message.EditedSeq != e.Seq || e.Change.Target != e.Message.Seq {
				t.Errorf("edit %d tells of %+v", e.Seq, e.Message)
			}
		}
		if edits != writers*each/3 {
			t.Errorf("%d edits, want %d", edits, writers*each/3)
		}
	})
	t.Run("R11.5 (membership) every change of who is in it has its line, and the list is what the lines add up to", func(t *testing.T) {
		lines := map[string]int{}
		for _, e := range log {
			if e.Change == nil && e.Message.Content != nil && e.Message.Content.Kind == "system" {
				body, bad := protocol.DecodeServer[protocol.SystemBody](e.Message.Content.Body)
				if bad != nil {
					t.Fatal(bad)
				}
				lines[body.Line]++
			}
		}
		if lines["member.removed"] != 12 || lines["member.added"] != 12 {
			t.Errorf("lines: %v", lines)
		}
		members := do[protocol.Members](t, people[0].GoOnline(t), "group.members", protocol.GroupMembers{Chat: chat})
		if len(members.Members) != 8 {
			t.Errorf("%d members", len(members.Members))
		}
	})
}

// wholeLog reads every entry of a chat, page by page.
func wholeLog(t *testing.T, c *client.Connection, chat protocol.ChatID) (log []protocol.Entry) {
	t.Helper()
	for after := protocol.Seq(0); ; {
		page := do[protocol.Changes](t, c, "changes.read", protocol.ChangesRead{Chat: chat, After: after, Limit: 200})
		log = append(log, page.Entries...)
		if page.Upto == page.Head {
			return log
		}
		after = page.Upto
	}
}

func TestLastAdministrator(t *testing.T) {
	s := testkit.Start(t, testkit.With(func(c *config.Config) { c.LimitsScale = 1000 }))
	people, lines, chat := gather(t, s, 3)
	do[protocol.Done](t, lines[0], "group.leave", protocol.GroupLeave{Chat: chat})
	members := do[protocol.Members](t, lines[1], "group.members", protocol.GroupMembers{Chat: chat})
	if len(members.Members) != 2 || members.Members[0].User != people[1].Me.ID || members.Members[0].Role != "administrator" {
		t.Errorf("after the last administrator left: %+v", members.Members)
	}
}
