package backing

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestPostgreSQL(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p, err := StartPostgreSQL(ctx, "", "wal_level=minimal", "max_wal_senders=0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	address, err := p.CreateDatabase(ctx, "garden")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(address, "/garden?sslmode=disable") {
		t.Errorf("the address is %s", address)
	}
	if err := p.Run(ctx, "garden", `CREATE TABLE plants (name text); INSERT INTO plants VALUES ('fern')`); err != nil {
		t.Fatal(err)
	}
	const there = `DO $$ BEGIN IF (SELECT count(*) FROM plants) <> 1 THEN RAISE 'it is gone'; END IF; END $$`
	for _, way := range []struct {
		name string
		end  func() error
	}{{"killed", p.Kill}, {"stopped", p.Halt}} {
		t.Run(way.name+" and started again it has what it had", func(t *testing.T) {
			if err := way.end(); err != nil {
				t.Fatal(err)
			}
			if err := p.Run(ctx, "garden", there); err == nil {
				t.Error("it still answers")
			}
			if err := p.Restart(ctx); err != nil {
				t.Fatal(err)
			}
			if err := p.Run(ctx, "garden", there); err != nil {
				t.Error(err)
			}
		})
	}
}
