package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"twoticks/lab/faults/checker"
	"twoticks/lab/faults/history"
)

// TestBriefRun is the whole laboratory, small: a real server, killed in the middle of sends, and lines that break.
func TestBriefRun(t *testing.T) { runBrief(t, brief(thorough)) }

// TestBriefRunOnThreeNodes is the same on a PostgreSQL and a Redis, which are taken away too.
func TestBriefRunOnThreeNodes(t *testing.T) {
	o := thorough
	o.Nodes = 3
	found := runBrief(t, brief(several(o)))
	t.Run("R1.5 [C15] [C18] what Redis loses, or cannot carry, arrives all the same, and in time", func(t *testing.T) {
		for _, a := range found {
			if a.Invariant == "I7" {
				t.Errorf("%v", a)
			}
		}
	})
}

func runBrief(t *testing.T, o options) []checker.Anomaly {
	if testing.Short() {
		t.Skip("it runs servers for some seconds")
	}
	o.Seed, o.Folder = rand.Uint64(), t.TempDir()
	o.Binary = filepath.Join(o.Folder, "twoticks")
	if err := build(t.Context(), filepath.Join("..", ".."), o.Binary); err != nil {
		t.Fatal(err)
	}
	outcome, err := run(t.Context(), o)
	if err != nil {
		t.Fatalf("seed %d: %v", o.Seed, err)
	}
	outcome.print(t.Output())
	shown := func(classes ...checker.Class) func(*testing.T) {
		return func(t *testing.T) {
			for _, a := range outcome.verdict.Anomalies {
				for _, c := range classes {
					if a.Class == c {
						t.Errorf("seed %d: %v", o.Seed, a)
					}
				}
			}
		}
	}
	t.Run("R6.3 R7.2 [C2] [C7] kills and broken lines lose nothing", shown(checker.Lost))
	t.Run("R2.5 R6.3 [C6] whatever is tried again is there once", shown(checker.Duplicated))
	t.Run("R6.4 R7.2 R11.5 [C8] [C9] [C10] everything stays in order, for everybody", shown(checker.Reordered))
	t.Run("[C23] nobody gets what is not theirs", shown(checker.Leaked))
	t.Run("R3.2 R3.3 R6.4 R9.4 [C5] [C20] [C22] nobody is told what is not so, and nothing is stuck", shown(checker.Untrue))
	if missing := outcome.done.short(o.Work); missing != "" {
		t.Errorf("seed %d: the run did not show its work: %s", o.Seed, missing)
	}
	return outcome.verdict.Anomalies
}

func TestARunThatDidLittleDoesNotCount(t *testing.T) {
	all := tally{
		acked: 20_000, kills: 50, repeats: 500, gaps: 100, unknown: 100, synced: 3, pushed: 7,
		lost: 200, traceless: 40, cut: 20, unanswered: 20, mishaps: 30, revoked: 20,
	}
	wanted := several(thorough).Work
	wanted.Kills, wanted.Repeats, wanted.Synced = thorough.Work.Kills, thorough.Work.Repeats, thorough.Work.Synced
	if missing := all.short(wanted); missing != "" {
		t.Errorf("a run that did everything is missing %s", missing)
	}
	for name, less := range map[string]func(*tally){
		"messages": func(t *tally) { t.acked-- }, "kills": func(t *tally) { t.kills-- }, "repeats": func(t *tally) { t.repeats-- },
		"gaps": func(t *tally) { t.gaps-- }, "unknown": func(t *tally) { t.unknown-- }, "sync": func(t *tally) { t.synced, t.pushed = 29, 71 },
		"lost publications": func(t *tally) { t.lost-- }, "traceless ones": func(t *tally) { t.traceless-- }, "commits": func(t *tally) { t.cut-- },
		"mishaps": func(t *tally) { t.mishaps-- }, "revocations": func(t *tally) { t.revoked-- },
	} {
		some := all
		less(&some)
		if some.short(wanted) == "" {
			t.Errorf("with fewer %s it counts too", name)
		}
	}
}

func TestOnlyKillsInTheMiddleOfASendCount(t *testing.T) {
	send := history.Event{Op: history.Send, Device: "ana1", ID: "a"}
	kill := history.Event{Op: history.Fault, Kind: "kill"}
	for name, c := range map[string]struct {
		events []history.Event
		want   int
	}{
		"an outcome that became unknown":  {[]history.Event{send, kill, {Op: history.Unknown, ID: "a"}}, 1},
		"two of them are one kill":        {[]history.Event{send, {Op: history.Send, ID: "b"}, kill, {Op: history.Unknown, ID: "a"}, {Op: history.Unknown, ID: "b"}}, 1},
		"an ack that came all the same":   {[]history.Event{send, kill, {Op: history.Ack, ID: "a"}, {Op: history.Unknown, ID: "a"}}, 0},
		"a send that came after the kill": {[]history.Event{kill, send, {Op: history.Unknown, ID: "a"}}, 0},
		"a COMMIT whose answer was lost":  {[]history.Event{send, {Op: history.Fault, Kind: "commit-unanswered"}, kill, {Op: history.Unknown, ID: "a"}}, 0},
		"a line that held the send back": {[]history.Event{
			{Op: history.Fault, Kind: "half-open", Device: "ana1", Took: time.Second}, send, kill, {Op: history.Unknown, ID: "a"},
		}, 0},
	} {
		for i := range c.events {
			c.events[i].At = time.Duration(i+1) * time.Millisecond
		}
		if got := count(c.events); got.kills != c.want || got.killsInAll != 1 {
			t.Errorf("%s: %d of %d kills count, want %d", name, got.kills, got.killsInAll, c.want)
		}
	}
}

func TestFirstNewMessageAfterAKill(t *testing.T) {
	events := []history.Event{
		{Op: history.Compose, ID: "old"},
		{Op: history.Fault, Kind: "kill"},
		{Op: history.Compose, ID: "new"},
		{Op: history.Apply, ID: "old", Sender: "ana", User: "bo"},
		{Op: history.Apply, ID: "new", Sender: "ana", User: "ana"},
		{Op: history.Apply, ID: "new", Sender: "ana", User: "bo"},
		{Op: history.Apply, ID: "new", Sender: "ana", User: "cy"},
	}
	for i := range events {
		events[i].At = time.Duration(i) * time.Second
	}
	if got := afterKills(events); len(got) != 1 || got[0] != 4*time.Second {
		t.Errorf("got %v, want the one of Bo, after 4 s", got)
	}
}

func TestTheHeadOfAPatchIsRead(t *testing.T) {
	const patch = "Something is broken.\nnodes: 3\nfinds: I1, I4\n\ndiff --git a/x b/x\n+finds: I9\n"
	if got := fmt.Sprint(headLine(patch, "finds:")); got != "[I1 I4]" {
		t.Errorf("got %s", got)
	}
	if n, err := nodesOf(patch); n != 3 || err != nil {
		t.Errorf("on %d nodes, %v", n, err)
	}
	const bare = "Something.\n\ndiff --git a/x b/x\n+finds: I9\n+nodes: 3\n"
	if got := headLine(bare, "finds:"); got != nil {
		t.Errorf("a line of the diff was taken for the head: %v", got)
	}
	if n, err := nodesOf(bare); n != 1 || err != nil {
		t.Errorf("on %d nodes, %v", n, err)
	}
}
