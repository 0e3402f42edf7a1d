package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/peers"
	"twoticks/internal/testkit"
	"twoticks/lab/backing"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// cluster is two nodes on one PostgreSQL and one Redis.
type cluster struct {
	redis *backing.Redis
	a, b  *testkit.Server
}

func startCluster(t *testing.T, settings ...testkit.Setting) cluster {
	t.Helper()
	c := cluster{redis: newRedis(t)}
	database := newDatabase(t)
	settings = append([]testkit.Setting{testkit.With(func(s *config.Config) {
		s.Database, s.DatabaseAsConfigured, s.Redis, s.RedisPrefix, s.LimitsScale = database, true, c.redis.URL(), "twoticks", 1000
	})}, settings...)
	c.a, c.b = testkit.Start(t, settings...), testkit.Start(t, settings...)
	c.ready(t, nil)
	return c
}

// quick lets a silent node be given up after a second and a half instead of twenty-two.
func quick(_ *config.Config, o *app.Options) {
	o.Peers = peers.Config{Tick: 100 * time.Millisecond, Silent: 500 * time.Millisecond, DeadAfter: 1500 * time.Millisecond, Settle: 200 * time.Millisecond}
}

// readiness asks a node whether it is ready, and what it does without.
func readiness(t *testing.T, s *testkit.Server) string {
	t.Helper()
	answer, err := http.Get(s.URL() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("readiness: status %d, %v", answer.StatusCode, err)
	}
	return string(body)
}

// soon waits until something is so. What it looks at has no signal.
func soon(t *testing.T, d time.Duration, what string, so func() bool) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	late := time.NewTimer(d)
	defer late.Stop()
	for !so() {
		select {
		case <-look.C:
		case <-late.C:
			t.Fatalf("not within %s: %s", d, what)
		}
	}
}

// ready waits until both nodes know of each other, and some more of them.
func (c cluster) ready(t *testing.T, more []*testkit.Server) {
	t.Helper()
	for _, s := range append([]*testkit.Server{c.a, c.b}, more...) {
		soon(t, 10*time.Second, "the node hears the others", func() bool { return s.App().Nodes() >= 1 && !strings.Contains(readiness(t, s), "redis") })
	}
}

// pair is Ana on the first node and Bo on the second, with a chat.
func (c cluster) pair(t *testing.T) (ana, bo testkit.Person, anas, bos *client.Connection, chat protocol.ChatID) {
	t.Helper()
	ana, bo = c.a.SignUp(t, "Ana"), c.b.SignUp(t, "Bo")
	anas, bos = ana.GoOnline(t), bo.GoOnline(t)
	chat = do[protocol.ChatOpened](t, anas, "chat.open", protocol.ChatOpen{With: bo.Me.ID}).Row.Chat
	say(t, anas, chat, "first")
	if added, _ := until[protocol.MessageAdded](t, bos); added.Message.Seq != 1 {
		t.Errorf("Bo on the other node gets %+v", added.Message)
	}
	return ana, bo, anas, bos, chat
}

func say(t *testing.T, c *client.Connection, chat protocol.ChatID, words string) {
	t.Helper()
	do[protocol.MessageSent](t, c, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("%s", words)}})
}

// untilPresence waits for news of a state.
func untilPresence(t *testing.T, c *client.Connection, of protocol.UserID, state string) protocol.Presence {
	t.Helper()
	for {
		if news, _ := until[protocol.PresenceChanged](t, c); news.Presence.User == of && news.Presence.State == state {
			return news.Presence
		}
	}
}

// presenceOf reads a state.
func presenceOf(t *testing.T, c *client.Connection, chat protocol.ChatID, of protocol.UserID) string {
	t.Helper()
	for _, p := range do[protocol.ChatSubscribed](t, c, "chat.subscribe", protocol.ChatSubscribe{Chat: chat}).Presence {
		if p.User == of {
			return p.State
		}
	}
	return ""
}

