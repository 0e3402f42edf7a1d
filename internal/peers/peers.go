package peers

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/channel"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Layer is a channel layer that other nodes are on.
type Layer interface {
	channel.Layer
	// Away tells whether this node reaches no other now.
	Away() bool
}

// Domain is the messenger, which works out presence and typing from what is told here and there.
type Domain interface {
	PresentHere() []messenger.UserID
	HearPresence(node messenger.NodeID, user messenger.UserID, there bool, at time.Time, audience messenger.Viewers)
	HearPresent(node messenger.NodeID, round uint64, users []messenger.UserID, last bool)
	NodeGone(node messenger.NodeID, heard time.Time, grace bool)
	NodesAway(away bool)
	HearTyping(chat messenger.ChatID, user messenger.UserID, on, tell bool)
	HearMembers(chat messenger.ChatID, seq messenger.Seq)
	HearWatch(node messenger.NodeID, chat messenger.ChatID, on bool)
	HearReceipt(messenger.ReceiptMove)
	WatchedHere() []messenger.ChatID
	ForgetMembers()
	Now() time.Time
}

// Streams is the door that holds this node's event streams, and every other connection.
type Streams interface {
	// Looks says whether a user has a chat before their eyes, in a window that has the focus.
	Looks(user auth.UserID, chat protocol.ChatID) bool
	// DoHere carries a command out for a stream of this node; found is false when it is not here.
	DoHere(ctx context.Context, stream protocol.StreamID, session auth.SessionID, name string, body []byte) (reply any, refused *protocol.Error, found bool)
}

// Pushes tell devices whose page is closed.
type Pushes interface {
	// HearTold notes that another node told a user's devices of a chat, up to seq.
	HearTold(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq)
	// HearRead is told that the user has read it up to seq.
	HearRead(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq)
}

// Ports are whom a node's news are for.
type Ports struct {
	Layer   Layer
	Domain  Domain
	Streams Streams
	// SessionEnded is told of sessions that ended on other nodes.
	SessionEnded func(auth.SessionID)
	// Pushes hears what the other nodes did about pushes; nil where there are none.
	Pushes Pushes
}

// Config are the times. The zero value of a field means its default.
type Config struct {
	Tick      time.Duration // how often a node looks round; every second time it says that it lives
	Silent    time.Duration // without a word from another node: something is wrong
	DeadAfter time.Duration // without a word: it is gone (C33 gives 30 s until that is told)
	Settle    time.Duration // for the others to answer
}

func (c *Config) defaults() {
	for d, usual := range map[*time.Duration]time.Duration{
		&c.Tick: time.Second, &c.Silent: 5 * time.Second, &c.DeadAfter: 22 * time.Second, &c.Settle: 500 * time.Millisecond,
	} {
		if *d == 0 {
			*d = usual
		}
	}
}

const (
	// missedAtMost is how often everybody who is connected here reads everything again.
	missedAtMost = 2 * time.Second

	inboxMost  = 4096
	typingMost = 1024
	// usersAtOnce is how many users one message tells of.
	usersAtOnce = 400
	// awayTicks is how long the layer may be away before who is on other nodes counts as unknown.
	awayTicks = 2
)

// Peers implements channel.Receiver before another one, and messenger.Nodes.
type Peers struct {
	Ports
	receiver channel.Receiver
	config   Config
	log      *slog.Logger
	self     id

	inbox  chan message
	typing chan typing
	posts  posts

	mu      sync.Mutex
	started bool
	settled bool // what the other nodes have is known
	held    bool // Missed waits: until it is, or for a while after the last
	missed  time.Time
	owes    bool // something was lost: the others are to be asked
	nodes   map[id]*node
	// settleAt is when the others have had the time to answer.
	settleAt time.Time

	// telling keeps what is told of presence in order: each move, and all of it. Nothing that is called under it blocks.
	telling sync.Mutex
	round   uint64

	// Only the goroutine of run touches these.
	ticks, away int

	end  context.CancelFunc
	done sync.WaitGroup
}

