package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"twoticks/lab/backing"
)

const (
	readyWithin = 30 * time.Second
	limitsScale = 10_000
)

// place is what is measured: one node or several, with data of their own.
type place struct {
	nodes      []*node
	data       string
	postgreSQL *backing.PostgreSQL
	redis      *backing.Redis
}

// node is one program, which can be stopped and started again on the same data.
type node struct {
	url     string
	metrics string // where its profiles are read
	program string
	data    string
	setting []string
	command *exec.Cmd
	output  bytes.Buffer
}

func (l *lab) begin(ctx context.Context) (p *place, err error) {
	p = &place{}
	defer func() {
		if err != nil {
			p.end()
		}
	}()
	if p.data, err = os.MkdirTemp(l.folder, "load-"); err != nil {
		return p, err
	}
	var settings []string
	if l.nodes > 1 {
		if settings, err = p.back(ctx); err != nil {
			return p, err
		}
	}
	for i := range l.nodes {
		n, err := newNode(l.binary, filepath.Join(p.data, fmt.Sprint("node", i)), settings...)
		if err != nil {
			return p, err
		}
		p.nodes = append(p.nodes, n)
		if _, err := n.start(ctx); err != nil {
			return p, err
		}
	}
	return p, nil
}

// back starts what several nodes share.
func (p *place) back(ctx context.Context) (settings []string, err error) {
	if p.postgreSQL, err = backing.StartPostgreSQL(ctx, "", "shared_buffers=512MB", "max_wal_size=4GB", "max_connections=200"); err != nil {
		return nil, err
	}
	if p.redis, err = backing.StartRedis(ctx, "", backing.RedisOptions{}); err != nil {
		return nil, err
	}
	database, err := p.postgreSQL.CreateDatabase(ctx, "load")
	return []string{"TWOTICKS_DATABASE=" + database, "TWOTICKS_REDIS=" + p.redis.URL()}, err
}

// url is where the i-th person is connected.
func (p *place) url(i int) string { return p.nodes[i%len(p.nodes)].url }

// end stops it all and removes the data.
func (p *place) end() {
	for _, n := range p.nodes {
		n.stop()
	}
	if p.redis != nil {
		p.redis.Stop()
	}
	if p.postgreSQL != nil {
		p.postgreSQL.Stop()
	}
	os.RemoveAll(p.data)
}

func newNode(binary, data string, settings ...string) (*node, error) {
	program, err := filepath.Abs(binary)
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	metrics, err := freeAddress()
	if err != nil {
		return nil, err
	}
	n := &node{url: "http://" + address, metrics: "http://" + metrics, program: program, data: data}
	// The limits run, so that their cost counts, and are too high to be met.
	n.setting = append([]string{
		"TWOTICKS_LISTEN=" + address, "TWOTICKS_DATA=" + data, "TWOTICKS_REGISTRATION=open", "TWOTICKS_METRICS_LISTEN=" + metrics,
		"TWOTICKS_LIMITS_SCALE=" + strconv.Itoa(limitsScale), "TWOTICKS_LOG_LEVEL=warn",
	}, settings...)
	return n, os.MkdirAll(data, 0o700)
}

// start starts the program and says how long it took until it was ready.
func (n *node) start(ctx context.Context) (time.Duration, error) {
	n.command = exec.CommandContext(ctx, n.program, "serve")
	n.command.Env = append(os.Environ(), n.setting...)
	n.command.Stdout, n.command.Stderr = &n.output, &n.output
	begun := time.Now()
	if err := n.command.Start(); err != nil {
		return 0, fmt.Errorf("start %s (run make build first): %w", n.program, err)
	}
	if err := n.ready(ctx); err != nil {
		n.stop()
		return 0, fmt.Errorf("%w; it printed:\n%s", err, n.output.String())
	}
	return time.Since(begun), nil
}

func (n *node) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, n.url+"/readyz", nil)
		if err != nil {
			return err
		}
		if answer, err := http.DefaultClient.Do(r); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return errors.New("the server was not ready in time")
		case <-tick.C:
		}
	}
}

func (n *node) stop() {
	if n.command != nil && n.command.Process != nil && n.command.ProcessState == nil {
		n.command.Process.Signal(syscall.SIGTERM)
		n.command.Wait()
	}
}

// memory is what the program holds of the machine's, in KiB.
func (n *node) memory() (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", n.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.ParseFloat(strings.Fields(rest)[0], 64)
		}
	}
	return 0, errors.New("the system does not say how much memory the server has")
}

// processor is how much of the processors' time all nodes have taken.
func (p *place) processor() (sum time.Duration) {
	const tick = 10 * time.Millisecond // USER_HZ is 100 wherever this runs
	for _, n := range p.nodes {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", n.command.Process.Pid))
		if err != nil {
			continue
		}
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		for _, f := range fields[11:13] { // utime and stime
			ticks, _ := strconv.Atoi(f)
			sum += time.Duration(ticks) * tick
		}
	}
	return sum
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
