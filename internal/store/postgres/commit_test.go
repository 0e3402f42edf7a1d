package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/lab/faults/proxy"
)

// throughLine opens a store that reaches its database over a line that can be broken, and one that reaches it directly.
func throughLine(t *testing.T) (s, direct *Store, line *proxy.Line) {
	t.Helper()
	address := newDatabase(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if line, err = proxy.Open(u.Host); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(line.Close)
	u.Host = strings.TrimPrefix(line.URL(), "http://")
	s, direct = openAt(t, u.String()), openAt(t, address)
	// The first act on a connection asks for what later ones have.
	if err := s.writer.do(context.Background(), needs{}, names(nil, "first"), nil); err != nil {
		t.Fatal(err)
	}
	return s, direct, line
}

func TestLineBreaksAtCommit(t *testing.T) {
	ctx := context.Background()
	stored := func(t *testing.T, direct *Store, handle string) bool {
		t.Helper()
		_, err := direct.PersonByHandle(ctx, handle)
		if err != nil && !errors.Is(err, messenger.ErrPersonNotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	t.Run("[C5] when the answer to COMMIT is lost, the outcome is unknown, and nothing is told of it", func(t *testing.T) {
		s, direct, line := throughLine(t)
		told, got := false, make(chan error, 1)
		go func() {
			got <- s.writer.do(ctx, needs{}, func(x *tx) error {
				err := names(nil, "ana")(x)
				line.Mute(false, true)
				return err
			}, func() { told = true })
		}()
		for !stored(t, direct, "ana") {
			time.Sleep(time.Millisecond) // there is no other sign of it than the row itself
		}
		line.Cut()
		if err := <-got; !errors.Is(err, messenger.ErrOutcomeUnknown) {
			t.Errorf("the caller got %v", err)
		}
		line.Heal()
		if err := s.writer.do(ctx, needs{}, names(nil, "bo"), nil); err != nil {
			t.Errorf("the next act got %v", err)
		}
		s.Close()
		if told {
			t.Error("somebody was told")
		}
	})
	t.Run("[C5] when COMMIT never arrived it is unknown too, and nothing is there", func(t *testing.T) {
		s, direct, line := throughLine(t)
		err := s.writer.do(ctx, needs{}, func(x *tx) error {
			err := names(nil, "ana")(x)
			line.Cut()
			return err
		}, nil)
		if !errors.Is(err, messenger.ErrOutcomeUnknown) || stored(t, direct, "ana") {
			t.Errorf("the caller got %v", err)
		}
	})
	t.Run("[C5] when the line breaks before, the act is done again", func(t *testing.T) {
		s, direct, line := throughLine(t)
		runs := 0
		err := s.writer.do(ctx, needs{}, func(x *tx) error {
			if runs++; runs == 1 {
				line.Cut()
			}
			return names(nil, "ana")(x)
		}, nil)
		if err != nil || runs != 2 || !stored(t, direct, "ana") {
			t.Errorf("after %d runs the caller got %v", runs, err)
		}
	})
	t.Run("[C5] while there is no line, nothing is stored, and all hear so at once", func(t *testing.T) {
		s, _, line := throughLine(t)
		line.Down()
		got := make(chan error)
		for i := range 10 {
			go func() { got <- s.writer.do(ctx, needs{}, names(nil, fmt.Sprint("user", i)), nil) }()
		}
		for range 10 {
			if err := <-got; !errors.Is(err, messenger.ErrUnavailable) {
				t.Errorf("somebody got %v", err)
			}
		}
		line.Heal()
		if err := s.writer.do(ctx, needs{}, names(nil, "ana"), nil); err != nil {
			t.Errorf("after it: %v", err)
		}
	})
}
