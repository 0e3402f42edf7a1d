package live_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/channel/memory"
	"twoticks/internal/command"
	"twoticks/internal/fanout"
	"twoticks/internal/limit"
	"twoticks/internal/live"
	"twoticks/internal/messenger"
	"twoticks/internal/store/sqlite"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// house is the door before real rooms: a store on disk, the domain, the fan-out and the channel layer. Who knocks says
// who it is by its handle.
type house struct {
	url    string
	server *live.Server
	people map[string]auth.Actor
}

func newHouse(t *testing.T, people ...string) *house {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "twoticks.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	h := &house{people: map[string]auth.Actor{}}
	for _, handle := range people {
		h.people[handle] = createAccount(t, store, handle)
	}
	log := slog.New(slog.DiscardHandler)
	registry := live.NewRegistry()
	layer := memory.NewHub().Join(registry)
	t.Cleanup(layer.Stop)
	fan := fanout.New(layer, log)
	domain := messenger.New(store, fan, messenger.SystemClock{}, log)
	fan.ReadMembers(domain)
	t.Cleanup(domain.Stop)
	limits, err := limit.New(limit.Table, 1000, messenger.SystemClock{})
	if err != nil {
		t.Fatal(err)
	}
	commands := command.New(domain, nil, limits, command.Options{Registration: "open", Directory: true, Log: log})
	h.server = live.New(live.Ports{
		Registry: registry, Layer: layer, Commands: commands, Sessions: allAlive{}, Authenticate: h.authenticate, Log: log,
	}, live.Config{})
	t.Cleanup(func() { drain(h.server) })
	web := httptest.NewServer(h.server)
	t.Cleanup(web.Close)
	h.url = "ws" + strings.TrimPrefix(web.URL, "http")
	return h
}

func createAccount(t *testing.T, store *sqlite.Store, handle string) auth.Actor {
	t.Helper()
	now := time.Now()
	actor := auth.Actor{User: messenger.NewID(), Session: messenger.NewID()}
	_, err := store.CreateAccount(t.Context(), auth.CreateAccount{
		User: actor.User, Handle: handle, Name: handle, PasswordHash: "none",
		Session: auth.Session{ID: actor.Session, User: actor.User, CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(time.Hour),
			Token: auth.TokenHash(append(actor.Session[:], actor.User[:]...))},
		At:    now,
		Guard: func(auth.Standing) (bool, error) { return false, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

type allAlive struct{}

func (allAlive) Alive(context.Context, []auth.SessionID) ([]auth.SessionID, error) { return nil, nil }

func (h *house) authenticate(r *http.Request) (auth.Actor, *protocol.Error) {
	actor, ok := h.people[r.Header.Get("X-Handle")]
	if !ok {
		return actor, &protocol.Error{Code: protocol.CodeLoginRequired, Message: "Who are you?"}
	}
	return actor, nil
}

func drain(s *live.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s.Drain(ctx)
}

// connect opens a connection of a person that said hello.
func (h *house) connect(t *testing.T, handle string) *client.Connection {
	t.Helper()
	c, err := client.Dial(t.Context(), h.url, http.Header{"X-Handle": {handle}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Cut)
	if _, err := c.Hello(within(t)); err != nil {
		t.Fatal(err)
	}
	return c
}

// within is a context for what should take no time.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}
