package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"twoticks/lab/faults/history"
)

const missedMessages = 500

// figures are what was measured on the way.
type figures struct {
	// returns: from the network's return to caught up. returnsToService: from a kill of the server to the first new
	// message on somebody else's device.
	returns, returnsToService times
}

func (f figures) print(w io.Writer) {
	if len(f.returns) > 0 {
		fmt.Fprintf(w, "from the network's return to caught up, %d missed: %s\n", missedMessages, f.returns)
	}
	if len(f.returnsToService) > 0 {
		fmt.Fprintf(w, "from a kill of the server to the first new message delivered: %s\n", f.returnsToService)
	}
}

// times are durations that were measured.
type times []time.Duration

func (t times) String() string {
	return fmt.Sprintf("p50 %v, p99 %v, of %d", t.at(50), t.at(99), len(t))
}

// at returns the smallest that p per cent do not exceed.
func (t times) at(p int) time.Duration {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return sorted[min(len(sorted)-1, p*len(sorted)/100)].Round(time.Millisecond)
}

// measureReturns takes everybody but one off the network, lets that one write, and brings the others back one by one.
func (t *town) measureReturns(ctx context.Context, o options) (times, error) {
	var all times
	if len(t.everybody.users) == 0 {
		return nil, nil // a server without groups
	}
	writer := t.seats[0]
	for round := range o.Returns {
		for _, s := range t.seats[1:] {
			s.line.Down()
		}
		for i := range missedMessages {
			writer.Compose(t.everybody.id, fmt.Sprintf("while you were away, %d of round %d", i, round))
		}
		if !waitFor(ctx, o.Quiesce, writer.Settled) {
			return nil, errors.New("what the others are to miss could not be written")
		}
		head := writer.cursor(t.everybody)
		for _, s := range t.seats[1:] {
			began := t.history.Now()
			s.line.Heal()
			s.Nudge()
			if !waitFor(ctx, o.Quiesce, func() bool { return s.cursor(t.everybody) >= head && s.Settled() }) {
				return nil, fmt.Errorf("%s did not catch up", s.Name())
			}
			all = append(all, t.history.Now()-began)
		}
	}
	return all, nil
}

func (s *seat) cursor(r room) uint64 {
	for _, p := range s.Places() {
		if p.Chat == r.id {
			return uint64(p.Cursor)
		}
	}
	return 0
}

// waitFor looks every millisecond until something is so.
func waitFor(ctx context.Context, within time.Duration, so func() bool) bool {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for !so() {
		if !sleep(ctx, time.Millisecond) {
			return false
		}
	}
	return true
}

// afterKills finds for each kill when a message that was written after it reached a device of somebody else.
func afterKills(events []history.Event) times {
	var all times
	var kill time.Duration
	composed := map[string]bool{}
	for i := range events {
		switch e := &events[i]; {
		case e.Op == history.Fault && e.Kind == "kill":
			kill = e.At
			clear(composed)
		case e.Op == history.Compose && kill > 0:
			composed[e.ID] = true
		case e.Op == history.Apply && kill > 0 && e.Sender != e.User && composed[e.ID]:
			all = append(all, e.At-kill)
			kill = 0
		}
	}
	return all
}
