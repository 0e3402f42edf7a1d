package live

import (
	"slices"
	"sync"

	"github.com/gobwas/ws"

	"twoticks/internal/auth"
	"twoticks/internal/channel"
	"twoticks/protocol"
)

const (
	shards       = 64
	maxPublished = 1 << 20 // bytes of one event; nothing that we publish comes near
)

// Registry knows the connections of each user on this node and hands them what the channel layer delivers. It exists
// before the server, since the layer must have somebody to deliver to.
type Registry struct {
	stats  *stats
	layer  channel.Layer
	shards [shards]shard
	round  uint64 // of Deliver, which is called on one goroutine
}

type shard struct {
	mu    sync.Mutex
	users map[auth.UserID]*user
}

// user is somebody with connections here, and thereby a topic of this node.
type user struct {
	connections []*connection
	// changing is open while the layer subscribes or unsubscribes the topic: who comes meanwhile waits for it.
	changing chan struct{}
	round    uint64
}

// NewRegistry makes an empty one.
func NewRegistry() *Registry {
	r := &Registry{stats: newStats()}
	for i := range r.shards {
		r.shards[i].users = map[auth.UserID]*user{}
	}
	return r
}

var _ channel.Receiver = (*Registry)(nil)

func (r *Registry) attach(layer channel.Layer) { r.layer = layer }

// Ids are random: any byte spreads them.
func (r *Registry) shard(id auth.UserID) *shard { return &r.shards[id[0]%shards] }

// Deliver implements channel.Receiver. A frame is made once for all connections; each gets it once.
func (r *Registry) Deliver(topics []channel.Topic, bytes []byte) {
	if !wellFormed(bytes) {
		r.stats.badMessages.Add(1)
		return
	}
	r.round++
	ephemeral := bytes[0] == channel.ClassEphemeral
	var frame []byte
	for _, topic := range topics {
		s := r.shard(auth.UserID(topic))
		s.mu.Lock()
		u := s.users[auth.UserID(topic)]
		if u == nil || u.round == r.round {
			s.mu.Unlock()
			continue
		}
		u.round = r.round
		if frame == nil && len(u.connections) > 0 {
			frame = compile(ws.OpText, bytes[1:])
		}
		for _, c := range u.connections {
			c.push(frame, ephemeral)
		}
		s.mu.Unlock()
	}
}

// wellFormed tells whether published bytes can be a class and a frame at all: another node may be of another version.
func wellFormed(bytes []byte) bool {
	n := len(bytes)
	return n >= 3 && n <= maxPublished && (bytes[0] == channel.ClassLog || bytes[0] == channel.ClassEphemeral) &&
		bytes[1] == '{' && bytes[n-1] == '}'
}

// Missed implements channel.Receiver: everybody reads again what the layer may have lost (C15).
func (r *Registry) Missed() {
	r.stats.missed.Add(1)
	frame := compile(ws.OpText, protocol.EncodeEvent(protocol.Reread{}))
	for i := range r.shards {
		s := &r.shards[i]
		s.mu.Lock()
		for _, u := range s.users {
			for _, c := range u.connections {
				c.push(frame, false)
			}
		}
		s.mu.Unlock()
	}
}

// any says whether something is so of one of a user's connections here.
func (r *Registry) any(user auth.UserID, is func(*connection) bool) bool {
	s := r.shard(user)
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[user]
	return u != nil && slices.ContainsFunc(u.connections, is)
}

// push puts an event; a connection that cannot take it is closed and comes back for it.
func (c *connection) push(frame []byte, ephemeral bool) {
	if c.out.event(frame, ephemeral) {
		c.closeNow(protocol.CloseSlow)
	}
}

// join adds a connection to its user's. When it returns, the user's topic is subscribed, and confirmed to be (C14).
func (r *Registry) join(c *connection) error {
	s := r.shard(c.actor.User)
	for {
		s.mu.Lock()
		u := s.users[c.actor.User]
		switch {
		case u == nil:
			u = &user{changing: make(chan struct{})}
			s.users[c.actor.User] = u
			s.mu.Unlock()
			return r.subscribe(s, u, c)
		case u.changing != nil:
			changing := u.changing
			s.mu.Unlock()
			<-changing
		default:
			u.connections = append(u.connections, c)
			s.mu.Unlock()
			return nil
		}
	}
}

// subscribe subscribes the topic of a user's first connection. No lock is held meanwhile: the layer may be far away.
func (r *Registry) subscribe(s *shard, u *user, first *connection) error {
	err := r.layer.Subscribe(channel.Topic(first.actor.User))
	s.mu.Lock()
	defer s.mu.Unlock()
	close(u.changing)
	u.changing = nil
	if err != nil {
		delete(s.users, first.actor.User)
		return err
	}
	u.connections = append(u.connections, first)
	return nil
}

// leave takes a connection out, and with the last one the topic.
func (r *Registry) leave(c *connection) {
	s := r.shard(c.actor.User)
	s.mu.Lock()
	u := s.users[c.actor.User]
	for i, other := range u.connections {
		if other == c {
			last := len(u.connections) - 1
			u.connections[i], u.connections[last] = u.connections[last], nil
			u.connections = u.connections[:last]
			break
		}
	}
	if len(u.connections) > 0 {
		s.mu.Unlock()
		return
	}
	u.changing = make(chan struct{})
	s.mu.Unlock()

	r.layer.Unsubscribe(channel.Topic(c.actor.User))

	s.mu.Lock()
	delete(s.users, c.actor.User)
	close(u.changing)
	s.mu.Unlock()
}
