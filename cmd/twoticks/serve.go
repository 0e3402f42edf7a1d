package main

import (
	"context"
	"os"

	"twoticks/internal/app"
	"twoticks/internal/config"
)

var serve = subcommand{
	name: "serve", usage: "serve", doc: "run the server",
	run: func(ctx context.Context, c config.Config, args []string) error {
		if len(args) > 0 {
			return usageError("serve takes settings only, not " + args[0])
		}
		return app.Run(ctx, c, app.Options{Log: newLog(c)}, os.Stdout)
	},
}
