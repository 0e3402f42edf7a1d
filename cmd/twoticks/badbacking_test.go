package main

import (
	"database/sql"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	_ "modernc.org/sqlite"

	"twoticks/lab/backing"
)

// secret is in the addresses of these tests, and must be in nothing that is printed.
const secret = "hush-hush"

// within changes the address of a server.
func within(t *testing.T, address string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}

func badPassword(u *url.URL) { u.User = url.UserPassword(u.User.Username(), secret) }

// nobody is an address of this machine where nothing listens.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// stopped is a run of the program that was served and told to stop.
func stopped(t *testing.T, environment ...string) (folder string) {
	t.Helper()
	for _, pair := range environment {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	c := running(t)
	c.Process.Signal(syscall.SIGTERM)
	c.Wait()
	return c.Dir
}

func checkSilent(t *testing.T, b badStart, environment ...string) {
	t.Helper()
	if b.prepare == nil {
		b.prepare = with()
	}
	said := b.check(t, environment...)
	for _, no := range []string{secret, "only for tests", "only%20for%20tests", "open-sesame"} {
		if strings.Contains(said, no) {
			t.Errorf("it prints a secret: %q", said)
		}
	}
}

func TestBadPostgreSQLIsOneLine(t *testing.T) {
	good, _ := newDatabase(t)
	quick, name := newDatabase(t)
	runSQL(t, name, `ALTER DATABASE `+name+` SET synchronous_commit = off`)
	for _, c := range []struct {
		name, address string
		code          int
		want          []string
	}{
		{"a wrong password", within(t, good, badPassword), 1, []string{"password", "setting database"}},
		{"nobody there", within(t, good, func(u *url.URL) { badPassword(u); u.Host = nobody(t) }), 1, []string{"cannot reach", "connection refused"}},
		{"no such host", within(t, good, func(u *url.URL) { badPassword(u); u.Host = "nowhere.invalid:5432" }), 1, []string{"nowhere.invalid"}},
		{"no such database", within(t, good, func(u *url.URL) { u.Path = "/none" }), 1, []string{`no database "none"`, "createdb"}},
		{"another kind of database", "mysql://ana:" + secret + "@localhost/chat", 2, []string{"TWOTICKS_DATABASE", "postgres://"}},
		{"a server that may lose what it acknowledged", quick, 1, []string{"synchronous_commit=off", "database_durability"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkSilent(t, badStart{code: c.code, want: c.want}, "TWOTICKS_DATABASE="+c.address)
		})
	}
	t.Run("a database of a newer version", func(t *testing.T) {
		newer, name := newDatabase(t)
		stopped(t, "TWOTICKS_DATABASE="+newer)
		runSQL(t, name, `INSERT INTO migrations SELECT 9999, 'later', checksum, at FROM migrations LIMIT 1`)
		checkSilent(t, badStart{code: 1, want: []string{"newer Twoticks", "use that one"}}, "TWOTICKS_DATABASE="+newer)
	})
	t.Run("the doctor sees a healthy one, and says what is wrong with the other", func(t *testing.T) {
		t.Setenv("TWOTICKS_DATABASE", good)
		findings, code := examined(t, sameAs(t, running(t), "doctor", "--json"))
		if code != 0 || !strings.Contains(find(findings, "database"), "good: PostgreSQL 1") || !strings.HasPrefix(find(findings, "clock"), "good") {
			t.Errorf("it ends with %d and finds %+v", code, findings)
		}
		c := program(t, "doctor", "--json")
		if err := os.Mkdir(filepath.Join(c.Dir, "data"), 0o700); err != nil {
			t.Fatal(err)
		}
		c.Env = append(c.Env, "TWOTICKS_DATABASE="+within(t, good, badPassword))
		findings, code = examined(t, c)
		if said := find(findings, "database"); code != 1 || !strings.HasPrefix(said, "problem") || strings.Contains(said, secret) {
			t.Errorf("it ends with %d and finds %+v", code, findings)
		}
	})
}

func TestBadRedisIsOneLine(t *testing.T) {
	plain := newRedis(t, backing.RedisOptions{Password: "open-sesame", ACL: []string{"user ana on >" + secret + " resetchannels &other:* +@all"}})
	database, _ := newDatabase(t)
	for _, c := range []struct {
		name, address string
		code          int
		want          []string
	}{
		{"a wrong password", within(t, plain.URL(), func(u *url.URL) { u.User = url.UserPassword("", secret) }), 1, []string{"refuses the user or the password", "TWOTICKS_REDIS"}},
		{"a user who may not", plain.URLAs("ana", secret), 1, []string{"does not permit"}},
		{"nobody there", "redis://:" + secret + "@" + nobody(t), 1, []string{"nothing listens at", "TWOTICKS_REDIS"}},
		{"TLS to one that speaks none", within(t, plain.URL(), func(u *url.URL) { u.Scheme = "rediss" }), 1, []string{"redis://"}},
		{"not an address of Redis", "http://:" + secret + "@localhost", 2, []string{"TWOTICKS_REDIS"}},
	} {
		t.Run("R1.5 "+c.name, func(t *testing.T) {
			checkSilent(t, badStart{code: c.code, want: c.want}, "TWOTICKS_DATABASE="+database, "TWOTICKS_REDIS="+c.address)
		})
	}
}

func TestDoctorOfANodeLooksAtRedis(t *testing.T) {
	r := newRedis(t, backing.RedisOptions{})
	database, _ := newDatabase(t)
	t.Setenv("TWOTICKS_DATABASE", database)
	t.Setenv("TWOTICKS_REDIS", r.URL())
	node := running(t)
	findings, code := examined(t, sameAs(t, node, "doctor", "--json"))
	if code != 0 || !strings.HasPrefix(find(findings, "redis"), "good") || find(findings, "nodes") == "" {
		t.Errorf("it ends with %d and finds %+v", code, findings)
	}
	if err := r.Kill(); err != nil {
		t.Fatal(err)
	}
	findings, code = examined(t, sameAs(t, node, "doctor", "--json"))
	if said := find(findings, "redis"); code != 1 || !strings.Contains(said, "problem: nothing listens at") {
		t.Errorf("without Redis it ends with %d and finds %+v", code, findings)
	}
}

func TestFileOfANewerVersionIsOneLine(t *testing.T) {
	folder := stopped(t)
	data := filepath.Join(folder, "data")
	db, err := sql.Open("sqlite", filepath.Join(data, "twoticks.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`INSERT INTO migrations SELECT 9999, 'later', checksum, at FROM migrations LIMIT 1`)
	if closed := db.Close(); err != nil || closed != nil {
		t.Fatal(err, closed)
	}
	badStart{code: 1, want: []string{"newer Twoticks", "use that one"}, prepare: with("--data", data)}.check(t)
}
