package backing

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// RedisOptions are what a Redis differs by from the plainest one.
type RedisOptions struct {
	// Password is the default user's; empty for none.
	Password string
	// ACL are further lines of users, such as "user ana on >secret resetchannels &tt:* +publish".
	ACL []string
	// TLS: it speaks TLS only, with a certificate of an authority of its own; see Redis.CAFile.
	TLS bool
	// PubSubBuffer bounds what waits for one subscriber, such as "32kb 16kb 1"; empty leaves what Redis has.
	PubSubBuffer string
	// Cluster: a cluster of this one node, which has all slots.
	Cluster bool
}

// Redis is a Redis server of our own, in memory only: who restarts it finds it empty.
type Redis struct {
	// CAFile is the authority of its certificate, where it speaks TLS.
	CAFile string

	options RedisOptions
	folder  string
	port    int
	// sentinelOf is the port of the Redis that this one, a Sentinel, watches.
	sentinelOf int
	process    *process
}

const (
	redisProgram = "redis-server"
	redisReady   = 15 * time.Second
	redisTries   = 3 // somebody else may take the port that was free
)

// StartRedis starts one on a free port, in a new folder below dir (the system's temporary folder where that is empty).
func StartRedis(ctx context.Context, dir string, o RedisOptions) (*Redis, error) {
	r := &Redis{options: o}
	if err := r.begin(ctx, dir); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Redis) begin(ctx context.Context, dir string) (err error) {
	if _, err := exec.LookPath(redisProgram); err != nil {
		return errors.New("Redis is not installed: apt-get install redis-server")
	}
	if r.folder, err = os.MkdirTemp(dir, "twoticks-redis-"); err != nil {
		return err
	}
	if r.options.TLS {
		r.CAFile = filepath.Join(r.folder, "ca.pem")
		err = writeCertificate(r.folder)
	}
	for try := 0; err == nil && try < redisTries; try++ {
		if r.port, err = freePort(); err != nil {
			break
		}
		if err = r.Restart(ctx); err == nil {
			return nil
		}
		if try+1 < redisTries {
			err = nil
		}
	}
	return errors.Join(err, r.Stop())
}

// Address is host:port.
func (r *Redis) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(r.port)) }

// URL is where it is found as the default user.
func (r *Redis) URL() string {
	if r.options.Password == "" {
		return r.url(nil)
	}
	return r.url(url.UserPassword("", r.options.Password))
}

// URLAs is where it is found as another user, or with another password.
func (r *Redis) URLAs(name, password string) string { return r.url(url.UserPassword(name, password)) }

func (r *Redis) url(user *url.Userinfo) string {
	u := url.URL{Scheme: "redis", User: user, Host: r.Address()}
	if r.options.TLS {
		u.Scheme = "rediss"
	}
	switch {
	case r.options.Cluster:
		u.RawQuery = "cluster=true"
	case r.sentinelOf != 0:
		u.RawQuery = "master_set=" + sentinelSet
	}
	return u.String()
}

// Stop ends it and removes its folder.
func (r *Redis) Stop() error {
	return errors.Join(r.process.end(syscall.SIGKILL), os.RemoveAll(r.folder))
}

// Kill ends it without a word; its port stays its own for Restart.
func (r *Redis) Kill() error { return r.process.end(syscall.SIGKILL) }

// Freeze lets it keep its connections and answer nothing, until Thaw or an end.
func (r *Redis) Freeze() error { return r.process.command.Process.Signal(syscall.SIGSTOP) }

// Thaw lets it go on.
func (r *Redis) Thaw() error { return r.process.command.Process.Signal(syscall.SIGCONT) }

