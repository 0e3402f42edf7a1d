package live

import (
	"maps"
	"strconv"
	"sync"
	"sync/atomic"

	"twoticks/protocol"
)

// stats counts. Every drop and every end of a connection has a reason.
type stats struct {
	framesIn, framesOut, bytesOut, dropped, badMessages, missed atomic.Uint64

	mu      sync.Mutex
	open    int
	reasons map[string]uint64
}

// Stats is how the door stands.
type Stats struct {
	Connections int
	FramesIn    uint64
	FramesOut   uint64
	BytesOut    uint64
	// Dropped are typing and presence events that slow connections did not get.
	Dropped uint64
	// BadMessages came over the channel layer and were none of ours.
	BadMessages uint64
	// Missed is how often the channel layer may have lost something.
	Missed uint64
	// Ended counts connections by why they ended: a close code, "client" (it closed), "peer" (the socket went),
	// "silent", or "drain" (it was cut at the end of one).
	Ended map[string]uint64
}

func newStats() *stats { return &stats{reasons: map[string]uint64{}} }

func (s *stats) opened() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open++
}

func (s *stats) ended(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	s.reasons[reason]++
}

// Stats reads the counters.
func (s *Server) Stats() Stats {
	c := s.stats
	c.mu.Lock()
	defer c.mu.Unlock()
	return Stats{
		Connections: c.open, FramesIn: c.framesIn.Load(), FramesOut: c.framesOut.Load(), BytesOut: c.bytesOut.Load(),
		Dropped: c.dropped.Load(), BadMessages: c.badMessages.Load(), Missed: c.missed.Load(), Ended: maps.Clone(c.reasons),
	}
}

// closeReason is a close code as the label of a counter and as the reason in the frame.
func closeReason(code protocol.CloseCode) string { return strconv.Itoa(int(code)) }
