// Command twoticks is the server, and the tool of who runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"syscall"

	"twoticks/internal/config"
)

// A subcommand gets what the settings say, and the arguments that are no flags.
type subcommand struct {
	name, usage, doc string
	// flags adds flags of its own; nil when it has none.
	flags func(*flag.FlagSet)
	run   func(ctx context.Context, c config.Config, args []string) error
}

var subcommands = []subcommand{serve, health, doctorCommand, invite, user, send, backUp, verifyBackup, restore, exportData, moveData, version}

func main() {
	// Whatever is made in the data folder is for its owner only, also in a folder that was there before.
	syscall.Umask(0o077)
	name, args := "help", []string(nil)
	if len(os.Args) > 1 {
		name, args = os.Args[1], os.Args[2:]
	}
	if name == "help" || name == "-h" || name == "--help" {
		fmt.Print(help())
		return
	}
	i := slices.IndexFunc(subcommands, func(s subcommand) bool { return s.name == name })
	if i < 0 {
		end(2, fmt.Errorf("there is no %s: see twoticks help", name))
	}
	sub := subcommands[i]
	c, rest, err := config.Load(args, os.LookupEnv, sub.flags)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Print(help())
		return
	}
	var problem *config.Problem
	if errors.As(err, &problem) {
		end(2, problem)
	}
	if err == nil {
		err = sub.run(context.Background(), c, rest)
	}
	var misused usageError
	if errors.As(err, &misused) {
		end(2, fmt.Errorf("%w: twoticks %s", err, sub.usage))
	}
	if err != nil {
		end(1, err)
	}
}

// usageError is a mistake on the command line.
type usageError string

func (e usageError) Error() string { return string(e) }

func end(code int, err error) {
	fmt.Fprintf(os.Stderr, "twoticks: %v\n", err)
	os.Exit(code)
}

func help() string {
	var b strings.Builder
	b.WriteString("Twoticks: a messenger in one program.\n\n")
	for _, s := range subcommands {
		fmt.Fprintf(&b, "  twoticks %-46s %s\n", s.usage, s.doc)
	}
	fmt.Fprintf(&b, "\nSettings, by flag, variable or in %s (or --config FILE):\n\n%s", config.DefaultFile, config.Flags())
	return b.String()
}

func newLog(c config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}
