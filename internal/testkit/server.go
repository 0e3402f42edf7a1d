// Package testkit starts a whole server on a port of its own in a folder of its own, with people called Ana, Bo and Cy who
// speak the protocol to it. Only tests import it.
//
// Nothing in it reaches into a room: what a test sees is what a client sees. A server differs from a real one by small
// parameters of the password hash and by a clock, where a test brings one.
package testkit

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/auth"
	"twoticks/internal/config"
)

// SmallHash costs next to nothing.
var SmallHash = auth.HashParameters{MemoryKiB: 64, Passes: 1, Threads: 1}

// stopWithin is generous: a server that does not end by itself fails the test.
const stopWithin = 10 * time.Second

// Server is a whole server.
type Server struct {
	t       *testing.T
	app     *app.App
	config  config.Config
	options app.Options
}

// Setting changes a server before it starts.
type Setting func(*config.Config, *app.Options)

// WithClock lets the server live by a test's clock.
func WithClock(c *Clock) Setting {
	return func(_ *config.Config, o *app.Options) { o.Clock, o.Pause = c, c.Pause }
}

// With changes its settings.
func With(change func(*config.Config)) Setting {
	return func(c *config.Config, _ *app.Options) { change(c) }
}

// Settings are those of a server in a new folder, on any free port of this machine.
func Settings(t *testing.T) config.Config {
	t.Helper()
	return config.Config{
		Listen: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), Directory: "auto", LimitsScale: 1,
		QueueKeep: 7 * 24 * time.Hour, MaxFile: 25 << 20, FileQuota: 5 << 30,
	}
}

// Start starts a server and stops it when the test ends.
func Start(t *testing.T, settings ...Setting) *Server {
	t.Helper()
	s := &Server{t: t, config: Settings(t), options: app.Options{
		Log: slog.New(slog.DiscardHandler), Hash: SmallHash, Pause: func(context.Context, time.Duration) {},
	}}
	for _, change := range settings {
		change(&s.config, &s.options)
	}
	s.start()
	t.Cleanup(s.Stop)
	return s
}

func (s *Server) start() {
	s.t.Helper()
	a, err := app.Start(s.t.Context(), s.config, s.options)
	if err != nil {
		s.t.Fatalf("start the server: %v", err)
	}
	s.app = a
}

// Restart stops it and starts it again on the same port and data.
func (s *Server) Restart() {
	s.t.Helper()
	_, port, err := net.SplitHostPort(s.app.Address().String())
	if err != nil {
		s.t.Fatal(err)
	}
	host, _, err := net.SplitHostPort(s.config.Listen)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Stop()
	s.config.Listen = net.JoinHostPort(host, port)
	s.start()
}

// Stop stops it.
func (s *Server) Stop() {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	s.app.Stop(ctx)
}

// URL is where it is found on this machine.
func (s *Server) URL() string { return "http://" + s.app.Address().String() }

// App is the server's inside, for what operators do.
func (s *Server) App() *app.App { return s.app }

// Config are its settings.
func (s *Server) Config() config.Config { return s.config }
