package client

import (
	"context"
	"errors"
	"time"

	"twoticks/protocol"
)

// Follow keeps a mirror true until the context ends: it connects, catches up, applies what is pushed, beats, and comes
// back after a connection is lost, with waits that grow. It returns when the server says that coming back is in vain, or
// when the context ends. Each event goes to told after the mirror took it; told may be nil.
func (c *Client) Follow(ctx context.Context, m *Mirror, pause Pause, told func(protocol.Event)) error {
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		connected, err := c.followOnce(ctx, m, told)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if inVain(err) {
			return err
		}
		if connected {
			wait = firstWait
		}
		if err := pause(ctx, max(jittered(wait), retryAfter(err))); err != nil {
			return err
		}
	}
}

func inVain(err error) bool {
	var closed *Closed
	if errors.As(err, &closed) {
		info, known := protocol.CloseCodes[closed.Code]
		return known && !info.ComeBack
	}
	return final(err)
}

// followOnce lives as long as one connection, and says whether there was one.
func (c *Client) followOnce(ctx context.Context, m *Mirror, told func(protocol.Event)) (connected bool, err error) {
	connection, welcome, err := c.Connect(ctx)
	if err != nil {
		return false, err
	}
	defer connection.Cut()
	if err := m.Welcome(ctx, welcome); err != nil {
		return true, err
	}
	beat := time.NewTicker(max(time.Second, time.Duration(welcome.BeatMs)*time.Millisecond))
	defer beat.Stop()
	for {
		select {
		case e, ok := <-connection.Events():
			if !ok {
				return true, connection.Why()
			}
			if err := m.Apply(ctx, e); err != nil {
				return true, err
			}
			if told != nil {
				told(e)
			}
		case <-beat.C:
			if err := connection.Tell("beat", protocol.Beat{Visible: true}); err != nil {
				return true, err
			}
		case <-ctx.Done():
			return true, ctx.Err()
		}
	}
}
