package checker

import (
	"slices"
	"time"

	"twoticks/lab/faults/history"
)

// The bounds of C15, from an acknowledgement to the arrival at a device that is connected. What is looked at from outside is
// known a little later; and a request that waits tells once a second.
const (
	latest          = 35 * time.Second
	latestAway      = 2 * time.Second
	lookedAt        = 500 * time.Millisecond
	waitingDelivers = "wait"
)

// Late is how long entries took from their acknowledgement to devices that were connected, over lines that were good.
type Late struct{ Up, Away []time.Duration }

// owing is what a connected device has not got yet. What was acknowledged while it was away, or its line was bad, is missed:
// it is fetched with everything else that was (C16), and no push of it could have come. So is what comes before it has caught
// up with that.
type owing struct {
	seq    uint64
	since  time.Duration
	missed bool
}

// listener is a device while it is connected.
type listener struct {
	user, via string
	// good is since when its connection stands and its line is good; it may lie in the future.
	good time.Duration
	owed map[string][]owing // per chat, in order
}

func (d *listener) catchingUp() bool {
	for _, list := range d.owed {
		if slices.ContainsFunc(list, func(o owing) bool { return o.missed }) {
			return true
		}
	}
	return false
}

// lateness goes through a history once.
type lateness struct {
	*checker
	late      Late
	listeners map[string]*listener
	cursors   map[place]uint64
	acked     map[string]uint64 // per chat, the highest
	away      bool
	awaySince time.Duration
}

// checkLate measures how late entries arrived (C15). Entries that never do are another matter, unless the bound has passed.
func (c *checker) checkLate() Late {
	l := &lateness{checker: c, listeners: map[string]*listener{}, cursors: map[place]uint64{}, acked: map[string]uint64{}}
	for i := range c.events {
		switch e := &c.events[i]; e.Op {
		case history.Connected:
			l.connected(e)
		case history.Ended, history.Revoked:
			delete(l.listeners, e.Device)
		case history.Fault:
			if d := l.listeners[e.Device]; d != nil {
				d.good = max(d.good, e.At+e.Took)
				for _, list := range d.owed {
					for i := range list {
						list[i].since, list[i].missed = max(list[i].since, d.good), true
					}
				}
			}
		case history.Ack:
			l.ack(e)
		case history.Apply, history.Reset:
			l.arrived(e)
		case history.Wire:
			l.told(e)
		case history.Away:
			l.away, l.awaySince = true, e.At
		case history.Back:
			l.away = false
		case history.FinalPlace: // what follows asks past all rules of a device
			l.never(e.At)
			return l.late
		}
	}
	return l.late
}

func (l *lateness) connected(e *history.Event) {
	d := &listener{user: e.User, via: e.Via, good: e.At, owed: map[string][]owing{}}
	l.listeners[e.Device] = d
	for chat, head := range l.acked {
		l.owe(e.Device, d, chat, head, e.At)
	}
}

func (l *lateness) ack(e *history.Event) {
	if e.Seq <= l.acked[e.Chat] {
		return
	}
	l.acked[e.Chat] = e.Seq
	for name, d := range l.listeners {
		l.owe(name, d, e.Chat, e.Seq, e.At)
	}
}

func (l *lateness) owe(device string, d *listener, chat string, seq uint64, at time.Duration) {
	log := l.log(chat)
	if !log.may(d.user, seq) || log.ended(d.user, seq) {
		return
	}
	o := owing{seq: seq, since: max(at, d.good), missed: at <= d.good || d.catchingUp()}
	if l.cursors[place{device, chat}] >= seq {
		l.sample(d, o, at, device, chat)
		return
	}
	d.owed[chat] = append(d.owed[chat], o)
}

func (l *lateness) arrived(e *history.Event) {
	p := place{e.Device, e.Chat}
	l.cursors[p] = max(l.cursors[p], e.Seq)
	d := l.listeners[e.Device]
	if d == nil {
		return
	}
	list := d.owed[e.Chat]
	for len(list) > 0 && list[0].seq <= e.Seq {
		l.sample(d, list[0], e.At, e.Device, e.Chat)
		list = list[1:]
	}
	d.owed[e.Chat] = list
}

// told notes an entry that came, and waits for what lies before it: how soon that is fetched is the device's (C13).
func (l *lateness) told(e *history.Event) {
	d := l.listeners[e.Device]
	if d == nil {
		return
	}
	list := d.owed[e.Chat]
	for i, o := range list {
		if o.seq == e.Seq {
			l.sample(d, o, e.At, e.Device, e.Chat)
			d.owed[e.Chat] = slices.Delete(list, i, i+1)
			return
		}
	}
}

// sample takes one down, and judges it.
func (l *lateness) sample(d *listener, o owing, at time.Duration, device, chat string) {
	took := max(0, at-o.since)
	away := l.away && o.since >= l.awaySince && !o.missed
	bound := latest
	if away && d.via != waitingDelivers {
		bound = latestAway
	}
	if away {
		l.late.Away = append(l.late.Away, took)
	} else {
		l.late.Up = append(l.late.Up, took)
	}
	if took > bound+lookedAt {
		l.bad("I7", "late", Untrue, "%s got %d of %s %v after it was acknowledged, at %v; Redis known to be away: %v", device, o.seq, chat, took, at, away)
	}
}

// never judges what has not arrived when everything has ended.
func (l *lateness) never(at time.Duration) {
	for name, d := range l.listeners {
		for chat, list := range d.owed {
			for _, o := range list {
				if at-o.since > latest+lookedAt {
					l.bad("I7", "late", Untrue, "%s has not got %d of %s %v after it was acknowledged", name, o.seq, chat, at-o.since)
				}
			}
		}
	}
}
