package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"

	"twoticks/internal/channel"
	"twoticks/internal/channel/memory"
)

const (
	// tickEvery is how often a node says something, so that the last of what was lost is noticed too.
	tickEvery = 500 * time.Millisecond
	// deafAfter is how long a node may not hear itself before it takes the layer for away.
	deafAfter = 2 * time.Second
	// againLeast and againMost are how long it waits before it connects again.
	againLeast = 100 * time.Millisecond
	againMost  = time.Second
	// flushWithin is how long a node that stops waits for what it said last.
	flushWithin = 300 * time.Millisecond
	flushLook   = 5 * time.Millisecond
	// forgetAfter is how long the number of a node that says nothing is kept.
	forgetAfter = 10 * time.Minute
)

// Node is one node's end of the layer.
type Node struct {
	config  Config
	options rueidis.ClientOption
	name    string // of the channel of Redis
	log     *slog.Logger
	local   *memory.Node
	out     outbound

	away   atomic.Bool
	missed atomic.Int64
	lost   atomic.Int64
	echo   atomic.Uint64 // the number of what it heard of itself last
	echoed chan struct{}

	mu    sync.Mutex // the one goroutine of rueidis that hears, and the next one
	heard map[nodeID]*voice

	carried bool // once; only run touches it

	cancel context.CancelFunc
	done   sync.WaitGroup
}

// voice is how far another node was heard.
type voice struct {
	number uint64
	at     time.Time
}

var _ channel.Layer = (*Node)(nil)

// Join connects a node. It returns when the node hears itself, or an error of one line that says why it does not.
func Join(ctx context.Context, c Config, receiver channel.Receiver, log *slog.Logger) (*Node, error) {
	n := &Node{config: c, name: c.Prefix + ":events", log: log, echoed: make(chan struct{}, 1), heard: map[nodeID]*voice{}}
	n.out.wake = make(chan struct{}, 1)
	rand.Read(n.out.node[:]) // never fails: see crypto/rand
	var err error
	if n.options, err = c.options(); err != nil {
		return nil, err
	}
	n.local = memory.NewHub().Join(receiver) // before it hears the first thing
	n.away.Store(true)
	first, err := n.connect(ctx)
	if err != nil {
		n.local.Stop()
		return nil, n.explain(err)
	}
	running, cancel := context.WithCancel(context.Background())
	n.cancel = cancel
	ready := make(chan error, 1)
	n.done.Go(func() { n.run(running, first, ready) })
	select {
	case err = <-ready:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		n.Stop()
		return nil, n.explain(err)
	}
	return n, nil
}

// Publish implements channel.Layer.
func (n *Node) Publish(topics []channel.Topic, bytes []byte) {
	n.local.Publish(topics, bytes)
	if len(topics) == 0 {
		return
	}
	if _, ok := n.out.put(topics, bytes); !ok {
		n.lost.Add(1)
	}
}

// Here publishes to this node's own connections only.
func (n *Node) Here() interface {
	Publish(topics []channel.Topic, bytes []byte)
} {
	return n.local
}

// Subscribe implements channel.Layer. All of what is published comes here, so a topic is had at once.
func (n *Node) Subscribe(topic channel.Topic) error { return n.local.Subscribe(topic) }

// Unsubscribe implements channel.Layer.
func (n *Node) Unsubscribe(topic channel.Topic) { n.local.Unsubscribe(topic) }

// Stop implements channel.Layer. What was published before has a moment to leave.
func (n *Node) Stop() {
	n.flush()
	n.cancel()
	n.done.Wait()
	n.local.Stop()
}

// flush waits until this node hears what it says now, and so until all before it is said.
func (n *Node) flush() {
	last, ok := n.out.put(nil, nil)
	look, late := time.NewTicker(flushLook), time.NewTimer(flushWithin)
	defer look.Stop()
	defer late.Stop()
	for ok && !n.Away() && n.echo.Load() < last {
		select {
		case <-look.C:
		case <-late.C:
			return
		}
	}
}

// Away tells whether this node reaches no other now.
func (n *Node) Away() bool { return n.away.Load() }

// Stats are how often this node had missed something, and how many publications it could not hand on.
func (n *Node) Stats() (missed, lost int64) { return n.missed.Load(), n.lost.Load() }

// run keeps a session, and makes the next one.
func (n *Node) run(ctx context.Context, s *session, ready chan<- error) {
	again := againLeast
	for {
		var err error
		if s == nil {
			s, err = n.connect(ctx)
		}
		if err == nil {
			err = n.live(ctx, s, func() {
				again = againLeast
				if ready != nil {
					ready <- nil
					ready = nil
				}
			})
			s = nil
		}
		if ready != nil {
			ready <- err
			return
		}
		if ctx.Err() != nil {
			return
		}
		if !n.away.Swap(true) {
			n.log.Warn("Redis is away: other nodes are reached by the database only, until it is back", "error", n.explain(err))
		}
		wait := time.NewTimer(again)
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-wait.C:
		}
		again = min(2*again, againMost)
	}
}

var errDeaf = errors.New("what this node says does not come back to it")

// live is one session, from its subscription to its end. It is up once the node has heard itself.
func (n *Node) live(ctx context.Context, s *session, up func()) error {
	ctx, cancel := context.WithCancel(ctx)
	n.out.set(true)
	first, _ := n.out.put(nil, nil)
	failed := make(chan error, 1)
	var sending sync.WaitGroup
	sending.Go(func() { failed <- s.send(ctx) })
	defer func() {
		cancel()
		n.out.set(false)
		s.close()
		sending.Wait() // the next one's frames are not its own
	}()
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	heard, isUp := time.Now(), false
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-failed:
			return err
		case err, ok := <-s.lost:
			if !ok || err == nil {
				err = errDeaf
			}
			return err
		case <-n.echoed:
			heard = time.Now()
			if !isUp && n.echo.Load() >= first {
				isUp = true
				n.back()
				up()
			}
		case <-tick.C:
			if time.Since(heard) > deafAfter {
				return errDeaf
			}
			n.out.put(nil, nil)
		}
	}
}

// back tells that the layer carries, and after it was away that something may be lost: whoever is connected reads where
// everything stands (C14).
func (n *Node) back() {
	n.mu.Lock()
	clear(n.heard)
	n.mu.Unlock()
	n.away.Store(false)
	if n.carried {
		n.log.Info("Redis carries what happens between the nodes again")
		n.miss()
	}
	n.carried = true
}

func (n *Node) miss() {
	n.missed.Add(1)
	n.local.Miss()
}

// hear takes a frame, on the goroutine of rueidis that reads the subscription.
func (n *Node) hear(bytes []byte) {
	f, ok := parseFrame(bytes)
	if !ok {
		return // from a program of another version: what it says is found in the store
	}
	if f.node == n.out.node {
		n.echo.Store(f.number)
		select {
		case n.echoed <- struct{}{}:
		default:
		}
		return
	}
	if n.gap(f.node, f.number) {
		n.miss()
	}
	n.local.Publish(f.topics, f.bytes)
}

// gap notes a number and tells whether one before it is missing.
func (n *Node) gap(node nodeID, number uint64) bool {
	now := time.Now()
	n.mu.Lock()
	defer n.mu.Unlock()
	v := n.heard[node]
	if v == nil {
		for id, other := range n.heard {
			if now.Sub(other.at) > forgetAfter {
				delete(n.heard, id)
			}
		}
		n.heard[node] = &voice{number, now}
		return false
	}
	missing := number > v.number+1
	v.number, v.at = max(v.number, number), now
	return missing
}
