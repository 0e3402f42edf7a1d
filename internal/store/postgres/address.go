package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ParseURL reads the address of a database. Its error does not hold the address, which may hold a password.
func ParseURL(address string) (*pgxpool.Config, error) {
	if !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
		return nil, errors.New("the address of the database should begin with postgres://")
	}
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address of the database is not understood: it should be like postgres://user:password@host:5432/name, " +
			"with %xx for special characters in the password")
	}
	settle(c.ConnConfig)
	// Every statement of the store finds its rows by an index. A plan that was made while a table was empty would read all of
	// it, and be kept while the table grows.
	c.ConnConfig.RuntimeParams["enable_seqscan"] = "off"
	if !strings.Contains(address, poolSize) {
		c.MaxConns = readers()
	}
	return c, nil
}

// Codes of a connection that PostgreSQL refuses.
const (
	codeBadPassword    = "28P01"
	codeNotAuthorized  = "28000"
	codeNoSuchDatabase = "3D000"
	codeTooMany        = "53300"
	codeNoPrivilege    = "42501"
)

// explain says in one line why there is no connection, and what can be done about it.
func explain(err error, c *pgx.ConnConfig) error {
	at := fmt.Sprintf("PostgreSQL at %s", net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))))
	switch codeOf(err) {
	case codeBadPassword:
		return fmt.Errorf("%s refuses the password of the user %q: look at the setting database", at, c.User)
	case codeNotAuthorized:
		return fmt.Errorf("%s does not let the user %q in from here: look at its pg_hba.conf and at the setting database", at, c.User)
	case codeNoSuchDatabase:
		return fmt.Errorf("%s has no database %q: make it with createdb --owner=%s %s", at, c.Database, c.User, c.Database)
	case codeTooMany:
		return fmt.Errorf("%s has no connection left: raise its max_connections, or lower pool_max_conns in the setting database", at)
	}
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return fmt.Errorf("%s refuses the connection: %s", at, server.Message)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s does not answer: is the setting database right, and the network open?", at)
	}
	return fmt.Errorf("cannot reach %s: %w: is it running, and is the setting database right?", at, root(err))
}

// root is the innermost cause: what is round it repeats the address.
func root(err error) error {
	for {
		switch e := err.(type) {
		case interface{ Unwrap() error }:
			inner := e.Unwrap()
			if inner == nil {
				return err
			}
			err = inner
		case interface{ Unwrap() []error }:
			list := e.Unwrap()
			if len(list) == 0 {
				return err
			}
			err = list[0]
		default:
			return err
		}
	}
}
