package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"twoticks/protocol"
)

// mostMemory is the largest resident size that a process has had, in KiB.
func mostMemory(t *testing.T, pid int) (kib int) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("this system does not say how much memory a process uses")
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Sscan(rest, &kib)
		}
	}
	return kib
}

// Two hundred who sign in at once, with the real hash: a few are let in after each other, the others are told to come
// back, and the memory stays bounded.
func TestManySignInsAtOnce(t *testing.T) {
	const times = 200
	s := serveFrom(t, t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	if _, err := device(t, s.url).SignUp(ctx, protocol.AccountCreate{Name: "Ana", Handle: "ana", Password: password}); err != nil {
		t.Fatal(err)
	}
	before := mostMemory(t, s.Process.Pid)
	results := make([]error, times)
	var all sync.WaitGroup
	for i := range times {
		d := device(t, s.url)
		all.Go(func() { _, results[i] = d.SignIn(ctx, "ana", password) })
	}
	all.Wait()
	in := 0
	for _, err := range results {
		var e *protocol.Error
		switch {
		case err == nil:
			in++
		case !errors.As(err, &e) || e.Code != protocol.CodeOverloaded || e.RetryAfterMs <= 0:
			t.Errorf("row 63: one of many sign-ins gets %v", err)
		}
	}
	if in < 10 || in == times {
		t.Errorf("row 63: %d of %d signed in", in, times)
	}
	grown := mostMemory(t, s.Process.Pid) - before
	t.Logf("%d of %d signed in at once, the others were told to wait; memory grew by %d MiB", in, times, grown>>10)
	if grown > 150<<10 {
		t.Errorf("row 63: the memory grew by %d MiB", grown>>10)
	}
}
