package checker

import "twoticks/lab/faults/history"

// log is one chat as the database has it at the end.
type log struct {
	head    uint64
	entries map[uint64]*history.Event
	members map[string][]interval
}

// interval is a membership: above from, up to to; to is 0 while it lasts (C23).
type interval struct{ from, to uint64 }

func (i interval) has(seq uint64) bool { return seq > i.from && (i.to == 0 || seq <= i.to) }

func (c *checker) log(chat string) *log {
	l := c.logs[chat]
	if l == nil {
		l = &log{entries: map[uint64]*history.Event{}, members: map[string][]interval{}}
		c.logs[chat] = l
	}
	return l
}

// may tells whether a user may have an entry.
func (l *log) may(user string, seq uint64) bool {
	for _, i := range l.members[user] {
		if i.has(seq) {
			return true
		}
	}
	return false
}

// ended tells whether the membership by which a user had an entry is over.
func (l *log) ended(user string, seq uint64) bool {
	for _, i := range l.members[user] {
		if i.has(seq) {
			return i.to != 0
		}
	}
	return false
}

// begins tells whether a membership of the user begins with this entry.
func (l *log) begins(user string, seq uint64) bool {
	for _, i := range l.members[user] {
		if i.from+1 == seq {
			return true
		}
	}
	return false
}

// joined is the highest seq at which a user joined: marks begin there (C22).
func (l *log) joined(user string) uint64 {
	var n uint64
	for _, i := range l.members[user] {
		n = max(n, i.from)
	}
	return n
}

// present tells whether a user is a member at the end, and since when.
func (l *log) present(user string) (from uint64, ok bool) {
	for _, i := range l.members[user] {
		if i.to == 0 {
			return i.from, true
		}
	}
	return 0, false
}

// checkLogs looks at every log by itself (I2, I3, I12, I13).
func (c *checker) checkLogs() {
	for chat, l := range c.logs {
		if uint64(len(l.entries)) > l.head {
			c.bad("I3", "gap", Untrue, "%s has %d entries and its head is %d", chat, len(l.entries), l.head)
		}
		var at int64
		for seq := uint64(1); seq <= l.head; seq++ {
			e := l.entries[seq]
			if e == nil {
				c.bad("I3", "gap", Lost, "%s has a head of %d and nothing at %d", chat, l.head, seq)
				continue
			}
			if e.Time < at {
				c.bad("I13", "time-regress", Reordered, "%s: %d at %d comes after %d", chat, e.Time, seq, at)
			}
			at = e.Time
			c.checkOrigin(l, e)
		}
	}
}

// checkOrigin asks whether somebody who might asked for an entry at all.
func (c *checker) checkOrigin(l *log, e *history.Event) {
	switch e.Kind {
	case "text":
		m := c.messages[e.ID]
		if m == nil || m.event.Chat != e.Chat || m.event.User != e.Sender {
			c.bad("I2", "phantom", Untrue, "%s has at %d what nobody sent: %s of %s", e.Chat, e.Seq, e.ID, e.Sender)
		}
	case "edit", "delete":
		t := target{e.Chat, e.Target}
		if e.Kind == "edit" && len(c.edits[t]) == 0 || e.Kind == "delete" && !c.deletions[t] {
			c.bad("I2", "phantom", Untrue, "%s has at %d a change of %d that nobody asked for", e.Chat, e.Seq, e.Target)
		}
	case "system":
		return // a line about one's own coming or going is by somebody who is not a member before or after it
	}
	if !l.may(e.Sender, e.Seq) {
		c.bad("I12", "intruder", Leaked, "%s has at %d an entry (%s) of %s, who was no member then: %v", e.Chat, e.Seq, e.Kind, e.Sender, l.members[e.Sender])
	}
}

// same compares what an observer saw with the log (I4). Content may have changed since.
func (c *checker) same(l *log, seen *history.Event, where string) {
	e := l.entries[seen.Seq]
	if e == nil {
		c.bad("I2", "phantom", Untrue, "%s of %s saw %s at %d of %s (%s), which is not in the log", where, seen.Device, orID(seen), seen.Seq, seen.Chat, seen.Via)
		return
	}
	if e.Kind != seen.Kind || e.ID != seen.ID && e.Kind == "text" || e.Sender != seen.Sender || e.Target != seen.Target || e.Time != seen.Time {
		c.bad("I4", "divergence", Reordered, "%s of %s saw %s %s by %s at %d of %s (%s); the log has %s %s by %s",
			where, seen.Device, seen.Kind, orID(seen), seen.Sender, seen.Seq, seen.Chat, seen.Via, e.Kind, orID(e), e.Sender)
		return
	}
	if seen.Kind != "text" {
		return
	}
	if seen.Hash == "" && l.ended(seen.User, seen.Seq) && (e.Edited != 0 || e.Deleted != 0) {
		return // what was written into a row after a membership ended is not shown, and what stood before is nowhere
	}
	m := c.messages[seen.ID]
	if m != nil && !c.textFits(seen, m.event.Hash) {
		c.bad("I1", "altered", Untrue, "%s of %s saw %q at %d of %s, which was sent as %q", where, seen.Device, seen.Hash, seen.Seq, seen.Chat, m.event.Hash)
	}
}

func orID(e *history.Event) string {
	if e.ID != "" {
		return e.ID
	}
	return e.Kind
}