func TestPeopleOnTwoNodes(t *testing.T) {
	c := startCluster(t)
	_, bo, anas, bos, chat := c.pair(t)

	t.Run("R5.2 messages, receipts and typing reach the other node", func(t *testing.T) {
		do[protocol.ReceiptMarked](t, bos, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: 1}}})
		if moved, _ := until[protocol.ReceiptAdvanced](t, anas); moved.User != bo.Me.ID || moved.Marks.Read != 1 {
			t.Errorf("Ana is told of %+v", moved)
		}
		do[protocol.Done](t, bos, "typing.set", protocol.TypingSet{Chat: chat, On: true})
		if now, _ := until[protocol.TypingChanged](t, anas); now.Typing.Count != 1 || now.Typing.Users[0] != bo.Me.ID {
			t.Errorf("Ana is told that %+v", now.Typing)
		}
		say(t, bos, chat, "second")
		if added, _ := until[protocol.MessageAdded](t, anas); added.Message.Seq != 2 {
			t.Errorf("Ana gets %+v", added.Message)
		}
	})

	t.Run("C34 who types on two nodes is one set", func(t *testing.T) {
		cy := c.b.SignUp(t, "Cy")
		cys := cy.GoOnline(t)
		group := do[protocol.ChatOpened](t, anas, "group.create", protocol.GroupCreate{
			ClientID: protocol.ClientID{7}, Name: "Three", Users: []protocol.UserID{bo.Me.ID, cy.Me.ID},
		}).Row.Chat
		do[protocol.Done](t, anas, "typing.set", protocol.TypingSet{Chat: group, On: true})
		do[protocol.Done](t, bos, "typing.set", protocol.TypingSet{Chat: group, On: true})
		for {
			if now, _ := until[protocol.TypingChanged](t, cys); now.Typing.Chat == group && now.Typing.Count == 2 {
				break
			}
		}
		say(t, anas, group, "done")
		do[protocol.Done](t, bos, "typing.set", protocol.TypingSet{Chat: group, On: false})
		for {
			if now, _ := until[protocol.TypingChanged](t, cys); now.Typing.Chat == group && now.Typing.Count == 0 {
				break
			}
		}
	})

	t.Run("[C23] who was removed on one node is told nothing more on another, typing neither", func(t *testing.T) {
		phone := c.b.SignIn(t, "cy")
		cys := phone.GoOnline(t)
		group := do[protocol.ChatOpened](t, anas, "group.create", protocol.GroupCreate{
			ClientID: protocol.ClientID{8}, Name: "Two", Users: []protocol.UserID{bo.Me.ID, phone.Me.ID},
		}).Row.Chat
		do[protocol.Done](t, bos, "typing.set", protocol.TypingSet{Chat: group, On: true}) // now that node knows the members
		until[protocol.TypingChanged](t, cys)
		do[protocol.Members](t, anas, "group.remove", protocol.GroupRemove{Chat: group, User: phone.Me.ID})
		for {
			if added, _ := until[protocol.MessageAdded](t, bos); added.Message.Chat == group && added.Message.Seq > 1 {
				break
			}
		}
		drain := func() (heard []string) {
			do[protocol.Heads](t, cys, "heads.list", protocol.HeadsList{}) // what was on its way is there then
			for len(cys.Events()) > 0 {
				if e := <-cys.Events(); strings.Contains(string(e.Body), group.String()) {
					heard = append(heard, e.Type)
				}
			}
			return heard
		}
		soon(t, 5*time.Second, "Cy hears the last of the group", func() bool { return len(drain()) > 0 })
		for _, on := range []bool{false, true, false} {
			do[protocol.Done](t, bos, "typing.set", protocol.TypingSet{Chat: group, On: on})
		}
		say(t, bos, group, "between us")
		for {
			if added, _ := until[protocol.MessageAdded](t, anas); added.Message.Chat == group && added.Message.Sender == bo.Me.ID {
				break
			}
		}
		do[protocol.Done](t, cys, "typing.set", protocol.TypingSet{Chat: group, On: true})
		if state := do[protocol.ChatSubscribed](t, bos, "chat.subscribe", protocol.ChatSubscribe{Chat: group}); state.Typing.Count != 0 {
			t.Errorf("Cy, who is gone, types: %+v", state.Typing)
		}
		if heard := drain(); len(heard) > 0 {
			t.Errorf("Cy, who is gone, is told of %v", heard)
		}
	})

	t.Run("C33 who is online on one node is online for the other, until the last device is gone", func(t *testing.T) {
		if state := presenceOf(t, anas, chat, bo.Me.ID); state != "online" {
			t.Errorf("for Ana Bo is %s", state)
		}
		phone := c.a.SignIn(t, "bo").GoOnline(t)
		bos.Close()
		laptop := c.b.SignIn(t, "cy").GoOnline(t) // something else happens on that node meanwhile
		defer laptop.Cut()
		if state := presenceOf(t, anas, chat, bo.Me.ID); state != "online" {
			t.Errorf("with a phone on the other node Bo is %s", state)
		}
		before := time.Now()
		phone.Close()
		gone := untilPresence(t, anas, bo.Me.ID, "offline")
		if seen := time.UnixMilli(gone.LastSeenAt); before.Sub(seen) > time.Minute || seen.After(time.Now()) {
			t.Errorf("last seen %s, and went at %s", seen, before)
		}
		again := c.b.SignIn(t, "bo").GoOnline(t)
		defer again.Cut()
		untilPresence(t, anas, bo.Me.ID, "online")
	})

	t.Run("a session that ends on one node closes its sockets on the other within 5 s", func(t *testing.T) {
		phone := c.b.SignIn(t, "ana")
		line := phone.GoOnline(t)
		began := time.Now()
		// The same device asks another node.
		moved, err := client.New(through(t, c.b, c.a))
		if err != nil {
			t.Fatal(err)
		}
		defer moved.Close()
		if _, err := moved.SignIn(testkit.Within(t), "ana", testkit.Password); err != nil {
			t.Fatal(err)
		}
		socket, _, err := moved.Connect(testkit.Within(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := moved.SignOut(testkit.Within(t)); err != nil {
			t.Fatal(err)
		}
		select {
		case <-socket.Ended():
		case <-time.After(5 * time.Second):
			t.Error("its socket on the other node stays open")
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("it took %s", took)
		}
		select {
		case <-line.Ended():
			t.Error("another device of the same person was closed")
		default:
		}
	})

	t.Run("an event stream works behind a balancer that sends its commands to the other node", func(t *testing.T) {
		device, err := client.New(through(t, c.a, c.b))
		if err != nil {
			t.Fatal(err)
		}
		defer device.Close()
		if _, err := device.SignIn(testkit.Within(t), "ana", testkit.Password); err != nil {
			t.Fatal(err)
		}
		stream, _, err := device.OpenStream(testkit.Within(t))
		if err != nil {
			t.Fatal(err)
		}
		defer stream.Cut()
		if _, err := client.DoOn[protocol.BeatReply](testkit.Within(t), stream, "beat", protocol.Beat{Visible: true}); err != nil {
			t.Errorf("a beat: %v", err)
		}
		state, err := client.DoOn[protocol.ChatSubscribed](testkit.Within(t), stream, "chat.subscribe", protocol.ChatSubscribe{Chat: chat})
		if err != nil || state.Heads.Chat != chat {
			t.Errorf("a subscription: %+v, %v", state.Heads, err)
		}
		if _, err := client.DoOn[protocol.Done](testkit.Within(t), stream, "hello", protocol.Hello{}); err == nil {
			t.Error("hello is done twice")
		}
	})
}

// through is a balancer without affinity at its worst: what stays open goes to one node, all else to the other.
func through(t *testing.T, lasting, rest *testkit.Server) string {
	t.Helper()
	to := func(s *testkit.Server) *httputil.ReverseProxy {
		u, err := url.Parse(s.URL())
		if err != nil {
			t.Fatal(err)
		}
		return &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(u)
			r.Out.Host = r.In.Host
		}}
	}
	toLasting, toRest := to(lasting), to(rest)
	balancer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/stream" || r.URL.Path == "/ws" {
			toLasting.ServeHTTP(w, r)
			return
		}
		toRest.ServeHTTP(w, r)
	}))
	t.Cleanup(balancer.CloseClientConnections)
	return balancer.URL
}

