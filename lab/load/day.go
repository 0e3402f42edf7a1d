package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// A working day, in little: who there is, and what they do each second, all of them together.
const (
	dayPeople     = 200
	dayGroups     = 10
	dayMembers    = 20
	dayMessages   = 300 // a third of them to groups, and before a third of them its author is seen typing
	dayReactions  = 30
	dayReads      = 20 // of a chat's newest page
	daySearches   = 10
	dayReturns    = 5 // devices that lose their connection and come back
	dayDraws      = 7 // what the chances come from
	dayBetween    = 500 * time.Millisecond
	dayCompleteIn = 20 * time.Second
)

// worker is a device on such a day: it applies what comes and reports it, and now and then loses its connection.
type worker struct {
	*device
	chats []protocol.ChatID
	lose  chan struct{}
	// reading is held by whoever uses the connection, and alone by who replaces it.
	reading sync.RWMutex
}

type day struct {
	workers []*worker
	members map[protocol.ChatID][]*worker

	mu      sync.Mutex
	counts  bool
	sent    map[protocol.ClientID]time.Time
	waits   times // from when a message was to be sent to a recipient's read
	acks    times
	newest  map[protocol.ChatID]protocol.Seq
	acked   map[protocol.ChatID][]protocol.Seq
	counted map[string]int
}

// measureDay: a mix of everything at a steady rate (W8): how long a message takes in it.
func (l *lab) measureDay(ctx context.Context, at *place) error {
	d, err := newDay(ctx, at)
	if err != nil {
		return err
	}
	defer func() {
		for _, w := range d.workers {
			w.close()
		}
	}()
	working, home := context.WithCancel(ctx)
	defer home()
	errs := make([]error, len(d.workers))
	var live sync.WaitGroup
	for i, w := range d.workers {
		live.Go(func() { errs[i] = d.live(working, w) })
	}
	chance := rand.New(rand.NewPCG(1, dayDraws))
	if err := d.work(ctx, chance, l.lasts/5); err != nil {
		return err
	}
	d.mu.Lock()
	d.counts = true
	d.mu.Unlock()
	begun, used := time.Now(), at.processor()
	if err := d.work(ctx, chance, 2*l.lasts); err != nil {
		return err
	}
	took, busy := time.Since(begun), at.processor()-used
	err = d.settled(ctx)
	home()
	live.Wait()
	if err := errors.Join(append(errs, err)...); err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	beside := map[string]float64{
		"p50 ms": d.waits.at(50), "ack p50 ms": d.acks.at(50), "ack p99 ms": d.acks.at(99), "processor %": 100 * busy.Seconds() / took.Seconds(),
		"deliveries/s": float64(len(d.waits)) / took.Seconds(),
	}
	for what, n := range d.counted {
		beside[what+"/s"] = float64(n) / took.Seconds()
	}
	l.report.add(figure{
		Name: "W8", What: fmt.Sprintf("a working day of %d people in pairs and %d groups of %d: p99 from when a message was to be sent to a recipient's read", dayPeople, dayGroups, dayMembers),
		Value: d.waits.at(99), Unit: "ms", Beside: beside,
	})
	return nil
}

