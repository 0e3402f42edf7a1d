// Package checker judges a history: which of the contract's invariants did not hold, and what showed it first.
//
// Its time is linear in the history, since every write is unique and every chat is a list that only grows: what was
// accepted has one place, and each observer can be compared with the log as it stands at the end. It looks at nothing but
// the history, so that a history made by hand can show that it bites.
package checker

import (
	"fmt"
	"slices"
	"time"

	"twoticks/lab/faults/history"
)

// Class is what an anomaly means to the people who write to each other.
type Class string

const (
	Lost       Class = "lost"
	Duplicated Class = "duplicated"
	Reordered  Class = "reordered"
	Leaked     Class = "leaked"
	Untrue     Class = "untrue" // somebody was told what was not so, or nothing at all
)

// Anomaly is one way in which an invariant did not hold.
type Anomaly struct {
	Invariant string
	Name      string
	Class     Class
	// Count is how often, Witness what showed it first.
	Count   int
	Witness string
}

func (a Anomaly) String() string {
	return fmt.Sprintf("%s %s (%s), %d times; first: %s", a.Invariant, a.Name, a.Class, a.Count, a.Witness)
}

// Verdict is what a history shows.
type Verdict struct {
	Acked     int
	Anomalies []Anomaly
	Late      Late
	// Overtaken are messages whose second try, by another node, was refused since their sender was no member then, and whose
	// first, which was still under way, found the sender taken in again. No node can know of the other's (C5).
	Overtaken int
}

// Count is how often anomalies of a class were found.
func (v Verdict) Count(c Class) int {
	n := 0
	for _, a := range v.Anomalies {
		if a.Class == c {
			n += a.Count
		}
	}
	return n
}

const notAMember = "not_a_member"

// slowest is how long a try may take until its outcome is known, if only as unknown (I14).
const slowest = 15 * time.Second

// message is what is known of one client id.
type message struct {
	event      history.Event // its compose
	acked      bool
	ack        history.Event
	refused    bool
	code       string // of the refusal
	unknown    bool
	underWay   bool
	tried      time.Duration
	after      uint64 // the highest seq that was acknowledged in the chat when the first try began
	everTried  bool
	finalSeq   uint64
	finalTwice uint64
}

// place is one device in one chat.
type place struct{ device, chat string }

// target is one message that was to be changed.
type target struct {
	chat string
	seq  uint64
}

// checker holds what was collected of one history.
type checker struct {
	events   []history.Event
	messages map[string]*message
	logs     map[string]*log
	// edits are the texts that were to replace a message, deletions the messages that were to go.
	edits     map[target]map[string]bool
	deletions map[target]bool
	// nodes is how many served.
	nodes     int
	overtaken int
	found     map[string]*Anomaly
	names     []string
}

// Check judges a history that ends with a final read.
func Check(events []history.Event) Verdict {
	c := &checker{
		events: events, messages: map[string]*message{}, logs: map[string]*log{},
		edits: map[target]map[string]bool{}, deletions: map[target]bool{}, found: map[string]*Anomaly{},
	}
	c.collect()
	c.checkLogs()
	c.replay()
	c.checkMessages()
	c.checkOutboxes()
	c.checkEnd()
	c.checkRevoked()
	v := Verdict{Late: c.checkLate(), Overtaken: c.overtaken}
	for _, m := range c.messages {
		if m.acked {
			v.Acked++
		}
	}
	for _, name := range c.names {
		v.Anomalies = append(v.Anomalies, *c.found[name])
	}
	return v
}

func (c *checker) bad(invariant, name string, class Class, format string, args ...any) {
	key := invariant + name
	a := c.found[key]
	if a == nil {
		a = &Anomaly{Invariant: invariant, Name: name, Class: class, Witness: fmt.Sprintf(format, args...)}
		c.found[key] = a
		c.names = append(c.names, key)
	}
	a.Count++
}

// collect reads what has to be known before anything can be compared with it.
func (c *checker) collect() {
	for i := range c.events {
		switch e := &c.events[i]; e.Op {
		case history.Compose:
			c.messages[e.ID] = &message{event: *e}
		case history.Change:
			t := target{e.Chat, e.Target}
			if e.Kind == "delete" {
				c.deletions[t] = true
				continue
			}
			if c.edits[t] == nil {
				c.edits[t] = map[string]bool{}
			}
			c.edits[t][e.Hash] = true
		case history.Begin:
			c.nodes = e.Node
		case history.FinalHead:
			c.log(e.Chat).head = e.Seq
		case history.FinalMember:
			l := c.log(e.Chat)
			l.members[e.User] = append(l.members[e.User], interval{e.From, e.To})
		case history.FinalEntry:
			if e.Via == "database" {
				c.takeEntry(e)
			}
		}
	}
}

