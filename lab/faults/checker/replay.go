package checker

import "twoticks/lab/faults/history"

// reader is a user in one chat.
type reader struct{ user, chat string }

// seenMarks is who sees whose marks by which way: each must only rise.
type seenMarks struct{ device, chat, whose, via string }

type marks struct{ delivered, read uint64 }

// replay goes through the history in the order of time.
type replay struct {
	*checker
	acked    map[string]uint64 // per chat, the highest that was acknowledged
	applied  map[place]uint64
	covered  map[reader]uint64 // the furthest of a user's devices
	reported map[reader]marks
	told     map[seenMarks]marks
}

func (c *checker) replay() {
	r := &replay{
		checker: c, acked: map[string]uint64{}, applied: map[place]uint64{}, covered: map[reader]uint64{},
		reported: map[reader]marks{}, told: map[seenMarks]marks{},
	}
	for i := range c.events {
		switch e := &c.events[i]; e.Op {
		case history.Send, history.Ack, history.Refused, history.Later, history.Unknown:
			r.outcome(e)
		case history.Wire:
			r.entitled(e)
			r.same(c.log(e.Chat), e, "a device")
		case history.Apply:
			r.apply(e)
		case history.Reset:
			r.reset(e)
		case history.Report:
			k := reader{e.User, e.Chat}
			r.reported[k] = marks{max(r.reported[k].delivered, e.Delivered), max(r.reported[k].read, e.Read)}
		case history.Marks:
			r.marks(e)
		case history.Ahead:
			c.bad("I1", "lost-tail", Lost, "%s has %d of %s and is told of a head of %d in the same epoch, after %v", e.Device, e.From, e.Chat, e.Seq, e.At)
		case history.Broken:
			c.bad("I16", "broken", Untrue, "%s %s: %s", e.Device, e.Chat, e.Kind)
		case history.FinalEntry:
			if e.Via != "database" {
				r.entitled(e)
				r.same(c.log(e.Chat), e, "the final read")
			}
		case history.FinalMarks:
			r.finalMarks(e)
		}
	}
}

// outcome follows the tries of a message (I8, I14, and what checkMessages needs).
func (r *replay) outcome(e *history.Event) {
	m := r.messages[e.ID]
	if m == nil {
		return // a refusal that is about something else
	}
	switch e.Op {
	case history.Send:
		if !m.everTried {
			m.everTried, m.after = true, r.acked[e.Chat]
		}
		m.underWay, m.tried = true, e.At
		return
	case history.Ack:
		r.ack(m, e)
	case history.Refused:
		m.refused, m.code = true, e.Code
	case history.Unknown:
		m.unknown = true
	}
	if m.underWay && e.At-m.tried > slowest {
		r.bad("I14", "hang", Untrue, "a try of %s by %s took %v", e.ID, e.Device, e.At-m.tried)
	}
	m.underWay = false
}

func (r *replay) ack(m *message, e *history.Event) {
	if m.acked && m.ack.Seq != e.Seq {
		r.bad("I6", "duplicate", Duplicated, "%s of %s was acknowledged at %d and at %d of %s", e.ID, e.Device, m.ack.Seq, e.Seq, e.Chat)
		return
	}
	if e.Seq <= m.after {
		r.bad("I8", "real-time", Reordered, "%s of %s was first sent when %d of %s was acknowledged, and got %d", e.ID, e.Device, m.after, e.Chat, e.Seq)
	}
	if !m.acked {
		m.acked, m.ack = true, *e
	}
	if m.ack.Time == 0 {
		m.ack.Time = e.Time
	}
	r.acked[e.Chat] = max(r.acked[e.Chat], e.Seq)
}

func (r *replay) entitled(e *history.Event) {
	if !r.log(e.Chat).may(e.User, e.Seq) {
		r.bad("I12", "leak", Leaked, "%s got %d of %s (%s) after %v and was not entitled to it: %v",
			e.Device, e.Seq, e.Chat, e.Via, e.At, r.log(e.Chat).members[e.User])
	}
}

