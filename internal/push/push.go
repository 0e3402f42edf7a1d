package push

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"twoticks/internal/messenger"
	"twoticks/internal/safehttp"
)

// Domain is what is needed of the messenger.
type Domain interface {
	KeepPushDevice(ctx context.Context, actor messenger.Actor, d messenger.PushDevice) error
	ForgetPushDevice(ctx context.Context, actor messenger.Actor) error
	ForgetPushEndpoint(ctx context.Context, d messenger.PushDevice) error
	PushMessage(ctx context.Context, chat messenger.ChatID, seq messenger.Seq) (messenger.PushMessage, error)
	PushKey(ctx context.Context, first string) (string, error)
}

// Config says where pushes go, and for how long they matter.
type Config struct {
	Services Services
	// Subscriber is where a push service finds who runs this server: its address, where that is https.
	Subscriber string
	// Keep is how long a service keeps a push for a device that is away (C25); zero for as long as it likes.
	Keep time.Duration
	// Grace is how long a message waits for those who look at it; zero for the usual time.
	Grace time.Duration
}

const (
	usualGrace = time.Second
	atOnce     = 8
	maxWaiting = 1024
	readWithin = 5 * time.Second
	giveUpAt   = 10 * time.Minute
	maxKeep    = 28 * 24 * time.Hour
)

// Push tells devices. It is safe for use by many goroutines.
type Push struct {
	domain  Domain
	config  Config
	private string
	public  string
	client  *http.Client
	log     *slog.Logger
	// looking is set by Looking before anything is told.
	looking Looking

	mu      sync.Mutex
	waiting map[slot]job
	timer   *time.Timer
	rings   time.Time // when the timer does; zero where there is none
	telling bool      // one goroutine does what is due
	done    bool
	rests   map[string]rest // by host
	sending sync.WaitGroup
	slots   chan struct{}

	told told

	// Sent, Failed and Dropped count pushes of messages, TakenBack those by which a notice goes.
	Sent, Failed, Dropped, TakenBack atomic.Int64
}

// slot is where one job waits: a newer message of the chat takes the place of an older one. What failed for one device before
// waits for itself.
type slot struct {
	chat messenger.ChatID
	only messenger.SessionID
}

// job is a message to be told: to all who are to be, or to one device where that failed before.
type job struct {
	slot
	seq        messenger.Seq
	try        int
	since, due time.Time
}

// rest is how a push service does that fails.
type rest struct {
	failures int // in a row
	until    time.Time
}

// A service that fails so often in a row is left alone for so long.
const (
	failuresToRest = 3
	restFor        = 30 * time.Second
)

// New makes one. The key of the server is made at the first start, and the same ever since.
func New(ctx context.Context, domain Domain, c Config, log *slog.Logger) (*Push, error) {
	first, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("the key for push services: %w", err)
	}
	private, err := domain.PushKey(ctx, coding.EncodeToString(first.Bytes()))
	if err != nil {
		return nil, fmt.Errorf("the key for push services: %w", err)
	}
	bytes, err := coding.DecodeString(private)
	if err != nil {
		return nil, fmt.Errorf("the key for push services is damaged: %w", err)
	}
	key, err := ecdh.P256().NewPrivateKey(bytes)
	if err != nil {
		return nil, fmt.Errorf("the key for push services is damaged: %w", err)
	}
	if c.Grace == 0 {
		c.Grace = usualGrace
	}
	return &Push{
		domain: domain, config: c, private: private, public: coding.EncodeToString(key.PublicKey().Bytes()),
		client: safehttp.New(c.Services.config()), log: log, looking: func(_ context.Context, _ messenger.ChatID, _ []messenger.UserID) []messenger.UserID { return nil },
		waiting: map[slot]job{}, rests: map[string]rest{}, slots: make(chan struct{}, atOnce), told: newTold(),
	}, nil
}

// Looking names those of some users who have a chat before their eyes, on any device.
type Looking func(ctx context.Context, chat messenger.ChatID, of []messenger.UserID) []messenger.UserID

// Looking says how to find that out. It is called before anything is told.
func (p *Push) Looking(f Looking) { p.looking = f }

// Key is the public key that a browser is given, as base64url.
func (p *Push) Key() string { return p.public }

// Subscribe has the actor's device told; ErrPushEndpoint where its address is none of the services.
func (p *Push) Subscribe(ctx context.Context, actor messenger.Actor, d messenger.PushDevice) error {
	if err := p.config.Services.check(d); err != nil {
		return err
	}
	return p.domain.KeepPushDevice(ctx, actor, d)
}

// Unsubscribe ends that.
func (p *Push) Unsubscribe(ctx context.Context, actor messenger.Actor) error {
	return p.domain.ForgetPushDevice(ctx, actor)
}

// announcing is an announcer that tells the devices too.
type announcing struct {
	messenger.Announcer
	push *Push
}

// Announcing puts pushes beside what is told to those who are connected.
func (p *Push) Announcing(next messenger.Announcer) messenger.Announcer { return announcing{next, p} }

// MessagesAdded implements messenger.Announcer. Of several the newest is told, and whoever is connected hears of it when that is
// certain.
func (a announcing) MessagesAdded(added messenger.Appended) {
	for _, m := range slices.Backward(added.Messages) {
		if m.ClientID != (messenger.ClientID{}) && added.Kind != messenger.Self {
			a.push.add(added.Chat, m.Seq)
			break
		}
	}
	a.Announcer.MessagesAdded(added)
}