// node is another node.
type node struct{ heard time.Time }

var (
	_ channel.Receiver = (*Peers)(nil)
	_ messenger.Nodes  = (*Peers)(nil)
)

// New stands before a receiver. It only hands on until it is started.
func New(receiver channel.Receiver, config Config, log *slog.Logger) *Peers {
	config.defaults()
	return &Peers{
		receiver: receiver, config: config, log: log, self: messenger.NewID(),
		inbox: make(chan message, inboxMost), typing: make(chan typing, typingMost),
		posts: newPosts(), nodes: map[id]*node{}, end: func() {},
	}
}

// Start begins to tell and to hear, and returns when the others had the time to answer: until then, who is with them would
// be unknown.
func (p *Peers) Start(ctx context.Context, ports Ports) error {
	p.Ports = ports
	if err := p.Layer.Subscribe(channel.Nodes); err != nil {
		return err
	}
	running, end := context.WithCancel(context.Background())
	p.end = end
	p.mu.Lock()
	p.started = true
	p.settleAt = time.Now().Add(p.config.Settle)
	p.mu.Unlock()
	p.Domain.NodesAway(true)
	p.tell(message{Ask: &struct{}{}})
	p.done.Go(func() { p.run(running) })
	p.done.Go(func() { p.hearTyping(running) })
	settled := time.NewTimer(p.config.Settle)
	defer settled.Stop()
	select {
	case <-settled.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	if !p.Layer.Away() {
		p.settle(time.Now())
	}
	return nil
}

// Stop says goodbye and ends. It may be called again, and without Start; the layer must still be there.
func (p *Peers) Stop() {
	p.mu.Lock()
	began := p.started
	p.started = false
	p.mu.Unlock()
	p.end()
	p.done.Wait()
	if began {
		p.tell(message{Bye: &struct{}{}})
	}
}

// Deliver implements channel.Receiver.
func (p *Peers) Deliver(topics []channel.Topic, bytes []byte) {
	if len(bytes) == 0 || bytes[0] != channel.ClassNode {
		p.receiver.Deliver(topics, bytes)
		return
	}
	m, err := decode(bytes)
	if err != nil || m.From == p.self || m.To != (id{}) && m.To != p.self {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.started {
		return
	}
	if m.Typing != nil {
		select {
		case p.typing <- *m.Typing:
		default: // it decorates
		}
		return
	}
	select {
	case p.inbox <- m:
	default:
		p.owes = true
	}
}

// Missed implements channel.Receiver. After the layer was away the others are asked first, so that who reads everything
// again reads who is online too; meanwhile the store is asked every second. A layer that loses again and again does not
// have everybody read again and again.
func (p *Peers) Missed() {
	p.mu.Lock()
	now := time.Now()
	started, hold := p.started, p.started && (!p.settled || now.Sub(p.missed) < missedAtMost)
	p.owes, p.held = true, p.held || hold
	if !hold {
		p.missed = now
	}
	p.mu.Unlock()
	if started {
		p.Domain.ForgetMembers()
	}
	if !hold {
		p.receiver.Missed()
	}
}

// Hurry tells whether pushes of other nodes may not arrive now: the layer is away, was until a moment ago, or a node that
// lived is not heard.
func (p *Peers) Hurry() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.settled || p.Layer.Away() {
		return true
	}
	for _, n := range p.nodes {
		if time.Since(n.heard) > p.config.Silent {
			return true
		}
	}
	return false
}

// Count is how many other nodes there are.
func (p *Peers) Count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.nodes)
}

func (p *Peers) run(ctx context.Context) {
	tick := time.NewTicker(p.config.Tick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-p.inbox:
			p.hear(ctx, m)
		case <-tick.C:
			p.look(time.Now())
		}
	}
}

func (p *Peers) hearTyping(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case t := <-p.typing:
			p.Domain.HearTyping(messenger.ChatID(t.Chat), messenger.UserID(t.User), t.On, t.Tell)
		}
	}
}
