package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	readyWithin     = time.Minute
	readinessWithin = time.Second
	startAgainAfter = 200 * time.Millisecond
	endsWithin      = 30 * time.Second
)

// process is a server, or one node of it: the same data and the same address through all its lives.
type process struct {
	binary, data, address, log string
	// settings are further variables of its environment.
	settings []string
	// supervised: what does not come up is started again, as a supervisor does. Without its database or its Redis a node does not.
	supervised bool

	mu      sync.Mutex // of one who ends it and starts it again
	command *exec.Cmd
	ended   chan struct{}
}

// build makes the server from a tree, without its page.
func build(ctx context.Context, tree, to string) error {
	out, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	c := exec.CommandContext(ctx, "go", "build", "-tags", "nopage", "-o", out, "./cmd/twoticks")
	c.Dir = tree
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("the server does not build: %s", said)
	}
	return nil
}

func newProcess(binary, folder, name string) (*process, error) {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer l.Close()
	return &process{
		binary: binary, data: filepath.Join(folder, "data", name), address: l.Addr().String(), log: filepath.Join(folder, name+".log"),
	}, nil
}

// start starts the server and returns when it answers.
func (p *process) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		if err := p.launchServer(); err != nil {
			return err
		}
		err := p.ready(ctx)
		if err == nil {
			return nil
		}
		p.kill()
		if !p.supervised || !sleep(ctx, startAgainAfter) {
			return fmt.Errorf("%w; see %s", err, p.log)
		}
	}
}

func (p *process) launchServer() error {
	out, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	c := exec.Command(p.binary, "serve")
	c.Env = append(os.Environ(), "TWOTICKS_LISTEN="+p.address, "TWOTICKS_DATA="+p.data,
		"TWOTICKS_REGISTRATION=open", "TWOTICKS_LIMITS_SCALE=10000", "TWOTICKS_LOG_LEVEL=warn")
	c.Env = append(c.Env, p.settings...)
	c.Stdout, c.Stderr = out, out
	return p.launch(c)
}

// launch begins a life, and notices its end.
func (p *process) launch(c *exec.Cmd) error {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := c.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	p.command, p.ended = c, ended
	go func() {
		c.Wait() // how it ended is in ProcessState
		close(ended)
	}()
	return nil
}

func (p *process) ready(ctx context.Context) error {
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		if answers, _ := p.readiness(ctx); answers {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("the server was not ready in time")
		case <-p.ended:
			return errors.New("the server ended as it started")
		case <-look.C:
		}
	}
}

// readiness asks whether the server is ready, and whether it does without something then.
func (p *process) readiness(ctx context.Context) (ready, degraded bool) {
	ctx, cancel := context.WithTimeout(ctx, readinessWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+"/readyz", nil)
	if err != nil {
		return false, false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false, false
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	return err == nil && answer.StatusCode == http.StatusOK, strings.Contains(string(said), "degraded")
}

// kill ends the server as a power switch does, and waits until it is gone. An error says that it was gone before.
func (p *process) kill() error {
	p.command.Process.Signal(syscall.SIGKILL)
	<-p.ended
	if status, ok := p.command.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		return fmt.Errorf("the server ended by itself: %v", p.command.ProcessState)
	}
	return nil
}

// stop ends it in the orderly way.
func (p *process) stop() error {
	p.command.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(endsWithin, func() { p.command.Process.Kill() })
	defer late.Stop()
	<-p.ended
	if !p.command.ProcessState.Success() {
		return fmt.Errorf("told to end, the server ended with %v", p.command.ProcessState)
	}
	return nil
}

// complaints are lines of the server's log that no run may leave behind (I16). A node whose database is taken away may say so.
func (p *process) complaints() ([]string, error) {
	said, err := os.ReadFile(p.log)
	if err != nil {
		return nil, err
	}
	var found []string
	for line := range strings.Lines(string(said)) {
		if strings.Contains(line, "panic") || strings.Contains(line, "fatal error") || strings.Contains(line, "DATA RACE") ||
			!p.supervised && strings.Contains(line, "level=ERROR") {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found, nil
}

// commit names what is tested.
func commit(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
