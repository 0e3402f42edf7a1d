package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"twoticks/lab/faults/history"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// nemesis makes faults by a seeded plan. What they meet is left to chance: a seed alone does not repeat a run.
type nemesis struct {
	options options
	town    *town
	site    *site
	history *history.Recorder
	random  *rand.Rand
	lasting sync.WaitGroup
	// alone: of what can befall nodes, one thing has and nothing else shall.
	alone atomic.Bool

	mu   sync.Mutex
	busy map[*seat]bool
}

func newNemesis(o options, t *town, s *site, h *history.Recorder) *nemesis {
	return &nemesis{
		options: o, town: t, site: s, history: h, random: rand.New(rand.NewPCG(o.Seed, 3)), busy: map[*seat]bool{},
	}
}

// fault is one kind of them: what it does to a device's line, and for how long.
type fault struct {
	name   string
	weight int
	least  time.Duration
	most   time.Duration
	begin  func(*seat)
	// end comes before the line is healed; nil where that is all.
	end func(*seat)
}

var faults = []fault{
	{"cut", 4, 0, 0, func(s *seat) { s.line.Cut() }, nil},
	{"reset", 4, 0, 0, func(s *seat) { s.line.Reset() }, nil},
	{"away", 9, 300 * time.Millisecond, 5 * time.Second, func(s *seat) { s.line.Down() }, nil},
	{"half-open", 4, 200 * time.Millisecond, 4 * time.Second, func(s *seat) { s.line.Mute(true, true) }, nil},
	{"deaf", 4, 200 * time.Millisecond, 3 * time.Second, func(s *seat) { s.line.Mute(false, true) }, nil},
	{"dumb", 2, 200 * time.Millisecond, 3 * time.Second, func(s *seat) { s.line.Mute(true, false) }, nil},
	// The server has it and its answer is thrown away: what is tried again must be told from what is new (C6).
	{"acks-lost", 6, 50 * time.Millisecond, 400 * time.Millisecond, func(s *seat) { s.line.Mute(false, true) }, func(s *seat) { s.line.Reset() }},
	{"slow", 2, 500 * time.Millisecond, 3 * time.Second, func(s *seat) { s.line.Delay(40*time.Millisecond, 120*time.Millisecond) }, nil},
	{"browser-crash", 2, 0, 0, func(s *seat) { s.Restart() }, nil},
}

// torment makes faults until the context ends; then those that last are over too.
func (n *nemesis) torment(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var wait sync.WaitGroup
	var failed error
	killing := rand.New(rand.NewPCG(n.options.Seed, 4))
	churning := rand.New(rand.NewPCG(n.options.Seed, 5))
	wait.Go(func() {
		for failed == nil && sleep(ctx, jitter(killing, n.options.KillEvery)) {
			failed = n.killServer(ctx, killing)
		}
		stop() // without a server there is nothing to see
	})
	wait.Go(func() {
		for sleep(ctx, jitter(churning, 3*n.options.FaultEvery)) {
			n.changeMembers(ctx, churning)
		}
	})
	ending := rand.New(rand.NewPCG(n.options.Seed, 6))
	wait.Go(func() {
		for number := 1; sleep(ctx, jitter(ending, n.options.RevokeEvery)); number++ {
			n.revoke(ctx, ending, number)
		}
	})
	if n.site.database != nil {
		n.unsettle(ctx, &wait, func(err error) {
			n.history.Add(history.Event{Op: history.Broken, Kind: err.Error()})
			stop()
		})
	}
	for sleep(ctx, jitter(n.random, n.options.FaultEvery)) {
		n.breakLine(ctx, n.pick(), n.town.seats[n.random.IntN(len(n.town.seats))])
	}
	wait.Wait()
	n.lasting.Wait()
	return failed
}

func jitter(random *rand.Rand, mean time.Duration) time.Duration {
	return mean/2 + time.Duration(random.Int64N(int64(mean)))
}

func (n *nemesis) pick() fault {
	sum := 0
	for _, f := range faults {
		sum += f.weight
	}
	at := n.random.IntN(sum)
	for _, f := range faults {
		if at -= f.weight; at < 0 {
			return f
		}
	}
	return faults[0]
}

