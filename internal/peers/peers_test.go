package peers_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/channel"
	"twoticks/internal/channel/memory"
	"twoticks/internal/messenger"
	"twoticks/internal/peers"
	"twoticks/protocol"
)

var ana, bo = messenger.UserID{1}, messenger.UserID{2}

// layer can be away, and lose what is said meanwhile.
type layer struct {
	*memory.Node
	away atomic.Bool
}

func (l *layer) Away() bool { return l.away.Load() }
func (l *layer) Publish(topics []channel.Topic, bytes []byte) {
	if !l.away.Load() {
		l.Node.Publish(topics, bytes)
	}
}

// node is one node, with what its rooms were told.
type node struct {
	*peers.Peers
	layer   *layer
	mu      sync.Mutex
	told    []string
	present []messenger.UserID
	watched []messenger.ChatID
	stream  protocol.StreamID
	// before is a chat that Bo has before his eyes at this node.
	before protocol.ChatID
}

func (n *node) take(format string, args ...any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.told = append(n.told, fmt.Sprintf(format, args...))
}

func (n *node) PresentHere() []messenger.UserID { return n.present }
func (n *node) HearPresence(_ messenger.NodeID, user messenger.UserID, there bool, _ time.Time, audience messenger.Viewers) {
	n.take("user %d there %t for %d and %d", user[0], there, len(audience.All), len(audience.StateOnly))
}
func (n *node) HearPresent(_ messenger.NodeID, _ uint64, users []messenger.UserID, last bool) {
	n.take("%d users, last %t", len(users), last)
}
func (n *node) NodeGone(_ messenger.NodeID, _ time.Time, grace bool) { n.take("gone, grace %t", grace) }
func (n *node) NodesAway(away bool)                                  { n.take("away %t", away) }
func (n *node) HearTyping(_ messenger.ChatID, user messenger.UserID, on, tell bool) {
	n.take("user %d types %t, tell %t", user[0], on, tell)
}
func (n *node) HearMembers(_ messenger.ChatID, seq messenger.Seq) { n.take("members at %d", seq) }
func (n *node) HearWatch(_ messenger.NodeID, chat messenger.ChatID, on bool) {
	n.take("chat %d watched %t", chat[0], on)
}
func (n *node) HearReceipt(m messenger.ReceiptMove) {
	n.take("user %d in chat %d: %v, was %v", m.User[0], m.Chat[0], m.After, m.Before)
}
func (n *node) WatchedHere() []messenger.ChatID         { return n.watched }
func (n *node) ForgetMembers()                          { n.take("members forgotten") }
func (n *node) Now() time.Time                          { return time.Now() }
func (n *node) Deliver(_ []channel.Topic, bytes []byte) { n.take("delivered %s", bytes) }
func (n *node) Missed()                                 { n.take("missed") }

func (n *node) Looks(user auth.UserID, chat protocol.ChatID) bool {
	return user == bo && chat == n.before
}

func (n *node) DoHere(_ context.Context, stream protocol.StreamID, _ auth.SessionID, name string, _ []byte) (any, *protocol.Error, bool) {
	switch {
	case stream != n.stream:
		return nil, nil, false
	case name == "bad":
		return nil, &protocol.Error{Code: protocol.CodeNotFound}, true
	}
	return protocol.BeatReply{Now: 7}, nil, true
}

// want compares what was told since the last time, in any order.
func (n *node) want(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	slices.Sort(n.told)
	slices.Sort(want)
	if !slices.Equal(n.told, want) {
		t.Errorf("told %q, want %q", n.told, want)
	}
	n.told = nil
}

// bubble is two nodes that know each other.
func bubble(t *testing.T, f func(t *testing.T, north, south *node)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		hub := memory.NewHub()
		north, south := join(t, hub), join(t, hub)
		defer north.leave()
		defer south.leave()
		time.Sleep(3 * time.Second)
		synctest.Wait()
		north.told, south.told = nil, nil
		f(t, north, south)
	})
}

