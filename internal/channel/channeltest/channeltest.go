// Package channeltest is the contract of channel.Layer as tests: each adapter is held to the same ones.
//
// An adapter's own tests call Run with a way to make a network of nodes. What an adapter does in its own way (sockets,
// reconnections, how far its queues go) is tested beside it and not here.
package channeltest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"twoticks/internal/channel"
)

// Network is nodes that hear each other.
type Network struct {
	// Join adds a node. Its test stops it.
	Join func(channel.Receiver) channel.Layer
	// Overflow is how many frames are more than wait for a node whose receiver is stuck.
	Overflow int
}

// Run holds an adapter to the contract. The function makes a network without nodes.
func Run(t *testing.T, open func(t *testing.T) Network) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, Network)
	}{
		{"what one publishes to a topic arrives in order", inOrder},
		{"what several publish at once arrives in the order of each", inOrderOfEach},
		{"only what a node has subscribed to arrives, with those topics only", onlyItsTopics},
		{"[C14] when subscribe returns, what is published arrives", subscribedAtReturn},
		{"after unsubscribe nothing arrives any more", unsubscribed},
		{"every node that has the topic gets it, once", everyNode},
		{"[C15] a receiver that is stuck loses, and is told after what came before", stuckReceiver},
		{"a receiver that is stuck holds nobody else up", stuckReceiverAlone},
		{"nothing is received after stop, which may be called twice", stopped},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// arrival is one call of a receiver.
type arrival struct {
	topics []channel.Topic
	bytes  string
	missed bool
}

// receiver takes down what arrives. While it is stuck it takes nothing.
type receiver struct {
	t        *testing.T
	arrivals chan arrival
	mu       sync.Mutex // held while it is stuck
}

func newReceiver(t *testing.T) *receiver {
	return &receiver{t: t, arrivals: make(chan arrival, 1<<20)}
}

// Deliver implements channel.Receiver.
func (r *receiver) Deliver(topics []channel.Topic, bytes []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.arrivals <- arrival{topics: slices.Clone(topics), bytes: string(bytes)}
}

// Missed implements channel.Receiver.
func (r *receiver) Missed() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.arrivals <- arrival{missed: true}
}

func (r *receiver) next() arrival {
	r.t.Helper()
	select {
	case a := <-r.arrivals:
		return a
	case <-time.After(patience):
		r.t.Fatal("nothing arrives")
		return arrival{}
	}
}

// want compares what arrives next.
func (r *receiver) want(bytes string, topics ...channel.Topic) {
	r.t.Helper()
	a := r.next()
	if a.missed || a.bytes != bytes || !slices.Equal(sorted(a.topics), sorted(topics)) {
		r.t.Errorf("%q arrived for %v, want %q for %v", a.bytes, a.topics, bytes, topics)
	}
}

func sorted(topics []channel.Topic) []channel.Topic {
	return slices.SortedFunc(slices.Values(topics), func(a, b channel.Topic) int { return slices.Compare(a[:], b[:]) })
}

// nothing says that nothing has arrived. What was published before must have had its chance: see want.
func (r *receiver) nothing() {
	r.t.Helper()
	select {
	case a := <-r.arrivals:
		r.t.Errorf("%q arrived, missed %t", a.bytes, a.missed)
	default:
	}
}

func join(t *testing.T, n Network) (channel.Layer, *receiver) {
	t.Helper()
	r := newReceiver(t)
	layer := n.Join(r)
	t.Cleanup(layer.Stop)
	return layer, r
}

func subscribe(t *testing.T, layer channel.Layer, topics ...channel.Topic) {
	t.Helper()
	for _, topic := range topics {
		if err := layer.Subscribe(topic); err != nil {
			t.Fatal(err)
		}
	}
}

func publish(layer channel.Layer, bytes string, topics ...channel.Topic) {
	layer.Publish(topics, []byte(bytes))
}

var ana, bo, cy = channel.Topic{1}, channel.Topic{2}, channel.Topic{3}

func inOrder(t *testing.T, n Network) {
	from, _ := join(t, n)
	to, got := join(t, n)
	subscribe(t, to, ana)
	const frames = 2000
	for i := range frames {
		publish(from, fmt.Sprint(i), ana)
		if i%500 == 499 { // so that no queue runs over
			for j := i - 499; j <= i; j++ {
				got.want(fmt.Sprint(j), ana)
			}
		}
	}
}

func inOrderOfEach(t *testing.T, n Network) {
	to, got := join(t, n)
	subscribe(t, to, ana)
	const publishers, frames = 4, 200
	var wait sync.WaitGroup
	for p := range publishers {
		from, _ := join(t, n)
		wait.Go(func() {
			for i := range frames {
				publish(from, fmt.Sprint(p, " ", i), ana)
			}
		})
	}
	wait.Wait()
	var next [publishers]int
	for range publishers * frames {
		var p, i int
		a := got.next()
		if _, err := fmt.Sscan(a.bytes, &p, &i); err != nil {
			t.Fatalf("%q arrived: %v", a.bytes, err)
		}
		if i != next[p] {
			t.Errorf("publisher %d: %d arrived, want %d", p, i, next[p])
		}
		next[p] = i + 1
	}
}

