// Command load measures a Twoticks from outside: it starts the built binary with an empty data folder on a real disk,
// speaks only the protocol, checks every run for loss, doubles and order, and prints each figure beside the machine's own
// yardstick, taken in the same run.
//
// A figure is a line `bench: NAME VALUE UNIT RATIO`; RATIO is to the yardstick, or "-" where there is none. The generator
// runs on the same cores as the server and counts against it.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"time"
)

func main() {
	log.SetFlags(0)
	binary := flag.String("binary", "bin/twoticks", "the program to measure")
	folder := flag.String("data", ".results", "where to make the data folder; it should be on a real disk")
	pairs := flag.Int("pairs", 100, "pairs of people who write to each other")
	lasts := flag.Duration("for", 10*time.Second, "how long each run lasts, after a warm-up of a fifth of it")
	long := flag.Int("long", 100_000, "messages in the long chat and in the large group")
	members := flag.Int("members", 1000, "members of the large group, all connected; at most 1,024")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *binary, *folder, *pairs, *members, *lasts, *long); err != nil {
		log.Fatalf("load: %v", err)
	}
}

func run(ctx context.Context, binary, folder string, pairs, members int, lasts time.Duration, long int) error {
	s, err := startServer(ctx, binary, folder)
	if err != nil {
		return err
	}
	defer s.stop()
	syncs, err := syncRate(s.data)
	if err != nil {
		return err
	}
	figure("disk", syncs, "syncs/s", "-")
	people, err := signUpPairs(ctx, s.url, pairs)
	if err != nil {
		return err
	}
	defer people.close()
	for _, receipts := range []bool{false, true} {
		if err := measurePairs(ctx, people, receipts, lasts, syncs); err != nil {
			return err
		}
	}
	if err := measureHistory(ctx, people, long); err != nil {
		return err
	}
	return measureGroup(ctx, s.url, members, long)
}

func figure(name string, value float64, unit, ratio string) {
	fmt.Printf("bench: %s %.4g %s %s\n", name, value, unit, ratio)
}

func ratio(value, yardstick float64) string { return fmt.Sprintf("%.2f", value/yardstick) }
