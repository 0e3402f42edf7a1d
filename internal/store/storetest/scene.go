package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"twoticks/internal/messenger"
)

// scene is a store with three people in it, and short words for what they do.
type scene struct {
	*testing.T
	Harness
	ana, bo, cy messenger.UserID
	// now is the clock of the acts, in milliseconds; each act is one later.
	now atomic.Int64
	// words numbers what has to be different.
	words    atomic.Int64
	appended announced[messenger.Appended]
	marked   announced[messenger.Marked]
	queued   announced[messenger.QueueChange]
	drafted  announced[messenger.ChatRow]
	chosen   announced[messenger.Setting]
	changed  announced[messenger.Changed]
	starred  announced[[]messenger.Star]
	hidden   announced[[]messenger.Hidden]
	pinned   announced[messenger.Pinned]
	blocked  announced[messenger.BlockChanged]
}

var ctx = context.Background()

func newScene(t *testing.T, h Harness) *scene {
	s := &scene{T: t, Harness: h}
	s.now.Store(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixMilli())
	s.ana, s.bo, s.cy = s.user("ana"), s.user("bo"), s.user("cy")
	return s
}

// word is one that was not said before.
func (s *scene) word() string { return fmt.Sprint("word", s.words.Add(1)) }

func (s *scene) tick() time.Time { return time.UnixMilli(s.now.Add(1)).UTC() }

func (s *scene) user(handle string) messenger.UserID {
	s.Helper()
	id, err := s.AddUser(handle)
	s.must(err)
	return id
}

// users adds some more, at once.
func (s *scene) users(n int) []messenger.UserID {
	s.Helper()
	ids := make([]messenger.UserID, n)
	var wait sync.WaitGroup
	for i := range ids {
		wait.Go(func() {
			var err error
			if ids[i], err = s.AddUser("user-" + s.word()); err != nil {
				s.Error(err)
			}
		})
	}
	wait.Wait()
	return ids
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *scene) refused(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Errorf("got %v, want %v", err, want)
	}
}

// content is a text, as people write it.
func content(text string) messenger.Content {
	c, err := messenger.NewText(text)
	if err != nil {
		panic(err)
	}
	return c
}

// message is a new one, with a client id of its own.
func message(text string) messenger.NewMessage {
	return messenger.NewMessage{ClientID: messenger.NewID(), Content: content(text)}
}

func (s *scene) direct(actor, with messenger.UserID) messenger.ChatID {
	s.Helper()
	opened, err := s.open(actor, with)
	s.must(err)
	return opened.Row.Chat
}

func (s *scene) open(actor, with messenger.UserID) (messenger.OpenedChat, error) {
	return s.Store.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: actor, With: with, ID: messenger.NewID(), At: s.tick()})
}

// group makes one; the first is who makes it.
func (s *scene) group(members ...messenger.UserID) messenger.ChatID {
	s.Helper()
	opened, err := s.Store.CreateGroup(ctx, messenger.CreateGroup{
		Actor: members[0], ID: messenger.NewID(), Name: "Garden", Members: members[1:], At: s.tick(), Committed: s.appended.add,
	})
	s.must(err)
	return opened.Row.Chat
}

func (s *scene) append(sender messenger.UserID, chat messenger.ChatID, messages ...messenger.NewMessage) (messenger.Appended, error) {
	return s.appendAt(s.tick(), sender, chat, messages...)
}

func (s *scene) appendAt(at time.Time, sender messenger.UserID, chat messenger.ChatID, messages ...messenger.NewMessage) (messenger.Appended, error) {
	return s.Store.AppendMessages(ctx, messenger.AppendMessages{
		Sender: sender, Chat: chat, Messages: messages, At: at, Guard: messenger.MustBeMember, Committed: s.appended.add,
	})
}

// say appends one message that is accepted, and returns its place.
func (s *scene) say(sender messenger.UserID, chat messenger.ChatID, text string) messenger.Seq {
	s.Helper()
	out, err := s.append(sender, chat, message(text))
	s.must(err)
	return out.Results[0].Seq
}

func (s *scene) line(actor messenger.UserID, chat messenger.ChatID, name string, subjects ...messenger.UserID) messenger.Appended {
	s.Helper()
	out, err := s.Store.AppendSystemLine(ctx, messenger.AppendSystemLine{
		Actor: actor, Chat: chat, Line: messenger.SystemLine{Line: name, Subjects: subjects}, At: s.tick(),
		Guard: messenger.MustBeMember, Committed: s.appended.add,
	})
	s.must(err)
	return out
}

func (s *scene) mark(user messenger.UserID, chat messenger.ChatID, delivered, read messenger.Seq) (messenger.Marked, error) {
	return s.Store.Mark(ctx, messenger.Mark{
		User: user, Chat: chat, Marks: messenger.Marks{Delivered: delivered, Read: read}, At: s.tick(),
		Guard: messenger.MustBeMember, Committed: s.marked.add,
	})
}

func (s *scene) add(actor messenger.UserID, chat messenger.ChatID, users ...messenger.UserID) (messenger.Appended, error) {
	return s.Store.AddMembers(ctx, messenger.AddMembers{
		Actor: actor, Chat: chat, Users: users, At: s.tick(), Guard: messenger.MustBeMember, Committed: s.appended.add,
	})
}

func (s *scene) remove(actor messenger.UserID, chat messenger.ChatID, user messenger.UserID) (messenger.Appended, error) {
	return s.Store.RemoveMember(ctx, messenger.RemoveMember{
		Actor: actor, User: user, Chat: chat, At: s.tick(), Guard: messenger.MustBeMember, Committed: s.appended.add,
	})
}

// timeline reads all the rows that a user may read of a chat, as history gives them.
func (s *scene) timeline(user messenger.UserID, chat messenger.ChatID) []messenger.Message {
	s.Helper()
	page, err := s.Store.History(ctx, user, chat, 0, 1_000_000)
	s.must(err)
	return page.Messages
}

// heads reads where one chat stands for a user.
func (s *scene) heads(user messenger.UserID, chat messenger.ChatID) messenger.HeadsRow {
	s.Helper()
	page, err := s.Store.Heads(ctx, user, messenger.HeadsQuery{Chats: []messenger.ChatID{chat}, Limit: 1})
	s.must(err)
	if len(page.Rows) != 1 {
		s.Fatalf("%d heads rows, want 1", len(page.Rows))
	}
	return page.Rows[0]
}

func seqs(messages []messenger.Message) []messenger.Seq {
	out := make([]messenger.Seq, len(messages))
	for i := range messages {
		out[i] = messages[i].Seq
	}
	return out
}

// upTo is 1, 2, 3 … n.
func upTo(n messenger.Seq) []messenger.Seq { return between(0, n) }

// between is what lies above one seq, up to another.
func between(from, to messenger.Seq) []messenger.Seq {
	out := []messenger.Seq{}
	for seq := from + 1; seq <= to; seq++ {
		out = append(out, seq)
	}
	return out
}
