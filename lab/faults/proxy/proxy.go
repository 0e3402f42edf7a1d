// Package proxy is a line that can be made bad: cut, reset, silent in one or both directions, slow, or gone. A device's leads to
// the server, or to its nodes in turn as a balancer's does; a node's leads to its database or its Redis. It carries bytes and
// knows nothing of what they mean; whoever does can look at what goes up, by a Watch.
//
// The nemesis makes lines bad, devices and nodes only dial them. A line that reaches nobody closes, as a router would.
package proxy

import (
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Line is the way of one device, or of one node. It is safe for use by many goroutines.
type Line struct {
	listener net.Listener
	servers  []string
	turn     atomic.Uint32
	watch    func() Watch
	wait     sync.WaitGroup

	mu     sync.Mutex
	rules  rules
	turned chan struct{} // closed when the rules change
	calls  map[*call]struct{}
	closed bool
}

// Watch looks at what goes up one call: it returns what may go on now, and what becomes of the call after that. It may hold bytes
// back until more have come, and change them.
type Watch func(up []byte) (on []byte, then Fate)

// Fate is what a Watch lets become of a call.
type Fate int

const (
	// Carry lets it go on.
	Carry Fate = iota
	// Break cuts it behind what may go on: whatever is answered to that is not heard any more.
	Break
	// Swallow throws away everything that comes down from here on, and cuts it a while later.
	Swallow
)

// swallowFor is how long whoever waits for what was swallowed waits, before the call is cut.
const swallowFor = 300 * time.Millisecond

// rules say how the line is now. Up is from the device to the server.
type rules struct {
	down       bool // nothing gets through and nobody answers
	muteUp     bool
	muteDown   bool
	delay      time.Duration
	deviations time.Duration
}

// Open makes a line to the addresses of servers: each call goes to the next that takes it.
func Open(servers ...string) (*Line, error) { return OpenWatched(nil, servers...) }

// OpenWatched makes a line on which each call has a Watch of its own.
func OpenWatched(watch func() Watch, servers ...string) (*Line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &Line{listener: listener, servers: servers, watch: watch, turned: make(chan struct{}), calls: map[*call]struct{}{}}
	l.turn.Store(rand.Uint32())
	l.wait.Go(l.accept)
	return l, nil
}

// Address is where the line begins.
func (l *Line) Address() string { return l.listener.Addr().String() }

// URL is where a device finds the server by this line.
func (l *Line) URL() string { return "http://" + l.Address() }

// Close ends the line and waits for everything on it.
func (l *Line) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.listener.Close()
	l.Heal()
	l.Cut()
	l.wait.Wait()
}

// Cut ends every connection on the line in the orderly way (FIN).
func (l *Line) Cut() { l.each(func(c *call) { c.end(false) }) }

// Reset ends every connection with a reset (RST): what was under way is thrown away on both sides.
func (l *Line) Reset() { l.each(func(c *call) { c.end(true) }) }

// Down cuts the line: connections break, and new ones find nobody, until Heal.
func (l *Line) Down() {
	l.set(func(r *rules) { r.down = true })
	l.Reset()
}

// Mute lets nothing through in the given directions, while every socket stays open: half-open connections.
func (l *Line) Mute(up, down bool) {
	l.set(func(r *rules) { r.muteUp, r.muteDown = up, down })
}

// Delay holds everything up for a time that varies.
func (l *Line) Delay(d, deviation time.Duration) {
	l.set(func(r *rules) { r.delay, r.deviations = d, deviation })
}

// Heal makes the line good. Bytes that were held back arrive now, as they do when a network returns in time.
func (l *Line) Heal() { l.set(func(r *rules) { *r = rules{} }) }

func (l *Line) set(change func(*rules)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(&l.rules)
	close(l.turned)
	l.turned = make(chan struct{})
}

func (l *Line) now() (rules, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rules, l.turned
}

func (l *Line) each(do func(*call)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.calls {
		do(c)
	}
}

func (l *Line) accept() {
	for {
		device, err := l.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		l.wait.Go(func() { l.carry(device.(*net.TCPConn)) })
	}
}

func (l *Line) carry(device *net.TCPConn) {
	if now, _ := l.now(); now.down {
		device.SetLinger(0)
		device.Close()
		return
	}
	server := l.dial()
	if server == nil {
		device.Close()
		return
	}
	c := &call{line: l, device: device, server: server, over: make(chan struct{})}
	if !l.add(c) {
		c.end(true)
		return
	}
	watch := Watch(func(up []byte) ([]byte, Fate) { return up, Carry })
	if l.watch != nil {
		watch = l.watch()
	}
	var both sync.WaitGroup
	both.Go(func() { c.pump(c.server, c.device, watch, func(r rules) bool { return r.muteUp }) })
	both.Go(func() { c.pump(c.device, c.server, c.down, func(r rules) bool { return r.muteDown }) })
	both.Wait()
	l.mu.Lock()
	delete(l.calls, c)
	l.mu.Unlock()
}

// dial reaches the next server that takes a call; nil when none does.
func (l *Line) dial() *net.TCPConn {
	first := int(l.turn.Add(1))
	for i := range l.servers {
		server, err := net.Dial("tcp", l.servers[(first+i)%len(l.servers)])
		if err == nil {
			return server.(*net.TCPConn)
		}
	}
	return nil
}

// add takes a call in, unless the line broke while it was made.
func (l *Line) add(c *call) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || l.rules.down {
		return false
	}
	l.calls[c] = struct{}{}
	return true
}

// call is one connection on the line.
type call struct {
	line           *Line
	device, server *net.TCPConn
	once           sync.Once
	over           chan struct{}
	swallowing     atomic.Bool
}

// down is the Watch of what comes down.
func (c *call) down(b []byte) ([]byte, Fate) {
	if c.swallowing.Load() {
		return nil, Carry
	}
	return b, Carry
}

func (c *call) end(reset bool) {
	c.once.Do(func() {
		if reset {
			c.device.SetLinger(0)
			c.server.SetLinger(0)
		}
		close(c.over)
		c.device.Close()
		c.server.Close()
	})
}

// pump carries bytes one way, as the line's rules let it.
func (c *call) pump(to, from *net.TCPConn, watch Watch, muted func(rules) bool) {
	defer c.end(false)
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !c.pass(muted) {
			return
		}
		if n > 0 {
			on, then := watch(buffer[:n])
			if then != Carry {
				c.swallowing.Store(true) // before the answer can come
			}
			if _, err := to.Write(on); err != nil {
				return
			}
			switch then {
			case Break:
				return
			case Swallow:
				time.AfterFunc(swallowFor, func() { c.end(true) })
			}
		}
		if err != nil {
			return
		}
	}
}

// pass returns when bytes that are here may go on; false when the call is over first.
func (c *call) pass(muted func(rules) bool) bool {
	for delayed := false; ; {
		now, turned := c.line.now()
		var due <-chan time.Time
		switch {
		case muted(now):
		case now.delay > 0 && !delayed:
			delayed = true
			wait := time.NewTimer(now.delay + time.Duration(rand.Int64N(int64(now.deviations)+1)))
			defer wait.Stop()
			due = wait.C
		default:
			return true
		}
		select {
		case <-due:
			if !muted(now) {
				return true
			}
		case <-turned:
		case <-c.over:
			return false
		}
	}
}
