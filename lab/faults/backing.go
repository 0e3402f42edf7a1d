package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"twoticks/lab/faults/history"
	"twoticks/lab/faults/proxy"
)

// mishap is a fault of what nodes stand on. It lasts, and is over when mend has returned.
type mishap struct {
	name   string
	weight int
	least  time.Duration
	most   time.Duration
	begin  func(*site, *node) error
	mend   func(context.Context, *site, *node) error
}

func healRedis(_ context.Context, _ *site, n *node) error {
	n.toRed.Heal()
	return nil
}

func healDatabase(_ context.Context, _ *site, n *node) error {
	n.toDatabase.Heal()
	return nil
}

func restartRedis(ctx context.Context, s *site, _ *node) error { return s.redis.Restart(ctx) }

func restartDatabase(ctx context.Context, s *site, _ *node) error { return s.database.Restart(ctx) }

// Restarted, Redis is empty. Which node has a line of its own broken is left to chance.
var mishaps = []mishap{
	{"redis-killed", 3, time.Second, 7 * time.Second, func(s *site, _ *node) error { return s.redis.Kill() }, restartRedis},
	{"redis-restarted", 2, 0, 0, func(s *site, _ *node) error { return s.redis.Kill() }, restartRedis},
	{"redis-frozen", 2, time.Second, 5 * time.Second, func(s *site, _ *node) error { return s.redis.Freeze() },
		func(_ context.Context, s *site, _ *node) error { return s.redis.Thaw() }},
	{"redis-half-open", 2, time.Second, 5 * time.Second, func(_ *site, n *node) error { n.toRed.Mute(true, true); return nil }, healRedis},
	{"redis-deaf", 2, time.Second, 5 * time.Second, func(_ *site, n *node) error { n.toRed.Mute(false, true); return nil }, healRedis},
	{"redis-dumb", 2, time.Second, 5 * time.Second, func(_ *site, n *node) error { n.toRed.Mute(true, false); return nil }, healRedis},
	{"redis-refused", 2, time.Second, 5 * time.Second, func(_ *site, n *node) error { n.toRed.Down(); return nil }, healRedis},
	{"postgresql-killed", 2, 0, 500 * time.Millisecond, func(s *site, _ *node) error { return s.database.Kill() }, restartDatabase},
	{"postgresql-refused", 2, 200 * time.Millisecond, 3 * time.Second, func(_ *site, n *node) error { n.toDatabase.Down(); return nil }, healDatabase},
	{"postgresql-half-open", 2, 200 * time.Millisecond, 3 * time.Second, func(_ *site, n *node) error { n.toDatabase.Mute(true, true); return nil }, healDatabase},
	{"postgresql-deaf", 2, 200 * time.Millisecond, 2 * time.Second, func(_ *site, n *node) error { n.toDatabase.Mute(false, true); return nil }, healDatabase},
	{"rolling-restart", 1, 0, 0, func(*site, *node) error { return nil }, nil},
}

// How often something becomes of what nodes stand on. Between two mishaps there is time to be well.
const (
	mishapEvery = 2500 * time.Millisecond
	loseEvery   = 250 * time.Millisecond
	commitEvery = 1500 * time.Millisecond
	// untilWell is how long nodes take to be well again after what befell them last.
	untilWell = 2 * time.Second
)

// unsettle makes the faults of several nodes until the context ends. What could not be mended is told to failed.
func (n *nemesis) unsettle(ctx context.Context, wait *sync.WaitGroup, failed func(error)) {
	chance := func(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(n.options.Seed, stream)) }
	mishapping, losing, cutting := chance(7), chance(8), chance(9)
	wait.Go(func() {
		for sleep(ctx, jitter(mishapping, mishapEvery)) {
			if err := n.mishap(ctx, mishapping); err != nil {
				failed(err)
				return
			}
		}
	})
	wait.Go(func() {
		for number := 1; sleep(ctx, jitter(losing, loseEvery)); number++ {
			n.lose(losing, number)
		}
	})
	wait.Go(func() {
		for sleep(ctx, jitter(cutting, commitEvery)) {
			fate := proxy.Swallow
			if cutting.IntN(3) == 0 {
				fate = proxy.Break
			}
			if on := n.site.nodes[cutting.IntN(len(n.site.nodes))]; !n.alone.Load() {
				on.commits.Arm(fate)
			}
		}
	})
}

// mishap makes one and mends it.
func (n *nemesis) mishap(ctx context.Context, random *rand.Rand) error {
	m, on := pickMishap(random), n.site.nodes[random.IntN(len(n.site.nodes))]
	if m.mend == nil {
		return n.roll(ctx)
	}
	var lasts time.Duration
	if m.most > 0 {
		lasts = m.least + time.Duration(random.Int64N(int64(m.most-m.least)))
	}
	if strings.HasPrefix(m.name, "redis-") && lasts > 0 && random.IntN(2) == 0 {
		// Half the time nothing else befalls the nodes, so that what is promised of this alone can be seen.
		n.alone.Store(true)
		defer n.alone.Store(false)
		sleep(ctx, untilWell)
		lasts += untilWell
	}
	n.history.Add(history.Event{Op: history.Fault, Kind: m.name, Node: on.number, Took: lasts})
	if err := m.begin(n.site, on); err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	sleep(ctx, lasts)
	if err := m.mend(context.WithoutCancel(ctx), n.site, on); err != nil {
		return fmt.Errorf("after %s: %w", m.name, err)
	}
	return nil
}

func pickMishap(random *rand.Rand) mishap {
	sum := 0
	for _, m := range mishaps {
		sum += m.weight
	}
	at := random.IntN(sum)
	for _, m := range mishaps {
		if at -= m.weight; at < 0 {
			return m
		}
	}
	return mishaps[0]
}

// roll ends every node in the orderly way and starts it again, one after another.
func (n *nemesis) roll(ctx context.Context) error {
	for _, node := range n.site.nodes {
		if err := n.restart(ctx, node); err != nil {
			return fmt.Errorf("a rolling restart: %w", err)
		}
	}
	return nil
}

func (n *nemesis) restart(ctx context.Context, node *node) error {
	node.mu.Lock()
	defer node.mu.Unlock()
	n.history.Add(history.Event{Op: history.Fault, Kind: "rolling-restart", Node: node.number})
	if err := node.stop(); err != nil {
		n.history.Add(history.Event{Op: history.Broken, Kind: err.Error()})
	}
	return node.start(context.WithoutCancel(ctx))
}

// lose loses one publication. Every fourth is the last of a chat in which nothing is said after it for long.
func (n *nemesis) lose(random *rand.Rand, number int) {
	if number%4 != 0 {
		n.site.lost.Lose(n.town.rooms[random.IntN(len(n.town.rooms))].id.String(), random.IntN(2) == 0)
		return
	}
	n.town.loseLastOf(n.site, number/4)
}

// loseLast lets something be said in each quiet chat, and be lost without a trace, when all else is well: only a comparison
// with the database can bring it (C15).
func (t *town) loseLast(s *site) {
	for i := range t.quiet {
		t.loseLastOf(s, i)
	}
}

// loseLastOf does so in one of them.
func (t *town) loseLastOf(s *site, number int) {
	r := t.quiet[number%len(t.quiet)]
	s.lost.Lose(r.id.String(), true)
	t.first[r.users[number/len(t.quiet)%2]].Compose(r.id, fmt.Sprintf("the last for a while, %d", number))
}
