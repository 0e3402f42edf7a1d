// Package live is the door for connections that stay: it moves frames between clients and the command room, and pushes
// events to the connections of those who are entitled. A connection is a WebSocket; where a network lets none through, an
// event stream with commands by POST, and where it lets no stream through either, a request that waits.
//
// It is not for rules: what a command does is the command room's, who somebody is was decided by the handshake's
// authenticate, and who gets an event was decided by the fan-out. It parses nothing of an event.
//
// A connection has one goroutine that listens: it reads the socket, or is the handler of the stream or of the request. A worker exists only while commands wait (in order, P6), a writer only while
// frames wait (one write for all of them). Everything that waits is bounded: a client that reads too slowly loses typing
// and presence first and is then closed, so that it comes back and reads what it missed (C15); one that sends too fast is
// not read for a while. For all connections together there is one goroutine of heartbeats and one that asks auth which
// sessions have ended. Drain ends all of them.
package live

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobwas/ws"

	"twoticks/internal/auth"
	"twoticks/internal/channel"
	"twoticks/protocol"
)

// Commands is the part of the command room that connections use.
type Commands interface {
	Do(ctx context.Context, actor auth.Actor, name string, body []byte) (any, *protocol.Error)
	Welcome(ctx context.Context, actor auth.Actor) (protocol.Welcome, *protocol.Error)
	SubscribeChat(ctx context.Context, actor auth.Actor, chat protocol.ChatID) (protocol.ChatSubscribed, *protocol.Error)
	SubscribeNotifications(ctx context.Context, actor auth.Actor) (protocol.NotificationsSubscribed, *protocol.Error)
	// SyncState reads where everything stands, and compares it with what the client has.
	SyncState(ctx context.Context, actor auth.Actor, request protocol.SyncWait) (protocol.SyncWaited, *protocol.Error)
	// WatchMessage opens the info of a message for a connection, UnwatchMessage closes it (C20).
	WatchMessage(ctx context.Context, actor auth.Actor, connection uint64, request protocol.MessageWatch) (protocol.MessageInfoReply, *protocol.Error)
	UnwatchMessage(actor auth.Actor, connection uint64, request protocol.MessageUnwatch)
	Hold(actor auth.Actor, connection uint64)
	Leave(actor auth.Actor, connection uint64)
	Now() int64
}

// Sessions is the part of auth that connections use.
type Sessions interface {
	// Alive returns those of the given sessions that have ended.
	Alive(ctx context.Context, ids []auth.SessionID) (dead []auth.SessionID, err error)
}

// Elsewhere is the other nodes of this server.
type Elsewhere interface {
	// Do carries out a command that came by POST for a stream of another node.
	Do(ctx context.Context, id protocol.StreamID, session auth.SessionID, name string, body []byte) (any, *protocol.Error)
}

// Authenticate decides who knocks, before anything is upgraded.
type Authenticate func(*http.Request) (auth.Actor, *protocol.Error)

// Config are the figures of this room. The zero value of a field means its default.
type Config struct {
	HelloWithin    time.Duration // from the handshake to hello
	PingEvery      time.Duration // the server's own pings, spread
	SilentAfter    time.Duration // without any frame the socket is dead
	HiddenAfter    time.Duration // how long a hidden page still counts as present (C33)
	WriteWithin    time.Duration // one write
	CommandWithin  time.Duration // one command
	LingerFor      time.Duration // for the client's side of a close
	SessionsEvery  time.Duration // between two looks at which sessions have ended
	Tick           time.Duration // of the heartbeat
	DrainOver      time.Duration // in which a drain closes the connections
	SyncWait       time.Duration // how long sync.wait waits
	Gather         time.Duration // what happens while it waits, before it looks
	MaxConnections int
	QueueFrames    int     // events that wait for one connection
	QueueBytes     int     // and their bytes
	CommandBurst   float64 // commands on one connection at once
	CommandRate    float64 // and per second
}

// Defaults are the figures that a server has unless it is told otherwise.
func Defaults() Config {
	var c Config
	c.defaults()
	return c
}

