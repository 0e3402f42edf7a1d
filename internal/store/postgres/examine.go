package postgres

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
)

// Examination is how a database and its server stand, for whoever runs ours.
type Examination struct {
	// Server is PostgreSQL's version.
	Server string
	// Unfit says why the server cannot be used, Volatile why it may lose what was acknowledged; empty when neither is so.
	Unfit, Volatile string
	// Followers are standbys that follow now, Synchronous those that a commit waits for, as the server's setting names them.
	Followers   int
	Synchronous string
	// Connections are how many the server lets in, Taken how many there are, and Ours how many this node may open.
	Connections, Taken, Ours int
	// Schema is how many migrations the database has had, Known how many this program knows.
	Schema, Known int
	// Now is the server's clock, which was read between Before and After by ours.
	Now, Before, After time.Time
}

// Examine looks at a database, which may be in use, and changes nothing in it. Its error is one line without the password.
func Examine(ctx context.Context, address string) (x Examination, err error) {
	pool, err := ParseURL(address)
	if err != nil {
		return x, err
	}
	ctx, cancel := context.WithTimeout(ctx, openPatience)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, pool.ConnConfig)
	if err != nil {
		return x, explain(err, pool.ConnConfig)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	s, err := readServer(ctx, conn)
	if err != nil {
		return x, fmt.Errorf("ask PostgreSQL how it is set up: %w", err)
	}
	x.Server, x.Followers, x.Synchronous = s.name, s.followers, s.namedSynchronous
	if err := s.fit(); err != nil {
		x.Unfit = err.Error()
	}
	if err := s.durable(); err != nil {
		x.Volatile = err.Error()
	}
	x.Ours = int(pool.MaxConns) + 1 // and the writer's
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return x, err
	}
	x.Known = len(steps)
	x.Before = time.Now()
	err = conn.QueryRow(ctx, `SELECT clock_timestamp()`).Scan(&x.Now)
	x.After = time.Now()
	if err != nil {
		return x, fmt.Errorf("ask PostgreSQL for its time: %w", err)
	}
	err = conn.QueryRow(ctx, `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
		(SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')`).Scan(&x.Connections, &x.Taken)
	if err != nil {
		return x, fmt.Errorf("ask PostgreSQL for its connections: %w", err)
	}
	var made bool
	err = conn.QueryRow(ctx, `SELECT to_regclass('migrations') IS NOT NULL`).Scan(&made)
	if err == nil && made {
		err = conn.QueryRow(ctx, `SELECT count(*) FROM migrations`).Scan(&x.Schema)
	}
	if err != nil {
		return x, fmt.Errorf("look which schema the database has: %w", err)
	}
	return x, nil
}
