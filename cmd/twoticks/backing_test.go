package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"twoticks/lab/backing"
)

// One PostgreSQL serves the tests of this package that make no trouble for it, if one of them asks; TestMain stops it.
var (
	sharedPostgreSQL = sync.OnceValues(func() (*backing.PostgreSQL, error) {
		p, err := backing.StartPostgreSQL(context.Background(), "")
		startedPostgreSQL.Store(p)
		return p, err
	})
	startedPostgreSQL atomic.Pointer[backing.PostgreSQL]
	databasesMade     atomic.Int64
)

// newDatabase makes an empty one and returns its address and name.
func newDatabase(t *testing.T) (address, name string) {
	t.Helper()
	p, err := sharedPostgreSQL()
	if err != nil {
		t.Fatal(err)
	}
	name = fmt.Sprintf("test%d", databasesMade.Add(1))
	if address, err = p.CreateDatabase(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	return address, name
}

// runSQL carries out a statement in a database.
func runSQL(t *testing.T, name, statement string) {
	t.Helper()
	p, err := sharedPostgreSQL()
	if err == nil {
		err = p.Run(t.Context(), name, statement)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func newRedis(t *testing.T, o backing.RedisOptions) *backing.Redis {
	t.Helper()
	r, err := backing.StartRedis(t.Context(), t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Stop() })
	return r
}
