package watch

import (
	"bytes"
	"encoding/binary"
	"strings"
	"sync/atomic"

	"twoticks/lab/faults/proxy"
)

// Commits finds COMMIT among what a node says to PostgreSQL, and can break the line around the next one (C5).
type Commits struct {
	next atomic.Int32 // the proxy.Fate of the next COMMIT
	// Met is told of each COMMIT that was met so.
	Met func(proxy.Fate)
}

// Arm lets the next COMMIT find its line cut before it (proxy.Break), or its answer swallowed (proxy.Swallow).
func (c *Commits) Arm(f proxy.Fate) { c.next.Store(int32(f)) }

// Watch is one connection's.
func (c *Commits) Watch() proxy.Watch {
	s := &session{commits: map[string]bool{}}
	return func(up []byte) ([]byte, proxy.Fate) {
		s.held = append(s.held, up...)
		on := 0
		for {
			size := s.message(s.held[on:])
			if size == 0 {
				break
			}
			if s.ends(s.held[on : on+size]) {
				if f := proxy.Fate(c.next.Swap(int32(proxy.Carry))); f != proxy.Carry {
					c.Met(f)
					if f == proxy.Swallow {
						on = len(s.held) // with what lets it be carried out
					}
					return s.release(on), f
				}
			}
			on += size
		}
		return s.release(on), proxy.Carry
	}
}

// session follows one connection, from its start.
type session struct {
	held    []byte
	started bool
	commits map[string]bool // prepared statements that are COMMIT
}

// release hands out the first bytes that are held.
func (s *session) release(n int) []byte {
	on := bytes.Clone(s.held[:n])
	s.held = append(s.held[:0], s.held[n:]...)
	return on
}

// message is the size of the message that b begins with; 0 when it is not all there. Only the first has no type.
func (s *session) message(b []byte) int {
	head := 1
	if !s.started {
		head = 0
	}
	if len(b) < head+4 {
		return 0
	}
	size := head + int(binary.BigEndian.Uint32(b[head:]))
	if len(b) < size {
		return 0
	}
	s.started = true
	return size
}

// ends tells whether a message carries out a COMMIT. It notes which names stand for one.
func (s *session) ends(message []byte) bool {
	if len(message) < 5 {
		return false
	}
	body := message[5:]
	switch message[0] {
	case 'Q':
		text, _, _ := bytes.Cut(body, []byte{0})
		return isCommit(text)
	case 'P':
		name, rest, _ := bytes.Cut(body, []byte{0})
		text, _, _ := bytes.Cut(rest, []byte{0})
		s.commits[string(name)] = isCommit(text)
	case 'B':
		_, rest, _ := bytes.Cut(body, []byte{0})
		name, _, _ := bytes.Cut(rest, []byte{0})
		return s.commits[string(name)]
	}
	return false
}

func isCommit(text []byte) bool {
	return strings.EqualFold(strings.TrimRight(strings.TrimSpace(string(text)), ";"), "commit")
}
