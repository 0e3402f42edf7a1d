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
	waiting map[job]time.Time // since when
	due     map[job]time.Time
	timer   *time.Timer
	telling bool // one goroutine does what is due
	done    bool
	rests   map[string]rest // by host
	sending sync.WaitGroup
	slots   chan struct{}

	told told

	// Sent, Failed and Dropped count pushes of messages, TakenBack those by which a notice goes.
	Sent, Failed, Dropped, TakenBack atomic.Int64
}

// job is a message to be told: to all who are to be, or to one device where that failed before.
type job struct {
	chat messenger.ChatID
	seq  messenger.Seq
	only messenger.SessionID
	try  int
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
		waiting: map[job]time.Time{}, due: map[job]time.Time{}, rests: map[string]rest{}, slots: make(chan struct{}, atOnce), told: newTold(),
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
			a.push.add(job{chat: added.Chat, seq: m.Seq}, a.push.config.Grace)
			break
		}
	}
	a.Announcer.MessagesAdded(added)
}

// add has a job done after a while, together with a newer message of the chat if one comes meanwhile.
func (p *Push) add(j job, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return
	}
	now := time.Now()
	at, since := now.Add(wait), now
	for other := range p.waiting {
		if other.chat == j.chat && other.only == j.only && other.seq <= j.seq && other.try == 0 && j.try == 0 {
			at, since = p.due[other], p.waiting[other]
			delete(p.waiting, other)
			delete(p.due, other)
		}
	}
	if len(p.waiting) >= maxWaiting {
		p.dropOldest()
	}
	p.waiting[j], p.due[j] = since, at
	p.arm(now)
}

func (p *Push) dropOldest() {
	var oldest job
	for j, since := range p.waiting {
		if first, ok := p.waiting[oldest]; !ok || since.Before(first) {
			oldest = j
		}
	}
	delete(p.waiting, oldest)
	delete(p.due, oldest)
	p.Dropped.Add(1)
}

// arm sets the timer to the first that is due. The lock is held.
func (p *Push) arm(now time.Time) {
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
	var first time.Time
	for _, at := range p.due {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	if !first.IsZero() {
		p.timer = time.AfterFunc(first.Sub(now), p.run)
	}
}

// run has what is due done, unless that is under way.
func (p *Push) run() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.telling || len(p.waiting) == 0 {
		return
	}
	p.telling = true
	p.sending.Go(p.tellDue)
}

// tellDue tells what is due, one after another: who is told of a message is decided before that of a later one.
func (p *Push) tellDue() {
	for {
		j, since, ok := p.takeDue()
		if !ok {
			return
		}
		p.tell(j, since)
	}
}

// takeDue takes out what was due first, or arms the timer where nothing is.
func (p *Push) takeDue() (j job, since time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	for other, at := range p.due {
		if (p.done || !at.After(now)) && (!ok || at.Before(p.due[j])) {
			j, ok = other, true
		}
	}
	if !ok {
		p.telling = false
		p.arm(now)
		return j, since, false
	}
	since = p.waiting[j]
	delete(p.waiting, j)
	delete(p.due, j)
	return j, since, true
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
func (p *Push) tell(j job, since time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	m, err := p.domain.PushMessage(ctx, j.chat, j.seq)
	if err != nil {
		p.again(j, since, 0)
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
			p.tellOne(j, since, &m, to)
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

func (p *Push) tellOne(j job, since time.Time, m *messenger.PushMessage, to *messenger.PushStanding) {
	host := hostOf(to.Endpoint)
	if wait := p.restOf(host); wait > 0 {
		p.again(job{j.chat, j.seq, to.Session, j.try + 1}, since, wait)
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
		p.again(job{j.chat, j.seq, to.Session, j.try + 1}, since, wait)
	}
}

// again tries a job later, unless it has been waiting for too long.
func (p *Push) again(j job, since time.Time, wait time.Duration) {
	wait = max(wait, min(time.Second<<min(j.try, 6), time.Minute))
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.done || now.Add(wait).Sub(since) > giveUpAt || len(p.waiting) >= maxWaiting {
		p.Dropped.Add(1)
		return
	}
	j.try = max(j.try, 1)
	p.waiting[j], p.due[j] = since, now.Add(wait)
	p.arm(now)
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
