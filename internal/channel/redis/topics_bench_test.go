package redis

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/rueidis"

	"twoticks/internal/channel"
	"twoticks/lab/backing"
)

// BenchmarkTopics compares the ways to carry an event to the nodes that have somebody whom it is for: docs/adr/0010 was
// decided by it. Each shape carries the same events, of 300 bytes, for the same people on the same nodes, published in
// batches by one of the nodes; what is counted is until the last node has the last of them.
//
//	go test ./internal/channel/redis -run '^$' -bench Topics -benchtime 20000x
func BenchmarkTopics(b *testing.B) {
	for _, nodes := range []int{2, 8} {
		for _, members := range []int{2, 50} {
			for _, s := range []struct {
				name string
				make func(*field) shape
			}{
				{"all", func(f *field) shape { return oneChannel{f} }},
				{"node", func(f *field) shape { return &channelPerNode{field: f} }},
				{"user", func(f *field) shape { return channelPerUser{f} }},
				{"chat", func(f *field) shape { return channelPerChat{f} }},
			} {
				b.Run(fmt.Sprintf("%d nodes/%d members/%s", nodes, members, s.name), func(b *testing.B) {
					f := newField(b, nodes, members)
					f.run(b, s.make(f))
				})
			}
		}
	}
}

const (
	benchUsers = 2000
	benchChats = 1000
	benchBytes = 300
)

// shape is one way.
type shape interface {
	// subscriptions are the channels that a node hears.
	subscriptions(node int) []string
	// hear is what a node does with what arrives.
	hear(node int, message string) bool
	// publish is what an event for a chat costs, and at how many nodes it arrives.
	publish(c rueidis.Client, chat int) ([]rueidis.Completed, int)
}

// field is who is where, and who is in which chat.
type field struct {
	redis   *backing.Redis
	clients []rueidis.Client
	home    []int // of each user
	chats   [][]int
	heard   atomic.Int64
	payload string
}

func newField(b *testing.B, nodes, members int) *field {
	r, err := backing.StartRedis(b.Context(), b.TempDir(), backing.RedisOptions{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { r.Stop() })
	random := rand.New(rand.NewPCG(1, 2))
	f := &field{redis: r, payload: strings.Repeat("x", benchBytes)}
	for range benchUsers {
		f.home = append(f.home, random.IntN(nodes))
	}
	for range benchChats {
		f.chats = append(f.chats, random.Perm(benchUsers)[:members])
	}
	for range nodes {
		c, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{r.Address()}, ForceSingleClient: true, DisableCache: true, PipelineMultiplex: -1})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(c.Close)
		f.clients = append(f.clients, c)
	}
	return f
}

// nodesOf are the nodes that have a member.
func (f *field) nodesOf(chat int) map[int]bool {
	nodes := map[int]bool{}
	for _, u := range f.chats[chat] {
		nodes[f.home[u]] = true
	}
	return nodes
}

func (f *field) run(b *testing.B, s shape) {
	for node, c := range f.clients {
		d, release := c.Dedicate()
		b.Cleanup(release)
		d.SetPubSubHooks(rueidis.PubSubHooks{OnMessage: func(m rueidis.PubSubMessage) {
			if s.hear(node, m.Message) {
				f.heard.Add(1)
			}
		}})
		for _, name := range s.subscriptions(node) {
			if err := d.Do(b.Context(), d.B().Subscribe().Channel(name).Build()).Error(); err != nil {
				b.Fatal(err)
			}
		}
	}
	publisher := f.clients[0]
	redisBefore, appBefore := f.redisCPU(b), appCPU()
	var want int64
	b.ResetTimer()
	for done := 0; done < b.N; {
		var batch []rueidis.Completed
		for ; done < b.N && len(batch) < batchMost; done++ {
			commands, arrive := s.publish(publisher, done%benchChats)
			batch = append(batch, commands...)
			want += int64(arrive)
		}
		for _, r := range publisher.DoMulti(context.Background(), batch...) {
			if err := r.Error(); err != nil && !rueidis.IsRedisNil(err) { // a script answers nothing
				b.Fatal(err)
			}
		}
		for want-f.heard.Load() > 20_000 {
			time.Sleep(100 * time.Microsecond)
		}
	}
	for f.heard.Load() < want {
		time.Sleep(100 * time.Microsecond)
	}
	b.StopTimer()
	n := float64(b.N)
	b.ReportMetric(float64(f.redisCPU(b)-redisBefore)/n/1e3, "redis-us/event")
	b.ReportMetric(float64(appCPU()-appBefore)/n/1e3, "nodes-us/event")
	b.ReportMetric(float64(want)/n, "arrivals/event")
}