func TestRedisAway(t *testing.T) {
	c := startCluster(t)
	ana, bo, anas, bos, chat := c.pair(t)
	if err := c.redis.Kill(); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*testkit.Server{c.a, c.b} {
		soon(t, 5*time.Second, "the node says that it is degraded, and stays ready", func() bool { return strings.Contains(readiness(t, s), `"degraded":["redis"]`) })
	}

	// C15, C18: while it is known to be away, the other node has a message within two seconds.
	for range 3 {
		sent := time.Now()
		say(t, anas, chat, sent.String())
		until[protocol.HeadMoved](t, bos)
		if took := time.Since(sent); took > 2*time.Second {
			t.Errorf("C15: with Redis away it took %s", took)
		}
	}
	untilPresence(t, anas, bo.Me.ID, "unknown")
	if state := presenceOf(t, bos, chat, ana.Me.ID); state != "unknown" {
		t.Errorf("C18: with Redis away Ana on the other node is %s", state)
	}
	if state := presenceOf(t, bos, chat, bo.Me.ID); state != "online" {
		t.Errorf("C18: with Redis away Bo on this node is %s", state)
	}

	if err := c.redis.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	// C14: who was connected reads again; and all is as before, though Redis is empty.
	until[protocol.Reread](t, bos)
	c.ready(t, nil)
	soon(t, 5*time.Second, "Ana is online again", func() bool { return presenceOf(t, bos, chat, ana.Me.ID) == "online" })
	say(t, anas, chat, "back")
	for {
		if added, _ := until[protocol.MessageAdded](t, bos); added.Message.Seq == 5 {
			break
		}
	}
}