func (c *Config) defaults() {
	set := func(d *time.Duration, usual time.Duration) {
		if *d == 0 {
			*d = usual
		}
	}
	set(&c.HelloWithin, protocol.HelloWithin*time.Millisecond)
	set(&c.PingEvery, 30*time.Second)
	set(&c.SilentAfter, 75*time.Second)
	set(&c.HiddenAfter, 60*time.Second)
	set(&c.WriteWithin, 10*time.Second)
	set(&c.CommandWithin, 15*time.Second)
	set(&c.LingerFor, time.Second)
	set(&c.SessionsEvery, 30*time.Second)
	set(&c.Tick, 500*time.Millisecond)
	set(&c.DrainOver, 2*time.Second)
	set(&c.SyncWait, waitAtMost)
	set(&c.Gather, gatherFor)
	if c.MaxConnections == 0 {
		c.MaxConnections = 50_000
	}
	if c.QueueFrames == 0 {
		c.QueueFrames = 256
	}
	if c.QueueBytes == 0 {
		c.QueueBytes = 1 << 20
	}
	if c.CommandBurst == 0 {
		c.CommandBurst = 200
	}
	if c.CommandRate == 0 {
		c.CommandRate = 50
	}
}

// Ports are what a Server is made of. The registry is the one that the layer delivers to.
type Ports struct {
	Registry *Registry
	Layer    channel.Layer
	// Elsewhere reaches the other nodes; nil where there are none.
	Elsewhere    Elsewhere
	Commands     Commands
	Sessions     Sessions
	Authenticate Authenticate
	// Pushed is told of each write of events how long the oldest of them had waited; it may be nil.
	Pushed func(after time.Duration)
	Log    *slog.Logger
}

// Server is the door. It is an http.Handler for the handshake.
type Server struct {
	Ports
	config  Config
	stats   *stats
	started time.Time

	handshakes chan struct{}
	draining   atomic.Bool
	drained    sync.Once
	numbers    atomic.Uint64

	base   context.Context // of every command; ends with the server
	cancel context.CancelFunc
	alive  sync.WaitGroup // everything that is done for a connection
	crew   *crew
	chores sync.WaitGroup // the goroutines of the server itself

	mu      sync.Mutex
	conns   map[*connection]struct{}
	streams map[protocol.StreamID]*connection
	empty   *sync.Cond // signalled when the last connection went
}

// New makes the door and begins its heartbeats.
func New(ports Ports, config Config) *Server {
	config.defaults()
	s := &Server{
		Ports: ports, config: config, stats: ports.Registry.stats, started: time.Now(),
		handshakes: make(chan struct{}, handshakesAtOnce), crew: newCrew(),
		conns: map[*connection]struct{}{}, streams: map[protocol.StreamID]*connection{},
	}
	s.empty = sync.NewCond(&s.mu)
	s.base, s.cancel = context.WithCancel(context.Background())
	ports.Registry.attach(ports.Layer)
	s.chores.Go(s.beat)
	s.chores.Go(s.watchSessions)
	return s
}

// now is the time since the server started: one number, and deaf to jumps of the clock.
func (s *Server) now() int64 { return int64(time.Since(s.started)) }

// add lets a connection in, unless the server is full or about to stop.
func (s *Server) add(c *connection) *protocol.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.draining.Load():
		return refusal(protocol.CodeDraining, time.Second)
	case len(s.conns) >= s.config.MaxConnections:
		return refusal(protocol.CodeServerFull, 5*time.Second)
	}
	s.conns[c] = struct{}{}
	return nil
}

func (s *Server) remove(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	delete(s.streams, c.stream)
	if len(s.conns) == 0 {
		s.empty.Broadcast()
	}
}

// connections returns all of them, those before hello included.
func (s *Server) connections() []*connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*connection, 0, len(s.conns))
	for c := range s.conns {
		all = append(all, c)
	}
	return all
}

// EndSession closes the connections of a session that has ended. What still waited for them is not sent.
func (s *Server) EndSession(id auth.SessionID) {
	for _, c := range s.connections() {
		if c.actor.Session == id {
			c.closeNow(protocol.CloseSignedOut)
		}
	}
}

func refusal(code protocol.ErrorCode, wait time.Duration) *protocol.Error {
	return &protocol.Error{Code: code, Message: protocol.Codes[code].Doc, RetryAfterMs: wait.Milliseconds()}
}

// compile makes a frame that can be written to any connection as it is.
func compile(op ws.OpCode, payload []byte) []byte {
	return ws.MustCompileFrame(ws.NewFrame(op, true, payload))
}
