package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"twoticks/lab/faults/checker"
	"twoticks/lab/faults/history"
)

// work is what a run has to reach to count.
type work struct {
	Acked, Kills           int
	Synced                 float64
	Repeats, Gaps, Unknown int
	// Lost are publications lost in silence, LostLast those without a trace; Commits those whose answer was lost or that were
	// cut off; Mishaps what befell PostgreSQL and Redis.
	Lost, LostLast, Commits, Mishaps int
	// Revoked are sessions that were ended.
	Revoked int
}

// tally is what a run did.
type tally struct {
	acked, repeats, gaps, unknown    int
	lost, traceless, cut, unanswered int
	mishaps, revoked                 int
	// kills are those with a send under way that was not acknowledged; killsInAll are all.
	kills, killsInAll     int
	pushed, synced, owned int
	faults, kinds         int
	devices               int
	wholeTime             time.Duration
}

// count reads from a history what was done since the faults began.
func count(events []history.Event) tally {
	var t tally
	var began time.Duration
	acked, devices, kinds := map[string]bool{}, map[string]bool{}, map[string]bool{}
	underWay := map[string]string{}   // the devices of sends under way
	var killed map[string]bool        // sends under way when the server was killed
	bad := map[string]time.Duration{} // until when a device's line holds bytes back
	for i := range events {
		e := &events[i]
		switch e.Op {
		case history.Begin:
			t, began = tally{}, e.At
			clear(acked)
		case history.Send:
			underWay[e.ID] = e.Device
		case history.Ack, history.Refused, history.Later, history.Unknown:
			if killed[e.ID] && e.Op == history.Unknown {
				t.kills++
				killed = nil
			}
			delete(killed, e.ID)
			delete(underWay, e.ID)
			t.outcome(e, acked)
		case history.Filled:
			t.gaps++
		case history.Apply:
			devices[e.Device] = true
			t.applied(e)
		case history.Fault:
			if e.Kind == "killed" {
				continue
			}
			kinds[e.Kind] = true
			t.fault(e)
			switch {
			case e.Kind == "kill":
				t.killsInAll++
				killed = onGoodLines(underWay, bad, e.At)
			case e.Device != "":
				bad[e.Device] = e.At + e.Took
			case disturbsSends(e.Kind):
				bad[everyDevice] = max(bad[everyDevice], e.At+e.Took+aftermath)
			case strings.HasPrefix(e.Kind, "commit-"):
				bad[everyDevice] = max(bad[everyDevice], e.At+afterCommit)
			}
		}
	}
	t.acked, t.devices, t.kinds = len(acked), len(devices), len(kinds)
	if len(events) > 0 {
		t.wholeTime = events[len(events)-1].At - began
	}
	return t
}

// everyDevice stands for all of them, aftermath is how long what befell PostgreSQL can be felt, and afterCommit how long
// whoever waits for a COMMIT does before the line is cut, and a little more.
const (
	everyDevice = ""
	aftermath   = time.Second
	afterCommit = 400 * time.Millisecond
)

// disturbsSends tells whether a fault can leave the outcome of anybody's send unknown.
func disturbsSends(kind string) bool {
	return strings.HasPrefix(kind, "postgresql-") || kind == "rolling-restart"
}

func (t *tally) fault(e *history.Event) {
	t.faults++
	switch kind := e.Kind; {
	case kind == "publication-lost":
		t.lost++
	case kind == "publication-lost-traceless":
		t.lost++
		t.traceless++
	case kind == "commit-cut":
		t.cut++
	case kind == "commit-unanswered":
		t.unanswered++
	case kind == "revoked":
		t.revoked++
	case strings.HasPrefix(kind, "redis-"), strings.HasPrefix(kind, "postgresql-"):
		t.mishaps++
	}
}

// onGoodLines leaves out the sends that may not have reached the server since their device's line was bad.
func onGoodLines(underWay map[string]string, bad map[string]time.Duration, now time.Duration) map[string]bool {
	good := map[string]bool{}
	for id, device := range underWay {
		if max(bad[device], bad[everyDevice]) < now {
			good[id] = true
		}
	}
	return good
}

func (t *tally) outcome(e *history.Event, acked map[string]bool) {
	switch {
	case e.Op == history.Unknown:
		t.unknown++
	case e.Op == history.Ack:
		acked[e.ID] = true
		if e.Duplicate {
			t.repeats++
		}
	}
}

func (t *tally) applied(e *history.Event) {
	switch e.Via {
	case "push":
		t.pushed++
	case "sync":
		t.synced++
	default:
		t.owned++
	}
}

