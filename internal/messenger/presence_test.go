package messenger

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// registry is the part of a store that presence needs, for a bubble that no database can enter.
type registry struct {
	Store
	mu       sync.Mutex
	seen     map[UserID]time.Time
	away     bool
	contacts []UserID
	// of is what people decided; who is not in it decided nothing.
	of map[UserID]Privacy
}

func (r *registry) SetLastSeen(_ context.Context, seen map[UserID]time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return ErrUnavailable
	}
	for user, at := range seen {
		if at.After(r.seen[user]) {
			r.seen[user] = at
		}
	}
	return nil
}

func (r *registry) Acquaintances(_ context.Context, user UserID, with []UserID) (Acquaintances, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return Acquaintances{}, ErrUnavailable
	}
	if with == nil {
		with = r.contacts
	}
	known := Acquaintances{Own: r.privacy(user)}
	for _, other := range with {
		known.Others = append(known.Others, Acquaintance{User: other, Between: Between{SharesChat: true}, Privacy: r.privacy(other)})
	}
	return known, nil
}

func (r *registry) privacy(user UserID) Privacy {
	if p, ok := r.of[user]; ok {
		return p
	}
	return PrivacyOf(nil)
}

func (r *registry) People(_ context.Context, _ UserID, users []UserID) (people []Person, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, user := range users {
		people = append(people, Person{ID: user, LastSeenAt: r.seen[user]})
	}
	return people, nil
}

// watched is an Announcer that takes down presence.
type watched struct {
	Announcer
	mu     sync.Mutex
	began  time.Time
	events []string
	wrong  error
}

func (w *watched) PresenceChanged(p Presence, audience []UserID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	line := fmt.Sprint(time.Since(w.began), " ", map[UserID]string{ana: "Ana", bo: "Bo"}[p.User])
	if p.Online {
		line += " online"
	} else {
		line += fmt.Sprint(" last seen ", p.LastSeenAt.Sub(w.began))
	}
	w.events = append(w.events, line)
	if !slices.Equal(audience, []UserID{cy}) {
		w.wrong = fmt.Errorf("told to %v", audience)
	}
	if p.Online != p.LastSeenAt.IsZero() {
		w.wrong = fmt.Errorf("told %+v", p)
	}
}

func (w *watched) PresenceShared(p Presence, with []UserID) { w.PresenceChanged(p, with) }

// house is a messenger in a bubble, with what its presence told and stored.
type house struct {
	*testing.T
	*Messenger
	store *registry
	told  *watched
}

func presenceTest(t *testing.T, f func(h *house)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		store := &registry{seen: map[UserID]time.Time{}, contacts: []UserID{cy}}
		told := &watched{began: time.Now()}
		m := New(store, told, SystemClock{}, slog.New(slog.DiscardHandler))
		defer m.Stop() // the bubble fails if a goroutine is left
		f(&house{t, m, store, told})
		if told.wrong != nil {
			t.Error(told.wrong)
		}
	})
}

// want compares what was told since the last time.
func (h *house) want(want ...string) {
	h.Helper()
	synctest.Wait()
	h.told.mu.Lock()
	defer h.told.mu.Unlock()
	if !slices.Equal(h.told.events, want) {
		h.Errorf("told %q, want %q", h.told.events, want)
	}
	h.told.events = nil
}

func (h *house) wantSeen(user UserID, want time.Duration) {
	h.Helper()
	synctest.Wait()
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	if got := h.store.seen[user].Sub(h.told.began); got != want {
		h.Errorf("stored as last seen at %v, want %v", got, want)
	}
}

// beats renews a lease every 10 s for a while.
func (h *house) beats(user UserID, connection uint64, d time.Duration) {
	for range d / PresenceBeat {
		time.Sleep(PresenceBeat)
		h.Hold(user, connection)
	}
}

const sec = time.Second

