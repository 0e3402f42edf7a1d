package checker

import (
	"strings"
	"time"

	"twoticks/lab/faults/history"
)

// How long after the end of its session a device may still be told something: longer where the nodes may not have heard of it
// from each other.
const (
	revokedWithin       = 5 * time.Second
	revokedWithoutLayer = 30 * time.Second
	// told is how long the word of an end may be on its way, knownAgain how long nodes take to hear each other again after a
	// fault.
	told       = time.Second
	knownAgain = 3 * time.Second
)

// ending is the end of a session.
type ending struct {
	at   time.Duration
	over bool // its connection ended
}

// checkRevoked looks for entries that came to devices whose session had ended, and for connections that stayed (I12).
func (c *checker) checkRevoked() {
	endings := map[string]*ending{}
	open := map[string]bool{}
	var disturbed []history.Event
	var last time.Duration
	for i := range c.events {
		e := &c.events[i]
		last = e.At
		r := endings[e.Device]
		switch e.Op {
		case history.Connected:
			open[e.Device] = true
			if r != nil && e.At-r.at > told {
				c.bad("I12", "revoked", Leaked, "%s connected %v after its session had ended", e.Device, e.At-r.at)
			} else if r != nil {
				r.over = false // it was connecting when the session ended, and is cut off like one that was connected
			}
		case history.Ended:
			open[e.Device] = false
			if r != nil && !r.over {
				c.closed(e.Device, r, e.At, disturbed)
			}
		case history.Revoked:
			endings[e.Device] = &ending{at: e.At, over: !open[e.Device]}
		case history.Fault:
			if e.Kind == "kill" || e.Kind == "rolling-restart" || strings.HasPrefix(e.Kind, "redis-") {
				disturbed = append(disturbed, *e)
			}
		case history.Wire:
			if r != nil && e.At-r.at > within(r.at, disturbed) {
				c.bad("I12", "revoked", Leaked, "%s got %d of %s %v after its session had ended", e.Device, e.Seq, e.Chat, e.At-r.at)
			}
		}
	}
	for device, r := range endings {
		if !r.over {
			c.closed(device, r, last, disturbed)
		}
	}
}

func (c *checker) closed(device string, r *ending, at time.Duration, disturbed []history.Event) {
	r.over = true
	if took := at - r.at; took > within(r.at, disturbed) {
		c.bad("I12", "revoked", Leaked, "%s was still connected %v after its session had ended", device, took)
	}
}

// within is how long it may take after an end at a time.
func within(at time.Duration, disturbed []history.Event) time.Duration {
	for i := range disturbed {
		from, to := disturbed[i].At, disturbed[i].At+disturbed[i].Took
		if from <= at+told && at <= to+knownAgain {
			return revokedWithoutLayer
		}
	}
	return revokedWithin
}