func (c *checker) takeEntry(e *history.Event) {
	l := c.log(e.Chat)
	if l.entries[e.Seq] != nil {
		c.bad("I3", "double-seq", Duplicated, "%s has two entries at %d", e.Chat, e.Seq)
		return
	}
	l.entries[e.Seq] = e
	if e.Kind != "text" {
		return
	}
	m := c.messages[e.ID]
	switch {
	case m == nil:
	case m.finalSeq == 0:
		m.finalSeq = e.Seq
	default:
		m.finalTwice = max(m.finalSeq, e.Seq)
		m.finalSeq = min(m.finalSeq, e.Seq)
		c.bad("I6", "duplicate", Duplicated, "%s of %s is in %s at %d and at %d", e.ID, m.event.Device, e.Chat, m.finalSeq, m.finalTwice)
	}
}

// checkMessages compares what devices were told of their messages with the log (I1, I2, I14, I15).
func (c *checker) checkMessages() {
	for _, id := range c.sortedIDs() {
		m := c.messages[id]
		switch {
		case m.acked:
			c.checkAcked(id, m)
		case m.refused && m.finalSeq != 0 && c.overtook(m):
			c.overtaken++
		case m.refused && m.finalSeq != 0:
			c.bad("I2", "aborted-read", Untrue, "%s was refused for good and is in %s at %d", id, m.event.Chat, m.finalSeq)
		case !m.refused && m.unknown:
			c.bad("I15", "unresolved", Untrue, "%s of %s: its outcome was unknown and was never settled", id, m.event.Device)
		case !m.refused:
			c.bad("I14", "stuck", Untrue, "%s of %s waits in the outbox at the end", id, m.event.Device)
		}
	}
}

// overtook tells whether a refusal can have been that of a later try while an earlier one was under way on another node.
func (c *checker) overtook(m *message) bool {
	l := c.log(m.event.Chat)
	since := false
	for _, i := range l.members[m.event.User] {
		since = since || i.from > 0 && i.has(m.finalSeq)
	}
	return c.nodes > 1 && m.unknown && m.code == notAMember && since
}

func (c *checker) checkAcked(id string, m *message) {
	l := c.log(m.event.Chat)
	switch {
	case m.finalSeq == 0:
		c.bad("I1", c.whereLost(m), Lost, "%s of %s was acknowledged at %d of %s after %v and is not in the log",
			id, m.event.Device, m.ack.Seq, m.event.Chat, m.ack.At)
		return
	case m.ack.Seq != m.finalSeq && m.ack.Seq != m.finalTwice:
		c.bad("I1", "moved", Reordered, "%s of %s was acknowledged at %d of %s and is at %d",
			id, m.event.Device, m.ack.Seq, m.event.Chat, m.finalSeq)
		return
	}
	e := l.entries[m.finalSeq]
	if !c.textFits(e, m.event.Hash) {
		c.bad("I1", "altered", Untrue, "%s of %s is %q at %d of %s and was sent as %q", id, m.event.Device, e.Hash, e.Seq, e.Chat, m.event.Hash)
	}
	if m.ack.Time != 0 && m.ack.Time != e.Time {
		c.bad("I1", "altered", Untrue, "%s was acknowledged for the time %d and stands with %d", id, m.ack.Time, e.Time)
	}
}

// textFits tells whether a text may stand where one was sent: the same, or what an edit or deletion asked for.
func (c *checker) textFits(e *history.Event, sent string) bool {
	t := target{e.Chat, e.Seq}
	if e.Kind != "text" {
		t.seq = e.Target
	}
	switch {
	case e.Deleted != 0:
		return e.Hash == "" && c.deletions[t]
	case e.Edited != 0:
		return c.edits[t][e.Hash]
	}
	return e.Hash == sent
}

// whereLost says which part of what a device wrote into a chat is missing.
func (c *checker) whereLost(lost *message) string {
	before, behind := false, false
	for _, m := range c.messages {
		if m.finalSeq == 0 || m.event.Device != lost.event.Device || m.event.Chat != lost.event.Chat {
			continue
		}
		before = before || m.event.Order < lost.event.Order
		behind = behind || m.event.Order > lost.event.Order
	}
	switch {
	case before && behind:
		return "lost-middle"
	case before:
		return "lost-postfix"
	}
	return "lost-prefix"
}

// checkOutboxes compares the order in which a device's messages were written with that in which they were accepted (I9).
func (c *checker) checkOutboxes() {
	last := map[place]*message{}
	for _, m := range c.inOrder() {
		if !m.acked {
			continue
		}
		p := place{m.event.Device, m.event.Chat}
		if before := last[p]; before != nil && m.ack.Seq <= before.ack.Seq {
			c.bad("I9", "fifo", Reordered, "%s wrote its number %d in %s before %d; they are at %d and %d",
				p.device, before.event.Order, p.chat, m.event.Order, before.ack.Seq, m.ack.Seq)
		}
		last[p] = m
	}
}

func (c *checker) inOrder() []*message {
	list := make([]*message, 0, len(c.messages))
	for _, m := range c.messages {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b *message) int {
		if a.event.Order != b.event.Order {
			return int(a.event.Order) - int(b.event.Order)
		}
		return int(a.event.At - b.event.At)
	})
	return list
}

// sortedIDs is in the order in which messages were written, so that the first witness is the earliest.
func (c *checker) sortedIDs() []string {
	ids := make([]string, 0, len(c.messages))
	for id := range c.messages {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return int(c.messages[a].event.At - c.messages[b].event.At) })
	return ids
}