func TestPresence(t *testing.T) {
	for _, c := range []struct {
		name string
		run  func(h *house)
	}{
		{"[R5.1] who connects is online at once", func(h *house) {
			h.Hold(ana, 1)
			h.want("0s Ana online")
			h.wantSeen(ana, 0)
		}},
		{"[C33] beats keep it so, and are told to nobody", func(h *house) {
			h.Hold(ana, 1)
			h.beats(ana, 1, 5*time.Minute)
			h.want("0s Ana online")
		}},
		{"[C33] [R5.2] a reload is not told", func(h *house) {
			h.Hold(ana, 1)
			h.want("0s Ana online")
			time.Sleep(sec)
			h.Leave(ana, 1)
			time.Sleep(4900 * ms)
			h.Hold(ana, 2)
			h.beats(ana, 2, time.Minute)
			h.want()
		}},
		{"[C33] [R5.2] leaving shows after 5 s, and last seen is when it was", func(h *house) {
			h.Hold(ana, 1)
			time.Sleep(3 * sec)
			h.Leave(ana, 1)
			time.Sleep(time.Minute)
			h.want("0s Ana online", "8s Ana last seen 3s")
			h.wantSeen(ana, 3*sec)
		}},
		{"[C33] [R5.2] losing power shows within 30 s, and last seen is the end of the lease", func(h *house) {
			h.Hold(ana, 1)
			h.beats(ana, 1, 20*sec)
			time.Sleep(30 * sec)
			h.want("0s Ana online", "45s Ana last seen 45s")
			h.wantSeen(ana, 45*sec)
		}},
		{"[R5.2] closing one of several shows nothing, closing the last does", func(h *house) {
			h.Hold(ana, 1)
			h.Hold(ana, 2)
			h.beats(ana, 2, 10*sec)
			h.Leave(ana, 1)
			h.beats(ana, 2, 20*sec)
			h.want("0s Ana online")
			h.Leave(ana, 2)
			time.Sleep(6 * sec)
			h.want("35s Ana last seen 30s")
		}},
		{"[R5.2] one of several that falls silent shows nothing", func(h *house) {
			h.Hold(ana, 1)
			h.Hold(ana, 2)
			h.beats(ana, 2, 2*time.Minute)
			h.want("0s Ana online")
		}},
		{"[C33] last seen is the latest end of several leases", func(h *house) {
			for connection := range uint64(20) {
				h.Hold(ana, connection)
				time.Sleep(20 * ms)
			}
			time.Sleep(time.Minute)
			h.want("0s Ana online", "26s Ana last seen 25.38s")
		}},
		{"[R5.3] who comes back is told of again", func(h *house) {
			h.Hold(ana, 1)
			h.want("0s Ana online")
			h.Leave(ana, 1)
			time.Sleep(10 * sec)
			h.Hold(ana, 2)
			h.want("5s Ana last seen 0s", "10s Ana online")
		}},
		{"people do not wait for each other", func(h *house) {
			h.Hold(ana, 1)
			h.want("0s Ana online")
			time.Sleep(500 * ms)
			h.Hold(bo, 2)
			h.want("500ms Bo online")
		}},
		{"leaving without having been there is nothing", func(h *house) {
			h.Leave(ana, 1)
			h.Hold(bo, 1)
			h.Leave(bo, 7)
			h.Leave(ana, 1)
			time.Sleep(10 * sec)
			h.want("0s Bo online")
		}},
		{"a server that dies loses a minute of last seen at most", func(h *house) {
			h.Hold(ana, 1)
			h.beats(ana, 1, 2*time.Minute+30*sec)
			h.wantSeen(ana, 2*time.Minute)
		}},
		{"stop stores when those who are here were last seen", func(h *house) {
			h.Hold(ana, 1)
			h.want("0s Ana online")
			h.Hold(bo, 2)
			h.want("0s Bo online")
			time.Sleep(3 * sec)
			h.Leave(bo, 2)
			time.Sleep(sec)
			h.Stop()
			h.Stop()
			h.wantSeen(ana, 4*sec)
			h.wantSeen(bo, 3*sec)
		}},
		{"[R5.3] what a store that is away for a while holds up is told and stored when it is back", func(h *house) {
			h.store.mu.Lock()
			h.store.away = true
			h.store.mu.Unlock()
			h.Hold(ana, 1)
			time.Sleep(1500 * ms)
			if got := h.presence.of([]Person{{ID: ana}}); !got[0].Online {
				h.Error("with the store away nobody is online")
			}
			h.store.mu.Lock()
			h.store.away = false
			h.store.mu.Unlock()
			time.Sleep(sec)
			h.want("2s Ana online")
		}},
		{"[R5.3] [R12.5] who was told of somebody before is told on while the store is away", func(h *house) {
			h.Hold(ana, 1)
			h.want("0s Ana online")
			time.Sleep(2500 * ms)
			h.store.mu.Lock()
			h.store.away = true
			h.store.mu.Unlock()
			h.Leave(ana, 1)
			time.Sleep(7500 * ms)
			h.want("8s Ana last seen 2.5s")
			h.Hold(ana, 1)
			time.Sleep(sec)
			h.want("10s Ana online")
			h.Leave(ana, 1)
			time.Sleep(9 * sec)
			h.want("16s Ana last seen 11s")
			h.store.mu.Lock()
			h.store.away = false
			h.store.mu.Unlock()
			time.Sleep(time.Minute)
			h.want()
			h.wantSeen(ana, 11*sec)
		}},
	} {
		t.Run(c.name, func(t *testing.T) { presenceTest(t, c.run) })
	}
}

func TestPresenceOf(t *testing.T) {
	presenceTest(t, func(h *house) {
		before := time.Now().Add(-time.Hour)
		people := []Person{{ID: ana, LastSeenAt: before}, {ID: bo, LastSeenAt: before}, {ID: cy}}
		h.Hold(ana, 1)
		want := []Presence{{User: ana, Online: true}, {User: bo, LastSeenAt: before}, {User: cy}}
		if got := h.presence.of(people); !slices.Equal(got, want) {
			h.Errorf("got %+v, want %+v", got, want)
		}
		time.Sleep(sec)
		h.Leave(ana, 1)
		time.Sleep(3 * sec)
		if got := h.presence.of(people[:1]); !got[0].Online {
			h.Error("a reload shows as an absence")
		}
		time.Sleep(3 * sec)
		if got := h.presence.of(people[:1]); got[0].Online {
			h.Error("who has left shows as online")
		}
	})
}

// Everybody comes and goes as they like: in the end it is told who is there, and nothing is kept of those who are not.
func TestPresenceSettles(t *testing.T) {
	presenceTest(t, func(h *house) {
		var wait sync.WaitGroup
		for i := range 40 {
			user := UserID{7, byte(i % 10)}
			wait.Go(func() {
				for j := range 20 {
					h.Hold(user, uint64(i))
					time.Sleep(time.Duration((i*7+j*13)%90) * 100 * ms)
					h.Leave(user, uint64(i))
					time.Sleep(time.Duration((i*11+j*5)%70) * 100 * ms)
				}
			})
		}
		wait.Wait()
		h.Hold(ana, 100)
		time.Sleep(7 * sec)
		h.presence.mu.Lock()
		defer h.presence.mu.Unlock()
		if users := slices.Collect(maps.Keys(h.presence.users)); !slices.Equal(users, []UserID{ana}) {
			h.Errorf("kept are %v", users)
		}
	})
}
