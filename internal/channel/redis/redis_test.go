package redis

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"twoticks/internal/channel"
	"twoticks/internal/channel/channeltest"
	"twoticks/lab/backing"
)

var plain *backing.Redis

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if plain, err = backing.StartRedis(context.Background(), "", backing.RedisOptions{}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer plain.Stop()
		return m.Run()
	}())
}

func TestLayer(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Network { return network(t, Config{URL: plain.URL()}) })
}

// network is nodes that hear each other and nobody else.
func network(t *testing.T, c Config) channeltest.Network {
	c.Prefix = fmt.Sprintf("test%d", time.Now().UnixNano())
	return channeltest.Network{
		Join:     func(r channel.Receiver) channel.Layer { return join(t, c, r) },
		Overflow: 4 * outboundFrames, // the queue of the one, that of the other, and what is on its way
	}
}

func join(t *testing.T, c Config, r channel.Receiver) *Node {
	t.Helper()
	n, err := Join(t.Context(), c, r, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Stop)
	return n
}

func TestEveryKindOfRedis(t *testing.T) {
	const rights = "resetchannels &mine:* +publish +subscribe +ping +hello"
	for name, c := range map[string]struct {
		options backing.RedisOptions
		as      func(*backing.Redis) string
	}{
		"password": {options: backing.RedisOptions{Password: "wicker"}},
		"TLS":      {options: backing.RedisOptions{TLS: true, Password: "wicker"}},
		"cluster":  {options: backing.RedisOptions{Cluster: true}},
		"a user of the access list": {
			options: backing.RedisOptions{ACL: []string{"user ana on >wicker " + rights}},
			as:      func(r *backing.Redis) string { return r.URLAs("ana", "wicker") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, c.options)
			address := r.URL()
			if c.as != nil {
				address = c.as(r)
			}
			exchange(t, Config{URL: address, Prefix: "mine", CAFile: r.CAFile})
		})
	}
	t.Run("Sentinel", func(t *testing.T) {
		s, err := backing.StartSentinel(t.Context(), t.TempDir(), start(t, backing.RedisOptions{}))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Stop() })
		exchange(t, Config{URL: s.URL(), Prefix: "mine"})
	})
}

func start(t *testing.T, o backing.RedisOptions) *backing.Redis {
	t.Helper()
	r, err := backing.StartRedis(t.Context(), t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Stop() })
	return r
}

// ear is a receiver that takes down what comes.
type ear struct{ heard chan string }

func newEar() *ear { return &ear{make(chan string, 1<<16)} }

func (e *ear) Deliver(_ []channel.Topic, bytes []byte) { e.heard <- string(bytes) }
func (e *ear) Missed()                                 { e.heard <- "missed" }

func (e *ear) want(t *testing.T, want string) {
	t.Helper()
	select {
	case got := <-e.heard:
		if got != want {
			t.Errorf("heard %q, want %q", got, want)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("heard nothing, want %q", want)
	}
}

var ana = channel.Topic{1}

// pair is two nodes of which the second has Ana.
func pair(t *testing.T, c Config) (from, to *Node, got *ear) {
	t.Helper()
	got = newEar()
	from, to = join(t, c, newEar()), join(t, c, got)
	if err := to.Subscribe(ana); err != nil {
		t.Fatal(err)
	}
	return from, to, got
}

func exchange(t *testing.T, c Config) {
	t.Helper()
	from, _, got := pair(t, c)
	for i := range 100 {
		from.Publish([]channel.Topic{ana}, fmt.Append(nil, i))
	}
	for i := range 100 {
		got.want(t, fmt.Sprint(i))
	}
}

func TestPrefixKeepsServersApart(t *testing.T) {
	one, _, _ := pair(t, Config{URL: plain.URL(), Prefix: "one"})
	_, two, got := pair(t, Config{URL: plain.URL(), Prefix: "two"})
	one.Publish([]channel.Topic{ana}, []byte("for another server"))
	two.Publish([]channel.Topic{ana}, []byte("for us"))
	got.want(t, "for us")
}

// until waits for what has no signal.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	late := time.NewTimer(10 * time.Second)
	defer late.Stop()
	for !so() {
		select {
		case <-look.C:
		case <-late.C:
			t.Fatal(what)
		}
	}
}

