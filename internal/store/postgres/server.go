package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
)

// oldestServer is the oldest major version that is held to the suite's rules by its makers, too.
const oldestServer = 14

// server is what matters here of how a server is set up.
type server struct {
	version                   int // 150004
	name, encoding            string
	fsync, pages, synchronous string
	standby                   bool
	namedSynchronous          string
	followers                 int
}

func readServer(ctx context.Context, conn *pgx.Conn) (s server, err error) {
	err = conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version'),
			current_setting('server_encoding'), current_setting('fsync'), current_setting('full_page_writes'),
			current_setting('synchronous_commit'), pg_is_in_recovery(), current_setting('synchronous_standby_names'),
			(SELECT count(*) FROM pg_stat_replication)`).
		Scan(&s.version, &s.name, &s.encoding, &s.fsync, &s.pages, &s.synchronous, &s.standby, &s.namedSynchronous, &s.followers)
	return s, err
}

// checkServer refuses a server on which an acknowledgement would not mean what it says (C2), and warns about one that keeps
// it only as long as it does not fail over.
func checkServer(ctx context.Context, conn *pgx.Conn, c Config) error {
	s, err := readServer(ctx, conn)
	if err != nil {
		return fmt.Errorf("ask PostgreSQL how it is set up: %w", err)
	}
	if err := s.fit(); err != nil {
		return err
	}
	if err := s.durable(); err != nil {
		if !c.AsConfigured {
			return err
		}
		c.Log.Warn("acknowledged messages can be lost: " + err.Error())
	}
	s.warn(c.Log)
	return nil
}

func (s *server) fit() error {
	switch {
	case s.version/10000 < oldestServer:
		return fmt.Errorf("PostgreSQL %s is too old: version %d or later is needed", s.name, oldestServer)
	case s.standby:
		return errors.New("this PostgreSQL is a standby, which takes no writes: the setting database should name the primary, or several hosts with target_session_attrs=read-write")
	case s.encoding != "UTF8":
		return fmt.Errorf("the database has the encoding %s: make one with createdb --encoding=UTF8 --template=template0", s.encoding)
	}
	return nil
}

// durable says what keeps a COMMIT from being on disk when it is answered.
func (s *server) durable() error {
	const advice = ", so that a message could be lost after it was acknowledged: turn it on, or set database_durability to server to accept that"
	switch {
	case s.fsync != "on":
		return errors.New("PostgreSQL runs with fsync=off" + advice)
	case s.synchronous == "off":
		return errors.New("PostgreSQL runs with synchronous_commit=off" + advice)
	case s.pages != "on":
		return errors.New("PostgreSQL runs with full_page_writes=off" + advice)
	}
	return nil
}

func (s *server) warn(log *slog.Logger) {
	switch {
	case s.followers > 0 && s.namedSynchronous == "":
		log.Warn("PostgreSQL's standbys are asynchronous: after a fail-over to one, messages that were acknowledged just before can be missing; "+
			"set synchronous_standby_names to prevent that", "standbys", s.followers)
	case s.namedSynchronous != "" && s.synchronous == "local":
		log.Warn("synchronous_commit=local does not wait for the synchronous standby: after a fail-over messages that were acknowledged just before can be missing")
	}
}
