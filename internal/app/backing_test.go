package app_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"twoticks/lab/backing"
)

// One PostgreSQL serves all tests of this package, if one of them asks for it.
var postgreSQL = sync.OnceValues(func() (*backing.PostgreSQL, error) {
	p, err := backing.StartPostgreSQL(context.Background(), "", "fsync=off")
	postgreSQLRuns.Store(p != nil)
	return p, err
})

var (
	postgreSQLRuns atomic.Bool
	databases      atomic.Int64
)

func TestMain(m *testing.M) {
	code := m.Run()
	if postgreSQLRuns.Load() {
		if p, err := postgreSQL(); err == nil {
			p.Stop()
		}
	}
	os.Exit(code)
}

// newDatabase makes an empty one and returns its address.
func newDatabase(t *testing.T) string {
	t.Helper()
	p, err := postgreSQL()
	if err != nil {
		t.Fatal(err)
	}
	address, err := p.CreateDatabase(t.Context(), fmt.Sprintf("test%d", databases.Add(1)))
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// newRedis starts one of the test's own.
func newRedis(t *testing.T) *backing.Redis {
	t.Helper()
	r, err := backing.StartRedis(t.Context(), t.TempDir(), backing.RedisOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Stop() })
	return r
}