func TestNodeThatFallsSilent(t *testing.T) {
	c := startCluster(t, quick)
	_, bo, anas, bos, chat := c.pair(t)
	// A third node's way to Redis is cut, as when the machine it is on goes.
	third, cut := c.another(t)
	phone := third.SignIn(t, "bo").GoOnline(t)
	defer phone.Cut()
	cy := third.SignUp(t, "Cy")
	cys := cy.GoOnline(t)
	other := do[protocol.ChatOpened](t, cys, "chat.open", protocol.ChatOpen{With: bo.Me.ID}).Row.Chat
	say(t, cys, other, "hello")
	soon(t, 5*time.Second, "Cy is online for Bo", func() bool { return presenceOf(t, bos, other, cy.Me.ID) == "online" })
	cut()
	gone := untilPresence(t, bos, cy.Me.ID, "offline")
	if gone.LastSeenAt == 0 {
		t.Error("C33: when Cy was seen last is not told")
	}
	if state := presenceOf(t, anas, chat, bo.Me.ID); state != "online" {
		t.Errorf("C33: Bo, who is on another node too, is %s", state)
	}
}

// another starts a node whose connection to Redis can be cut.
func (c cluster) another(t *testing.T) (*testkit.Server, func()) {
	t.Helper()
	line, cut := newLine(t, c.redis.Address())
	settings := c.a.Config()
	s := testkit.Start(t, quick, testkit.With(func(s *config.Config) {
		s.Database, s.DatabaseAsConfigured, s.Redis, s.RedisPrefix, s.LimitsScale = settings.Database, true, "redis://"+line, "twoticks", 1000
	}))
	c.ready(t, []*testkit.Server{s})
	return s, cut
}

// What runs by the clock runs on every node: twice is once.
func TestUpkeepOnBothNodes(t *testing.T) {
	c := startCluster(t, testkit.With(func(s *config.Config) { s.QueueKeep = time.Second }))
	ana, bo := c.a.SignUp(t, "Ana"), c.b.SignUp(t, "Bo")
	anas := ana.GoOnline(t)
	chat := do[protocol.ChatOpened](t, anas, "chat.open", protocol.ChatOpen{With: bo.Me.ID}).Row.Chat
	for i := range 5 {
		say(t, anas, chat, strings.Repeat("x", i+1))
	}
	soon(t, 15*time.Second, "all five have left the queue", func() bool {
		heads := do[protocol.Heads](t, anas, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{chat}})
		expired := 0
		for _, s := range heads.Heads[0].OthersExpired {
			expired += int(s.To - s.From)
		}
		if expired > 5 {
			t.Fatalf("C25: of five messages %d expired", expired)
		}
		return expired == 5
	})
	told := 0
	for len(anas.Events()) > 0 {
		if e := <-anas.Events(); e.Type == protocol.EventName[protocol.ExpiredChanged]() {
			told++
		}
	}
	if told > 5 {
		t.Errorf("C26: Ana was told of five messages %d times", told)
	}
}
