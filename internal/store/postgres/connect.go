package postgres

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"
)

// The bounds that PostgreSQL itself keeps on what this program leaves behind when it goes away: a lock that is waited for,
// a transaction that nobody ends.
var sessionSettings = map[string]string{
	"application_name":                    "twoticks",
	"lock_timeout":                        "5s",
	"idle_in_transaction_session_timeout": "15s",
}

// dialer finds out soon that the other machine is gone.
var dialer = &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3}}

// settle adds what every connection of ours has, where the address does not say otherwise.
func settle(c *pgx.ConnConfig) {
	for name, value := range sessionSettings {
		if _, ok := c.RuntimeParams[name]; !ok {
			c.RuntimeParams[name] = value
		}
	}
	c.DialFunc = dialer.DialContext
}

var errNoCancel = errors.New("nothing is cancelled on this connection")

// connectWriter opens the writer's connection. The driver asks the server to cancel what runs on a connection that it gives
// up, for which it dials again; here it must not, since what runs may be a COMMIT (C5).
func connectWriter(ctx context.Context, c *pgx.ConnConfig, warned *warnings) (*pgx.Conn, error) {
	c = c.Copy()
	var open atomic.Bool
	c.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		if open.Load() {
			return nil, errNoCancel
		}
		return dialer.DialContext(ctx, network, address)
	}
	c.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { warned.add(n) }
	conn, err := pgx.ConnectConfig(ctx, c)
	open.Store(err == nil)
	return conn, err
}

// warnings keeps the newest warning of the writer's connection.
type warnings struct {
	mu   sync.Mutex
	last string
}

func (w *warnings) add(n *pgconn.Notice) {
	if n.SeverityUnlocalized != "WARNING" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = n.Message
}

// take returns it, and forgets it.
func (w *warnings) take() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	last := w.last
	w.last = ""
	return last
}

// brokenConnection is every way in which the driver says that the connection is no more.
func brokenConnection(err error) bool {
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, net.ErrClosed) || errors.Is(err, pgconn.ErrConnClosed) ||
		pgconn.SafeToRetry(err) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.EOF) || errors.Is(err, puddle.ErrClosedPool)
}
