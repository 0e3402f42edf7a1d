package main

import (
	"context"
	"fmt"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/config"
)

var verifyBackup = subcommand{
	name: "verify-backup", usage: "verify-backup FILE", doc: "read a backup to its end and compare every checksum",
	run: func(ctx context.Context, _ config.Config, args []string) error {
		if len(args) != 1 {
			return usageError("verify-backup needs the name of a file")
		}
		m, err := app.VerifyBackup(ctx, args[0])
		if err != nil {
			return err
		}
		fmt.Printf("%s is whole: made %s, schema %d, epoch %s\n", args[0], m.At.Format(time.RFC3339), m.Schema, m.Epoch)
		fmt.Printf("%d people, %d chats, %d messages; every checksum is right\n", m.Users(), m.Chats(), m.Messages())
		return nil
	},
}
