package messenger

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// others takes down what the other nodes are told of presence.
type others struct {
	alone
	mu    sync.Mutex
	moves []string
}

func (o *others) PresenceMoved(user UserID, here bool, _ time.Time, audience Viewers) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.moves = append(o.moves, fmt.Sprint(map[UserID]string{ana: "Ana", bo: "Bo"}[user], " here ", here, ", audience ", audience.Len()))
}

func (o *others) want(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.Equal(o.moves, want) {
		t.Errorf("the other nodes are told %q, want %q", o.moves, want)
	}
	o.moves = nil
}

var north, south = NodeID{1}, NodeID{2}

// clusterTest is presence with Cy, who may see everybody, connected here.
func clusterTest(t *testing.T, f func(h *house, o *others)) {
	t.Helper()
	presenceTest(t, func(h *house) {
		o := &others{}
		h.JoinNodes(o)
		h.store.contacts = nil
		h.Hold(cy, 9)
		synctest.Wait()
		o.moves, h.told.events, h.told.wrong = nil, nil, nil
		h.store.contacts = []UserID{cy}
		f(h, o)
	})
}

// cyStays renews Cy's lease while time passes.
func cyStays(h *house, d time.Duration) {
	for range d / time.Second {
		h.Hold(cy, 9)
		time.Sleep(time.Second)
	}
}

func TestPresenceOverNodes(t *testing.T) {
	t.Run("C33 somebody on another node is online here, and offline when they go from there", func(t *testing.T) {
		clusterTest(t, func(h *house, o *others) {
			h.HearPresence(north, ana, true, time.Now(), Viewers{All: []UserID{cy}})
			h.want("0s Ana online")
			cyStays(h, 2*time.Second)
			h.HearPresence(north, ana, false, time.Now().Add(-time.Second), Viewers{All: []UserID{cy}})
			h.want("2s Ana last seen 1s")
			o.want(t) // what came from there is not told again
			if seen := h.store.seen[ana]; !seen.IsZero() {
				t.Errorf("stored here as last seen at %s, which is for the node that they were on", seen)
			}
		})
	})
	t.Run("C33 with a device on each of two nodes they are online until the last goes", func(t *testing.T) {
		clusterTest(t, func(h *house, o *others) {
			h.Hold(ana, 1)
			h.want("0s Ana online")
			o.want(t, "Ana here true, audience 1")
			h.HearPresence(north, ana, true, time.Now(), Viewers{})
			h.Leave(ana, 1)
			cyStays(h, 8*time.Second)
			h.want()
			o.want(t, "Ana here false, audience 0")
			h.HearPresence(north, ana, false, time.Now(), Viewers{})
			h.want("8s Ana last seen 8s")
		})
	})
	t.Run("C33 a node that died takes its leases along, and when they were last seen is stored", func(t *testing.T) {
		clusterTest(t, func(h *house, o *others) {
			h.HearPresent(north, 1, []UserID{ana, bo}, true)
			h.HearPresent(south, 1, []UserID{bo}, true)
			synctest.Wait()
			h.told.events = nil
			cyStays(h, 3*time.Second)
			h.NodeGone(north, time.Now().Add(-2*time.Second), false)
			h.want("3s Ana last seen 1s") // and Bo, who is on the other one too, stays
			h.wantSeen(ana, time.Second)
		})
	})
	t.Run("the people of a node that says goodbye have a moment to come to another", func(t *testing.T) {
		clusterTest(t, func(h *house, o *others) {
			h.HearPresent(north, 1, []UserID{ana, bo}, true)
			synctest.Wait()
			h.told.events = nil
			h.NodeGone(north, time.Now(), true)
			cyStays(h, 2*time.Second)
			h.Hold(bo, 2)
			cyStays(h, 5*time.Second)
			h.want("5s Ana last seen 0s")
			o.want(t, "Bo here true, audience 0")
		})
	})
	t.Run("who is not in a node's next full telling is not there any more", func(t *testing.T) {
		clusterTest(t, func(h *house, o *others) {
			h.HearPresent(north, 1, []UserID{ana}, false)
			h.HearPresent(north, 1, []UserID{bo}, true)
			synctest.Wait()
			h.told.events = nil
			h.HearPresent(north, 2, []UserID{bo}, true)
			h.want("0s Ana last seen 0s")
		})
	})
}

func TestPresenceWhileTheOtherNodesCannotBeHeard(t *testing.T) {
	clusterTest(t, func(h *house, o *others) {
		h.HearPresent(north, 1, []UserID{ana}, true)
		h.Hold(bo, 1)
		synctest.Wait()
		state := func(user UserID) string {
			p := h.presence.of([]Person{{ID: user}})[0]
			return fmt.Sprintf("online %t, unknown %t", p.Online, p.Unknown)
		}
		h.NodesAway(true)
		synctest.Wait()
		for user, want := range map[UserID]string{
			ana: "online false, unknown true", bo: "online true, unknown false", {7}: "online false, unknown true",
		} {
			if got := state(user); got != want {
				t.Errorf("C18: of %v is said %s, want %s", user[0], got, want)
			}
		}
		// Who goes from here meanwhile may be there.
		h.Leave(bo, 1)
		cyStays(h, 7*time.Second)
		if got := state(bo); got != "online false, unknown true" {
			t.Errorf("C18: of Bo, who went, is said %s", got)
		}
		h.NodesAway(false)
		synctest.Wait()
		if got := state(bo); got != "online false, unknown false" {
			t.Errorf("C18: back again, of Bo is said %s", got)
		}
		if got := state(ana); got != "online true, unknown false" {
			t.Errorf("C18: back again, of Ana is said %s", got)
		}
		h.told.wrong = nil // unknown is neither online nor a time
	})
}

func TestNobodyHereIsToldNothing(t *testing.T) {
	presenceTest(t, func(h *house) {
		h.JoinNodes(&others{})
		h.HearPresent(north, 1, []UserID{ana, bo}, true)
		h.NodeGone(north, time.Now(), false)
		h.want()
	})
}
