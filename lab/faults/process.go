package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	readyWithin = 20 * time.Second
	endsWithin  = 30 * time.Second
)

// process is the server: the same data and the same address through all its lives.
type process struct {
	binary, data, address, log string
	command                    *exec.Cmd
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

func newProcess(binary, folder string) (*process, error) {
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
		binary: binary, data: filepath.Join(folder, "data"), address: l.Addr().String(), log: filepath.Join(folder, "server.log"),
	}, nil
}

// start starts the server and returns when it answers.
func (p *process) start(ctx context.Context) error {
	out, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	p.command = exec.Command(p.binary, "serve")
	p.command.Env = append(os.Environ(), "TWOTICKS_LISTEN="+p.address, "TWOTICKS_DATA="+p.data,
		"TWOTICKS_REGISTRATION=open", "TWOTICKS_LIMITS_SCALE=10000", "TWOTICKS_LOG_LEVEL=warn")
	p.command.Stdout, p.command.Stderr = out, out
	if err := p.command.Start(); err != nil {
		return err
	}
	if err := p.ready(ctx); err != nil {
		p.kill()
		return fmt.Errorf("%w; see %s", err, p.log)
	}
	return nil
}

func (p *process) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+"/readyz", nil)
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
		case <-look.C:
		}
	}
}

// kill ends the server as a power switch does, and waits until it is gone. An error says that it was gone before.
func (p *process) kill() error {
	p.command.Process.Signal(syscall.SIGKILL)
	p.command.Wait()
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
	if err := p.command.Wait(); err != nil {
		return fmt.Errorf("told to end, the server ended with %w", err)
	}
	return nil
}

// complaints are lines of the server's log that no run may leave behind (I16).
func (p *process) complaints() ([]string, error) {
	said, err := os.ReadFile(p.log)
	if err != nil {
		return nil, err
	}
	var found []string
	for line := range strings.Lines(string(said)) {
		if strings.Contains(line, "panic") || strings.Contains(line, "fatal error") || strings.Contains(line, "DATA RACE") ||
			strings.Contains(line, "level=ERROR") {
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
