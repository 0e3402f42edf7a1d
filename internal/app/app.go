// Package app is the wiring closet: it builds the rooms, hands them to each other, starts them, and stops them in the
// right order. It decides nothing else. Only cmd, testkit and tests import it.
//
// Start either returns a server that answers, or one error that says in one line what to do about it. Stop is idempotent
// and waits: it stops being ready, sends the live connections away, lets requests finish, and closes the store last. The
// goroutines that it owns are those of the two HTTP servers.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/backup"
	"twoticks/internal/channel"
	"twoticks/internal/command"
	"twoticks/internal/config"
	"twoticks/internal/fanout"
	"twoticks/internal/httpapi"
	"twoticks/internal/indexer"
	"twoticks/internal/limit"
	"twoticks/internal/live"
	"twoticks/internal/media"
	"twoticks/internal/messenger"
	"twoticks/internal/metrics"
	"twoticks/internal/peers"
	"twoticks/internal/push"
	"twoticks/internal/repair"
	"twoticks/internal/store/around"
	"twoticks/internal/store/breaker"
	"twoticks/internal/upkeep"
	"twoticks/web"
)

// Options are what a server is built with besides its settings. The zero value is production.
type Options struct {
	Log   *slog.Logger
	Clock messenger.Clock
	// Hash are smaller parameters of the password hash, for tests.
	Hash auth.HashParameters
	// Pause replaces the wait before a wrong password is answered.
	Pause func(context.Context, time.Duration)
	// Wrap puts something between the store and the rooms, below the breaker; for the fault laboratory.
	Wrap func(around.Port) around.Port
	// Live are other times and bounds of live connections, Peers of what nodes tell each other.
	Live  live.Config
	Peers peers.Config
	// PushGrace replaces how long a message waits for those who look at it, before others are told by a push.
	PushGrace time.Duration
}

// App is a running server.
type App struct {
	config  config.Config
	log     *slog.Logger
	lock    *dataLock
	store   store
	breaker *breaker.Breaker
	acts    around.Port // the store as the rooms see it
	layer   channel.Layer
	nodes   *nodes // nil where there is one
	domain  *messenger.Messenger
	upkeep  *upkeep.Upkeep
	indexer *indexer.Indexer
	media   *media.Room
	push    *push.Push       // nil where nobody is told while their page is closed
	files   *media.Folder    // nil where the bytes of files are in the database
	backups *backup.Schedule // nil where none are made by the clock
	clock   messenger.Clock
	repair  *repair.Repair
	auth    *auth.Auth
	live    *live.Server
	web     *http.Server
	admin   *http.Server
	beside  []*http.Server // plain HTTP beside TLS, and metrics
	address net.Addr
	// certificates is nil when the server speaks plain HTTP, metrics where nobody reads them.
	certificates *certificates
	metrics      *metrics.Set
	limits       *limit.Limits
	fanout       *fanout.Fanout
	door         *httpapi.Server
	started      time.Time
	policy       policy
	hasPage      bool

	draining atomic.Bool
	serving  sync.WaitGroup
	failed   chan error
	stop     sync.Once
}

// Start builds everything and begins to serve.
func Start(ctx context.Context, c config.Config, o Options) (_ *App, err error) {
	o.defaults()
	a := &App{config: c, log: o.Log, clock: o.Clock, started: time.Now(), failed: make(chan error, 4)}
	listener, err := listen("TWOTICKS_LISTEN", c.Listen)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			listener.Close()
			a.closeServers()
			if a.live != nil {
				a.live.Drain(ctx)
			}
			a.close()
		}
	}()
	a.address = listener.Addr()
	a.policy = policyOf(c, a.address)
	if a.lock, err = lockData(c.Data); err != nil {
		return nil, err
	}
	if a.certificates, err = certificatesOf(c, o.Log); err != nil {
		return nil, err
	}
	if c.MetricsListen != "" {
		a.metrics = metrics.New()
	}
	handler, err := a.build(ctx, o)
	if err != nil {
		return nil, err
	}
	if err = a.serveBeside(); err != nil {
		return nil, err
	}
	if err = a.startBackups(ctx); err != nil {
		return nil, err
	}
	a.web = httpapi.NewHTTPServer(handler, o.Log)
	a.serveWeb(listener)
	a.serveOperator()
	return a, nil
}

func (o *Options) defaults() {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = messenger.SystemClock{}
	}
}

