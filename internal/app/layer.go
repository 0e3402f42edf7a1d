package app

import (
	"context"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/channel"
	"twoticks/internal/channel/memory"
	"twoticks/internal/channel/redis"
	"twoticks/internal/live"
	"twoticks/internal/peers"
)

// layerWithin is how long Redis may take to answer at the start.
const layerWithin = 10 * time.Second

// nodes is what a server has that can be one of several.
type nodes struct {
	*redis.Node
	peers *peers.Peers
}

// joinLayer makes the channel layer, which delivers to a receiver: in memory for one node, else through Redis, and then
// what the nodes tell each other stands between.
func (a *App) joinLayer(ctx context.Context, receiver channel.Receiver, o Options) error {
	if a.config.Redis == "" {
		a.layer = memory.NewHub().Join(receiver)
		return nil
	}
	p := peers.New(receiver, o.Peers, o.Log)
	ctx, cancel := context.WithTimeout(ctx, layerWithin)
	defer cancel()
	node, err := redis.Join(ctx, redis.Config{URL: a.config.Redis, Prefix: a.config.RedisPrefix, CAFile: a.config.RedisCA}, p, o.Log)
	if err != nil {
		return err
	}
	a.layer, a.nodes = node, &nodes{node, p}
	a.repair.Hurry(p.Hurry)
	return nil
}

// elsewhere is the other nodes, for the door; nil where there are none.
func (a *App) elsewhere() live.Elsewhere {
	if a.nodes == nil {
		return nil
	}
	return a.nodes.peers
}

// joinNodes lets the rooms that know what the others must hear tell them, and hear.
func (a *App) joinNodes(ctx context.Context) error {
	if a.nodes == nil {
		return nil
	}
	a.fanout.Here(a.nodes.Here())
	a.domain.JoinNodes(a.nodes.peers)
	a.auth.OnEnd(a.nodes.peers.EndSession)
	ports := peers.Ports{
		Layer: a.nodes.Node, Domain: a.domain, Streams: a.live,
		SessionEnded: func(id auth.SessionID) {
			a.auth.ForgetSession(id)
			a.live.EndSession(id)
		},
	}
	if a.push != nil {
		a.push.JoinNodes(a.nodes.peers)
		ports.Pushes = a.push
	}
	return a.nodes.peers.Start(ctx, ports)
}

// leaveLayer says goodbye to the other nodes, and ends the layer.
func (a *App) leaveLayer() {
	if a.nodes != nil {
		a.nodes.peers.Stop()
	}
	if a.layer != nil {
		a.layer.Stop()
	}
}

// Nodes is how many other nodes of this server are heard now.
func (a *App) Nodes() int {
	if a.nodes == nil {
		return 0
	}
	return a.nodes.peers.Count()
}

// degraded names what the server does without for now, in words that anybody may read.
func (a *App) degraded() []string {
	if a.nodes != nil && a.nodes.Away() {
		return []string{"redis"}
	}
	return nil
}
