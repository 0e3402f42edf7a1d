// Package proxy is a line between one device and the server that can be made bad: cut, reset, silent in one or both
// directions, slow, or gone. It carries bytes and knows nothing of what they mean.
//
// The nemesis makes lines bad, the devices only dial them. A line that cannot reach the server closes, as a router would.
package proxy

import (
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// Line is one device's way to the server. It is safe for use by many goroutines.
type Line struct {
	listener net.Listener
	server   string
	wait     sync.WaitGroup

	mu     sync.Mutex
	rules  rules
	turned chan struct{} // closed when the rules change
	calls  map[*call]struct{}
	closed bool
}

// rules say how the line is now. Up is from the device to the server.
type rules struct {
	down       bool // nothing gets through and nobody answers
	muteUp     bool
	muteDown   bool
	delay      time.Duration
	deviations time.Duration
}

// Open makes a line to a server's address.
func Open(server string) (*Line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &Line{listener: listener, server: server, turned: make(chan struct{}), calls: map[*call]struct{}{}}
	l.wait.Go(l.accept)
	return l, nil
}

// URL is where a device finds the server by this line.
func (l *Line) URL() string { return "http://" + l.listener.Addr().String() }

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
	server, err := net.Dial("tcp", l.server)
	if err != nil {
		device.Close()
		return
	}
	c := &call{line: l, device: device, server: server.(*net.TCPConn), over: make(chan struct{})}
	if !l.add(c) {
		c.end(true)
		return
	}
	var both sync.WaitGroup
	both.Go(func() { c.pump(c.server, c.device, func(r rules) bool { return r.muteUp }) })
	both.Go(func() { c.pump(c.device, c.server, func(r rules) bool { return r.muteDown }) })
	both.Wait()
	l.mu.Lock()
	delete(l.calls, c)
	l.mu.Unlock()
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
func (c *call) pump(to, from *net.TCPConn, muted func(rules) bool) {
	defer c.end(false)
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !c.pass(muted) {
			return
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
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