func TestRedisThatGoesAndComesBack(t *testing.T) {
	r := start(t, backing.RedisOptions{})
	c := Config{URL: r.URL(), Prefix: "mine"}
	from, to, got := pair(t, c)
	away := func(want bool) func() bool {
		return func() bool { return from.Away() == want && to.Away() == want }
	}
	for name, breaks := range map[string]func() error{"killed": r.Kill, "frozen": r.Freeze} {
		t.Run("[C14] "+name+", it is away; back, it carries, and both are told that they missed something", func(t *testing.T) {
			if err := breaks(); err != nil {
				t.Fatal(err)
			}
			until(t, "the nodes do not notice that Redis is away", away(true))
			from.Publish([]channel.Topic{ana}, []byte("into the void"))
			to.Publish([]channel.Topic{ana}, []byte("here"))
			got.want(t, "here") // what is for this node needs no Redis
			if err := r.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			until(t, "the nodes do not notice that Redis is back", away(false))
			got.want(t, "missed")
			from.Publish([]channel.Topic{ana}, []byte("again"))
			for { // they may come back one after the other, and hear then that the other said something meanwhile
				if heard := <-got.heard; heard == "again" {
					return
				} else if heard != "missed" {
					t.Fatalf("heard %q", heard)
				}
			}
		})
	}
}

func TestLossOnTheWayIsNoticed(t *testing.T) {
	t.Run("[C15] a frame that never arrives, the last of all, is noticed at the next tick", func(t *testing.T) {
		c := Config{URL: plain.URL(), Prefix: "lossy"}
		from, _, got := pair(t, c)
		from.Publish([]channel.Topic{ana}, []byte("one"))
		got.want(t, "one")
		from.out.mu.Lock()
		from.out.number++ // as if one had been lost
		from.out.mu.Unlock()
		got.want(t, "missed")
	})
	t.Run("[C15] a subscriber whom Redis cuts off, as one that reads too slowly, comes back and is told", func(t *testing.T) {
		r := start(t, backing.RedisOptions{})
		from, _, got := pair(t, Config{URL: r.URL(), Prefix: "mine"})
		if _, err := r.Do(t.Context(), "CLIENT", "KILL", "TYPE", "pubsub"); err != nil {
			t.Fatal(err)
		}
		got.want(t, "missed")
		until(t, "it does not come back", func() bool { return !from.Away() })
	})
}

func TestMistakesAreOneLineWithoutTheSecret(t *testing.T) {
	locked := start(t, backing.RedisOptions{Password: "wicker", ACL: []string{"user bo on >secretive +ping +hello"}})
	secure := start(t, backing.RedisOptions{TLS: true})
	missing := filepath.Join(t.TempDir(), "none.pem")
	for name, c := range map[string]struct {
		config Config
		want   string
	}{
		"nothing there":     {Config{URL: "redis://:secretive@127.0.0.1:1"}, "start Redis or change TWOTICKS_REDIS"},
		"no such host":      {Config{URL: "redis://:secretive@redis.invalid:6379"}, "is no known host"},
		"wrong password":    {Config{URL: locked.URLAs("", "secretive")}, "refuses the user or the password"},
		"no password":       {Config{URL: "redis://" + locked.Address()}, "refuses the user or the password"},
		"no rights":         {Config{URL: locked.URLAs("bo", "secretive"), Prefix: "mine"}, "give the user &mine*"},
		"plain to TLS":      {Config{URL: "redis://" + secure.Address()}, "write rediss://"},
		"TLS to plain":      {Config{URL: "rediss://" + plain.Address()}, "write redis://"},
		"own authority":     {Config{URL: secure.URL()}, "set TWOTICKS_REDIS_CA"},
		"no authority":      {Config{URL: secure.URL(), CAFile: missing}, missing},
		"no such master":    {Config{URL: plain.URL() + "?master_set=other"}, "Redis at "},
		"not an address":    {Config{URL: "http://:secretive@redis"}, "it should be redis://"},
		"no such port":      {Config{URL: "redis://:secretive@redis:port"}, "it should be redis://"},
		"unknown setting":   {Config{URL: "redis://redis?skip_verify=true"}, `no parameter "skip_verify"`},
		"addresses of what": {Config{URL: "redis://one?addr=two"}, "cluster=true, or master_set="},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			n, err := Join(ctx, c.config, newEar(), slog.New(slog.DiscardHandler))
			if err == nil {
				n.Stop()
				t.Fatal("it starts")
			}
			if text := err.Error(); !strings.Contains(text, c.want) || strings.Contains(text, "secretive") || strings.Contains(text, "\n") {
				t.Errorf("it says %q, want one line with %q", text, c.want)
			}
		})
	}
}

func TestFrameOfAnybody(t *testing.T) {
	whole := appendFrame(nil, nodeID{1}, 7, []channel.Topic{{1}, {2}}, []byte("bytes"))
	f, ok := parseFrame(whole)
	if !ok || f.number != 7 || len(f.topics) != 2 || string(f.bytes) != "bytes" {
		t.Errorf("read as %+v, %t", f, ok)
	}
	for n := range frameHead + 2*16 {
		if _, ok := parseFrame(whole[:n]); ok {
			t.Errorf("the first %d bytes of a frame are taken for one", n)
		}
	}
	whole[0]++
	if _, ok := parseFrame(whole); ok {
		t.Error("a frame of another version is read")
	}
}