// build makes the rooms from the bottom up: each is given those below it.
func (a *App) build(ctx context.Context, o Options) (http.Handler, error) {
	var err error
	if a.store, err = openStore(ctx, a.config, o.Log, a.meter()); err != nil {
		return nil, err
	}
	a.acts = a.store
	if o.Wrap != nil {
		a.acts = o.Wrap(a.acts)
	}
	a.breaker = breaker.New(a.acts, o.Log)
	a.acts = a.breaker
	registry := live.NewRegistry()
	a.repair = repair.New(registry, o.Log)
	if err := a.joinLayer(ctx, a.repair, o); err != nil {
		return nil, err
	}
	a.fanout = fanout.New(a.layer, o.Log)
	announce := &announcer{Announcer: a.fanout}
	a.domain = messenger.New(a.acts, announce, o.Clock, o.Log)
	a.fanout.ReadMembers(a.domain)
	if err := a.buildPush(ctx, announce, o); err != nil {
		return nil, err
	}
	if a.auth, err = a.buildAuth(ctx, o, a.domain); err != nil {
		return nil, err
	}
	a.limits, err = limit.New(limit.Table, a.config.LimitsScale, o.Clock)
	if err != nil {
		return nil, err
	}
	if err := a.buildMedia(ctx); err != nil {
		return nil, err
	}
	observe := a.observers()
	commands := command.New(a.domain, a.auth, a.limits, command.Options{
		QueueKeep: a.config.QueueKeep, BaseURL: a.policy.baseURL,
		Files: a.media, FileBytes: a.config.MaxFile, Push: a.pushes(), Links: a.links(), Directory: a.policy.hasDirectory, Operation: a.operation(), Observe: observe.command, Log: o.Log,
	})
	door, err := httpapi.New(httpapi.Ports{
		Auth: a.auth, Commands: commands, Limits: a.limits, Page: web.Files(), Ready: a.ready, Degraded: a.degraded,
		Observe: observe.request, Export: a.export, Log: o.Log,
	}, httpapi.Config{PublicURL: a.config.PublicURL, Hosts: a.policy.hosts, TrustedProxies: a.config.TrustedProxies})
	if err != nil {
		return nil, err
	}
	a.door, a.hasPage = door, door.HasPage()
	a.live = live.New(live.Ports{
		Registry: registry, Layer: a.repair.Layer(a.layer), Elsewhere: a.elsewhere(), Commands: commands, Sessions: a.auth, Authenticate: door.Authenticate,
		Pushed: observe.pushed, Log: o.Log,
	}, a.liveConfig(o.Live))
	a.auth.OnEnd(a.live.EndSession)
	if a.push != nil {
		a.push.Looking(a.looking)
	}
	if err := a.joinNodes(ctx); err != nil {
		return nil, err
	}
	a.repair.Start(a.domain)
	a.upkeep = upkeep.Start(upkeep.Ports{Queue: a.domain, Accounts: a.auth, Files: a.media, Clock: o.Clock, Log: o.Log},
		upkeep.Config{QueueKeep: a.config.QueueKeep, QueuePurge: a.config.QueuePurge, Retention: a.config.Retention})
	a.indexer = indexer.Start(a.domain, o.Log)
	return door.Handler(a.live)
}

func (a *App) buildAuth(ctx context.Context, o Options, welcomer auth.Welcomer) (*auth.Auth, error) {
	key, err := deviceKey(ctx, a.store, a.config.Data)
	if err != nil {
		return nil, err
	}
	return auth.New(auth.Ports{Store: a.acts, Welcomer: welcomer, Clock: o.Clock, Pause: o.Pause, Log: o.Log}, auth.Config{
		Registration: a.policy.registration, Loopback: a.policy.loopback, BaseURL: a.policy.baseURL,
		Hash: o.Hash, DeviceKey: key, Scale: a.config.LimitsScale,
	})
}

// liveConfig takes the pace of one connection from the table of limits, scaled as all of them, and the number of
// connections from what the system lets this process open.
func (a *App) liveConfig(c live.Config) live.Config {
	rate := limit.Table[limit.SocketCommands]
	if c.CommandBurst == 0 {
		c.CommandBurst = max(1, float64(rate.Burst)*a.config.LimitsScale)
	}
	if c.CommandRate == 0 {
		c.CommandRate = a.config.LimitsScale / rate.Every.Seconds()
	}
	if c.MaxConnections == 0 {
		c.MaxConnections = maxConnections()
	}
	if c.DrainOver == 0 {
		c.DrainOver = a.config.DrainOver
	}
	return c
}

func (a *App) ready(ctx context.Context) error {
	if a.draining.Load() {
		return httpapi.ErrDraining
	}
	return a.breaker.Ready(ctx)
}

func (a *App) serve(s *http.Server, l net.Listener) {
	a.serving.Go(func() {
		serve := s.Serve
		if s.TLSConfig != nil {
			serve = func(l net.Listener) error { return s.ServeTLS(l, "", "") }
		}
		if err := serve(l); !errors.Is(err, http.ErrServerClosed) {
			a.failed <- fmt.Errorf("serve on %s: %w", l.Addr(), err)
		}
	})
}

// Address is where the server listens.
func (a *App) Address() net.Addr { return a.address }

// URL is where people find it.
func (a *App) URL() string { return a.policy.baseURL }

// Auth is the room of accounts, for what operators and tests do without a browser.
func (a *App) Auth() *auth.Auth { return a.auth }

// Failed tells when the server ended by itself.
func (a *App) Failed() <-chan error { return a.failed }

// Stop ends the server: when the context ends, what is not finished by then is cut.
func (a *App) Stop(ctx context.Context) {
	a.stop.Do(func() {
		a.draining.Store(true)
		a.live.Drain(ctx)
		for _, s := range append([]*http.Server{a.web, a.admin}, a.beside...) {
			if s == nil {
				continue
			}
			if err := s.Shutdown(ctx); err != nil {
				s.Close()
			}
		}
		a.serving.Wait()
		a.close()
	})
}

// close ends the rooms from the top down; those that were never built are left out.
func (a *App) close() {
	if a.backups != nil {
		a.backups.Stop()
	}
	if a.indexer != nil {
		a.indexer.Stop()
	}
	if a.upkeep != nil {
		a.upkeep.Stop()
	}
	if a.repair != nil {
		a.repair.Stop()
	}
	if a.push != nil {
		a.push.Stop()
	}
	if a.domain != nil {
		a.domain.Stop()
	}
	a.leaveLayer()
	if a.breaker != nil {
		a.breaker.Stop()
	}
	if a.store != nil {
		if err := a.store.Close(); err != nil {
			a.log.Error("the store was not closed cleanly; nothing that was acknowledged is lost", "error", err)
		}
	}
	if a.files != nil {
		a.files.Close()
	}
	if a.lock != nil {
		os.Remove(filepath.Join(a.config.Data, operatorSocket))
		a.lock.release()
	}
}
