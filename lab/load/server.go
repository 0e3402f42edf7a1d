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
	"syscall"
	"time"
)

const readyWithin = 20 * time.Second

// server is the program under measurement, with a data folder of its own.
type server struct {
	url, data string
	command   *exec.Cmd
	output    bytes.Buffer
}

func startServer(ctx context.Context, binary, folder string) (*server, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	data, err := os.MkdirTemp(folder, "load-")
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	path, err := filepath.Abs(binary)
	if err != nil {
		return nil, err
	}
	s := &server{url: "http://" + address, data: data, command: exec.CommandContext(ctx, path, "serve")}
	// The limits run, so that their cost counts, and are too high to be met.
	s.command.Env = append(os.Environ(), "TWOTICKS_LISTEN="+address, "TWOTICKS_DATA="+data,
		"TWOTICKS_REGISTRATION=open", "TWOTICKS_LIMITS_SCALE=10000", "TWOTICKS_LOG_LEVEL=warn")
	s.command.Stdout, s.command.Stderr = &s.output, &s.output
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s (run make build first): %w", binary, err)
	}
	if err := s.ready(ctx); err != nil {
		s.stop()
		return nil, fmt.Errorf("%w; it printed:\n%s", err, s.output.String())
	}
	return s, nil
}

func (s *server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/readyz", nil)
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

// stop ends the server and removes its data.
func (s *server) stop() {
	s.command.Process.Signal(syscall.SIGTERM)
	s.command.Wait()
	os.RemoveAll(s.data)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// syncRate is the disk's own speed: how many times a second 4 KiB can be appended and made durable.
func syncRate(folder string) (float64, error) {
	f, err := os.CreateTemp(folder, "yardstick-")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	block := make([]byte, 4096)
	n, begin := 0, time.Now()
	for time.Since(begin) < time.Second {
		if _, err := f.Write(block); err != nil {
			return 0, err
		}
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			return 0, err
		}
		n++
	}
	return float64(n) / time.Since(begin).Seconds(), nil
}
