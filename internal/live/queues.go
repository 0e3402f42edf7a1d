package live

// Queues is what waits for the connections of this node.
type Queues struct {
	// Sockets are WebSockets; Others are streams and requests that wait.
	Sockets, Others int
	// Frames and EventBytes are of all connections, and MostFrames and MostBytes of the one with the most.
	Frames, EventBytes    int
	MostFrames, MostBytes int
}

// Queues looks at every connection: for whoever watches, a few times a minute.
func (s *Server) Queues() Queues {
	var q Queues
	for _, c := range s.connections() {
		frames, bytes, socket := c.out.depth()
		if socket {
			q.Sockets++
		} else {
			q.Others++
		}
		q.Frames += frames
		q.EventBytes += bytes
		q.MostFrames = max(q.MostFrames, frames)
		q.MostBytes = max(q.MostBytes, bytes)
	}
	return q
}

func (o *outbox) depth() (frames, eventBytes int, isSocket bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, isSocket = o.line.(socket)
	return len(o.waiting) + len(o.held), o.eventBytes, isSocket
}
