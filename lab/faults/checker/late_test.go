package checker

import (
	"slices"
	"testing"
	"time"

	"twoticks/lab/faults/history"
)

// at gives an event of a chat its time, in seconds.
func at(seconds float64, e history.Event) history.Event {
	e.At, e.Chat = time.Duration(seconds*float64(time.Second)), "chat"
	return e
}

func finds(events []history.Event, name string) bool {
	return slices.ContainsFunc(Check(events).Anomalies, func(a Anomaly) bool { return a.Name == name })
}

func TestWhatArrivesLateIsFound(t *testing.T) {
	connected := func(seconds float64, via string) history.Event {
		return at(seconds, history.Event{Op: history.Connected, Device: "bo1", User: "bo", Via: via})
	}
	ack := at(1, history.Event{Op: history.Ack, Device: "ana1", User: "ana", Seq: 1})
	applied := func(seconds float64) history.Event {
		return at(seconds, history.Event{Op: history.Apply, Device: "bo1", User: "bo", Seq: 1})
	}
	away := at(0.5, history.Event{Op: history.Away})
	for name, c := range map[string]struct {
		events []history.Event
		late   bool
	}{
		"within the bound":                       {[]history.Event{connected(0, "socket"), ack, applied(35)}, false},
		"past it":                                {[]history.Event{connected(0, "socket"), ack, applied(37)}, true},
		"never":                                  {[]history.Event{connected(0, "socket"), ack, at(37, history.Event{Op: history.FinalPlace})}, true},
		"by a reset":                             {[]history.Event{connected(0, "socket"), ack, at(37, history.Event{Op: history.Reset, Device: "bo1", User: "bo", Seq: 3})}, true},
		"not connected for most of it":           {[]history.Event{connected(0, "socket"), ack, at(2, history.Event{Op: history.Ended, Device: "bo1"}), connected(30, "socket"), applied(37)}, false},
		"connected since before, and long":       {[]history.Event{ack, connected(2, "socket"), applied(38)}, true},
		"a line that was bad":                    {[]history.Event{connected(0, "socket"), ack, at(2, history.Event{Op: history.Fault, Device: "bo1", Took: 10 * time.Second}), applied(40)}, false},
		"Redis known to be away, within":         {[]history.Event{connected(0, "socket"), away, ack, applied(2.9)}, false},
		"Redis known to be away, past it":        {[]history.Event{connected(0, "socket"), away, ack, applied(4)}, true},
		"Redis back meanwhile":                   {[]history.Event{connected(0, "socket"), away, ack, at(1.5, history.Event{Op: history.Back}), applied(4)}, false},
		"Redis away, but not known at the start": {[]history.Event{connected(0, "socket"), ack, at(1.2, history.Event{Op: history.Away}), applied(4)}, false},
		"a request that waits":                   {[]history.Event{connected(0, "wait"), away, ack, applied(4)}, false},
	} {
		events := append(c.events, at(50, history.Event{Op: history.FinalMember, User: "bo"}))
		if finds(events, "late") != c.late {
			t.Errorf("[C15] %s: found %v", name, !c.late)
		}
	}
}

func TestWhatComesAfterTheEndOfASessionIsFound(t *testing.T) {
	connected := at(0, history.Event{Op: history.Connected, Device: "bo2", User: "bo"})
	revoked := at(10, history.Event{Op: history.Revoked, Device: "bo2", User: "bo"})
	ended := func(seconds float64) history.Event {
		return at(seconds, history.Event{Op: history.Ended, Device: "bo2"})
	}
	wire := func(seconds float64) history.Event {
		return at(seconds, history.Event{Op: history.Wire, Device: "bo2", User: "bo", Seq: 1})
	}
	redis := at(9, history.Event{Op: history.Fault, Kind: "redis-killed", Took: 2 * time.Second})
	for name, c := range map[string]struct {
		events []history.Event
		leak   bool
	}{
		"closed at once":                    {[]history.Event{connected, revoked, ended(11)}, false},
		"closed late":                       {[]history.Event{connected, revoked, ended(16)}, true},
		"never closed":                      {[]history.Event{connected, revoked, at(20, history.Event{Op: history.Heal})}, true},
		"told something late":               {[]history.Event{connected, revoked, wire(16), ended(16)}, true},
		"told something just then":          {[]history.Event{connected, revoked, wire(10.1), ended(10.2)}, false},
		"connected again":                   {[]history.Event{connected, revoked, ended(11), at(12, connected)}, true},
		"Redis away: more time":             {[]history.Event{connected, redis, revoked, wire(16), ended(17)}, false},
		"Redis away: but not for ever":      {[]history.Event{connected, redis, revoked, wire(41), ended(41)}, true},
		"not connected when it was revoked": {[]history.Event{revoked, at(20, history.Event{Op: history.Heal})}, false},
	} {
		events := append(c.events, at(50, history.Event{Op: history.FinalMember, User: "bo"}))
		if finds(events, "revoked") != c.leak {
			t.Errorf("[C23] %s: found %v", name, !c.leak)
		}
	}
}

func TestARefusalThatOvertookAnotherTryIsCountedApart(t *testing.T) {
	id := history.Event{Device: "ana1", User: "ana", ID: "a1"}
	event := func(seconds float64, op history.Op, change func(*history.Event)) history.Event {
		e := id
		e.Op = op
		if change != nil {
			change(&e)
		}
		return at(seconds, e)
	}
	code := func(e *history.Event) { e.Code = notAMember }
	for name, c := range map[string]struct {
		nodes  int
		from   uint64
		tries  []history.Event
		broken bool
	}{
		"taken in again before it was stored": {3, 4, []history.Event{event(1, history.Unknown, nil), event(2, history.Refused, code)}, false},
		"on one node":                         {1, 4, []history.Event{event(1, history.Unknown, nil), event(2, history.Refused, code)}, true},
		"a member all along":                  {3, 0, []history.Event{event(1, history.Unknown, nil), event(2, history.Refused, code)}, true},
		"no try before it":                    {3, 4, []history.Event{event(2, history.Refused, code)}, true},
		"refused for something else":          {3, 4, []history.Event{event(1, history.Unknown, nil), event(2, history.Refused, nil)}, true},
	} {
		events := []history.Event{at(0, history.Event{Op: history.Begin, Node: c.nodes}), event(0, history.Compose, nil), event(0.5, history.Send, nil)}
		events = append(events, c.tries...)
		events = append(events, event(9, history.FinalEntry, func(e *history.Event) { e.Via, e.Kind, e.Sender, e.Seq = "database", "text", "ana", 5 }),
			at(9, history.Event{Op: history.FinalMember, User: "ana", From: c.from}))
		if finds(events, "aborted-read") != c.broken || Check(events).Overtaken == 1 == c.broken {
			t.Errorf("[C5] %s: found %v", name, !c.broken)
		}
	}
}