// breakLine begins a fault on a device's line, unless one lasts there, and heals it in time, or when the context ends.
func (n *nemesis) breakLine(ctx context.Context, f fault, s *seat) {
	var lasts time.Duration
	if f.most > 0 {
		lasts = f.least + time.Duration(n.random.Int64N(int64(f.most-f.least)))
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.busy[s] {
		return
	}
	n.history.Add(history.Event{Op: history.Fault, Kind: f.name, Device: s.Name(), Took: lasts})
	f.begin(s)
	if lasts == 0 {
		return
	}
	n.busy[s] = true
	n.lasting.Go(func() {
		sleep(ctx, lasts)
		n.mu.Lock()
		defer n.mu.Unlock()
		n.busy[s] = false
		if f.end != nil {
			f.end(s)
		}
		s.line.Heal()
		if f.name == "away" {
			s.Nudge()
		}
	})
}

// killServer waits until somebody sends, kills the server, or a node, a moment later, and starts it again on the same data.
func (n *nemesis) killServer(ctx context.Context, random *rand.Rand) error {
	select {
	case <-n.town.sending:
	case <-ctx.Done():
		return nil
	}
	time.Sleep(time.Duration(random.Int64N(int64(2500 * time.Microsecond))))
	node := n.site.nodes[random.IntN(len(n.site.nodes))]
	if n.alone.Load() {
		return nil
	}
	node.mu.Lock()
	defer node.mu.Unlock()
	began := n.history.Add(history.Event{Op: history.Fault, Kind: "kill", Node: node.number})
	if err := node.kill(); err != nil {
		n.history.Add(history.Event{Op: history.Broken, Kind: err.Error()})
	}
	n.history.Add(history.Event{Op: history.Fault, Kind: "killed", Node: node.number, Took: n.history.Now() - began})
	sleep(ctx, time.Duration(random.Int64N(int64(200*time.Millisecond))))
	if err := node.start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("after a kill: %w", err)
	}
	n.history.Add(history.Event{Op: history.Ready, Node: node.number, Took: n.history.Now() - began})
	return nil
}

// changeMembers removes somebody from a group who is about to write into it, and takes them in again.
func (n *nemesis) changeMembers(ctx context.Context, random *rand.Rand) {
	var loose []room
	for _, r := range n.town.rooms {
		if r.group && !r.stable {
			loose = append(loose, r)
		}
	}
	if len(loose) == 0 {
		return
	}
	r := loose[random.IntN(len(loose))]
	administrator, guest := n.town.first[r.users[0]], n.town.first[r.users[1+random.IntN(len(r.users)-1)]]
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if !n.removeWriting(ctx, random, r, administrator, guest) {
		return
	}
	sleep(ctx, time.Duration(random.Int64N(int64(400*time.Millisecond))))
	// Whoever could not be taken in again, since the line or the server failed, is next time.
	client.Call[protocol.Members](ctx, administrator.API(), "group.add", protocol.GroupAdd{Chat: r.id, Users: []protocol.UserID{guest.User()}})
}

// removeWriting removes somebody while they write. In one of three cases what they write is stored, nobody tells them so,
// and when their device asks again they are no members any more.
func (n *nemesis) removeWriting(ctx context.Context, random *rand.Rand, r room, administrator, guest *seat) bool {
	e := history.Event{Op: history.Fault, Kind: "membership", Device: guest.Name(), Chat: r.id.String()}
	writing := time.Duration(random.Int64N(int64(3 * time.Millisecond)))
	if random.IntN(3) == 0 {
		e.Kind, e.Took = "membership-unheard", time.Second
		writing *= 20
		guest.line.Mute(false, true)
		defer guest.line.Heal()
		defer guest.line.Reset()
	}
	n.history.Add(e)
	for i := range 4 {
		guest.Compose(r.id, fmt.Sprintf("%s is about to be removed, %d", guest.Name(), i))
	}
	time.Sleep(writing)
	removed, err := client.Call[protocol.Members](ctx, administrator.API(), "group.remove", protocol.GroupRemove{Chat: r.id, User: guest.User()})
	if err != nil {
		return false
	}
	if slices.ContainsFunc(removed.Members, func(m protocol.Member) bool { return m.User == guest.User() }) {
		n.history.Add(history.Event{Op: history.Broken, Chat: r.id.String(), Kind: "a removal was answered with the removed among the members"})
	}
	return true
}

// storm cuts everybody at once.
func (n *nemesis) storm() {
	n.history.Add(history.Event{Op: history.Fault, Kind: "storm"})
	for _, s := range n.town.seats {
		s.line.Reset()
	}
}