// add has a message told after the grace, or with the one of its chat that waits already.
func (p *Push) add(chat messenger.ChatID, seq messenger.Seq) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return
	}
	now := time.Now()
	j, waits := p.waiting[slot{chat: chat}]
	if !waits {
		if len(p.waiting) >= maxWaiting {
			p.dropOldest()
		}
		j = job{slot: slot{chat: chat}, since: now, due: now.Add(p.config.Grace)}
	}
	j.seq = max(j.seq, seq)
	p.wait(j, now)
}

// wait puts a job where it waits, and sees that it is not forgotten there. The lock is held.
func (p *Push) wait(j job, now time.Time) {
	p.waiting[j.slot] = j
	if !p.rings.IsZero() && !j.due.Before(p.rings) {
		return
	}
	if p.timer != nil {
		p.timer.Stop()
	}
	p.rings = j.due
	p.timer = time.AfterFunc(j.due.Sub(now), p.run)
}

func (p *Push) dropOldest() {
	var oldest job
	for _, j := range p.waiting {
		if oldest.since.IsZero() || j.since.Before(oldest.since) {
			oldest = j
		}
	}
	delete(p.waiting, oldest.slot)
	p.Dropped.Add(1)
}

// run has what is due done, unless that is under way.
func (p *Push) run() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rings = time.Time{}
	if p.telling || len(p.waiting) == 0 {
		return
	}
	p.telling = true
	p.sending.Go(p.tellDue)
}

// tellDue tells what is due, one after another: who is told of a message is decided before that of a later one.
func (p *Push) tellDue() {
	for {
		j, ok := p.takeDue()
		if !ok {
			return
		}
		p.tell(j)
	}
}

// takeDue takes out what was due first. Where nothing is, the timer rings for the next.
func (p *Push) takeDue() (first job, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, j := range p.waiting {
		if first.due.IsZero() || j.due.Before(first.due) {
			first = j
		}
	}
	now := time.Now()
	switch {
	case first.due.IsZero():
		p.telling = false
		return first, false
	case !p.done && first.due.After(now):
		p.telling = false
		p.wait(first, now)
		return first, false
	}
	delete(p.waiting, first.slot)
	return first, true
}

// Stop tells what waits, at once, and returns when that is done or cannot be.
func (p *Push) Stop() {
	p.mu.Lock()
	p.done = true
	p.mu.Unlock()
	p.run()
	p.sending.Wait()
}

// tell reads who is to be told of a message by now, and tells them.
func (p *Push) tell(j job) {
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	m, err := p.domain.PushMessage(ctx, j.chat, j.seq)
	if err != nil {
		p.again(j, 0)
		return
	}
	if j.only != (messenger.SessionID{}) {
		m.To = slices.DeleteFunc(m.To, func(to messenger.PushStanding) bool { return to.Session != j.only })
	}
	looking := p.looking(ctx, j.chat, people(m.To))
	for i := range m.To {
		to := &m.To[i]
		if slices.Contains(looking, to.User) {
			continue
		}
		p.slots <- struct{}{}
		p.sending.Go(func() {
			defer func() { <-p.slots }()
			p.tellOne(j, &m, to)
		})
	}
}

// people are whose devices some are, each once.
func people(devices []messenger.PushStanding) (users []messenger.UserID) {
	for i := range devices {
		if user := devices[i].User; !slices.Contains(users, user) {
			users = append(users, user)
		}
	}
	return users
}

func (p *Push) tellOne(j job, m *messenger.PushMessage, to *messenger.PushStanding) {
	host := hostOf(to.Endpoint)
	j.only = to.Session // from here on
	if wait := p.restOf(host); wait > 0 {
		p.again(j, wait)
		return
	}
	p.told.add(j.chat, j.seq, to.PushDevice)
	switch wait, err := p.send(j.chat, payload(j, m, to), to.PushDevice); {
	case err == nil:
		p.Sent.Add(1)
		p.well(host)
	case wait < 0:
		p.forget(to.PushDevice, err)
	default:
		p.Failed.Add(1)
		p.ill(host, wait)
		p.again(j, wait)
	}
}

// again tries a job later, unless it has been waiting for too long, or a newer message waits in its place.
func (p *Push) again(j job, wait time.Duration) {
	j.try++
	wait = max(wait, min(time.Second<<min(j.try, 6), time.Minute))
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	newer, waits := p.waiting[j.slot]
	switch {
	case waits && newer.seq >= j.seq:
		return
	case p.done || now.Add(wait).Sub(j.since) > giveUpAt || !waits && len(p.waiting) >= maxWaiting:
		p.Dropped.Add(1)
		return
	}
	j.due = now.Add(wait)
	p.wait(j, now)
}

// ill notes that a service failed, and leaves it alone for as long as it said or when it goes on failing.
func (p *Push) ill(host string, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.rests[host]
	if r.failures++; r.failures%failuresToRest == 0 {
		wait = max(wait, restFor)
	}
	r.until = time.Now().Add(wait)
	p.rests[host] = r
}

// well notes that a service took a push.
func (p *Push) well(host string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.rests, host)
}

// restOf says for how long a service is still left alone.
func (p *Push) restOf(host string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(p.rests[host].until)
}

func hostOf(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return u.Host
}