func (t tally) syncedShare() float64 {
	return float64(t.synced) / float64(max(1, t.pushed+t.synced+t.owned))
}

// short says what is missing; empty when nothing is.
func (t tally) short(w work) string {
	var missing []string
	need := func(what string, have, want int) {
		if have < want {
			missing = append(missing, fmt.Sprintf("%d of %d %s", have, want, what))
		}
	}
	need("messages acknowledged", t.acked, w.Acked)
	need("kills with an unacknowledged send under way", t.kills, w.Kills)
	need("repeats answered as such", t.repeats, w.Repeats)
	need("gaps filled", t.gaps, w.Gaps)
	need("outcomes unknown", t.unknown, w.Unknown)
	need("sessions ended", t.revoked, w.Revoked)
	need("publications lost in silence", t.lost, w.Lost)
	need("of them without a trace", t.traceless, w.LostLast)
	need("commits cut or unanswered", t.cut+t.unanswered, w.Commits)
	need("mishaps of PostgreSQL and Redis", t.mishaps, w.Mishaps)
	if t.syncedShare() < w.Synced {
		missing = append(missing, fmt.Sprintf("%.0f of %.0f %% of entries by sync", 100*t.syncedShare(), 100*w.Synced))
	}
	return strings.Join(missing, ", ")
}

// ledger is the run as a row of a table in docs/reliability.md: that of one server, or that of several nodes.
func (o outcome) ledger(nodes int, now time.Time, commit string) string {
	t, v := o.done, o.verdict
	found := 0
	for _, a := range v.Anomalies {
		found += a.Count
	}
	row := fmt.Sprintf("| %s | %s | %.0f | %d | %d (%d) | %d (%d) | %d |", now.UTC().Format(time.DateOnly), commit,
		t.wholeTime.Seconds(), t.acked, t.kills, t.killsInAll, t.faults, t.kinds, found)
	if nodes == 1 {
		return row + fmt.Sprintf(" %v | %v |", o.figures.returns.at(99), o.figures.returnsToService.at(99))
	}
	up, away := times(v.Late.Up), times(v.Late.Away)
	return row + fmt.Sprintf(" %d (%d) | %d, %d | %v, %v | %v, %v |", t.lost, t.traceless, t.cut, t.unanswered,
		up.at(99), up.at(100), away.at(99), away.at(100))
}

// print says what was found and shown; the last line is the sum.
func (o outcome) print(w io.Writer) {
	for _, a := range o.verdict.Anomalies {
		fmt.Fprintln(w, a)
	}
	t := o.done
	fmt.Fprintf(w, "work: %d devices, %.0f s; %d of %d kills with an unacknowledged send under way; %d entries applied, %.0f %% of them by sync; %d repeats, %d gaps filled, %d outcomes unknown\n",
		t.devices, t.wholeTime.Seconds(), t.kills, t.killsInAll, t.pushed+t.synced+t.owned, 100*t.syncedShare(), t.repeats, t.gaps, t.unknown)
	if t.lost > 0 {
		fmt.Fprintf(w, "work: %d publications lost in silence, %d of them without a trace; %d commits cut before they were done, %d whose answer was lost; %d mishaps of PostgreSQL and Redis\n",
			t.lost, t.traceless, t.cut, t.unanswered, t.mishaps)
	}
	fmt.Fprintf(w, "work: %d sessions ended in the middle of a burst\n", t.revoked)
	o.figures.print(w)
	v := o.verdict
	if v.Overtaken > 0 {
		fmt.Fprintf(w, "%d messages were refused by one node while an earlier try was under way on another, and stored by that; see docs/reliability.md\n", v.Overtaken)
	}
	for _, late := range []struct {
		when  string
		times times
	}{{"", v.Late.Up}, {", while all nodes knew that Redis was away", v.Late.Away}} {
		if len(late.times) > 0 {
			fmt.Fprintf(w, "from an acknowledgement to whoever is connected%s: %v, most %v\n", late.when, late.times, late.times.at(100))
		}
	}
	if n := v.Count(checker.Untrue); n > 0 {
		fmt.Fprintf(w, "faults: %d times somebody was told what was not so\n", n)
	}
	fmt.Fprintf(w, "faults: %d acked, %d lost, %d duplicated, %d reordered, %d leaked, %d faults of %d kinds\n",
		t.acked, v.Count(checker.Lost), v.Count(checker.Duplicated), v.Count(checker.Reordered), v.Count(checker.Leaked), t.faults, t.kinds)
}
