// Package channel is the channel layer: it carries bytes from where something happened to the nodes whose connections
// are entitled to them. It knows topics and bytes and nothing else; it stores nothing.
//
// It is a hint and never the truth (C18): an adapter may lose what it carries, but says so by Missed, and the readers
// then compare with the store. Fan-out publishes; live receives. The adapters are memory, for one node, and redis, for
// several; channeltest is the contract that each is held to.
package channel

// Topic names who is meant: one user. It is that user's 16 random bytes.
type Topic [16]byte

// Nodes is the topic of what nodes tell each other. Ids are random, so that it is nobody's.
var Nodes = Topic{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

// Layer is one node's end of the channel layer. It is safe for use by many goroutines.
type Layer interface {
	// Publish hands bytes to every node that has one of the topics. It never blocks; what does not fit is lost, and the
	// receivers that lost something are told by Missed. Bytes published to one topic by one goroutine arrive in order.
	// The caller must not change them afterwards.
	Publish(topics []Topic, bytes []byte)
	// Subscribe and Unsubscribe say which topics this node has. When Subscribe returns, whatever is published from then
	// on arrives (C14).
	Subscribe(topic Topic) error
	Unsubscribe(topic Topic)
	// Stop ends the delivery and waits for it. Nothing is received after it returned.
	Stop()
}

// Receiver is what a node does with what arrives. Both are called on one goroutine of the layer and must not block.
type Receiver interface {
	// Deliver is given those of the published topics that this node has.
	Deliver(topics []Topic, bytes []byte)
	// Missed says that something may have been lost since the last call.
	Missed()
}
