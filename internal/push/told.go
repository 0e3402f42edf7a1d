package push

import (
	"context"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"twoticks/internal/messenger"
)

// Nodes are the other nodes of this server, as far as they matter here. It must not block.
type Nodes interface {
	// ToldHere says that devices of a user were told of a chat by this node, up to seq.
	ToldHere(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq)
	// ReadHere says that a user whom another node told of a chat has read it up to seq.
	ReadHere(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq)
}

// Taking a notice back is a push that shows nothing. Browsers allow few of those: Firefox some between two visits, Chrome by how much
// a site is used, unless another notice of it stands; Safari ends the subscription after a few.
const (
	silentADay = 3
	neverBelow = ".push.apple.com"
	maxTold    = 10_000
	day        = 24 * time.Hour
)

// told are the notices that stand, as far as this node knows, and how they are taken back when the message is read elsewhere. It lives
// in memory: what a restart forgets goes with the next push to the device, or when its page opens.
type told struct {
	// any is false where nothing stands, which is what most receipts find.
	any atomic.Bool

	mu    sync.Mutex
	nodes Nodes
	// here are those that this node told, elsewhere those that another did.
	here      map[telling]*notice
	elsewhere map[telling]messenger.Seq
	// standing counts the notices of a device; silent, how often it was taken the last one since.
	standing map[messenger.SessionID]int
	silent   map[messenger.SessionID]int
	since    time.Time
}

type telling struct {
	user messenger.UserID
	chat messenger.ChatID
}

// notice is the newest message that devices were told of in a chat.
type notice struct {
	seq     messenger.Seq
	devices map[messenger.SessionID]messenger.PushDevice
}

func newTold() told {
	return told{here: map[telling]*notice{}, elsewhere: map[telling]messenger.Seq{}, standing: map[messenger.SessionID]int{}, silent: map[messenger.SessionID]int{}}
}

// add notes that a device is about to be told.
func (t *told) add(chat messenger.ChatID, seq messenger.Seq, d messenger.PushDevice) {
	key := telling{d.User, chat}
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.here[key]
	if n == nil {
		for old := range t.here {
			if len(t.here) < maxTold {
				break
			}
			t.drop(old)
		}
		n = &notice{devices: map[messenger.SessionID]messenger.PushDevice{}}
		t.here[key] = n
	}
	if seq > n.seq && t.nodes != nil {
		t.nodes.ToldHere(d.User, chat, seq)
	}
	if _, ok := n.devices[d.Session]; !ok {
		t.standing[d.Session]++
	}
	n.seq, n.devices[d.Session] = max(n.seq, seq), d
	t.any.Store(true)
}

// drop forgets a notice. The lock is held.
func (t *told) drop(key telling) {
	for session := range t.here[key].devices {
		if t.standing[session]--; t.standing[session] <= 0 {
			delete(t.standing, session)
		}
	}
	delete(t.here, key)
	t.any.Store(len(t.here)+len(t.elsewhere) > 0)
}

// taken are the devices whose notice of a chat is to be taken back, now that its user has read up to seq.
func (t *told) taken(key telling, seq messenger.Seq, now time.Time) (from []messenger.PushDevice) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.here[key]
	if n == nil || n.seq > seq {
		return nil
	}
	t.drop(key)
	if now.Sub(t.since) > day {
		t.since = now
		clear(t.silent)
	}
	for d := range maps.Values(n.devices) {
		last := t.standing[d.Session] == 0
		if strings.HasSuffix(hostOf(d.Endpoint), neverBelow) || last && t.silent[d.Session] >= silentADay {
			continue
		}
		if last {
			t.silent[d.Session]++
		}
		from = append(from, d)
	}
	return from
}

// isElsewhere tells, once, whether another node told a user of a chat, and not of more than seq.
func (t *told) isElsewhere(key telling, seq messenger.Seq) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	upto, ok := t.elsewhere[key]
	if !ok || upto > seq {
		return false
	}
	delete(t.elsewhere, key)
	t.any.Store(len(t.here)+len(t.elsewhere) > 0)
	return true
}

// JoinNodes says that there can be other nodes, before anything is told.
func (p *Push) JoinNodes(n Nodes) { p.told.nodes = n }

// HearTold notes that another node told a user's devices of a chat.
func (p *Push) HearTold(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq) {
	t, key := &p.told, telling{user, chat}
	t.mu.Lock()
	defer t.mu.Unlock()
	for old := range t.elsewhere {
		if len(t.elsewhere) < maxTold {
			break
		}
		delete(t.elsewhere, old)
	}
	t.elsewhere[key] = max(t.elsewhere[key], seq)
	t.any.Store(true)
}

// HearRead takes back what this node told a user of a chat, who has read it at another.
func (p *Push) HearRead(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq) {
	from := p.told.taken(telling{user, chat}, seq, time.Now())
	if len(from) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return
	}
	for _, d := range from {
		p.sending.Go(func() {
			p.slots <- struct{}{}
			defer func() { <-p.slots }()
			p.takeBack(chat, seq, d)
		})
	}
}

// ReceiptAdvanced implements messenger.Announcer. What was read is not told any more.
func (a announcing) ReceiptAdvanced(m messenger.Marked) {
	a.Announcer.ReceiptAdvanced(m)
	if t := &a.push.told; t.any.Load() {
		if t.isElsewhere(telling{m.User, m.Chat}, m.Mine.Read) {
			t.nodes.ReadHere(m.User, m.Chat, m.Mine.Read)
		}
		a.push.HearRead(m.User, m.Chat, m.Mine.Read)
	}
}

// takeBack has the notice of a chat go from a device. It is tried once: what fails goes with the next push to it.
func (p *Push) takeBack(chat messenger.ChatID, seq messenger.Seq, d messenger.PushDevice) {
	if p.restOf(hostOf(d.Endpoint)) > 0 {
		return
	}
	s := saidOf(job{slot: slot{chat: chat}, seq: seq}, d)
	s.Read = true
	switch wait, err := p.send(chat, s, d); {
	case err == nil:
		p.TakenBack.Add(1)
	case wait < 0:
		p.forget(d, err)
	default:
		p.Failed.Add(1)
	}
}

// forget ends it for a device that its service does not take any more.
func (p *Push) forget(d messenger.PushDevice, err error) {
	p.Failed.Add(1)
	p.log.Info("a device is not told any more: its push service does not take it", "service", hostOf(d.Endpoint), "error", err)
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	if err := p.domain.ForgetPushEndpoint(ctx, d); err != nil {
		p.log.Warn("a device that is gone was not forgotten; it is tried again with the next message", "error", err)
	}
}