func join(t *testing.T, hub *memory.Hub) *node {
	t.Helper()
	n := &node{}
	n.Peers = peers.New(n.receiver(), peers.Config{}, slog.New(slog.DiscardHandler))
	n.layer = &layer{Node: hub.Join(n.Peers)}
	err := n.Start(t.Context(), peers.Ports{Layer: n.layer, Domain: n, Streams: n, SessionEnded: func(id auth.SessionID) { n.take("session %d ended", id[0]) }})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// receiver is the node without the methods of Peers, which have the same names.
func (n *node) receiver() channel.Receiver { return receiver{n} }

type receiver struct{ n *node }

func (r receiver) Deliver(topics []channel.Topic, bytes []byte) { r.n.Deliver(topics, bytes) }
func (r receiver) Missed()                                      { r.n.Missed() }

func (n *node) leave() {
	n.Stop()
	n.layer.Stop()
}

func TestNewsReachTheOtherNode(t *testing.T) {
	bubble(t, func(t *testing.T, north, south *node) {
		if err := south.layer.Subscribe(channel.Topic(bo)); err != nil {
			t.Fatal(err)
		}
		north.PresenceMoved(ana, true, time.Now(), messenger.Viewers{All: []messenger.UserID{bo}, StateOnly: []messenger.UserID{{7}, {8}}})
		north.TypingMoved(messenger.ChatID{3}, ana, true, true, []messenger.Member{{User: ana}, {User: bo}})
		north.MembersMoved(messenger.ChatID{3}, 5)
		north.EndSession(auth.SessionID{4})
		north.WatchMoved(messenger.ChatID{3}, true)
		north.ReceiptMoved(messenger.ReceiptMove{
			Chat: messenger.ChatID{3}, User: bo, Before: messenger.Marks{Delivered: 4, Read: 1}, After: messenger.Marks{Delivered: 6, Read: 5}, At: time.Now(),
		})
		north.layer.Publish([]channel.Topic{channel.Topic(bo)}, []byte("Lframe"))
		south.want(t, "user 1 there true for 1 and 2", "user 1 types true, tell true", "members at 5", "session 4 ended",
			"chat 3 watched true", "user 2 in chat 3: {6 5}, was {4 1}", "delivered Lframe")
		north.want(t) // its own news are not told to itself
		north.TypingMoved(messenger.ChatID{3}, ana, true, true, []messenger.Member{{User: ana}})
		south.want(t) // no member of that chat is there
		south.layer.Unsubscribe(channel.Topic(bo))
		north.TypingMoved(messenger.ChatID{3}, ana, false, true, nil)
		south.want(t, "user 1 types false, tell true")
	})
}

func TestNodeThatComesHearsWhoIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := memory.NewHub()
		north := join(t, hub)
		defer north.leave()
		north.present = make([]messenger.UserID, 900)
		north.watched = []messenger.ChatID{{7}}
		south := join(t, hub)
		defer south.leave()
		// Before it serves: then nobody is told that somebody is unknown. It asks all, and once more whom it hears of then.
		telling := []string{"400 users, last false", "400 users, last false", "100 users, last true", "chat 7 watched true"}
		south.want(t, append(slices.Concat(telling, telling), "away true", "away false")...)
		if north.Count() != 1 || south.Count() != 1 {
			t.Errorf("they know of %d and %d others", north.Count(), south.Count())
		}
	})
}

func TestNodeThatGoes(t *testing.T) {
	t.Run("with a word it is gone at once, and its people have a moment", func(t *testing.T) {
		bubble(t, func(t *testing.T, north, south *node) {
			south.Stop()
			north.want(t, "gone, grace true")
		})
	})
	t.Run("[C33] without one it is gone within 25 s, and until then there is hurry", func(t *testing.T) {
		bubble(t, func(t *testing.T, north, south *node) {
			if north.Hurry() {
				t.Error("there is hurry while all is well")
			}
			south.layer.away.Store(true) // nothing that it says arrives
			time.Sleep(8 * time.Second)
			if !north.Hurry() {
				t.Error("[C15] a node is not heard, and there is no hurry")
			}
			north.want(t)
			time.Sleep(17 * time.Second)
			north.want(t, "gone, grace false")
			if north.Hurry() {
				t.Error("there is hurry for a node that is gone")
			}
			// It was only cut off: both find each other again, and what it has is told anew.
			south.layer.away.Store(false)
			time.Sleep(5 * time.Second)
			synctest.Wait()
			if !slices.Contains(north.told, "0 users, last true") || north.Count() != 1 {
				t.Errorf("after it is back %q is told", north.told)
			}
		})
	})
}

