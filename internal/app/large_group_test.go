package app_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

const (
	largestGroup = 1024
	connected    = 200
)

// largeGroup is a group as full as it can be, some of whose members are connected, beside a plain model of its marks.
type largeGroup struct {
	server  *testkit.Server
	chat    protocol.ChatID
	people  []testkit.Person
	lines   []*client.Connection
	watches []*watch
	// marks are those of who is a member now, as they should stand.
	marks map[protocol.UserID]protocol.Marks
}

// watch keeps what a connection was last told that all the others have.
type watch struct {
	mu     sync.Mutex
	others protocol.Marks
}

func (w *watch) follow(line *client.Connection, chat protocol.ChatID) {
	for e := range line.Events() {
		if e.Type != "receipt.all_advanced" {
			continue
		}
		if told, bad := protocol.DecodeServer[protocol.AllAdvanced](e.Body); bad == nil && told.Chat == chat {
			w.mu.Lock()
			w.others = told.Others
			w.mu.Unlock()
		}
	}
}

func (w *watch) last() protocol.Marks {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.others
}

func newLargeGroup(t *testing.T) *largeGroup {
	t.Helper()
	g := &largeGroup{server: testkit.Start(t, testkit.With(unlimited)), marks: map[protocol.UserID]protocol.Marks{}}
	for i := range largestGroup + 1 { // one more than fits
		handle := fmt.Sprintf("p%04d", i)
		g.people = append(g.people, g.server.SignUpWith(t, protocol.AccountCreate{Name: "P " + handle, Handle: handle, Password: testkit.Password}))
	}
	for i := range connected {
		g.lines = append(g.lines, g.people[i].GoOnline(t))
	}
	made := do[protocol.ChatOpened](t, g.lines[0], "group.create", protocol.GroupCreate{ClientID: newClientID(), Name: "Festival"})
	g.chat, g.marks[g.people[0].Me.ID] = made.Row.Chat, made.Heads.Mine
	for from := 1; from < largestGroup; from += protocol.MaxPeople {
		g.add(t, g.people[from:min(from+protocol.MaxPeople, largestGroup)]...)
	}
	for _, line := range g.lines {
		w := &watch{}
		g.watches = append(g.watches, w)
		go w.follow(line, g.chat)
	}
	return g
}

// add takes people in: their marks begin where they joined (C22).
func (g *largeGroup) add(t *testing.T, people ...testkit.Person) {
	t.Helper()
	users := make([]protocol.UserID, len(people))
	for i, p := range people {
		users[i] = p.Me.ID
	}
	members := do[protocol.Members](t, g.lines[0], "group.add", protocol.GroupAdd{Chat: g.chat, Users: users})
	for _, m := range members.Members {
		if _, known := g.marks[m.User]; !known {
			g.marks[m.User] = protocol.Marks{Delivered: m.From, Read: m.From}
		}
	}
}

func (g *largeGroup) say(t *testing.T, by int) protocol.Seq {
	t.Helper()
	return do[protocol.MessageSent](t, g.lines[by], "message.send", protocol.MessageSend{
		Chat: g.chat, Messages: []protocol.NewMessage{text("said by %d at %v", by, time.Now())},
	}).Results[0].Seq
}

// mark raises the marks of members, connected or not.
func (g *largeGroup) mark(t *testing.T, marks protocol.Marks, people ...int) {
	t.Helper()
	for _, i := range people {
		user := g.people[i].Me.ID
		_, err := g.people[i].Post(testkit.Within(t), "receipt.mark", protocol.Encode(
			protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: g.chat, Delivered: marks.Delivered, Read: marks.Read}}}))
		if err != nil {
			t.Fatal(err)
		}
		was := g.marks[user]
		g.marks[user] = protocol.Marks{Delivered: max(was.Delivered, marks.Delivered, marks.Read), Read: max(was.Read, marks.Read)}
	}
}

