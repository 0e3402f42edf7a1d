package auth

import (
	"context"
	"errors"
	"runtime"
	"testing"
)

var small = HashParameters{MemoryKiB: 64, Passes: 1, Threads: 1}

func TestHash(t *testing.T) {
	h := newHasher(small)
	one, err := h.hash(t.Context(), "paper lantern")
	if err != nil {
		t.Fatal(err)
	}
	two, err := h.hash(t.Context(), "paper lantern")
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case one == two:
		t.Error("two hashes of a password are the same: there is no salt")
	case !matches("paper lantern", one), !matches("paper lantern", two):
		t.Error("the password does not match its hash")
	case matches("paper lantern ", one), matches("Paper lantern", one), matches("", one):
		t.Error("another password matches")
	case matches("", h.dummy), matches("paper lantern", h.dummy):
		t.Error("something matches the hash of nobody")
	case h.outdated(one):
		t.Error("a new hash is out of date")
	case !newHasher(HashParameters{MemoryKiB: 128, Passes: 1, Threads: 1}).outdated(one):
		t.Error("a hash with other parameters is not out of date")
	}
	if p := newHasher(HashParameters{}).parameters; p.MemoryKiB != 47104 || p.Passes != 1 || p.Threads != 1 {
		t.Errorf("without parameters it hashes with %+v", p)
	}
}

func TestBrokenHashMatchesNothing(t *testing.T) {
	for _, hash := range []string{
		"", "$", "plain", "$2b$10$abc", "$argon2id$v=16$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=64,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=1$!$AAAA", "$argon2id$v=19$m=64,t=1,p=1$AAAA$",
	} {
		if matches("", hash) {
			t.Errorf("%q matches", hash)
		}
	}
}

// Row 63: two hash at once, a queue waits, and who comes on top of that is told to come back.
func TestHashQueueIsBounded(t *testing.T) {
	h := newHasher(small)
	var leave []func()
	for range hashing {
		l, err := h.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, l)
	}
	waiting, cancel := context.WithCancel(t.Context())
	results := make(chan error, hashWaiting)
	for range hashWaiting {
		go func() {
			_, err := h.enter(waiting)
			results <- err
		}()
	}
	// Each of those who wait has a place in the queue once the queue is full.
	for len(h.queue) < cap(h.queue) {
		select {
		case err := <-results:
			t.Fatalf("one of those who wait was let in, or sent away: %v", err)
		default:
			runtime.Gosched()
		}
	}
	if _, err := h.enter(t.Context()); !errors.Is(err, ErrOverloaded) {
		t.Errorf("one too many gets %v", err)
	}
	cancel()
	for range hashWaiting {
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up gets %v", err)
		}
	}
	for _, l := range leave {
		l()
	}
	l, err := h.enter(t.Context())
	if err != nil {
		t.Fatalf("afterwards nobody gets in: %v", err)
	}
	l()
}
