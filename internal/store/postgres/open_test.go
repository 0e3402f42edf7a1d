package postgres

import (
	"bytes"
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
)

func TestOpenRefuses(t *testing.T) {
	ctx := context.Background()
	good, err := url.Parse(newDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	change := func(f func(*url.URL)) string {
		u := *good
		f(&u)
		return u.String()
	}
	const secret = "a-secret-word"
	for _, c := range []struct {
		name, address string
		want          []string
	}{
		{"a wrong password", change(func(u *url.URL) { u.User = url.UserPassword("twoticks", secret) }), []string{"password", `"twoticks"`}},
		{"nobody there", "postgres://twoticks:" + secret + "@127.0.0.1:1/twoticks", []string{"127.0.0.1:1", "connection refused"}},
		{"a database that is not there", change(func(u *url.URL) { u.Path = "/nowhere" }), []string{`"nowhere"`, "createdb"}},
		{"an address of something else", "mysql://twoticks:" + secret + "@localhost/twoticks", []string{"postgres://"}},
		{"an address that is none", "postgres://twoticks:" + secret + "@localhost:port/twoticks", []string{"not understood"}},
		{"a server that forgets", good.String(), []string{"fsync=off", "database_durability"}},
	} {
		t.Run(c.name+" is refused in one line, without the password", func(t *testing.T) {
			s, err := Open(ctx, Config{URL: c.address})
			if err == nil {
				s.Close()
				t.Fatal("it was opened")
			}
			line := err.Error()
			for _, want := range c.want {
				if !strings.Contains(line, want) {
					t.Errorf("it does not say %q: %s", want, line)
				}
			}
			if strings.Contains(line, secret) || strings.Contains(line, "\n") {
				t.Errorf("it says too much: %s", line)
			}
		})
	}
}

func TestServer(t *testing.T) {
	fine := server{version: 150004, name: "15.4", encoding: "UTF8", fsync: "on", pages: "on", synchronous: "on"}
	for _, c := range []struct {
		name   string
		change func(*server)
		want   string // of the error, or else of the warning
	}{
		{"one that keeps what it takes is taken", func(*server) {}, ""},
		{"one that is too old is refused", func(s *server) { s.version, s.name = 130011, "13.11" }, "PostgreSQL 13.11 is too old: version 14"},
		{"a standby is refused", func(s *server) { s.standby = true }, "standby"},
		{"another encoding is refused", func(s *server) { s.encoding = "LATIN1" }, "LATIN1"},
		{"[C2] fsync=off is refused", func(s *server) { s.fsync = "off" }, "fsync=off"},
		{"[C2] synchronous_commit=off is refused", func(s *server) { s.synchronous = "off" }, "synchronous_commit=off"},
		{"[C2] full_page_writes=off is refused", func(s *server) { s.pages = "off" }, "full_page_writes=off"},
		{"[C2] an asynchronous standby is warned about", func(s *server) { s.followers = 1 }, "asynchronous"},
		{"[C2] a synchronous standby that is not waited for is warned about", func(s *server) { s.namedSynchronous, s.synchronous = "*", "local" }, "does not wait"},
		{"a synchronous standby is what it should be", func(s *server) { s.namedSynchronous, s.followers = "*", 1 }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := fine
			c.change(&s)
			var log bytes.Buffer
			s.warn(slog.New(slog.NewTextHandler(&log, nil)))
			said := log.String()
			for _, err := range []error{s.fit(), s.durable()} {
				if err != nil {
					said += err.Error()
				}
			}
			if !strings.Contains(said, c.want) || c.want == "" && said != "" {
				t.Errorf("it says %q, want %q", said, c.want)
			}
		})
	}
}

func TestFirstStart(t *testing.T) {
	ctx := context.Background()
	const name = "first_start"
	onServer(t, `CREATE DATABASE `+name)
	t.Cleanup(func() { onServer(t, `DROP DATABASE `+name+` WITH (FORCE)`) })
	t.Run("three nodes that start at once on an empty database agree on it", func(t *testing.T) {
		const nodes = 3
		var epochs, secrets [nodes]string
		var wait sync.WaitGroup
		for i := range nodes {
			wait.Go(func() {
				s, err := Open(ctx, Config{URL: shared.URL(name), AsConfigured: true})
				if err != nil {
					t.Error(err)
					return
				}
				defer s.Close()
				secret, err := s.Secret(ctx, "of_test", []byte{byte(i)})
				if err != nil {
					t.Error(err)
				}
				epochs[i], secrets[i] = s.Epoch(), string(secret)
			})
		}
		wait.Wait()
		for i := range nodes {
			if epochs[i] == "" || epochs[i] != epochs[0] || len(secrets[i]) != 1 || secrets[i] != secrets[0] {
				t.Errorf("node %d has the epoch %q and the secret %q; the first has %q and %q", i, epochs[i], secrets[i], epochs[0], secrets[0])
			}
		}
	})
	t.Run("a database of a newer program is refused", func(t *testing.T) {
		onDatabase(t, shared.URL(name), `INSERT INTO migrations VALUES (9999, '9999_of_tomorrow', 'x', 1)`)
		defer onDatabase(t, shared.URL(name), `DELETE FROM migrations WHERE version = 9999`)
		if s, err := Open(ctx, Config{URL: shared.URL(name), AsConfigured: true}); err == nil || !strings.Contains(err.Error(), "newer Twoticks") {
			t.Errorf("got %v", err)
			if err == nil {
				s.Close()
			}
		}
	})
	t.Run("a database that another program made is refused", func(t *testing.T) {
		onDatabase(t, shared.URL(name), `UPDATE migrations SET checksum = 'x' WHERE version = 2`)
		if s, err := Open(ctx, Config{URL: shared.URL(name), AsConfigured: true}); err == nil || !strings.Contains(err.Error(), "do not belong together") {
			t.Errorf("got %v", err)
			if err == nil {
				s.Close()
			}
		}
	})
}
