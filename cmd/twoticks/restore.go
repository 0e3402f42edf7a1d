package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/config"
)

var restoring struct{ force bool }

var restore = subcommand{
	name: "restore", usage: "restore [--force] FILE", doc: "bring a backup back, as a server that does not run",
	flags: func(f *flag.FlagSet) { f.BoolVar(&restoring.force, "force", false, "") },
	run: func(ctx context.Context, c config.Config, args []string) error {
		if len(args) != 1 {
			return usageError("restore needs the name of a backup")
		}
		r, err := app.Restore(ctx, c, args[0], restoring.force)
		if err != nil {
			return err
		}
		fmt.Printf("restored %d people, %d chats, %d messages as of %s\n", r.Users(), r.Chats(), r.Messages(), r.At.Format(time.RFC3339))
		if r.Aside != "" {
			fmt.Printf("what was there before is in %s\n", r.Aside)
		}
		fmt.Println("Devices that have newer messages of their own offer them again when they connect.")
		fmt.Println("Passwords, sessions and invitations are as they were then: who was signed out or removed since is back.")
		return nil
	},
}
