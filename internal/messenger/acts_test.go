package messenger_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/store/sqlite"
)

// told is an Announcer that takes down what it is told.
type told struct {
	mu       sync.Mutex
	added    []messenger.Appended
	advanced []messenger.Marked
	rows     []messenger.ChatRow
	blocks   []messenger.BlockChanged
	queue    []messenger.QueueChange
	changed  []messenger.Changed
	typing   []messenger.Typing
	used     []messenger.AcceptedInvitation
	people   []messenger.Person
	audience []messenger.UserID
	reached  []reached
	met      chan struct{} // told of a person; where a test waits for it
}

// reached is a news to the author of a message.
type reached struct {
	author  messenger.UserID
	seq     messenger.Seq
	receipt messenger.MemberReceipt
}

func (a *told) MessagesAdded(v messenger.Appended) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.added = append(a.added, v)
}

func (a *told) MessageChanged(v messenger.Changed) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.changed = append(a.changed, v)
}

func (a *told) ReceiptAdvanced(v messenger.Marked) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.advanced = append(a.advanced, v)
}

func (a *told) QueueChanged(v messenger.QueueChange) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.queue = append(a.queue, v)
}

func (a *told) AccountChanged(_ messenger.UserID, rows []messenger.ChatRow, _ []messenger.Person) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rows = append(a.rows, rows...)
}

func (a *told) reachedSoFar() []reached {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.reached
}

func (a *told) ReceiptReached(author messenger.UserID, _ messenger.ChatID, seq messenger.Seq, r messenger.MemberReceipt) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reached = append(a.reached, reached{author, seq, r})
}

func (a *told) StarsChanged(messenger.UserID, []messenger.Star)     {}
func (a *told) MessagesHidden(messenger.UserID, []messenger.Hidden) {}
func (a *told) BlocksChanged(_ messenger.UserID, v messenger.BlockChanged) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.blocks = append(a.blocks, v)
}

func (a *told) TypingChanged(v messenger.Typing) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.typing = append(a.typing, v)
}

func (a *told) PresenceChanged(messenger.Presence, []messenger.UserID) {}
func (a *told) PresenceShared(messenger.Presence, []messenger.UserID)  {}
func (a *told) SettingChanged(messenger.UserID, messenger.Setting)     {}

func (a *told) PersonChanged(p messenger.Person, audience []messenger.UserID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.people = append(a.people, p)
	a.audience = audience
	select {
	case a.met <- struct{}{}:
	default:
	}
}

func (a *told) InvitationUsed(_ messenger.UserID, v messenger.AcceptedInvitation, _ messenger.Person) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.used = append(a.used, v)
}

// house is a messenger over a real store, with three people.
type house struct {
	*messenger.Messenger
	told        *told
	store       *sqlite.Store
	ana, bo, cy messenger.Actor
}

var ctx = context.Background()

