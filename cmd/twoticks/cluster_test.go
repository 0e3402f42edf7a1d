package main

import (
	"context"
	"testing"
	"time"

	"twoticks/lab/backing"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// TestNodeThatIsKilled takes real time: the leases of a node that ends without a word are only given up after a while.
func TestNodeThatIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	north, south := twoNodes(t)
	ana, anas := personOn(t, north, "ana", true)
	bo, bos := personOn(t, south, "bo", true)
	defer bos.Cut()
	defer anas.Cut()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	opened, err := client.Do[protocol.ChatOpened](ctx, anas, "chat.open", protocol.ChatOpen{With: bo.ID})
	if err != nil {
		t.Fatal(err)
	}
	chat := opened.Row.Chat
	sayOn(t, anas, chat, 1)
	if _, err := client.Next[protocol.MessageAdded](ctx, bos); err != nil {
		t.Fatal(err)
	}
	state := func(c *client.Connection, of protocol.UserID) string {
		subscribed, err := client.Do[protocol.ChatSubscribed](ctx, c, "chat.subscribe", protocol.ChatSubscribe{Chat: chat})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range subscribed.Presence {
			if p.User == of {
				return p.State
			}
		}
		return ""
	}
	if now := state(bos, ana.ID); now != "online" {
		t.Fatalf("for Bo Ana is %s", now)
	}
	if err := north.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	// The others notice nothing: what Bo writes is accepted and comes back to Bo.
	sayOn(t, bos, chat, 2)
	if now := state(bos, ana.ID); now != "online" {
		t.Errorf("at once after it Ana, who may be back in a moment, is %s", now)
	}
	for {
		news, err := client.Next[protocol.PresenceChanged](ctx, bos)
		if err != nil {
			t.Fatalf("C33: nobody says that Ana is gone: %v", err)
		}
		if news.Presence.User == ana.ID && news.Presence.State == "offline" {
			break
		}
	}
	if took := time.Since(killed); took > 30*time.Second {
		t.Errorf("C33: it took %s until Ana, whose node was killed, was offline", took)
	}
	// And the other node has her again, with what she missed.
	_, again := personOn(t, south, "ana", false)
	defer again.Cut()
	changes, err := client.Do[protocol.Changes](ctx, again, "changes.read", protocol.ChangesRead{Chat: chat, After: 1, Limit: 10})
	if err != nil || len(changes.Entries) != 1 {
		t.Errorf("on the other node she reads %+v, %v", changes, err)
	}
}

func twoNodes(t *testing.T) (north, south *serving) {
	t.Helper()
	postgreSQL, err := backing.StartPostgreSQL(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { postgreSQL.Stop() })
	redis, err := backing.StartRedis(t.Context(), t.TempDir(), backing.RedisOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { redis.Stop() })
	database, err := postgreSQL.CreateDatabase(t.Context(), "twoticks")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TWOTICKS_DATABASE", database)
	t.Setenv("TWOTICKS_REDIS", redis.URL())
	return serveFrom(t, t.TempDir()), serveFrom(t, t.TempDir())
}

func personOn(t *testing.T, s *serving, handle string, isNew bool) (protocol.Person, *client.Connection) {
	t.Helper()
	at := device(t, s.url)
	var err error
	var in protocol.SignedIn
	if isNew {
		in, err = at.SignUp(t.Context(), protocol.AccountCreate{Name: handle, Handle: handle, Password: password})
	} else {
		in, err = at.SignIn(t.Context(), handle, password)
	}
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := at.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return in.Me, c
}

func sayOn(t *testing.T, c *client.Connection, chat protocol.ChatID, number int) {
	t.Helper()
	if _, err := client.Do[protocol.MessageSent](t.Context(), c, "message.send", note(chat, number)); err != nil {
		t.Fatal(err)
	}
}
