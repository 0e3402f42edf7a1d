package main

import (
	"context"
	"fmt"
	"os"

	"twoticks/internal/app"
	"twoticks/internal/config"
)

// importUsers prints a link for each who came without a password, and what it could not use.
func importUsers(ctx context.Context, c config.Config, file string) error {
	done, err := app.ImportUsers(ctx, c, file)
	for _, l := range done.Links {
		fmt.Printf("@%s\t%s\n", l.Handle, l.Link)
	}
	for _, r := range done.Refused {
		fmt.Fprintf(os.Stderr, "line %d: %s\n", r.Line, r.Why)
	}
	if err != nil {
		return fmt.Errorf("%w; %d accounts were made: the import can be repeated", err, done.Accounts)
	}
	fmt.Fprintf(os.Stderr, "%d accounts made, %d were there before, %d lines refused\n", done.Accounts, done.There, len(done.Refused))
	if len(done.Refused) > 0 {
		return fmt.Errorf("%d lines of %s were not used", len(done.Refused), file)
	}
	return nil
}
