// Package device is a client of Twoticks without a page: one signed-in device that follows the same rules as the web
// client (outbox, tries, gap rule, cursors, receipts, reconnection), and tells a history of all that it meets.
//
// The fault laboratory drives it. It judges nothing: what is wrong is for the checker to see. What a browser keeps on disk
// survives Restart, everything else does not. Waits are those of the page times Config.Scale, so that a run of minutes
// meets as many of them as hours would.
package device

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"sync"
	"time"

	"twoticks/lab/faults/history"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// The page's waits, before they are scaled.
const (
	ackWithin    = 5 * time.Second  // for a send by the socket
	httpWithin   = 10 * time.Second // and by HTTP
	callWithin   = 10 * time.Second
	dialWithin   = 8 * time.Second
	beatEvery    = 10 * time.Second
	beatWithin   = 10 * time.Second
	firstDial    = time.Second
	againAfter   = 2 * time.Second // the second try to connect, and the first to send again; then twice as long each
	longestDial  = 16 * time.Second
	tries        = 3
	personWaits  = 6 * time.Second // until somebody presses Retry on a message that failed
	gapPatience  = 50 * time.Millisecond
	gather       = 100 * time.Millisecond // marks into one frame
	newestRows   = 50
	rangeRows    = 200
	tooFarBehind = 1_000 // C12
	ownKept      = 32    // messages of one's own that may be edited still
)

// Config is what a device needs.
type Config struct {
	// Name tells devices apart, such as "p03b".
	Name, Handle string
	// URL is where the device's own line to the server begins, Way how it stays connected.
	URL     string
	Way     Way
	Scale   float64
	History *history.Recorder
	// Sending is told, if somebody listens, that a send is about to go out.
	Sending chan<- struct{}
	Seed    uint64
}

// Device is safe for use by many goroutines.
type Device struct {
	config Config
	api    *client.Client
	me     protocol.UserID

	mu      sync.Mutex
	random  *rand.Rand
	disk    disk
	life    *life
	link    way
	online  chan struct{} // closed while there is a connection
	hurry   chan struct{} // closed and made anew by Nudge
	wants   wants
	wanted  chan struct{}
	marking sync.Mutex // one report of marks at a time
}

// life is the time between two restarts.
type life struct {
	ctx  context.Context
	end  context.CancelFunc
	wait sync.WaitGroup
	over bool
}

// SignUp makes an account and its first device.
func SignUp(ctx context.Context, c Config) (*Device, error) {
	d, err := open(c)
	if err != nil {
		return nil, err
	}
	in, err := d.api.SignUp(ctx, protocol.AccountCreate{Name: c.Handle, Handle: c.Handle, Password: password(c.Handle)})
	d.me = in.Me.ID
	return d, err
}

// SignIn makes a further device of an account.
func SignIn(ctx context.Context, c Config) (*Device, error) {
	d, err := open(c)
	if err != nil {
		return nil, err
	}
	in, err := d.api.SignIn(ctx, c.Handle, password(c.Handle))
	d.me = in.Me.ID
	return d, err
}

func open(c Config) (*Device, error) {
	api, err := client.New(c.URL)
	if err != nil {
		return nil, err
	}
	return &Device{
		config: c, api: api, random: rand.New(rand.NewPCG(c.Seed, 1)),
		disk:   disk{chats: map[protocol.ChatID]*chat{}},
		online: make(chan struct{}), hurry: make(chan struct{}), wanted: make(chan struct{}, 1),
	}, nil
}

func password(handle string) string { return "paper lantern " + handle }

// Name returns the device's name, User whose it is.
func (d *Device) Name() string { return d.config.Name }

// User returns whose it is.
func (d *Device) User() protocol.UserID { return d.me }

// API is the device's way to ask by itself, past all rules.
func (d *Device) API() *client.Client { return d.api }

// Run lives until the context ends, through restarts.
func (d *Device) Run(ctx context.Context) {
	defer d.api.Close()
	for ctx.Err() == nil {
		l := &life{}
		l.ctx, l.end = context.WithCancel(ctx)
		d.mu.Lock()
		d.life = l
		for _, c := range d.disk.chats {
			c.memory = newMemory()
			d.startLane(c)
		}
		d.mu.Unlock()
		d.stayConnected(l.ctx)
		d.mu.Lock()
		l.over = true
		d.mu.Unlock()
		l.wait.Wait()
	}
}

// Restart ends the browser as a crash does, and starts it again with what was on its disk.
func (d *Device) Restart() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.life != nil {
		d.life.end()
	}
}

// Nudge makes a device that waits before its next try to connect try now, as a browser that comes online does.
func (d *Device) Nudge() {
	d.mu.Lock()
	defer d.mu.Unlock()
	close(d.hurry)
	d.hurry = make(chan struct{})
}

// spawn runs something until this life ends. The caller holds the lock.
func (d *Device) spawn(do func(ctx context.Context)) {
	if l := d.life; l != nil && !l.over {
		l.wait.Go(func() { do(l.ctx) })
	}
}

// tell takes an event of this device down.
func (d *Device) tell(e history.Event) {
	e.Device, e.User = d.config.Name, orElse(e.User, d.me.String())
	d.config.History.Add(e)
}

func (d *Device) scaled(t time.Duration) time.Duration {
	return time.Duration(float64(t) * d.config.Scale)
}

// half is a wait of which half is fixed and half is random.
func (d *Device) half(t time.Duration) time.Duration {
	t = d.scaled(t)
	d.mu.Lock()
	defer d.mu.Unlock()
	return t/2 + time.Duration(d.random.Int64N(int64(t/2)+1))
}

// pause waits; false when the context ended first.
func pause(ctx context.Context, t time.Duration, until ...<-chan struct{}) bool {
	timer := time.NewTimer(t)
	defer timer.Stop()
	var sooner <-chan struct{}
	if len(until) > 0 {
		sooner = until[0]
	}
	select {
	case <-timer.C:
	case <-sooner:
	case <-ctx.Done():
		return false
	}
	return true
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// Hash is how the history names a text.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}
