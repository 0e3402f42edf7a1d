package redis

import (
	"context"
	"fmt"

	"github.com/redis/rueidis"
)

// batchMost is how many frames one round trip takes.
const batchMost = 256

// session is one life of the connections to Redis: subscribed, until the first thing goes wrong. The next one is made from
// nothing, and so finds a Sentinel's new master and a cluster's new shape.
type session struct {
	node   *Node
	client rueidis.Client
	lost   <-chan error // is closed when nothing is heard any more
	close  func()
}

// connect opens the connections and returns when the subscription is confirmed.
func (n *Node) connect(ctx context.Context) (*session, error) {
	client, err := rueidis.NewClient(n.options)
	if err != nil {
		return nil, err
	}
	dedicated, release := client.Dedicate()
	s := &session{node: n, client: client, close: func() {
		dedicated.Close()
		release()
		client.Close()
	}}
	confirmed := make(chan struct{}, 1)
	s.lost = dedicated.SetPubSubHooks(rueidis.PubSubHooks{
		OnMessage: func(m rueidis.PubSubMessage) { n.hear([]byte(m.Message)) },
		OnSubscription: func(p rueidis.PubSubSubscription) {
			if p.Kind != "subscribe" && p.Kind != "ssubscribe" {
				dedicated.Close() // Redis ended it, as when a slot of a cluster moves
				return
			}
			select {
			case confirmed <- struct{}{}:
			default:
			}
		},
	})
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	if err := dedicated.Do(ctx, s.subscribe(dedicated)).Error(); err != nil {
		s.close()
		return nil, err
	}
	select {
	case <-confirmed:
		return s, nil
	case err, ok := <-s.lost:
		if !ok {
			err = fmt.Errorf("the subscription ended")
		}
		s.close()
		return nil, err
	case <-ctx.Done():
		s.close()
		return nil, ctx.Err()
	}
}

// In a cluster the channel belongs to one shard, so that what one node says keeps its order.
func (s *session) subscribe(d rueidis.DedicatedClient) rueidis.Completed {
	if s.client.Mode() == rueidis.ClientModeCluster {
		return d.B().Ssubscribe().Channel(s.node.name).Build()
	}
	return d.B().Subscribe().Channel(s.node.name).Build()
}

func (s *session) publish(frame []byte) rueidis.Completed {
	text := rueidis.BinaryString(frame)
	if s.client.Mode() == rueidis.ClientModeCluster {
		return s.client.B().Spublish().Channel(s.node.name).Message(text).Build()
	}
	return s.client.B().Publish().Channel(s.node.name).Message(text).Build()
}

// send publishes what waits, until the context ends or it cannot.
func (s *session) send(ctx context.Context) error {
	var commands []rueidis.Completed
	for {
		frames := s.node.out.take(batchMost)
		if len(frames) == 0 {
			select {
			case <-s.node.out.wake:
				continue
			case <-ctx.Done():
				return nil
			}
		}
		commands = commands[:0]
		for _, f := range frames {
			commands = append(commands, s.publish(f))
		}
		within, cancel := context.WithTimeout(ctx, askWithin)
		results := s.client.DoMulti(within, commands...)
		cancel()
		for _, r := range results {
			if err := r.Error(); err != nil {
				return err
			}
		}
	}
}
