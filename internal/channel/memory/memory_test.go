package memory

import (
	"testing"
	"testing/synctest"

	"twoticks/internal/channel"
	"twoticks/internal/channel/channeltest"
)

func TestLayer(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Network {
		hub := NewHub()
		return channeltest.Network{
			Join:     func(r channel.Receiver) channel.Layer { return hub.Join(r) },
			Overflow: 2*queued + 1000, // one queue is handed over while the next fills
		}
	})
}

// counter counts what it receives; it is read when the bubble is at rest.
type counter struct{ delivered, missed int }

func (c *counter) Deliver([]channel.Topic, []byte) { c.delivered++ }
func (c *counter) Missed()                         { c.missed++ }

func TestNodeLeavesNoGoroutine(t *testing.T) {
	// The bubble fails if a goroutine is left in it.
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		for range 10 {
			var c counter
			n := hub.Join(&c)
			if err := n.Subscribe(channel.Topic{1}); err != nil {
				t.Fatal(err)
			}
			n.Publish([]channel.Topic{{1}}, []byte("one"))
			synctest.Wait()
			n.Stop()
			if c.delivered != 1 {
				t.Errorf("%d arrived, want 1", c.delivered)
			}
		}
		if len(hub.nodes) != 0 {
			t.Errorf("%d nodes are left", len(hub.nodes))
		}
	})
}

// held is a receiver that does not return before it is let go.
type held struct{ letGo chan struct{} }

func (h *held) Deliver([]channel.Topic, []byte) { <-h.letGo }
func (h *held) Missed()                         {}

func TestStopWaitsForTheReceiver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &held{make(chan struct{})}
		n := NewHub().Join(h)
		if err := n.Subscribe(channel.Topic{1}); err != nil {
			t.Fatal(err)
		}
		n.Publish([]channel.Topic{{1}}, []byte("one"))
		synctest.Wait() // now the receiver is at work
		stopped := false
		go func() {
			n.Stop()
			stopped = true
		}()
		synctest.Wait()
		if stopped {
			t.Error("stop returned while the receiver was at work")
		}
		close(h.letGo)
		synctest.Wait()
		if !stopped {
			t.Error("stop did not return")
		}
	})
}

func TestOnePublishToManyTopicsIsOneDelivery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		var c counter
		n := hub.Join(&c)
		defer n.Stop()
		topics := make([]channel.Topic, 1024)
		for i := range topics {
			topics[i] = channel.Topic{byte(i), byte(i >> 8)}
			if err := n.Subscribe(topics[i]); err != nil {
				t.Fatal(err)
			}
		}
		n.Publish(topics, []byte("to a full group"))
		synctest.Wait()
		if c.delivered != 1 || c.missed != 0 {
			t.Errorf("delivered %d times, missed %d", c.delivered, c.missed)
		}
	})
}

// counted is a receiver that can be stopped, and counts.
type counted struct {
	letGo chan struct{}
	bytes int
	lost  bool
}

func (c *counted) Deliver(_ []channel.Topic, bytes []byte) {
	<-c.letGo
	c.bytes += len(bytes)
}
func (c *counted) Missed() { c.lost = true }

func TestQueueIsBoundedByItsBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counted{letGo: make(chan struct{})}
		n := NewHub().Join(c)
		if err := n.Subscribe(channel.Topic{1}); err != nil {
			t.Fatal(err)
		}
		large := make([]byte, queuedBytes/10)
		for range 100 {
			n.Publish([]channel.Topic{{1}}, large)
		}
		close(c.letGo)
		synctest.Wait()
		if c.bytes > 2*queuedBytes || c.bytes < queuedBytes/2 || !c.lost {
			t.Errorf("C15: of %d bytes %d arrived, and that some were lost was told: %v", 100*len(large), c.bytes, c.lost)
		}
		n.Publish([]channel.Topic{{1}}, large)
		synctest.Wait()
		n.Stop()
	})
}
