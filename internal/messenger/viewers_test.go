package messenger

import (
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// listener takes down who is told what of Ana's presence.
type listener struct {
	Announcer
	mu    sync.Mutex
	lines []string
}

func (l *listener) PresenceChanged(p Presence, audience []UserID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	state := "offline"
	switch {
	case p.Hidden:
		state = "hidden"
	case p.Online:
		state = "online"
	}
	for _, user := range audience {
		l.lines = append(l.lines, fmt.Sprint(map[UserID]string{ana: "Ana", bo: "Bo", cy: "Cy"}[user], ": ", state, ", time ", !p.LastSeenAt.IsZero()))
	}
}

func (l *listener) PresenceShared(p Presence, with []UserID) { l.PresenceChanged(p, with) }
func (l *listener) SettingChanged(UserID, Setting)           {}

func (l *listener) want(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.Sort(l.lines)
	if !slices.Equal(l.lines, want) {
		t.Errorf("told %q, want %q", l.lines, want)
	}
	l.lines = nil
}

// setting has the act that changes the registry, as a store has it: committed before it is told.
func (r *registry) choose(user UserID, p Privacy) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.of[user] = p
}

func TestPresenceIsToldByTheRulesOfPrivacy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &registry{seen: map[UserID]time.Time{}, contacts: []UserID{bo, cy}, of: map[UserID]Privacy{
			cy: PrivacyOf(map[string]string{settingLastSeen: "nobody", settingOnline: "contacts"}),
		}}
		l := &listener{}
		m := New(store, l, SystemClock{}, slog.New(slog.DiscardHandler))
		defer m.Stop()
		m.Hold(ana, 1)
		l.want(t, "Bo: online, time false", "Cy: online, time false")

		// Cy, who hides the time, is not told it; Bo is.
		m.Leave(ana, 1)
		time.Sleep(presenceGrace + 2*presenceSweep)
		l.want(t, "Bo: offline, time true", "Cy: offline, time false")

		// What was seen is taken back at once from those who saw it, and given again.
		store.choose(ana, PrivacyOf(map[string]string{settingOnline: "nobody"}))
		m.presence.retell(ana)
		l.want(t, "Bo: hidden, time false", "Cy: hidden, time false")
		m.Hold(ana, 2)
		l.want(t)
		store.choose(ana, PrivacyOf(nil))
		m.presence.retell(ana)
		l.want(t, "Bo: online, time false", "Cy: online, time false")

		// Another node is told who may see what, and tells its own.
		o := &others{}
		m.JoinNodes(o)
		m.HearPresence(north, bo, true, time.Now(), Viewers{StateOnly: []UserID{cy}})
		l.want(t, "Cy: online, time false")
		m.HearPresence(north, bo, false, time.Now(), Viewers{StateOnly: []UserID{cy}})
		l.want(t, "Cy: offline, time false")

		// While the store is away nothing is told; it comes later.
		store.mu.Lock()
		store.away = true
		store.mu.Unlock()
		store.choose(ana, PrivacyOf(map[string]string{settingOnline: "nobody"}))
		m.presence.retell(ana)
		l.want(t)
		store.mu.Lock()
		store.away = false
		store.mu.Unlock()
		m.Hold(ana, 2)
		time.Sleep(presenceSweep + time.Millisecond)
		l.want(t, "Bo: hidden, time false", "Cy: hidden, time false")
	})
}

func TestTwoWhoComeToShareAChatAreToldOfEachOtherByTheRules(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &registry{seen: map[UserID]time.Time{}, of: map[UserID]Privacy{}}
		l := &listener{}
		m := New(store, l, SystemClock{}, slog.New(slog.DiscardHandler))
		defer m.Stop()
		m.Hold(ana, 1)
		l.want(t)
		m.introduce([]Person{{ID: ana}, {ID: bo}})
		l.want(t, "Ana: offline, time false", "Bo: online, time false")
		store.choose(bo, PrivacyOf(map[string]string{settingLastSeen: "nobody"}))
		m.introduce([]Person{{ID: ana}, {ID: bo}})
		// Each may have seen the other before.
		l.want(t, "Ana: hidden, time false", "Bo: hidden, time false")
	})
}
