package live

import (
	"context"
	"sync"

	"twoticks/internal/auth"
	"twoticks/protocol"
)

// posts counts the commands that come by POST for a stream, so that its end waits for them: a beat that came after the
// end would hold somebody online who is not there.
type posts struct {
	mu      sync.Mutex
	running sync.WaitGroup
	ended   bool
}

func (p *posts) stop() {
	p.mu.Lock()
	p.ended = true
	p.mu.Unlock()
	p.running.Wait()
}

// enter lets a command begin, unless the stream has ended or its pace is overrun.
func (c *connection) enter(name string) *protocol.Error {
	p := &c.posts
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return refusal(protocol.CodeNotReady, 0)
	}
	if refused := c.admit(name); refused != nil {
		return refused
	}
	p.running.Add(1)
	c.heard.Store(c.server.now())
	return nil
}

// Do carries out a command that came by POST for the connection of a stream: here, or on the node that holds it. A stream
// that is not there, or is not this session's, has not said hello.
func (s *Server) Do(ctx context.Context, id protocol.StreamID, actor auth.Actor, name string, body []byte) (any, *protocol.Error) {
	reply, refused, found := s.DoHere(ctx, id, actor.Session, name, body)
	switch {
	case found:
		return reply, refused
	case s.Elsewhere == nil || id == (protocol.StreamID{}):
		return nil, refusal(protocol.CodeNotReady, 0)
	}
	return s.Elsewhere.Do(ctx, id, actor.Session, name, body)
}

// DoHere does so for a stream of this node. Who acts is the one who opened it.
func (s *Server) DoHere(ctx context.Context, id protocol.StreamID, session auth.SessionID, name string, body []byte) (reply any, refused *protocol.Error, found bool) {
	c := s.streamOf(id)
	if c == nil || c.actor.Session != session {
		return nil, nil, false
	}
	reply, refused = s.doFor(ctx, c, name, body)
	return reply, refused, true
}

func (s *Server) doFor(ctx context.Context, c *connection, name string, body []byte) (any, *protocol.Error) {
	if name == "hello" {
		return nil, refusal(protocol.CodeAlreadyReady, 0)
	}
	if refused := c.enter(name); refused != nil {
		if refused.Code == protocol.CodeRateLimited && c.offences.add(name, s.now(), refused.RetryAfterMs) {
			c.close(protocol.CloseTooFast)
		}
		return nil, refused
	}
	defer c.posts.running.Done()
	ctx, cancel := context.WithTimeout(ctx, s.config.CommandWithin)
	defer cancel()
	if method := ours[name]; method != nil {
		return method(c, ctx, protocol.Command{Type: name, Body: body})
	}
	if info := protocol.LookUp(name); info == nil || info.Doors&protocol.HTTP != 0 {
		return nil, refusal(protocol.CodeUnknownType, 0) // what needs no stream has a door of its own
	}
	return s.Commands.Do(ctx, c.actor, name, body)
}

// Heard notes that the client of a stream lives: a command came that needs no connection, and named this one.
func (s *Server) Heard(id protocol.StreamID, actor auth.Actor) {
	if c := s.streamOf(id); c != nil && c.actor.Session == actor.Session {
		c.heard.Store(s.now())
	}
}

// name lets a connection be found by the id of its stream, until it is removed.
func (s *Server) name(c *connection, id protocol.StreamID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.stream = id
	s.streams[id] = c
}

func (s *Server) streamOf(id protocol.StreamID) *connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.streams[id]
}
