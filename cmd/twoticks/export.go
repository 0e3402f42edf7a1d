package main

import (
	"context"
	"flag"
	"fmt"

	"twoticks/internal/app"
	"twoticks/internal/config"
)

var exporting struct{ user string }

var exportData = subcommand{
	name: "export", usage: "export --user @handle FILE.zip", doc: "write what a person may read, to read and for programs",
	flags: func(f *flag.FlagSet) { f.StringVar(&exporting.user, "user", "", "") },
	run: func(ctx context.Context, c config.Config, args []string) error {
		if len(args) != 1 || exporting.user == "" {
			return usageError("export needs to know of whom, and the name of the file to make")
		}
		d, err := app.Export(ctx, c, exporting.user, args[0])
		if err == nil {
			fmt.Printf("%s: %d chats with %d lines\n", d.File, d.Chats, d.Messages)
		}
		return err
	},
}