func TestLayerAway(t *testing.T) {
	bubble(t, func(t *testing.T, north, south *node) {
		north.layer.away.Store(true)
		south.layer.away.Store(true)
		if !north.Hurry() {
			t.Error("[C15] the layer is away, and there is no hurry")
		}
		time.Sleep(time.Minute)
		north.want(t, "away true") // and nobody is gone for that
		north.layer.away.Store(false)
		south.layer.away.Store(false)
		north.layer.Miss()
		north.want(t, "members forgotten") // the rest waits until the others have answered
		time.Sleep(3 * time.Second)
		north.want(t, "0 users, last true", "away false", "missed")
		time.Sleep(time.Minute)
		synctest.Wait()
		north.told = nil
		north.layer.Miss() // a loss while all else is well is told at once, and the next ones together
		north.want(t, "members forgotten", "missed")
		north.layer.Miss()
		north.layer.Miss()
		north.want(t, "members forgotten", "members forgotten")
		time.Sleep(5 * time.Second)
		north.want(t, "0 users, last true", "missed")
	})
}

func TestCommandForAStreamOfTheOtherNode(t *testing.T) {
	bubble(t, func(t *testing.T, north, south *node) {
		south.stream = protocol.StreamID{5}
		reply, refused := north.Do(t.Context(), south.stream, auth.SessionID{}, "beat", []byte(`{"visible":true}`))
		if text := string(protocol.Encode(reply)); refused != nil || text != `{"now":7}` {
			t.Errorf("answered %s, %v", text, refused)
		}
		if _, refused := north.Do(t.Context(), south.stream, auth.SessionID{}, "bad", []byte(`{}`)); refused == nil || refused.Code != protocol.CodeNotFound {
			t.Errorf("refused with %v", refused)
		}
		began := time.Now()
		if _, refused := north.Do(t.Context(), protocol.StreamID{6}, auth.SessionID{}, "beat", []byte(`{}`)); refused == nil || refused.Code != protocol.CodeNotReady {
			t.Errorf("for a stream that is nowhere refused with %v", refused)
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("that nobody has it takes %s to find out", took)
		}
		south.layer.away.Store(true)
		if _, refused := north.Do(t.Context(), south.stream, auth.SessionID{}, "beat", []byte(`{}`)); refused == nil || refused.Code != protocol.CodeNotReady {
			t.Errorf("for a node that does not answer refused with %v", refused)
		}
	})
}

func TestWhoLooksAtAChatElsewhere(t *testing.T) {
	bubble(t, func(t *testing.T, north, south *node) {
		south.before = protocol.ChatID{4}
		both := []messenger.UserID{ana, bo}
		if looking := north.Looking(t.Context(), messenger.ChatID{4}, both); !slices.Equal(looking, []messenger.UserID{bo}) {
			t.Errorf("%v look", looking)
		}
		if looking := north.Looking(t.Context(), messenger.ChatID{5}, both); looking != nil {
			t.Errorf("%v look at another chat", looking)
		}
		if looking := north.Looking(t.Context(), messenger.ChatID{4}, nil); looking != nil {
			t.Errorf("nobody is asked for, %v look", looking)
		}
		south.layer.away.Store(true)
		began := time.Now()
		if looking := north.Looking(t.Context(), messenger.ChatID{4}, both); looking != nil || time.Since(began) > time.Second {
			t.Errorf("of a node that does not answer %v look, after %s", looking, time.Since(began))
		}
		time.Sleep(10 * time.Second)
		began = time.Now()
		if looking := north.Looking(t.Context(), messenger.ChatID{4}, both); looking != nil || time.Since(began) > 0 {
			t.Errorf("of a node that was not heard for long %v look, after %s", looking, time.Since(began))
		}
	})
}
