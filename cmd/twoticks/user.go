package main

import (
	"context"
	"fmt"

	"twoticks/internal/app"
	"twoticks/internal/config"
)

var user = subcommand{
	name: "user", usage: "user reset-link @handle | user import FILE", doc: "make a one-time link for a new password; make accounts from lines of JSON",
	run: func(ctx context.Context, c config.Config, args []string) error {
		if len(args) == 2 && args[0] == "import" {
			return importUsers(ctx, c, args[1])
		}
		if len(args) != 2 || args[0] != "reset-link" {
			return usageError("user needs to know what to do, and for whom")
		}
		link, err := app.ResetLink(ctx, c, args[1])
		if err == nil {
			fmt.Println(link)
		}
		return err
	},
}
