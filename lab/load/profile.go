package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// profile has the first node say where its processor time goes while a figure is taken, where that is wanted; what it returns
// waits until it has.
func (l *lab) profile(ctx context.Context, at *place, name string, lasts time.Duration) (written func() error) {
	if l.profiles == "" {
		return func() error { return nil }
	}
	done := make(chan error, 1)
	go func() { done <- l.writeProfile(ctx, at.nodes[0], name, lasts) }()
	return func() error { return <-done }
}

func (l *lab) writeProfile(ctx context.Context, n *node, name string, lasts time.Duration) error {
	if err := os.MkdirAll(l.profiles, 0o755); err != nil {
		return err
	}
	at := fmt.Sprintf("%s/debug/pprof/profile?seconds=%d", n.metrics, max(1, int(lasts.Seconds())))
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	f, err := os.Create(filepath.Join(l.profiles, name+".pprof"))
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(f, answer.Body)
	return err
}
