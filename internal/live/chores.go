package live

import (
	"context"
	"time"

	"twoticks/internal/auth"
	"twoticks/protocol"
)

// beat is the heartbeat of all connections: late hellos, pings, silence.
func (s *Server) beat() {
	ticker := time.NewTicker(s.config.Tick)
	defer ticker.Stop()
	for {
		select {
		case <-s.base.Done():
			return
		case <-ticker.C:
			now := s.now()
			for _, c := range s.connections() {
				c.tick(now)
			}
		}
	}
}

// watchSessions closes the connections of sessions that ended somewhere else: on another node, or by the clock. Who ends
// a session here calls EndSession at once.
func (s *Server) watchSessions() {
	ticker := time.NewTicker(s.config.SessionsEvery)
	defer ticker.Stop()
	for {
		select {
		case <-s.base.Done():
			return
		case <-ticker.C:
			s.checkSessions()
		}
	}
}

func (s *Server) checkSessions() {
	all := s.connections()
	seen := make(map[auth.SessionID]bool, len(all))
	ids := make([]auth.SessionID, 0, len(all))
	for _, c := range all {
		if !seen[c.actor.Session] {
			seen[c.actor.Session] = true
			ids = append(ids, c.actor.Session)
		}
	}
	if len(ids) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(s.base, s.config.CommandWithin)
	defer cancel()
	dead, err := s.Sessions.Alive(ctx, ids)
	if err != nil {
		s.Log.Warn("sessions could not be looked up", "sessions", len(ids), "error", err)
		return
	}
	for _, id := range dead {
		s.EndSession(id)
	}
}

// waves is in how many parts a drain closes the connections, spread over its time, so that they do not all come back at
// once; fewer than waveLeast are closed together.
const (
	waves     = 10
	waveLeast = 20
)

// Draining tells whether the door is about to close.
func (s *Server) Draining() bool { return s.draining.Load() }

// Drain ends the door: nobody new is let in, and every connection is closed with "going away" once the commands that it
// has sent are carried out. It returns when all are gone; those that are not when the context ends are cut. Calling it
// again waits for the same.
func (s *Server) Drain(ctx context.Context) {
	s.mu.Lock()
	s.draining.Store(true)
	s.mu.Unlock()
	s.drained.Do(func() { s.drain(ctx) })
}

func (s *Server) drain(ctx context.Context) {
	all := s.connections()
	size := max(waveLeast, (len(all)+waves-1)/waves)
	for len(all) > 0 {
		n := min(size, len(all))
		for _, c := range all[:n] {
			c.in.finish(func() { c.close(protocol.CloseGoingAway) })
		}
		if all = all[n:]; len(all) > 0 {
			pause(ctx, s.config.DrainOver/waves)
		}
	}
	stop := context.AfterFunc(ctx, func() {
		s.cancel() // a command that waits for something gives up; a commit is never cancelled (C5)
		for _, c := range s.connections() {
			c.cut("drain")
		}
	})
	defer stop()
	s.mu.Lock()
	for len(s.conns) > 0 {
		s.empty.Wait()
	}
	s.mu.Unlock()
	s.cancel()
	s.alive.Wait()
	s.crew.end()
	s.chores.Wait()
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
