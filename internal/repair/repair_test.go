package repair_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"twoticks/internal/channel"
	"twoticks/internal/channel/memory"
	"twoticks/internal/fanout"
	"twoticks/internal/messenger"
	"twoticks/internal/repair"
)

var (
	ana, bo, cy = messenger.UserID{1}, messenger.UserID{2}, messenger.UserID{3}
	chat        = messenger.ChatID{9}
)

// within is the promise: nobody who is connected misses anything for longer (C15).
const within = 35 * time.Second

// node is what live is: it takes down which frame came for whom.
type node struct {
	mu    sync.Mutex
	calls atomic.Int32
	t     *testing.T
	heard map[messenger.UserID][]string
}

func (n *node) Deliver(topics []channel.Topic, bytes []byte) {
	if n.calls.Add(1) != 1 {
		n.t.Error("the receiver is called by two at once")
	}
	defer n.calls.Add(-1)
	n.mu.Lock()
	defer n.mu.Unlock()
	if bytes[0] != channel.ClassLog {
		n.t.Errorf("handed on with class %q", bytes[0])
	}
	frame := string(bytes[1:])
	for _, t := range topics {
		n.heard[messenger.UserID(t)] = append(n.heard[messenger.UserID(t)], frame)
	}
}

func (n *node) Missed() {}

// of returns what somebody heard of one type since it was asked last.
func (n *node) of(user messenger.UserID) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	heard := n.heard[user]
	n.heard[user] = nil
	return heard
}

// lossy is a channel layer that can be told to lose what is published.
type lossy struct {
	channel.Layer
	loses atomic.Bool
}

func (l *lossy) Publish(topics []channel.Topic, bytes []byte) {
	if !l.loses.Load() {
		l.Layer.Publish(topics, bytes)
	}
}

// truth is what a store would hold.
type truth struct {
	mu    sync.Mutex
	heads map[messenger.ChatID]messenger.ChatHead
	revs  []messenger.UserRev
	away  bool
	shift time.Duration
}

var errAway = errors.New("the store is away")

func (s *truth) HeadsSince(_ context.Context, p messenger.HeadsPage) (out []messenger.ChatHead, next messenger.HeadsPlace, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, next, errAway
	}
	for _, h := range s.heads {
		if !h.HeadAt.Before(p.Since) {
			out = append(out, h)
		}
	}
	return out, next, nil
}

func (s *truth) RevsSince(_ context.Context, order uint64, _ int) (out []messenger.UserRev, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, errAway
	}
	for _, r := range s.revs {
		if r.Order > order {
			out = append(out, r)
		}
	}
	return out, nil
}

func (s *truth) LastOrder(context.Context) (uint64, error) { return 0, nil }

func (s *truth) MembersOf(context.Context, messenger.ChatID, messenger.Seq) (messenger.Members, error) {
	return messenger.Members{List: []messenger.Member{{User: ana}, {User: bo}}}, nil
}

func (s *truth) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.shift)
}

func (s *truth) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// scene is a server without a database and without sockets, in a bubble in which time passes at once. Ana and Bo are
// connected; Cy is not.
type scene struct {
	*truth
	node   *node
	layer  *lossy
	repair *repair.Repair
	fan    *fanout.Fanout
	hurry  atomic.Bool
}

func inBubble(t *testing.T, f func(*testing.T, *scene)) {
	synctest.Test(t, func(t *testing.T) {
		s := &scene{truth: &truth{heads: map[messenger.ChatID]messenger.ChatHead{}}}
		s.node = &node{t: t, heard: map[messenger.UserID][]string{}}
		log := slog.New(slog.DiscardHandler)
		s.repair = repair.New(s.node, log)
		s.repair.Hurry(s.hurry.Load)
		s.layer = &lossy{Layer: memory.NewHub().Join(s.repair)}
		s.fan = fanout.New(s.layer, log)
		for _, user := range []messenger.UserID{ana, bo} {
			if err := s.repair.Layer(s.layer).Subscribe(channel.Topic(user)); err != nil {
				t.Fatal(err)
			}
		}
		s.repair.Start(s.truth)
		f(t, s)
		s.repair.Stop()
		s.repair.Stop()
		s.layer.Stop()
	})
}

// say stores an entry and announces it.
func (s *scene) say(seq messenger.Seq) {
	at := s.Now()
	s.set(func() { s.heads[chat] = messenger.ChatHead{Chat: chat, Head: seq, HeadAt: at} })
	s.fan.MessagesAdded(messenger.Appended{
		Chat: chat, Kind: messenger.Direct, Members: []messenger.Member{{User: ana}, {User: bo}},
		Messages: []messenger.Message{{Chat: chat, Seq: seq, Sender: ana, At: at}},
	})
}

func count(frames []string, event string) (n int) {
	for _, f := range frames {
		if strings.Contains(f, `"type":"`+event+`"`) {
			n++
		}
	}
	return n
}

