// Package memory is the channel layer of a server that is one process: a map and a queue for each node in it (one, in
// production; several in tests). Nothing is lost unless a node's queue runs over, which its receiver is told.
package memory

import (
	"sync"

	"twoticks/internal/channel"
)

// queued and queuedBytes bound what waits for one node. The bytes are those that were published: several nodes share them.
const (
	queued      = 4096
	queuedBytes = 16 << 20
)

// Hub connects the nodes of one process.
type Hub struct {
	mu    sync.RWMutex
	nodes []*Node
}

// NewHub makes one without nodes.
func NewHub() *Hub { return &Hub{} }

// Node is one node's end.
type Node struct {
	hub      *Hub
	receiver channel.Receiver

	mu     sync.Mutex
	topics map[channel.Topic]struct{}
	queue  []published
	bytes  int // of the queue
	missed bool
	ended  bool

	wake chan struct{}
	done chan struct{}
}

type published struct {
	topics []channel.Topic
	bytes  []byte
	missed bool // and nothing else: something before it was lost
}

var _ channel.Layer = (*Node)(nil)

// Join adds a node and begins to deliver to its receiver.
func (h *Hub) Join(receiver channel.Receiver) *Node {
	n := &Node{
		hub: h, receiver: receiver,
		topics: map[channel.Topic]struct{}{},
		wake:   make(chan struct{}, 1), done: make(chan struct{}),
	}
	h.mu.Lock()
	h.nodes = append(h.nodes, n)
	h.mu.Unlock()
	go n.deliver()
	return n
}

// Publish implements channel.Layer.
func (n *Node) Publish(topics []channel.Topic, bytes []byte) {
	n.hub.mu.RLock()
	defer n.hub.mu.RUnlock()
	for _, node := range n.hub.nodes {
		node.put(topics, bytes)
	}
}

// Subscribe implements channel.Layer.
func (n *Node) Subscribe(topic channel.Topic) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.topics[topic] = struct{}{}
	return nil
}

// Unsubscribe implements channel.Layer.
func (n *Node) Unsubscribe(topic channel.Topic) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.topics, topic)
}

// Miss tells the receiver, after all that was published before, that something may have been lost on the way to it.
func (n *Node) Miss() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.queue = append(n.queue, published{missed: true})
	n.wakeUp()
}

// Stop implements channel.Layer.
func (n *Node) Stop() {
	n.hub.mu.Lock()
	for i, node := range n.hub.nodes {
		if node == n {
			n.hub.nodes = append(n.hub.nodes[:i:i], n.hub.nodes[i+1:]...)
			break
		}
	}
	n.hub.mu.Unlock()
	n.mu.Lock()
	n.ended = true
	n.mu.Unlock()
	n.wakeUp()
	<-n.done
}

func (n *Node) put(topics []channel.Topic, bytes []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	mine := make([]channel.Topic, 0, len(topics))
	for _, t := range topics {
		if _, ok := n.topics[t]; ok {
			mine = append(mine, t)
		}
	}
	if len(mine) == 0 || n.ended {
		return
	}
	if len(n.queue) >= queued || n.bytes+len(bytes) > queuedBytes {
		n.missed = true
	} else {
		n.queue = append(n.queue, published{topics: mine, bytes: bytes})
		n.bytes += len(bytes)
	}
	n.wakeUp()
}

func (n *Node) wakeUp() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// deliver hands over what waits. A loss is told after what came before it, so that a reader who compares with the store
// then has everything.
func (n *Node) deliver() {
	defer close(n.done)
	var batch []published
	for range n.wake {
		for {
			n.mu.Lock()
			batch, n.queue, n.bytes = n.queue, batch[:0], 0
			missed, ended := n.missed, n.ended
			n.missed = false
			n.mu.Unlock()
			if ended {
				return
			}
			if len(batch) == 0 && !missed {
				break
			}
			for i, p := range batch {
				if p.missed {
					n.receiver.Missed()
				} else {
					n.receiver.Deliver(p.topics, p.bytes)
				}
				batch[i] = published{}
			}
			if missed {
				n.receiver.Missed()
			}
		}
	}
}
