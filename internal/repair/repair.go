// Package repair sees that no push stays lost (C15). It stands between the channel layer and the connections of a node,
// notes how far what arrived brings each chat and each user's account, and compares that with the store every few
// seconds: where the store is further, those concerned are told to read.
//
// A lost push that is followed by another leaves a gap that the client sees; this room is for the last one, which leaves
// none. It is not for what a connection loses by itself (live closes it) and changes nothing in the store. The cost of a
// comparison follows what was written since the last one, not how many are connected. App starts it; it owns one
// goroutine. When the store cannot be read it compares at the next turn, from where it was.
package repair

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"twoticks/internal/channel"
	"twoticks/internal/messenger"
)

// Truth is what the store holds.
type Truth interface {
	HeadsSince(ctx context.Context, page messenger.HeadsPage) ([]messenger.ChatHead, messenger.HeadsPlace, error)
	RevsSince(ctx context.Context, order uint64, limit int) ([]messenger.UserRev, error)
	LastOrder(ctx context.Context) (uint64, error)
	MembersOf(ctx context.Context, chat messenger.ChatID, seq messenger.Seq) (messenger.Members, error)
	Now() time.Time
}

// The pace. What is found missing is told at the comparison after, if it still is: most often it was only on its way. So a
// lost push is made good within two turns, and a turn takes no longer than turnWithin. In a hurry, when pushes of other nodes
// may not arrive at all, it turns every second and tells at once.
const (
	turnEvery  = 10 * time.Second
	hurryEvery = time.Second
	turnWithin = 5 * time.Second
	page       = 500
	// overlap is how far before the last turn a comparison begins: an act has its time from before it waited for its
	// commit.
	overlap = 15 * time.Second
	// generations of what arrived are kept: longer than what is compared.
	generations = 4
)

// Repair implements channel.Receiver before another one.
type Repair struct {
	receiver channel.Receiver
	log      *slog.Logger

	calling sync.Mutex // the receiver is called by one at a time

	mu     sync.Mutex
	seen   [generations]map[[16]byte]uint64 // the newest first
	topics map[channel.Topic]struct{}       // that this node has

	// Told counts what was found missing and made good.
	Told atomic.Int64

	hurry func() bool

	end  context.CancelFunc
	done sync.WaitGroup
}

var _ channel.Receiver = (*Repair)(nil)

// New stands before a receiver. It only hands on until it is started.
func New(receiver channel.Receiver, log *slog.Logger) *Repair {
	r := &Repair{receiver: receiver, log: log, topics: map[channel.Topic]struct{}{}, end: func() {}, hurry: func() bool { return false }}
	for i := range r.seen {
		r.seen[i] = map[[16]byte]uint64{}
	}
	return r
}

// Hurry names who knows whether there is cause to. It is called before Start.
func (r *Repair) Hurry(cause func() bool) { r.hurry = cause }

// Start begins to compare.
func (r *Repair) Start(truth Truth) {
	ctx, end := context.WithCancel(context.Background())
	r.end = end
	c := &comparison{repair: r, truth: truth, since: truth.Now().Round(0)}
	r.done.Go(func() { r.run(ctx, c) })
}

// Stop ends that and waits. It may be called again, and without Start.
func (r *Repair) Stop() {
	r.end()
	r.done.Wait()
}

func (r *Repair) run(ctx context.Context, c *comparison) {
	looks := time.NewTicker(hurryEvery)
	defer looks.Stop()
	for due := 0; ; due-- {
		if hurried := r.hurry(); hurried || due <= 0 {
			within, done := context.WithTimeout(ctx, turnWithin)
			err := c.turn(within, hurried)
			done()
			if err != nil && ctx.Err() == nil {
				r.log.Warn("what was pushed could not be compared with the store; the next turn will", "error", err)
			}
			if due <= 0 {
				due = int(turnEvery / hurryEvery)
				if err == nil {
					r.age()
				}
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-looks.C:
		}
	}
}

// Deliver implements channel.Receiver.
func (r *Repair) Deliver(topics []channel.Topic, bytes []byte) {
	stamp, rest, stamped := channel.Unstamp(bytes)
	r.hand(topics, rest)
	if stamped {
		r.note(stamp.About, stamp.Upto)
	}
}

// Missed implements channel.Receiver.
func (r *Repair) Missed() {
	r.calling.Lock()
	defer r.calling.Unlock()
	r.receiver.Missed()
}

func (r *Repair) hand(topics []channel.Topic, bytes []byte) {
	r.calling.Lock()
	defer r.calling.Unlock()
	r.receiver.Deliver(topics, bytes)
}

// note keeps how far something was brought.
func (r *Repair) note(about [16]byte, upto uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen[0][about] = max(r.seen[0][about], upto)
}

// has says whether something was brought that far, as far as that is remembered.
func (r *Repair) has(about [16]byte, upto uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, generation := range r.seen {
		if generation[about] >= upto {
			return true
		}
	}
	return false
}

// here leaves those topics that this node has.
func (r *Repair) here(topics []channel.Topic) (ours []channel.Topic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range topics {
		if _, ok := r.topics[t]; ok {
			ours = append(ours, t)
		}
	}
	return ours
}

// age forgets the oldest of what arrived.
func (r *Repair) age() {
	r.mu.Lock()
	defer r.mu.Unlock()
	copy(r.seen[1:], r.seen[:])
	r.seen[0] = map[[16]byte]uint64{}
}
