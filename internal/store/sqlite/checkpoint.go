package sqlite

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"sync"
	"time"
)

// When the write-ahead log goes back into the database file, away from the writer.
const (
	checkpointEvery = 500 * time.Millisecond
	walTooLong      = 256 << 20 // bytes; then the writer waits for it once
)

// checkpointer moves the write-ahead log into the database file on its own connection, so that no commit pays for it. If
// readers keep the log from shrinking until it is too long, a checkpoint that waits for them cuts it.
type checkpointer struct {
	db     *sql.DB
	path   string
	log    *slog.Logger
	ending chan struct{}
	once   sync.Once
	ended  chan struct{}
}

func startCheckpointer(db *sql.DB, path string, log *slog.Logger) *checkpointer {
	c := &checkpointer{db: db, path: path, log: log, ending: make(chan struct{}), ended: make(chan struct{})}
	go c.run()
	return c
}

func (c *checkpointer) stop() {
	c.once.Do(func() { close(c.ending) })
	<-c.ended
}

func (c *checkpointer) run() {
	defer close(c.ended)
	tick := time.NewTicker(checkpointEvery)
	defer tick.Stop()
	for {
		select {
		case <-c.ending:
			return
		case <-tick.C:
		}
		mode := `PRAGMA wal_checkpoint(PASSIVE)`
		if info, err := os.Stat(c.path + "-wal"); err == nil && info.Size() > walTooLong {
			mode = `PRAGMA wal_checkpoint(TRUNCATE)`
		}
		if _, err := c.db.ExecContext(context.Background(), mode); err != nil {
			c.log.Warn("the write-ahead log was not moved into the database; it grows until it is", "error", err)
		}
	}
}