func onlyItsTopics(t *testing.T, n Network) {
	from, none := join(t, n)
	to, got := join(t, n)
	subscribe(t, to, ana, bo)
	publish(from, "for nobody here", cy)
	publish(from, "for nobody")
	publish(from, "for one", cy, bo)
	publish(from, "for two", bo, cy, ana)
	publish(from, "", ana)
	got.want("for one", bo)
	got.want("for two", ana, bo)
	got.want("", ana)
	got.nothing()
	none.nothing()
}

func subscribedAtReturn(t *testing.T, n Network) {
	from, _ := join(t, n)
	to, got := join(t, n)
	for i := range 200 {
		topic := channel.Topic{9, byte(i)}
		subscribe(t, to, topic)
		publish(from, fmt.Sprint(i), topic)
		got.want(fmt.Sprint(i), topic)
	}
	// Twice is once.
	subscribe(t, to, ana, ana)
	publish(from, "once", ana)
	got.want("once", ana)
	got.nothing()
}

func unsubscribed(t *testing.T, n Network) {
	from, _ := join(t, n)
	to, got := join(t, n)
	subscribe(t, to, ana, bo)
	publish(from, "before", ana)
	got.want("before", ana)
	to.Unsubscribe(ana)
	to.Unsubscribe(cy) // which it never had
	publish(from, "after", ana)
	publish(from, "both", ana, bo)
	got.want("both", bo)
	subscribe(t, to, ana)
	publish(from, "again", ana)
	got.want("again", ana)
	got.nothing()
}

func everyNode(t *testing.T, n Network) {
	first, one := join(t, n)
	second, two := join(t, n)
	third, three := join(t, n)
	subscribe(t, first, ana)
	subscribe(t, second, ana, bo)
	subscribe(t, third, bo)
	publish(first, "for Ana", ana)
	publish(third, "for Bo", bo)
	publish(second, "for both", ana, bo)
	// From different nodes there is no order.
	for _, c := range []struct {
		got  *receiver
		want []string
	}{{one, []string{"for Ana", "for both"}}, {two, []string{"for Ana", "for Bo", "for both"}}, {three, []string{"for Bo", "for both"}}} {
		var got []string
		for range c.want {
			got = append(got, c.got.next().bytes)
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("a node got %q, want %q", got, c.want)
		}
		c.got.nothing()
	}
}

func stuckReceiver(t *testing.T, n Network) {
	from, _ := join(t, n)
	to, got := join(t, n)
	subscribe(t, to, ana)
	for range 2 {
		got.mu.Lock()
		for i := range n.Overflow {
			publish(from, fmt.Sprint(i), ana)
		}
		got.mu.Unlock()
		readOn(t, from, got, n.Overflow)
	}
}

// readOn takes what waited for a receiver that was stuck: between two frames that are not neighbours it must have been
// told of a loss. Then what is published arrives again.
func readOn(t *testing.T, from channel.Layer, got *receiver, frames int) {
	t.Helper()
	last, told, losses, end := -1, false, 0, ""
	for {
		a := got.next()
		switch {
		case a.missed:
			told = true
			losses++
			// If this one is lost too, that is told in its turn.
			end = fmt.Sprint("after loss ", losses)
			publish(from, end, ana)
		case a.bytes == end:
			got.nothing()
			return
		case strings.HasPrefix(a.bytes, "after loss"):
		default:
			var i int
			if _, err := fmt.Sscan(a.bytes, &i); err != nil {
				t.Fatal(err)
			}
			if i != last+1 && !told {
				t.Fatalf("%d arrived after %d, and nothing was said of a loss", i, last)
			}
			if i == frames-1 && losses == 0 {
				t.Fatalf("all of %d frames waited: the queue has no bound", frames)
			}
			last, told = i, false
		}
	}
}

func stuckReceiverAlone(t *testing.T, n Network) {
	from, _ := join(t, n)
	stuck, stuckGot := join(t, n)
	to, got := join(t, n)
	subscribe(t, stuck, ana, cy)
	subscribe(t, to, bo)
	stuckGot.mu.Lock()
	defer stuckGot.mu.Unlock()
	for i := range n.Overflow {
		publish(from, "lost", ana)
		if i%(n.Overflow/8) == 0 {
			publish(from, fmt.Sprint(i), bo)
			got.want(fmt.Sprint(i), bo)
		}
	}
	// Nor does it hold up what its own node says and asks.
	publish(stuck, "from it", bo)
	got.want("from it", bo)
	subscribe(t, stuck, bo)
	stuck.Unsubscribe(cy)
}

func stopped(t *testing.T, n Network) {
	from, _ := join(t, n)
	to, got := join(t, n)
	other, otherGot := join(t, n)
	subscribe(t, to, ana)
	subscribe(t, other, ana)
	var wait sync.WaitGroup
	began := make(chan struct{})
	wait.Go(func() {
		for i := range 200 {
			publish(from, fmt.Sprint(i), ana)
			if i == 20 {
				close(began)
			}
		}
	})
	<-began
	to.Stop()
	arrived := len(got.arrivals)
	wait.Wait()
	for i := range 200 {
		otherGot.want(fmt.Sprint(i), ana)
	}
	if n := len(got.arrivals); n != arrived {
		t.Errorf("%d arrived after stop", n-arrived)
	}
	to.Stop()
	publish(to, "from one that has stopped", bo)
	to.Unsubscribe(ana)
}