func TestLostPushes(t *testing.T) {
	t.Run("[C15] a lost last push is made good within 35 s, once", func(t *testing.T) {
		inBubble(t, func(t *testing.T, s *scene) {
			s.say(1)
			synctest.Wait()
			if n := count(s.node.of(bo), "message.added"); n != 1 {
				t.Fatalf("Bo was told %d times of what was not lost", n)
			}
			s.layer.loses.Store(true)
			s.say(2)
			time.Sleep(within)
			heard := s.node.of(bo)
			if count(heard, "head.moved") != 1 || !strings.Contains(heard[0], `"head":2`) {
				t.Errorf("Bo heard %v", heard)
			}
			time.Sleep(5 * time.Minute)
			if heard := s.node.of(bo); len(heard) != 0 {
				t.Errorf("later Bo heard %v", heard)
			}
		})
	})

	t.Run("[C15] what arrived is not told again", func(t *testing.T) {
		inBubble(t, func(t *testing.T, s *scene) {
			for seq := range messenger.Seq(60) {
				s.say(seq + 1)
				time.Sleep(time.Second)
			}
			time.Sleep(5 * time.Minute)
			if heard := s.node.of(bo); len(heard) != 60 || count(heard, "message.added") != 60 || s.repair.Told.Load() != 0 {
				t.Errorf("Bo heard %d frames, %d were told", len(heard), s.repair.Told.Load())
			}
		})
	})

	t.Run("[C15] [C31] a lost row of an account is made good for its user alone", func(t *testing.T) {
		inBubble(t, func(t *testing.T, s *scene) {
			s.set(func() {
				s.revs = []messenger.UserRev{{User: ana, Rev: 3, Order: 1}, {User: bo, Rev: 7, Order: 2}, {User: cy, Rev: 1, Order: 3}}
			})
			s.fan.AccountChanged(ana, []messenger.ChatRow{{Chat: chat, Rev: 3}}, nil)
			s.layer.loses.Store(true)
			s.fan.AccountChanged(bo, []messenger.ChatRow{{Chat: chat, Rev: 7}}, nil)
			time.Sleep(within)
			if heard := s.node.of(ana); len(heard) != 1 || count(heard, "account.changed") != 1 {
				t.Errorf("Ana heard %v", heard)
			}
			if heard := s.node.of(bo); len(heard) != 1 || count(heard, "state.reread") != 1 {
				t.Errorf("Bo heard %v", heard)
			}
			if heard := s.node.of(cy); len(heard) != 0 || s.repair.Told.Load() != 1 {
				t.Errorf("Cy, who is not here, heard %v; %d were told", heard, s.repair.Told.Load())
			}
		})
	})

	t.Run("[C15] what was lost while the store was away is made good when it is back", func(t *testing.T) {
		inBubble(t, func(t *testing.T, s *scene) {
			s.layer.loses.Store(true)
			s.say(1)
			s.set(func() { s.away = true; s.revs = []messenger.UserRev{{User: bo, Rev: 1, Order: 1}} })
			time.Sleep(10 * time.Minute)
			s.set(func() { s.away = false })
			time.Sleep(within)
			if heard := s.node.of(bo); count(heard, "head.moved") != 1 || count(heard, "state.reread") != 1 {
				t.Errorf("Bo heard %v", heard)
			}
		})
	})

	t.Run("[C15] while other nodes may not be heard, it is made good within 2 s, once", func(t *testing.T) {
		inBubble(t, func(t *testing.T, s *scene) {
			time.Sleep(time.Minute)
			s.layer.loses.Store(true)
			s.hurry.Store(true)
			s.set(func() { s.revs = []messenger.UserRev{{User: ana, Rev: 3, Order: 1}} })
			for seq := range messenger.Seq(5) {
				s.say(seq + 1)
				time.Sleep(2 * time.Second)
				if heard := s.node.of(bo); len(heard) != 1 || count(heard, "head.moved") != 1 {
					t.Errorf("Bo heard %v", heard)
				}
			}
			time.Sleep(5 * time.Minute)
			if heard := s.node.of(bo); len(heard) != 0 {
				t.Errorf("later Bo heard %v", heard)
			}
			if heard := s.node.of(ana); count(heard, "state.reread") != 1 {
				t.Errorf("Ana heard %v", heard)
			}
		})
	})

	for name, jump := range map[string]time.Duration{"an hour back": -time.Hour, "eight days on": 8 * 24 * time.Hour} {
		t.Run("[C15] a clock that is set "+name+" hides nothing", func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *scene) {
				time.Sleep(time.Minute)
				s.layer.loses.Store(true)
				s.say(1)
				s.set(func() { s.shift = jump })
				time.Sleep(within)
				if heard := s.node.of(bo); count(heard, "head.moved") != 1 {
					t.Errorf("what was lost before: Bo heard %v", heard)
				}
				s.say(2)
				time.Sleep(within)
				if heard := s.node.of(bo); count(heard, "head.moved") != 1 {
					t.Errorf("what was lost after: Bo heard %v", heard)
				}
			})
		})
	}
}