// apply follows a device's window (I4, I5, I6, I12).
func (r *replay) apply(e *history.Event) {
	l, p := r.log(e.Chat), place{e.Device, e.Chat}
	r.entitled(e)
	r.same(l, e, "a device")
	switch at := r.applied[p]; {
	case e.Seq <= at:
		r.bad("I6", "applied-twice", Duplicated, "%s applied %d of %s behind %d", e.Device, e.Seq, e.Chat, at)
	case e.Seq != at+1 && !l.begins(e.User, e.Seq):
		r.bad("I5", "skip", Lost, "%s applied %d of %s after %d (%s)", e.Device, e.Seq, e.Chat, at, e.Via)
	}
	r.advance(p, e)
}

// reset follows a window that begins anew. It may never leave out what it was about to get, unless by C12 or C23.
func (r *replay) reset(e *history.Event) {
	p := place{e.Device, e.Chat}
	if at := r.applied[p]; e.Seq < at {
		r.bad("I5", "reorder", Reordered, "%s began %s anew at %d and had %d", e.Device, e.Chat, e.Seq, at)
	}
	r.advance(p, e)
}

func (r *replay) advance(p place, e *history.Event) {
	r.applied[p] = max(r.applied[p], e.Seq)
	k := reader{e.User, e.Chat}
	r.covered[k] = max(r.covered[k], e.Seq)
}

// marks follows what devices are told of marks (I10, I11): they rise, and claim no more than was so.
func (r *replay) marks(e *history.Event) {
	if e.Read > e.Delivered {
		r.bad("I10", "over-claim", Untrue, "%s is told of read %d and delivered %d in %s", e.Device, e.Read, e.Delivered, e.Chat)
	}
	k := seenMarks{e.Device, e.Chat, e.Kind + e.Sender, e.Via}
	before := r.told[k]
	// What two nodes tell by themselves may pass each other on its way; whoever is told takes the higher (C12, C20).
	passed := e.Via == "push" && r.nodes > 1
	if !passed && (e.Delivered < before.delivered || e.Read < before.read) {
		invariant, name := "I10", "receipt-regress"
		if e.Kind != "mine" {
			// What others have is what ticks are made of, also when somebody joins or comes back (C22).
			invariant, name = "I11", "status-regress"
		}
		r.bad(invariant, name, Untrue, "%s saw the marks (%s %s) in %s fall from %v to %v after %v (%s)",
			e.Device, e.Kind, e.Sender, e.Chat, before, marks{e.Delivered, e.Read}, e.At, e.Via)
	}
	r.told[k] = marks{e.Delivered, e.Read}
	if passed {
		r.told[k] = marks{max(before.delivered, e.Delivered), max(before.read, e.Read)}
	}
	if e.Kind != "others" {
		r.claim(e, e.Sender)
		return
	}
	for user := range r.log(e.Chat).members {
		// Who joined later or left since may not count in it.
		from, present := r.log(e.Chat).present(user)
		if user != e.User && present && from < e.Delivered && len(r.log(e.Chat).members[user]) == 1 {
			r.claim(e, user)
		}
	}
}

// claim checks one user's mark: some device of theirs has it all, or they joined there.
func (r *replay) claim(e *history.Event, user string) {
	if e.Delivered > max(r.covered[reader{user, e.Chat}], r.log(e.Chat).joined(user)) {
		r.bad("I10", "over-claim", Untrue, "%s is told after %v that %s has %d of %s (%s); no device of theirs had more than %d",
			e.Device, e.At, user, e.Delivered, e.Chat, e.Via, r.covered[reader{user, e.Chat}])
	}
}

// finalMarks compares a user's own marks at the end with what their devices reported.
func (r *replay) finalMarks(e *history.Event) {
	if e.Kind != "mine" {
		return
	}
	reported, joined := r.reported[reader{e.User, e.Chat}], r.log(e.Chat).joined(e.User)
	if e.Delivered > max(reported.delivered, reported.read, joined) || e.Read > max(reported.read, joined) {
		r.bad("I10", "over-claim", Untrue, "%s ends with marks %v in %s and reported %v", e.User, marks{e.Delivered, e.Read}, e.Chat, reported)
	}
	for _, via := range []string{"push", "heads", "wait", "answer"} {
		told := r.told[seenMarks{e.Device, e.Chat, "mine" + e.User, via}]
		if e.Delivered < told.delivered || e.Read < told.read {
			r.bad("I10", "receipt-regress", Untrue, "%s ends with marks %v in %s and was told of %v", e.User, marks{e.Delivered, e.Read}, e.Chat, told)
		}
	}
}
