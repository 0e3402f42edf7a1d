package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"twoticks/internal/config"
	"twoticks/protocol"
)

var version = subcommand{
	name: "version", usage: "version", doc: "say which version this is",
	run: func(context.Context, config.Config, []string) error {
		info, _ := debug.ReadBuildInfo()
		revision := "unknown"
		if info != nil {
			for _, s := range info.Settings {
				if s.Key == "vcs.revision" {
					revision = s.Value
				}
			}
		}
		fmt.Printf("twoticks %s, protocol %d\n", revision, protocol.Version)
		return nil
	},
}