// redisCPU and appCPU are the time that they have computed, in nanoseconds.
func (f *field) redisCPU(b *testing.B) (total time.Duration) {
	info, err := f.redis.Do(b.Context(), "INFO", "cpu")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(info) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name == "used_cpu_user" || name == "used_cpu_sys" {
			seconds, _ := strconv.ParseFloat(value, 64)
			total += time.Duration(seconds * float64(time.Second))
		}
	}
	return total
}

func appCPU() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// hear leaves out what every shape has to do with an event that is for somebody here.
func (f *field) hear(int, string) bool { return true }

// oneChannel: every node hears everything, and leaves out what is not for it.
type oneChannel struct{ *field }

// hear reads for whom it is, and compares.
func (s oneChannel) hear(node int, message string) bool {
	f, ok := parseFrame([]byte(message))
	for _, t := range f.topics {
		if s.home[int(t[0])|int(t[1])<<8] == node {
			break
		}
	}
	return ok
}

func (oneChannel) subscriptions(int) []string { return []string{"events"} }
func (s oneChannel) publish(c rueidis.Client, chat int) ([]rueidis.Completed, int) {
	topics := make([]channel.Topic, len(s.chats[chat]))
	for i, u := range s.chats[chat] {
		topics[i] = channel.Topic{byte(u), byte(u >> 8)}
	}
	frame := appendFrame(nil, nodeID{}, 1, topics, []byte(s.payload))
	return []rueidis.Completed{c.B().Publish().Channel("events").Message(rueidis.BinaryString(frame)).Build()}, len(s.clients)
}

// channelPerNode: Redis knows where each user is, and hands an event to each of their nodes once.
type channelPerNode struct {
	*field
	script string // its hash
}

const toNodes = `local seen = {}
for i = 2, #ARGV do
  for _, node in ipairs(redis.call('SMEMBERS', 'at:' .. ARGV[i])) do
    if not seen[node] then seen[node] = true redis.call('PUBLISH', node, ARGV[1]) end
  end
end`

func (s *channelPerNode) subscriptions(node int) []string {
	c := s.clients[node]
	for u, home := range s.home {
		if home == node {
			c.Do(context.Background(), c.B().Sadd().Key("at:"+strconv.Itoa(u)).Member("node:"+strconv.Itoa(node)).Build())
		}
	}
	s.script, _ = c.Do(context.Background(), c.B().ScriptLoad().Script(toNodes).Build()).ToString()
	return []string{"node:" + strconv.Itoa(node)}
}

func (s *channelPerNode) publish(c rueidis.Client, chat int) ([]rueidis.Completed, int) {
	args := []string{s.payload}
	for _, u := range s.chats[chat] {
		args = append(args, strconv.Itoa(u))
	}
	return []rueidis.Completed{c.B().Evalsha().Sha1(s.script).Numkeys(0).Arg(args...).Build()}, len(s.nodesOf(chat))
}

// channelPerUser: a node hears the channels of its users; an event for many is published as often.
type channelPerUser struct{ *field }

func (s channelPerUser) subscriptions(node int) (names []string) {
	for u, home := range s.home {
		if home == node {
			names = append(names, "user:"+strconv.Itoa(u))
		}
	}
	return names
}

func (s channelPerUser) publish(c rueidis.Client, chat int) (out []rueidis.Completed, arrive int) {
	for _, u := range s.chats[chat] {
		out = append(out, c.B().Publish().Channel("user:"+strconv.Itoa(u)).Message(s.payload).Build())
	}
	return out, len(s.chats[chat])
}

// channelPerChat: a node hears the channels of all chats of its users.
type channelPerChat struct{ *field }

func (s channelPerChat) subscriptions(node int) (names []string) {
	for chat := range s.chats {
		if s.nodesOf(chat)[node] {
			names = append(names, "chat:"+strconv.Itoa(chat))
		}
	}
	return names
}

func (s channelPerChat) publish(c rueidis.Client, chat int) ([]rueidis.Completed, int) {
	return []rueidis.Completed{c.B().Publish().Channel("chat:" + strconv.Itoa(chat)).Message(s.payload).Build()}, len(s.nodesOf(chat))
}