func newDay(ctx context.Context, at *place) (*day, error) {
	people, err := signUpMany(ctx, at, "worker", dayPeople)
	if err != nil {
		return nil, err
	}
	d := &day{
		members: map[protocol.ChatID][]*worker{}, sent: map[protocol.ClientID]time.Time{}, newest: map[protocol.ChatID]protocol.Seq{},
		acked: map[protocol.ChatID][]protocol.Seq{}, counted: map[string]int{},
	}
	for _, p := range people {
		d.workers = append(d.workers, &worker{device: newDevice(p), lose: make(chan struct{}, 1)})
	}
	direct, err := openChats(ctx, people)
	if err != nil {
		return nil, err
	}
	for i, p := range direct {
		d.join(p.chat, d.workers[2*i:2*i+2])
	}
	for i := range dayGroups {
		some := people[i*dayMembers : (i+1)*dayMembers]
		chat, err := gather(ctx, some[0], some[1:])
		if err != nil {
			return nil, err
		}
		d.join(chat, d.workers[i*dayMembers:(i+1)*dayMembers])
	}
	for _, w := range d.workers {
		if err := w.come(ctx); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *day) join(chat protocol.ChatID, members []*worker) {
	d.members[chat] = members
	for _, w := range members {
		w.chats = append(w.chats, chat)
	}
}

// live is a device: it applies, reports as seldom as a page, and comes back when it loses its connection.
func (d *day) live(ctx context.Context, w *worker) error {
	report := time.NewTicker(betweenReceipts)
	defer report.Stop()
	reported := map[protocol.ChatID]protocol.Seq{}
	for {
		select {
		case e, ok := <-w.connection.Events():
			if !ok {
				return fmt.Errorf("a device was thrown out: %w", w.connection.Why())
			}
			if err := w.mirror.Apply(ctx, e); err != nil {
				return errors.Join(err, ctx.Err())
			}
			if err := d.came(w, e); err != nil {
				return err
			}
		case <-report.C:
			var marks []protocol.ChatMark
			for id, c := range w.mirror.Chats() {
				if c.Held && c.Cursor > reported[id] {
					reported[id] = c.Cursor
					marks = append(marks, protocol.ChatMark{Chat: id, Read: c.Cursor})
				}
			}
			if len(marks) > 0 {
				if err := w.connection.Tell("receipt.mark", protocol.ReceiptMark{Marks: marks}); err != nil {
					return err
				}
			}
		case <-w.lose:
			w.reading.Lock()
			w.connection.Cut()
			err := w.come(ctx)
			w.reading.Unlock()
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

func (d *day) came(w *worker, e protocol.Event) error {
	m, ok, err := arrived(e)
	if !ok {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if since, ok := d.sent[m.clientID]; ok && m.sender != w.id && d.counts {
		d.waits.add(time.Since(since))
	}
	d.newest[m.chat] = max(d.newest[m.chat], m.seq)
	return nil
}

// work has everything done at its rate for a while, and waits until what was begun is done.
func (d *day) work(ctx context.Context, chance *rand.Rand, lasts time.Duration) error {
	all := []struct {
		name string
		perS int
		do   func(context.Context, *worker, protocol.ChatID, time.Time) error
	}{
		{"messages", dayMessages, d.write}, {"reactions", dayReactions, d.react}, {"pages", dayReads, d.read}, {"searches", daySearches, d.search}, {"returns", dayReturns, d.loseOne},
	}
	var running sync.WaitGroup
	var mu sync.Mutex
	var failed error
	begun := time.Now()
	done := make([]int, len(all))
	for ctx.Err() == nil {
		next, due := 0, begun.Add(lasts)
		for i, a := range all {
			if at := begun.Add(time.Duration(done[i]) * time.Second / time.Duration(a.perS)); at.Before(due) {
				next, due = i, at
			}
		}
		if !due.Before(begun.Add(lasts)) {
			break
		}
		done[next]++
		pass(ctx, time.Until(due))
		w := d.workers[chance.IntN(len(d.workers))]
		chat := w.chats[0]
		if chance.IntN(3) == 0 {
			chat = w.chats[1]
		}
		if a := all[next]; a.name == "messages" && chance.IntN(3) == 0 {
			w.use(func() error { return w.connection.Tell("typing.set", protocol.TypingSet{Chat: chat, On: true}) })
		}
		running.Go(func() {
			err := all[next].do(ctx, w, chat, due)
			mu.Lock()
			failed = errors.Join(failed, err)
			mu.Unlock()
			d.mu.Lock()
			defer d.mu.Unlock()
			if d.counts {
				d.counted[all[next].name]++
			}
		})
	}
	running.Wait()
	return errors.Join(failed, ctx.Err())
}

// use keeps the connection while something goes over it.
func (w *worker) use(do func() error) error {
	w.reading.RLock()
	defer w.reading.RUnlock()
	return do()
}

func (d *day) write(ctx context.Context, w *worker, chat protocol.ChatID, due time.Time) error {
	m := newMessage()
	d.mu.Lock()
	d.sent[m.ClientID] = due
	d.mu.Unlock()
	return w.use(func() error {
		r, err := w.send(ctx, chat, m)
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.counts {
			d.acks.add(time.Since(due))
		}
		d.acked[chat] = append(d.acked[chat], r.Seq)
		return err
	})
}

func (d *day) react(ctx context.Context, w *worker, chat protocol.ChatID, _ time.Time) error {
	d.mu.Lock()
	acked := d.acked[chat]
	d.mu.Unlock()
	if len(acked) == 0 {
		return nil
	}
	return w.use(func() error {
		_, err := client.Do[protocol.MessageChange](ctx, w.connection, "message.react", protocol.MessageReact{Chat: chat, Seq: acked[len(acked)-1], Emoji: "👍"})
		return err
	})
}

func (d *day) read(ctx context.Context, w *worker, chat protocol.ChatID, _ time.Time) error {
	return w.use(func() error {
		_, err := client.Do[protocol.History](ctx, w.connection, "history.read", protocol.HistoryRead{Chat: chat, Limit: 50})
		return err
	})
}

func (d *day) search(ctx context.Context, w *worker, _ protocol.ChatID, _ time.Time) error {
	return w.use(func() error {
		_, err := client.Do[protocol.MessagesFound](ctx, w.connection, "message.search", protocol.MessageSearch{Text: "hundred"})
		return err
	})
}

func (d *day) loseOne(_ context.Context, w *worker, _ protocol.ChatID, _ time.Time) error {
	select {
	case w.lose <- struct{}{}:
	default: // it is about to
	}
	return nil
}

// settled waits until every device is where its chats are.
func (d *day) settled(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, dayCompleteIn)
	defer cancel()
	for {
		behind := d.behind()
		if behind == nil {
			return nil
		}
		pass(ctx, dayBetween)
		if ctx.Err() != nil {
			return behind
		}
	}
}

// behind says which device lacks what was acknowledged.
func (d *day) behind() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for chat, acked := range d.acked {
		last := slices.Max(acked)
		for _, w := range d.members[chat] {
			if c := w.mirror.Chats()[chat]; c.Cursor < last {
				return fmt.Errorf("lost: a device stands at %d of a chat that was acknowledged up to %d", c.Cursor, last)
			}
		}
	}
	return nil
}

// check wants every message that was acknowledged on every device, once and in order.
func (d *day) check() error {
	for chat, acked := range d.acked {
		for _, w := range d.members[chat] {
			var seqs []protocol.Seq
			for _, m := range w.mirror.Chats()[chat].Messages {
				if m.ClientID != (protocol.ClientID{}) {
					seqs = append(seqs, m.Seq)
				}
			}
			want := slices.Sorted(slices.Values(acked))
			// A device that was far behind holds the newest page only.
			want = want[max(0, len(want)-len(seqs)):]
			if !slices.Equal(seqs, want) {
				return fmt.Errorf("a device holds %d messages, not those %d that were acknowledged", len(seqs), len(want))
			}
		}
	}
	return nil
}
