package app

import (
	"context"
	"io"
	"os/signal"
	"syscall"
	"time"

	"twoticks/internal/config"
)

// stopWithin is how long a server that is told to stop lets things finish, besides the time in which it sends its
// connections away.
const stopWithin = 8 * time.Second

// Run serves until the process is told to end, or until it cannot go on.
func Run(ctx context.Context, c config.Config, o Options, out io.Writer) error {
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	a, err := Start(ctx, c, o)
	if err != nil {
		return err
	}
	if err = a.Greet(ctx, out); err == nil {
		select {
		case <-ctx.Done():
			o.Log.Info("stopping")
		case err = <-a.Failed():
		}
	}
	cancel() // from here a second signal ends the process at once
	within, done := context.WithTimeout(context.WithoutCancel(ctx), stopWithin+c.DrainOver)
	defer done()
	a.Stop(within)
	return err
}
