package main

import (
	"context"
	"fmt"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/config"
)

var backUp = subcommand{
	name: "backup", usage: "backup FILE", doc: "put everything into one file, also while the server runs",
	run: func(ctx context.Context, c config.Config, args []string) error {
		if len(args) != 1 {
			return usageError("backup needs the name of the file to make")
		}
		s, err := app.Backup(ctx, c, args[0])
		if err == nil {
			fmt.Printf("%s: %d bytes with %d people, %d chats, %d messages, in %v\n",
				s.File, s.Bytes, s.Users, s.Chats, s.Messages, s.Took.Round(time.Millisecond))
		}
		return err
	},
}
