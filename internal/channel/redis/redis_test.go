package redis

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"twoticks/internal/channel"
	"twoticks/internal/channel/channeltest"
	"twoticks/lab/backing"
)

var plain *backing.Redis

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if plain, err = backing.StartRedis(context.Background(), "", backing.RedisOptions{}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer plain.Stop()
		return m.Run()
	}())
}

func TestLayer(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Network { return network(t, Config{URL: plain.URL()}) })
}

// network is nodes that hear each other and nobody else.
func network(t *testing.T, c Config) channeltest.Network {
	c.Prefix = fmt.Sprintf("test%d", time.Now().UnixNano())
	return channeltest.Network{
		Join:     func(r channel.Receiver) channel.Layer { return join(t, c, r) },
		Overflow: 4 * outboundFrames, // the queue of the one, that of the other, and what is on its way
	}
}

func join(t *testing.T, c Config, r channel.Receiver) *Node {
	t.Helper()
	n, err := Join(t.Context(), c, r, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Stop)
	return n
}
