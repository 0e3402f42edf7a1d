package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/config"
)

var moving struct{ from, to string }

var moveData = subcommand{
	name: "move", usage: "move --from PLACE --to PLACE", doc: "carry everything to another database: sqlite:FOLDER, postgres://… or database",
	flags: func(f *flag.FlagSet) {
		f.StringVar(&moving.from, "from", "", "")
		f.StringVar(&moving.to, "to", "", "")
	},
	run: func(ctx context.Context, c config.Config, args []string) error {
		if len(args) > 0 || moving.from == "" || moving.to == "" {
			return usageError("move needs to know from where and to where")
		}
		m, err := app.Move(ctx, c, moving.from, moving.to, newLog(c), func(line string) { fmt.Fprintln(os.Stderr, line) })
		if err != nil && m.Begun {
			err = fmt.Errorf("%w; what was moved stays, and the same command goes on", err)
		}
		if err != nil {
			return err
		}
		fmt.Printf("moved %d chats with %d messages in %v, with at most %d MiB of memory; every checksum is the same\n",
			m.Chats, m.Messages, m.Took.Round(100*time.Millisecond), m.PeakMemory>>20)
		if m.Before > 0 {
			fmt.Printf("%d rows were there from an earlier try, %d were carried now\n", m.Before, m.Rows)
		}
		fmt.Println("The old database is as it was: start no server on it again, or what is written there is not here.")
		return nil
	},
}
