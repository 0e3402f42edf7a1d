package backing

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	postgreSQLUser     = "twoticks"
	postgreSQLPassword = "only for tests"
	postgreSQLReady    = 30 * time.Second
)

// PostgreSQL is a server that may be stopped, killed and started again on the same port and data.
type PostgreSQL struct {
	bin, folder string
	port        int
	settings    []string
	account     *account
	process     *process
}

// StartPostgreSQL makes a cluster in a new folder below dir (the system's temporary folder where that is empty) and starts
// it. Settings are as in postgresql.conf: "fsync=off". Below dir the user postgres must be let in, if this process is root.
func StartPostgreSQL(ctx context.Context, dir string, settings ...string) (*PostgreSQL, error) {
	bin, err := postgreSQLPrograms()
	if err != nil {
		return nil, err
	}
	p := &PostgreSQL{bin: bin, settings: settings}
	if p.account, err = findAccount("postgres"); err != nil {
		return nil, fmt.Errorf("PostgreSQL cannot run as root: %w", err)
	}
	if p.port, err = freePort(); err != nil {
		return nil, err
	}
	if p.folder, err = os.MkdirTemp(dir, "twoticks-postgresql-"); err != nil {
		return nil, err
	}
	if err := errors.Join(p.account.own(p.folder), p.initialise(ctx)); err != nil {
		return nil, errors.Join(err, os.RemoveAll(p.folder))
	}
	if err := p.Restart(ctx); err != nil {
		return nil, errors.Join(err, p.Stop())
	}
	return p, nil
}

// postgreSQLPrograms finds the newest that is installed. Debian keeps them out of the path.
func postgreSQLPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		if path, err := exec.LookPath("initdb"); err == nil {
			return filepath.Dir(path), nil
		}
		return "", errors.New("PostgreSQL is not installed: apt-get install postgresql")
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
}

// initialise makes the cluster. Its data need not reach the disk before the server starts, and its passwords are checked in the
// way that costs least, since tests connect often.
func (p *PostgreSQL) initialise(ctx context.Context) error {
	secret := filepath.Join(p.folder, "password")
	if err := os.WriteFile(secret, []byte(postgreSQLPassword), 0o600); err != nil {
		return err
	}
	if err := p.account.own(secret); err != nil {
		return err
	}
	c := p.program(ctx, "initdb", "--pgdata", p.data(), "--username", postgreSQLUser, "--pwfile", secret,
		"--auth", "md5", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(said)))
	}
	return nil
}

func (p *PostgreSQL) data() string { return filepath.Join(p.folder, "data") }

// program is one of PostgreSQL's, run as its user.
func (p *PostgreSQL) program(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, filepath.Join(p.bin, name), args...)
	c.Dir = p.folder
	c.Env = append(os.Environ(), "PGPASSWORD="+postgreSQLPassword, "LC_ALL=C")
	c.SysProcAttr = p.account.attributes(syscall.SIGKILL)
	return c
}

// Restart starts the server again after Stop or Kill, on the same port and data, and returns when it answers.
func (p *PostgreSQL) Restart(ctx context.Context) error {
	if err := p.process.end(syscall.SIGINT); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, postgreSQLReady)
	defer cancel()
	for {
		if err := p.launch(); err != nil {
			return err
		}
		err := p.ready(ctx)
		// What a killed server left behind can be in its way for a moment.
		if err == nil || ctx.Err() != nil || !strings.Contains(p.process.output.last(), "still in use") {
			return err
		}
	}
}

func (p *PostgreSQL) launch() (err error) {
	args := []string{"-D", p.data(), "-p", strconv.Itoa(p.port), "-h", "127.0.0.1", "-k", p.folder}
	own := []string{"shared_buffers=64MB", "max_connections=300", "max_wal_size=2GB", "autovacuum_naptime=10min"}
	for _, setting := range append(own, p.settings...) {
		args = append(args, "-c", setting)
	}
	c := p.program(context.Background(), "postgres", args...)
	// Told to by this signal it ends at once, with its children, and recovers when it is started again.
	c.SysProcAttr = p.account.attributes(syscall.SIGQUIT)
	p.process, err = launch(c)
	return err
}

// ready waits until the server answers.
func (p *PostgreSQL) ready(ctx context.Context) error {
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		c := p.program(ctx, "pg_isready", "--quiet", "--host", "127.0.0.1", "--port", strconv.Itoa(p.port))
		if c.Run() == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL was not ready in time: %s", p.process.output.last())
		case <-p.process.ended:
			return fmt.Errorf("PostgreSQL ended as it started: %s", p.process.output.last())
		case <-look.C:
		}
	}
}

// Port is where it listens, on 127.0.0.1.
func (p *PostgreSQL) Port() int { return p.port }

// URL is the address of a database of the server.
func (p *PostgreSQL) URL(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(postgreSQLUser, postgreSQLPassword),
		Host: fmt.Sprintf("127.0.0.1:%d", p.port), Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// CreateDatabase makes an empty database and returns its address.
func (p *PostgreSQL) CreateDatabase(ctx context.Context, name string) (string, error) {
	return p.URL(name), p.Run(ctx, "postgres", `CREATE DATABASE "`+name+`"`)
}

// Run carries out SQL in a database.
func (p *PostgreSQL) Run(ctx context.Context, database, sql string) error {
	c := p.program(ctx, "psql", "--host", "127.0.0.1", "--port", strconv.Itoa(p.port), "--username", postgreSQLUser, "--dbname", database,
		"--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--command", sql)
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("psql: %w: %s", err, strings.TrimSpace(string(said)))
	}
	return nil
}

// Kill ends the server and all its children as a power switch does.
func (p *PostgreSQL) Kill() error {
	if !p.process.running() {
		return errors.New("PostgreSQL had ended before")
	}
	pid := p.process.command.Process.Pid
	// Each child has a process group of its own. None is born any more while the parent is stopped.
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		return err
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return err
	}
	err = p.process.end(syscall.SIGKILL)
	for child := range strings.FieldsSeq(string(children)) {
		n, convert := strconv.Atoi(child)
		if convert != nil {
			return convert
		}
		if kill := syscall.Kill(n, syscall.SIGKILL); kill != nil && !errors.Is(kill, syscall.ESRCH) {
			err = errors.Join(err, kill)
		}
	}
	return err
}

// Halt ends the server in order and keeps its data for Restart.
func (p *PostgreSQL) Halt() error { return p.process.end(syscall.SIGINT) }

// Stop ends the server and removes its data.
func (p *PostgreSQL) Stop() error {
	// Nothing here is needed any more, so it need not end in order.
	return errors.Join(p.process.end(syscall.SIGQUIT), os.RemoveAll(p.folder))
}
