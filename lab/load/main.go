// Command load measures a Twoticks from outside: it starts the built binary with an empty data folder on a real disk,
// speaks only the protocol, checks every run for loss, doubles and order, and prints each figure beside the machine's own
// yardsticks, taken in the same run.
//
// It ends in a table, in the same as JSON where that is wanted, and in lines `bench: NAME VALUE UNIT RATIO`; RATIO is to the
// yardstick, or "-" where there is none. The generator runs on the same processors as the server and counts against it.
//
// With --only growth it measures how cost grows with the members of a group and with the chats of a person, three sizes each;
// how it grows with users is what W2 says with --pairs, and with history W6.
//
// With --busy URL it measures nothing: it writes to a server that runs already, while somebody else measures.
//
// With --nodes 2 it starts a PostgreSQL, a Redis and two nodes instead; the two of a pair are on different nodes then.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// lab is one run.
type lab struct {
	report *report
	binary string
	folder string
	nodes  int
	pairs  int
	lasts  time.Duration
	long   int
	idle   int
	only   []string
	// profiles is where the server's profiles go, of each of its figures; empty for none.
	profiles string
}

func main() {
	log.SetFlags(0)
	var l lab
	flag.StringVar(&l.binary, "binary", "bin/twoticks", "the program to measure")
	flag.StringVar(&l.folder, "data", ".results", "where to make the data folder; it should be on a real disk")
	flag.IntVar(&l.nodes, "nodes", 1, "how many nodes; more than one are on a PostgreSQL and a Redis of their own")
	flag.IntVar(&l.pairs, "pairs", 100, "pairs of people who write to each other")
	flag.DurationVar(&l.lasts, "for", 10*time.Second, "how long each run lasts, after a warm-up of a fifth of it")
	flag.IntVar(&l.long, "long", 1_000_000, "messages in the long chat")
	flag.IntVar(&l.idle, "idle", 10_000, "connections that do nothing")
	only := flag.String("only", "", "what to measure, such as W2,W4; all of it if empty")
	busy := flag.String("busy", "", "a server that runs already: it is kept busy at --rate until the program is interrupted, and nothing is measured")
	rate := flag.Int("rate", 1000, "messages a second, with --busy")
	flag.StringVar(&l.profiles, "profiles", "", "a folder for the server's processor profiles while it is measured, for go tool pprof")
	path := flag.String("json", "", "where to write the figures as JSON")
	flag.Parse()
	if *only != "" {
		l.only = strings.Split(*only, ",")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *busy != "" {
		if err := l.background(ctx, *busy, *rate); err != nil {
			log.Fatalf("load: %v", err)
		}
		return
	}
	l.report = newReport(map[string]string{
		"binary": l.binary, "nodes": fmt.Sprint(l.nodes), "lasting": l.lasts.String(),
		"limits": fmt.Sprintf("on, times %d", limitsScale), "checks": "membership, blocks and sessions with every command",
	})
	if err := l.run(ctx); err != nil {
		log.Fatalf("load: %v", err)
	}
	l.report.table(os.Stdout)
	if *path != "" {
		if err := l.report.write(*path); err != nil {
			log.Fatalf("load: %v", err)
		}
	}
}

// step is a part of the run that has a server of its own, which starts empty.
type step struct {
	figures []string
	run     func(context.Context, *place) error
}

func (l *lab) run(ctx context.Context) error {
	if err := os.MkdirAll(l.folder, 0o755); err != nil {
		return err
	}
	if err := l.yardsticks(ctx); err != nil {
		return err
	}
	steps := []step{
		{[]string{"W2", "W2-200", "W2-receipts", "W3-200", "W3-5000"}, l.measurePairs},
		{[]string{"W4", "W5", "W4-open"}, l.measureCrowd},
		{[]string{"W8"}, l.measureDay},
		{[]string{"W1"}, l.measureIdle},
		{[]string{"W6-10k", "W6-1M", "disk", "start"}, l.measureHistory},
	}
	if l.nodes > 1 {
		steps = []step{{[]string{"W2", "W2-200", "W2-receipts"}, l.measurePairs}, {[]string{"W7"}, l.measureAcross}, {[]string{"W4", "W5"}, l.measureCrowd}}
	}
	if l.only != nil {
		steps = append(steps, step{[]string{"growth"}, l.measureGrowth})
	}
	for _, s := range steps {
		if !slices.ContainsFunc(s.figures, l.wanted) {
			continue
		}
		if err := l.at(ctx, s.run); err != nil {
			return fmt.Errorf("%s: %w", s.figures[0], err)
		}
	}
	return nil
}

func (l *lab) wanted(name string) bool { return l.only == nil || slices.Contains(l.only, name) }

// at runs something on a new server.
func (l *lab) at(ctx context.Context, run func(context.Context, *place) error) error {
	p, err := l.begin(ctx)
	if err != nil {
		return err
	}
	defer p.end()
	return run(ctx, p)
}
