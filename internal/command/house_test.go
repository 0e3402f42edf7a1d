package command_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/channel"
	"twoticks/internal/command"
	"twoticks/internal/fanout"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/store/sqlite"
	"twoticks/protocol"
)

// house is the commands before a real domain with a real store, with Ana, Bo and Cy in it.
type house struct {
	*command.Set
	ana, bo, cy auth.Actor
	clock       *clock
	messenger   *messenger.Messenger
	accounts    *accounts
	log         bytes.Buffer
}

// clock stands still but for tests that move it.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// silence is a channel layer for tests that look at answers only.
type silence struct{}

func (silence) Publish([]channel.Topic, []byte) {}

// failing lets a test break the domain's store.
type failing struct {
	messenger.Store
	history func() error
	search  func(context.Context) error
}

func (f *failing) Search(ctx context.Context, user messenger.UserID, q messenger.SearchQuery) (messenger.SearchPage, error) {
	if f.search != nil {
		return messenger.SearchPage{}, f.search(ctx)
	}
	return f.Store.Search(ctx, user, q)
}

func (f *failing) History(ctx context.Context, user messenger.UserID, chat messenger.ChatID, before messenger.Seq, limit int) (messenger.History, error) {
	if f.history != nil {
		if err := f.history(); err != nil {
			return messenger.History{}, err
		}
	}
	return f.Store.History(ctx, user, chat, before, limit)
}

func newHouse(t *testing.T, change ...func(*failing)) *house {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "twoticks.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	h := &house{clock: &clock{time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}, accounts: &accounts{}}
	h.ana, h.bo, h.cy = createAccount(t, store, "ana"), createAccount(t, store, "bo"), createAccount(t, store, "cy")
	log := slog.New(slog.NewTextHandler(&h.log, nil))
	port := &failing{Store: store}
	for _, f := range change {
		f(port)
	}
	fan := fanout.New(silence{}, log)
	domain := messenger.New(port, fan, h.clock, log)
	fan.ReadMembers(domain)
	h.messenger = domain
	t.Cleanup(domain.Stop)
	limits, err := limit.New(limit.Table, 1, h.clock)
	if err != nil {
		t.Fatal(err)
	}
	h.Set = command.New(domain, h.accounts, limits, command.Options{Directory: func(auth.Registration) bool { return true }, Log: log})
	return h
}

func createAccount(t *testing.T, store *sqlite.Store, handle string) auth.Actor {
	t.Helper()
	now := time.Now()
	actor := auth.Actor{User: messenger.NewID(), Session: messenger.NewID()}
	_, err := store.CreateAccount(t.Context(), auth.CreateAccount{
		User: actor.User, Handle: handle, Name: strings.ToUpper(handle), PasswordHash: "none",
		Session: auth.Session{
			ID: actor.Session, User: actor.User, CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(time.Hour),
			Token: auth.TokenHash(append(actor.Session[:], actor.User[:]...)),
		},
		At:    now,
		Guard: func(auth.Standing) (bool, error) { return false, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

// accounts stand for auth.
type accounts struct {
	command.Administration
	command.Programs
	command.OwnDevices
	accepted []messenger.AcceptedInvitation
	err      error
}

func (a *accounts) CreateInvitation(_ context.Context, actor auth.Actor, n auth.NewInvitation) (auth.CreatedInvitation, error) {
	return auth.CreatedInvitation{Invitation: auth.Invitation{Inviter: actor.User, MaxUses: n.MaxUses}, Token: "token", URL: "https://chat.example/invite/token"}, a.err
}

func (a *accounts) Invitations(context.Context, auth.Actor) ([]auth.Invitation, error) {
	return []auth.Invitation{{Uses: 1, MaxUses: 2}}, a.err
}

func (a *accounts) RevokeInvitation(context.Context, auth.Actor, auth.InvitationID) error {
	return a.err
}

func (a *accounts) AcceptInvitation(context.Context, auth.Actor, string) (auth.ChatID, error) {
	return auth.ChatID{1}, a.err
}

func (a *accounts) AcceptedInvitations(context.Context, auth.Actor, int) ([]messenger.AcceptedInvitation, error) {
	return a.accepted, a.err
}

func (a *accounts) Registration(context.Context) auth.Registration { return auth.Invite }

// do carries a command out that must succeed.
func do[Reply any](t *testing.T, h *house, actor auth.Actor, name string, request any) Reply {
	t.Helper()
	reply, refused := h.Do(t.Context(), actor, name, protocol.Encode(request))
	if refused != nil {
		t.Fatalf("%s: %v (field %q)", name, refused, refused.Field)
	}
	return reply.(Reply)
}

// refused carries a command out that must be refused.
func refused(t *testing.T, h *house, actor auth.Actor, name string, request any, code protocol.ErrorCode) *protocol.Error {
	t.Helper()
	body, ok := request.(string)
	if !ok {
		body = string(protocol.Encode(request))
	}
	reply, err := h.Do(t.Context(), actor, name, []byte(body))
	if err == nil {
		t.Fatalf("%s is carried out: %+v", name, reply)
	}
	if err.Code != code {
		t.Fatalf("%s: got %s (%s), want %s", name, err.Code, err.Field, code)
	}
	return err
}

func (h *house) chat(t *testing.T, from, with auth.Actor) protocol.ChatID {
	t.Helper()
	return do[protocol.ChatOpened](t, h, from, "chat.open", protocol.ChatOpen{With: protocol.UserID(with.User)}).Row.Chat
}

func (h *house) send(t *testing.T, from auth.Actor, chat protocol.ChatID, messages ...protocol.NewMessage) protocol.MessageSent {
	t.Helper()
	return do[protocol.MessageSent](t, h, from, "message.send", protocol.MessageSend{Chat: chat, Messages: messages})
}

func text(words string) protocol.NewMessage {
	return protocol.NewMessage{ClientID: messenger.NewID(), Content: protocol.Content{Kind: "text", Version: 1, Body: protocol.Encode(protocol.TextBody{Text: words})}}
}

var errDisk = errors.New("a path and a secret of the inside")
