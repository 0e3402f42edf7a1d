package postgres

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/lab/backing"
)

// shared is the server of all tests here but those that break one. What its disk does is of no interest to them: that the
// store refuses such a server is shown by TestServer.
var shared *backing.PostgreSQL

// template is a database that is migrated and empty; each test gets a copy of it.
const template = "template_of_tests"

// checks is how many random histories of each kind are played, unless -rapid.checks says otherwise: an act costs several
// times what it costs SQLite, which plays a hundred of each.
const checks = "30"

func TestMain(m *testing.M) {
	flag.Set("rapid.checks", checks)
	flag.Parse()
	code, err := withServer(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func withServer(run func() int) (code int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if shared, err = backing.StartPostgreSQL(ctx, "", "fsync=off", "full_page_writes=off"); err != nil {
		return 1, err
	}
	defer func() {
		if stop := shared.Stop(); stop != nil && err == nil {
			code, err = 1, stop
		}
	}()
	address, err := shared.CreateDatabase(ctx, template)
	if err != nil {
		return 1, err
	}
	s, err := Open(ctx, Config{URL: address, AsConfigured: true})
	if err != nil {
		return 1, err
	}
	// What a first start makes is made again in each copy.
	if _, err := s.reads.Exec(ctx, `DELETE FROM meta`); err != nil {
		return 1, err
	}
	if err := s.Close(); err != nil {
		return 1, err
	}
	return run(), nil
}

var (
	databases atomic.Int64
	// emptied are databases that tests are done with: to make one takes far longer than to empty it.
	emptied sync.Pool
)

const emptyAll = `DO $$ DECLARE name text; BEGIN
	FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
		AND NOT relispartition AND relname <> 'migrations' LOOP
		EXECUTE format('DELETE FROM %I', name);
	END LOOP; END $$`

// newDatabase gives a database with its tables and nothing in them.
func newDatabase(t testing.TB) (address string) {
	t.Helper()
	if had := emptied.Get(); had != nil {
		address = *had.(*string)
	} else {
		name := fmt.Sprintf("test%d", databases.Add(1))
		onServer(t, `CREATE DATABASE `+name+` TEMPLATE `+template)
		address = shared.URL(name)
	}
	t.Cleanup(func() {
		if !t.Failed() {
			onDatabase(t, address, `SET session_replication_role = replica; `+emptyAll)
			emptied.Put(&address)
		}
	})
	return address
}

// onServer carries out a statement in the server's own database.
func onServer(t testing.TB, statement string) {
	t.Helper()
	onDatabase(t, shared.URL("postgres"), statement)
}

func onDatabase(t testing.TB, address, statement string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.PgConn().Exec(ctx, statement).ReadAll(); err != nil {
		t.Fatal(err)
	}
}
