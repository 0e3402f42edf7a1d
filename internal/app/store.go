package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"twoticks/internal/config"
	"twoticks/internal/store/around"
	"twoticks/internal/store/postgres"
	"twoticks/internal/store/sqlite"
)

// databaseFile is where a store of SQLite keeps everything, inside the data folder.
const databaseFile = "twoticks.db"

// store is what keeps everything, whichever it is.
type store interface {
	around.Port
	Close() error
	// Waiting is how many acts wait for the writer.
	Waiting() int
}

// openStore opens the store that the settings name.
func openStore(ctx context.Context, c config.Config, log *slog.Logger, m meter) (store, error) {
	if c.Database != "" {
		s, err := postgres.Open(ctx, postgres.Config{URL: c.Database, AsConfigured: c.DatabaseAsConfigured, Log: log, Meter: m})
		if err != nil {
			return nil, err
		}
		return s, nil
	}
	s, err := sqlite.Open(ctx, sqlite.Config{Path: filepath.Join(c.Data, databaseFile), Log: log, Meter: m})
	if err != nil {
		return nil, fmt.Errorf("cannot open the database in %s: %w", c.Data, err)
	}
	return s, nil
}