func newHouse(t *testing.T) *house {
	t.Helper()
	store, err := sqlite.Open(ctx, sqlite.Config{Path: filepath.Join(t.TempDir(), "twoticks.db")})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{told: &told{}, store: store}
	h.Messenger = messenger.New(store, h.told, messenger.SystemClock{}, slog.New(slog.DiscardHandler))
	t.Cleanup(func() {
		h.Stop()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	for handle, actor := range map[string]*messenger.Actor{"ana": &h.ana, "bo": &h.bo, "cy": &h.cy} {
		actor.User = messenger.NewID()
		_, err := store.CreateAccount(ctx, auth.CreateAccount{
			User: actor.User, Handle: handle, Name: handle, At: time.Now(), Session: newSession(actor.User),
			Guard: func(auth.Standing) (bool, error) { return false, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func newSession(user messenger.UserID) auth.Session {
	id := messenger.NewID()
	s := auth.Session{ID: id, User: user, CreatedAt: time.Now(), UsedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
	copy(s.Token[:], id[:])
	return s
}

// end stops the store, so that all that it committed has been told.
func (h *house) end(t *testing.T) {
	t.Helper()
	h.Stop()
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, s string) []messenger.NewMessage {
	t.Helper()
	c, err := messenger.NewText(s)
	if err != nil {
		t.Fatal(err)
	}
	return []messenger.NewMessage{{ClientID: messenger.NewID(), Content: c}}
}

func (h *house) open(t *testing.T, actor, with messenger.Actor) messenger.ChatID {
	t.Helper()
	opened, err := h.OpenChat(ctx, actor, with.User)
	if err != nil {
		t.Fatal(err)
	}
	return opened.Row.Chat
}

func (h *house) send(t *testing.T, actor messenger.Actor, chat messenger.ChatID, s string) {
	t.Helper()
	out, err := h.Send(ctx, actor, chat, text(t, s))
	if err != nil || out.Results[0].Err != nil {
		t.Fatal(err, out.Results)
	}
}

func TestAcceptInvitation(t *testing.T) {
	invitation := [16]byte(messenger.NewID())

	t.Run("it opens the chat with a line that says so, for both, and tells the inviter", func(t *testing.T) {
		h := newHouse(t)
		chat, err := h.AcceptInvitation(ctx, h.bo.User, h.ana.User, invitation)
		if err != nil {
			t.Fatal(err)
		}
		for _, actor := range []messenger.Actor{h.ana, h.bo} {
			page, err := h.History(ctx, actor, chat, 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Messages) != 1 || page.Messages[0].System.Line != messenger.LineInvitationAccepted ||
				page.Messages[0].Sender != h.bo.User || page.Messages[0].System.Subjects[0] != h.ana.User {
				t.Errorf("the timeline is %+v", page.Messages)
			}
		}
		h.end(t)
		if len(h.told.used) != 1 || h.told.used[0].Chat != chat || h.told.used[0].User != h.bo.User || h.told.used[0].Invitation != invitation {
			t.Errorf("told %+v", h.told.used)
		}
	})
	t.Run("accepting twice adds no second line", func(t *testing.T) {
		h := newHouse(t)
		first, err := h.AcceptInvitation(ctx, h.bo.User, h.ana.User, invitation)
		if err != nil {
			t.Fatal(err)
		}
		second, err := h.AcceptInvitation(ctx, h.bo.User, h.ana.User, invitation)
		if err != nil || second != first {
			t.Errorf("the second time: %v", err)
		}
		h.end(t)
		if len(h.told.added) != 1 || len(h.told.used) != 1 {
			t.Errorf("told %d lines and %d uses", len(h.told.added), len(h.told.used))
		}
	})
	t.Run("accepting at the same instant from two tabs adds one line", func(t *testing.T) {
		for range 10 {
			h := newHouse(t)
			var wait sync.WaitGroup
			for range 4 {
				wait.Go(func() {
					if _, err := h.AcceptInvitation(ctx, h.bo.User, h.ana.User, invitation); err != nil {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			h.end(t)
			if len(h.told.added) != 1 || len(h.told.used) != 1 {
				t.Fatalf("told %d lines and %d uses", len(h.told.added), len(h.told.used))
			}
		}
	})
	t.Run("in a chat where something was said it adds none", func(t *testing.T) {
		h := newHouse(t)
		chat := h.open(t, h.ana, h.bo)
		h.send(t, h.ana, chat, "hello")
		accepted, err := h.AcceptInvitation(ctx, h.bo.User, h.ana.User, invitation)
		if err != nil || accepted != chat {
			t.Errorf("got another chat, or %v", err)
		}
		h.end(t)
		if len(h.told.added) != 1 {
			t.Errorf("told %d times, want the one message", len(h.told.added))
		}
	})
}

func TestMark(t *testing.T) {
	h := newHouse(t)
	chat := h.open(t, h.ana, h.bo)
	h.send(t, h.ana, chat, "one")
	h.send(t, h.ana, chat, "two")
	for _, ahead := range []messenger.Marks{{Delivered: 3}, {Read: 3}, {Delivered: 1, Read: 1 << 63}} {
		if _, err := h.Mark(ctx, h.bo, chat, ahead); !errors.Is(err, messenger.ErrMarkAhead) {
			t.Errorf("[C20] %+v beyond the head gave %v", ahead, err)
		}
	}
	if _, err := h.Mark(ctx, h.cy, chat, messenger.Marks{Read: 9}); !errors.Is(err, messenger.ErrChatNotFound) {
		t.Errorf("[R1.4] a stranger's mark gave %v", err)
	}
	for range 3 {
		if m, err := h.Mark(ctx, h.bo, chat, messenger.Marks{Read: 2}); err != nil || m.Mine != (messenger.Marks{Delivered: 2, Read: 2}) {
			t.Errorf("got %+v, %v", m, err)
		}
	}
	h.end(t)
	if len(h.told.advanced) != 1 || h.told.advanced[0].User != h.bo.User {
		t.Errorf("[R8.5] told %+v, want one advance", h.told.advanced)
	}
}

func TestSetTyping(t *testing.T) {
	h := newHouse(t)
	chat := h.open(t, h.ana, h.bo)
	for _, actor := range []messenger.Actor{h.ana, h.bo} {
		if err := h.SetTyping(ctx, actor, chat, true); err != nil {
			t.Fatal(err)
		}
	}
	if len(h.told.typing) != 0 {
		t.Errorf("[C31] told %+v of a chat that Bo does not have yet", h.told.typing)
	}
	h.send(t, h.ana, chat, "the first")
	for _, actor := range []messenger.Actor{h.cy, h.ana} {
		if err := h.SetTyping(ctx, actor, chat, true); err != nil {
			t.Fatal(err)
		}
	}
	if len(h.told.typing) != 1 || len(h.told.typing[0].Users) != 1 || h.told.typing[0].Users[0] != h.ana.User {
		t.Errorf("[R1.4] told %+v, want Ana and not the stranger", h.told.typing)
	}
	h.send(t, h.ana, chat, "done")
	state, err := h.ChatState(ctx, h.bo, chat)
	if err != nil {
		t.Fatal(err)
	}
	if state.Typing.Count != 0 || len(h.told.typing) != 1 {
		t.Errorf("[R4.4] after the message %+v types, told %d times", state.Typing, len(h.told.typing))
	}
}

func TestChatState(t *testing.T) {
	h := newHouse(t)
	chat := h.open(t, h.ana, h.bo)
	if _, err := h.ChatState(ctx, h.bo, chat); !errors.Is(err, messenger.ErrChatNotFound) {
		t.Errorf("[C31] before the first message Bo got %v", err)
	}
	h.Hold(h.ana.User, 1)
	h.send(t, h.ana, chat, "hello")
	if err := h.SetTyping(ctx, h.ana, chat, true); err != nil {
		t.Fatal(err)
	}
	state, err := h.ChatState(ctx, h.bo, chat)
	if err != nil {
		t.Fatal(err)
	}
	if state.Row.Peer != h.ana.User || state.Heads.Head != 1 || state.Heads.Unread != 1 || len(state.People) != 2 || state.Typing.Count != 1 {
		t.Errorf("the state is %+v", state)
	}
	online := map[messenger.UserID]bool{}
	for _, p := range state.Presence {
		online[p.User] = p.Online
	}
	if !online[h.ana.User] || online[h.bo.User] {
		t.Errorf("[R5.1] online are %v", online)
	}
	if _, err := h.ChatState(ctx, h.cy, chat); !errors.Is(err, messenger.ErrChatNotFound) {
		t.Errorf("[R1.4] a stranger got %v", err)
	}
}

func TestOpenChatTellsOwnDevicesOnce(t *testing.T) {
	h := newHouse(t)
	chat := h.open(t, h.ana, h.bo)
	if again := h.open(t, h.ana, h.bo); again != chat {
		t.Error("two chats for one pair")
	}
	h.end(t)
	if len(h.told.rows) != 1 || h.told.rows[0].Chat != chat || h.told.rows[0].Peer != h.bo.User {
		t.Errorf("told the rows %+v", h.told.rows)
	}
}

func TestChangedProfileIsToldToWhoSharesAChat(t *testing.T) {
	h := newHouse(t)
	opened, err := h.OpenChat(ctx, h.ana, h.bo.User)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Send(ctx, h.ana, opened.Row.Chat, text(t, "hello")); err != nil {
		t.Fatal(err)
	}
	h.told.met = make(chan struct{}, 1)
	p, err := h.SetProfile(ctx, h.ana, "Ana Maria", "In the garden")
	if err != nil {
		t.Fatal(err)
	}
	<-h.told.met
	h.told.mu.Lock()
	defer h.told.mu.Unlock()
	if len(h.told.people) != 1 || h.told.people[0] != p || len(h.told.audience) != 2 || h.told.audience[0] != h.bo.User || h.told.audience[1] != h.ana.User {
		t.Errorf("told of %+v to %v", h.told.people, h.told.audience)
	}
}