// others is what the model says that all but one have.
func (g *largeGroup) others(but protocol.UserID) protocol.Marks {
	least := protocol.Marks{Delivered: 1 << 50, Read: 1 << 50}
	for user, m := range g.marks {
		if user != but {
			least.Delivered, least.Read = min(least.Delivered, m.Delivered), min(least.Read, m.Read)
		}
	}
	return least
}

// agree wants what the server says, asked and by itself, to be what the model says.
func (g *largeGroup) agree(t *testing.T, when string) {
	t.Helper()
	for i, line := range g.lines {
		user := g.people[i].Me.ID
		if _, member := g.marks[user]; !member {
			continue
		}
		want := g.others(user)
		if i%20 == 0 {
			got := do[protocol.Heads](t, line, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{g.chat}}).Heads[0].Others
			if got != want {
				t.Errorf("%s: member %d reads that the others have %+v, and they have %+v", when, i, got, want)
			}
		}
		for deadline := time.Now().Add(10 * time.Second); g.watches[i].last() != want; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: member %d was told %+v last, and the others have %+v", when, i, g.watches[i].last(), want)
			}
		}
	}
}

func TestAGroupOf1024(t *testing.T) {
	g := newLargeGroup(t)
	everybody := make([]int, largestGroup)
	for i := range everybody {
		everybody[i] = i
	}
	t.Run("[C22] the tick of all turns with the last of 1,024, told to each of 200 who are connected", func(t *testing.T) {
		seq := g.say(t, 7)
		g.mark(t, protocol.Marks{Delivered: seq}, everybody[:largestGroup-1]...)
		g.mark(t, protocol.Marks{Delivered: seq}, largestGroup-1)
		g.agree(t, "delivered to all")
		g.mark(t, protocol.Marks{Read: seq}, everybody...)
		g.agree(t, "read by all")
	})
	t.Run("[C22] who lags behind holds it, until they leave, are removed, or come", func(t *testing.T) {
		seq := g.say(t, 3)
		const leaves, removed, comes = 150, 900, 901
		g.mark(t, protocol.Marks{Read: seq}, append(append(append([]int{}, everybody[:leaves]...), everybody[leaves+1:removed]...), everybody[comes+1:]...)...)
		g.agree(t, "three lag behind")
		do[protocol.Done](t, g.lines[leaves], "group.leave", protocol.GroupLeave{Chat: g.chat})
		delete(g.marks, g.people[leaves].Me.ID)
		g.agree(t, "one of them left")
		do[protocol.Members](t, g.lines[0], "group.remove", protocol.GroupRemove{Chat: g.chat, User: g.people[removed].Me.ID})
		delete(g.marks, g.people[removed].Me.ID)
		g.agree(t, "one of them was removed")
		g.mark(t, protocol.Marks{Delivered: seq}, comes)
		g.agree(t, "the last has it")
	})
	t.Run("[C22] who joins holds nothing back, and counts from there on", func(t *testing.T) {
		before := g.others(g.people[0].Me.ID)
		g.add(t, g.people[largestGroup]) // the one who did not fit takes a free place
		if after := g.others(g.people[0].Me.ID); after.Read < before.Read {
			t.Fatalf("the model went back from %+v to %+v", before, after)
		}
		g.agree(t, "somebody joined")
		seq := g.say(t, 11)
		rest := append(append(append([]int{}, everybody[:150]...), everybody[151:900]...), everybody[901:]...)
		g.mark(t, protocol.Marks{Read: seq}, rest...)
		g.agree(t, "all but who joined have read")
		g.mark(t, protocol.Marks{Read: seq}, largestGroup)
		g.agree(t, "who joined has read too")
	})
	t.Run("a group that is full takes nobody more, and says so", func(t *testing.T) {
		extra := g.server.SignUpWith(t, protocol.AccountCreate{Name: "One more", Handle: "one_more", Password: testkit.Password})
		g.add(t, g.people[150])
		_, err := client.Do[protocol.Members](testkit.Within(t), g.lines[0], "group.add", protocol.GroupAdd{Chat: g.chat, Users: []protocol.UserID{extra.Me.ID}})
		if got := codeOf(err); got != "group_full" {
			t.Errorf("answered %q", got)
		}
	})
}
