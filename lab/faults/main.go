// Command faults is the fault laboratory: it runs the built server as a process, lets virtual devices write to each other
// over lines that break, kills the server in the middle of sends, and judges what everybody saw by the contract.
//
//	faults                     a run; see the options
//	faults -judge FILE         judges a history again
//	faults -sabotage           breaks copies of the server on purpose and wants each to be found
//
// It speaks only the protocol to the server, and reads the database file when the server has ended. A run is judged good
// when no invariant was broken, and counts only if it shows its work: so many messages, kills in the middle of a send,
// entries that came by sync, repeats, gaps, unknown outcomes. It ends with an error otherwise.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	o := thorough
	o.Seed = rand.Uint64()
	flag.IntVar(&o.Nodes, "nodes", o.Nodes, "how many; more than one stand on one PostgreSQL and one Redis")
	flag.StringVar(&o.Binary, "binary", "", "the server to run; built from this tree when empty")
	flag.StringVar(&o.Folder, "folder", ".results/faults", "where the run keeps its data and its history")
	flag.Uint64Var(&o.Seed, "seed", o.Seed, "of everything that is left to chance")
	messages := flag.Int("messages", 0, "acknowledged messages to reach, where not as many as usual")
	kills := flag.Int("kills", 0, "kills with a send under way to reach, where not as many as usual")
	flag.DurationVar(&o.Most, "for", o.Most, "the most that the faults may take")
	flag.Float64Var(&o.Rate, "rate", o.Rate, "messages a second that people write, all together")
	killEvery := flag.Duration("kill-every", 0, "mean time between kills, where not as usual")
	flag.Float64Var(&o.Scale, "scale", o.Scale, "of the page's waits")
	short := flag.Bool("short", false, "a small run that shows little")
	judged := flag.String("judge", "", "a history to judge instead of running")
	breaking := flag.Bool("sabotage", false, "break copies of the server instead, and find each")
	only := flag.String("only", "", "sabotages to try, by comma")
	flag.Parse()
	if o.Nodes < 1 {
		log.Fatal("faults: there is at least one node")
	}
	if o.Nodes > 1 {
		o = several(o)
	}
	if *short {
		o = brief(o)
	}
	o.Work.Acked, o.Work.Kills = cmp.Or(*messages, o.Work.Acked), cmp.Or(*kills, o.Work.Kills)
	o.KillEvery = cmp.Or(*killEvery, o.KillEvery)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch {
	case *judged != "":
		err = judgeFile(*judged)
	case *breaking:
		err = sabotageAll(ctx, o, strings.FieldsFunc(*only, func(r rune) bool { return r == ',' }))
	default:
		err = runOnce(ctx, o)
	}
	if err != nil {
		stop()
		log.Fatalf("faults: %v", err)
	}
}

// options are everything that a run depends on, besides the machine.
type options struct {
	Binary, Folder string
	Seed           uint64
	// Nodes is how many. One has a database of its own; several stand on one PostgreSQL and one Redis.
	Nodes int
	// Scale is of the page's waits, Rate how many messages a second all people write together.
	Scale, Rate float64
	// Users, of whom the first Second have a second device.
	Users, Second int
	// Work is what has to be reached, Most the time that it may take.
	Work work
	Most time.Duration
	// Quiesce is how long everything may take to come to rest after the last fault.
	Quiesce time.Duration
	// KillEvery is the mean time between kills, FaultEvery that between faults of lines, RevokeEvery that between sessions
	// that are ended.
	KillEvery, FaultEvery, RevokeEvery time.Duration
	// Returns is how often everybody returns to 500 missed messages, for the figure.
	Returns int
}

var thorough = options{
	Nodes: 1, Scale: 0.1, Rate: 300, Users: 14, Second: 6,
	Work: work{Acked: 20_000, Kills: 50, Synced: 0.3, Repeats: 500, Gaps: 100, Unknown: 100, Revoked: 5},
	Most: 15 * time.Minute, Quiesce: time.Minute, KillEvery: 1200 * time.Millisecond, FaultEvery: 120 * time.Millisecond,
	RevokeEvery: 3 * time.Second, Returns: 6,
}

// several makes a run on several nodes: fewer kills, since two are left each time, and what only they can show.
func several(o options) options {
	o.Work = work{
		Acked: 20_000, Kills: 10, Synced: 0.2, Repeats: 200, Gaps: 100, Unknown: 100,
		Lost: 200, LostLast: 40, Commits: 40, Mishaps: 30, Revoked: 20,
	}
	o.KillEvery, o.RevokeEvery = 2*time.Second, 2*time.Second
	return o
}

// brief makes a run of seconds, for go test and for finding what was broken on purpose. It ends when its work is done: Most is
// for a machine that is slow to start PostgreSQL again.
func brief(o options) options {
	o.Rate, o.Returns = 160, 0
	if o.Nodes > 1 {
		// What is lost without a trace takes up to 35 s to come, however short the run is (C15).
		o.Work = work{Acked: 600, Synced: 0.05, Repeats: 1, Gaps: 1, Unknown: 1, Lost: 10, LostLast: 2, Commits: 1, Mishaps: 2}
		o.Most, o.KillEvery, o.Users, o.Second = 2*time.Minute, 4*time.Second, 8, 3
		return o
	}
	o.Work = work{Acked: 600, Kills: 3, Synced: 0.05, Repeats: 3, Gaps: 1, Unknown: 3}
	o.Most, o.Quiesce, o.KillEvery = time.Minute, 8*time.Second, 800*time.Millisecond
	return o
}

// runOnce runs, judges, and says what came of it in one line.
func runOnce(ctx context.Context, o options) error {
	fmt.Printf("options: %+v\n", o)
	name := commit(ctx)
	fmt.Printf("commit: %s; the page's waits times %v\n", name, o.Scale)
	outcome, err := run(ctx, o)
	if err != nil {
		return err
	}
	if outcome.problem(o) == nil {
		fmt.Println("for docs/reliability.md: " + outcome.ledger(o.Nodes, time.Now(), name))
	}
	outcome.print(os.Stdout)
	return outcome.problem(o)
}

// problem is why a run is not good, or does not count.
func (o outcome) problem(options options) error {
	if len(o.verdict.Anomalies) > 0 {
		return fmt.Errorf("seed %d: the contract was broken; the history is %s", options.Seed, o.file)
	}
	if missing := o.done.short(options.Work); missing != "" {
		return errors.New("the run did not show its work: " + missing)
	}
	return nil
}