// Restart starts it again on the same port, empty, and returns when it answers.
func (r *Redis) Restart(ctx context.Context) error {
	if err := r.Kill(); err != nil {
		return err
	}
	file := filepath.Join(r.folder, "redis.conf")
	if err := os.WriteFile(file, []byte(r.settings()), 0o600); err != nil {
		return err
	}
	args := []string{file}
	if r.sentinelOf != 0 {
		args = append(args, "--sentinel")
	}
	command := exec.Command(redisProgram, args...)
	command.Dir = r.folder
	var us *account
	command.SysProcAttr = us.attributes(syscall.SIGKILL)
	var err error
	if r.process, err = launch(command); err != nil {
		return err
	}
	if err := r.await(ctx, "PING", ""); err != nil || !r.options.Cluster {
		return err
	}
	// A cluster is none before somebody has every slot; what it was before is in its folder.
	if _, err := r.Do(ctx, "CLUSTER", "ADDSLOTSRANGE", "0", "16383"); err != nil && !strings.Contains(err.Error(), "already busy") {
		return err
	}
	return r.await(ctx, "CLUSTER INFO", "cluster_state:ok")
}

func (r *Redis) settings() string {
	if r.sentinelOf != 0 {
		return r.sentinelSettings()
	}
	lines := []string{
		"bind 127.0.0.1", "save \"\"", "appendonly no", "daemonize no", "protected-mode no",
		"dir " + r.folder, "logfile " + filepath.Join(r.folder, "redis.log"),
	}
	if r.options.TLS {
		lines = append(lines, "port 0", fmt.Sprint("tls-port ", r.port), "tls-auth-clients no",
			"tls-cert-file "+filepath.Join(r.folder, "cert.pem"), "tls-key-file "+filepath.Join(r.folder, "key.pem"),
			"tls-ca-cert-file "+filepath.Join(r.folder, "ca.pem"))
	} else {
		lines = append(lines, fmt.Sprint("port ", r.port))
	}
	if r.options.Password != "" {
		lines = append(lines, "requirepass "+r.options.Password)
	}
	if r.options.PubSubBuffer != "" {
		lines = append(lines, "client-output-buffer-limit pubsub "+r.options.PubSubBuffer)
	}
	if r.options.Cluster {
		lines = append(lines, "cluster-enabled yes", "cluster-announce-ip 127.0.0.1")
		if bus, err := freePort(); err == nil { // the usual one, ten thousand above, may not exist
			lines = append(lines, fmt.Sprint("cluster-port ", bus))
		}
	}
	return strings.Join(append(lines, r.options.ACL...), "\n") + "\n"
}

// await returns when a command is answered, and its answer contains what is wanted.
func (r *Redis) await(ctx context.Context, command, want string) error {
	ctx, cancel := context.WithTimeout(ctx, redisReady)
	defer cancel()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		answer, err := r.Do(ctx, strings.Fields(command)...)
		if strings.Contains(answer, want) && (err == nil || answer != "") {
			return nil
		}
		select {
		case <-look.C:
		case <-r.process.ended:
			return fmt.Errorf("redis-server ended as it started: %s", r.said())
		case <-ctx.Done():
			return fmt.Errorf("redis-server was not ready in time: %s", r.said())
		}
	}
}

// said is the last of its log, or of what it printed before it had one.
func (r *Redis) said() string {
	var log tail
	text, err := os.ReadFile(filepath.Join(r.folder, "redis.log"))
	if err != nil || len(text) == 0 {
		return r.process.output.last()
	}
	log.Write(text)
	return log.last()
}

// Do carries out one command on a connection of its own and returns the first answer, as text.
func (r *Redis) Do(ctx context.Context, words ...string) (string, error) {
	conn, err := r.dial(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		conn.SetDeadline(deadline)
	}
	in := bufio.NewReader(conn)
	if r.options.Password != "" {
		if answer, err := ask(conn, in, "AUTH", r.options.Password); err != nil {
			return answer, err
		}
	}
	return ask(conn, in, words...)
}

func (r *Redis) dial(ctx context.Context) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", r.Address())
	if err != nil || !r.options.TLS {
		return conn, err
	}
	// It is asked over loopback by whoever started it.
	return tls.Client(conn, &tls.Config{InsecureSkipVerify: true}), nil
}
