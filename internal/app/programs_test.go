package app_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// token makes one for a person, or for a bot, and a program that shows it.
func token(t *testing.T, s *testkit.Server, p testkit.Person, bot protocol.UserID, scopes ...string) (protocol.TokenCreated, *client.Client) {
	t.Helper()
	made := call[protocol.TokenCreated](t, p.Client, "token.create", protocol.TokenCreate{Name: "Program", Scopes: scopes, Bot: bot})
	program, err := client.WithToken(s.URL(), made.Secret)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(program.Close)
	return made, program
}

func call[Reply any](t *testing.T, c *client.Client, name string, request any) Reply {
	t.Helper()
	reply, err := client.Call[Reply](testkit.Within(t), c, name, request)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return reply
}

// refusedWith carries a command out that must be refused with a code.
func refusedWith(t *testing.T, c *client.Client, name string, request any, want protocol.ErrorCode) {
	t.Helper()
	if _, err := c.Post(testkit.Within(t), name, protocol.Encode(request)); code(err) != want {
		t.Errorf("%s: got %v, want %s", name, err, want)
	}
}

func TestTokens(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	made, program := token(t, s, bo, protocol.UserID{}, "read", "send")
	hello := protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("from a program")}}

	t.Run("a program acts for its user within its scopes", func(t *testing.T) {
		if !strings.HasPrefix(made.Secret, "tt_") {
			t.Errorf("the secret does not say what it is: %.6s…", made.Secret)
		}
		sent := call[protocol.MessageSent](t, program, "message.send", hello)
		if again := call[protocol.MessageSent](t, program, "message.send", hello); !again.Results[0].Duplicate || again.Results[0].Seq != sent.Results[0].Seq {
			t.Errorf("[C6] repeated: %+v", again)
		}
		page := call[protocol.History](t, program, "history.read", protocol.HistoryRead{Chat: chat})
		if n := len(page.Messages); n != 1 || page.Messages[0].Sender != bo.Me.ID {
			t.Errorf("%d messages: %+v", n, page.Messages)
		}
		refusedWith(t, program, "group.create", protocol.GroupCreate{ClientID: text("").ClientID, Name: "Club"}, protocol.CodeNotAllowed)
	})
	t.Run("what belongs to a person at a device no token may do", func(t *testing.T) {
		_, all := token(t, s, ana, protocol.UserID{}, "read", "send", "manage")
		for _, c := range protocol.Commands {
			if c.Doors&protocol.HTTP == 0 || c.Doors&protocol.Public != 0 || protocol.ScopeOf(c.Name) != 0 {
				continue
			}
			refusedWith(t, all, c.Name, struct{}{}, protocol.CodeNotAllowed)
		}
	})
	t.Run("a scope that is missing is missing on a live connection too", func(t *testing.T) {
		_, reader := token(t, s, bo, protocol.UserID{}, "read")
		live, _, err := reader.Connect(testkit.Within(t))
		if err != nil {
			t.Fatal(err)
		}
		defer live.Cut()
		if _, err := client.Do[protocol.MessageSent](testkit.Within(t), live, "message.send", hello); code(err) != protocol.CodeNotAllowed {
			t.Errorf("a token to read sends: %v", err)
		}
		_, sender := token(t, s, bo, protocol.UserID{}, "send")
		if _, _, err := sender.Connect(testkit.Within(t)); code(err) != protocol.CodeNotAllowed {
			t.Errorf("a token to send listens: %v", err)
		}
	})
	t.Run("nobody sees or takes back another's", func(t *testing.T) {
		if list := call[protocol.Tokens](t, ana.Client, "token.list", protocol.TokenList{}); len(list.Tokens) != 1 {
			t.Errorf("Ana has %d tokens, want her one", len(list.Tokens))
		}
		call[protocol.Done](t, ana.Client, "token.revoke", protocol.TokenRevoke{Token: made.Token.ID})
		call[protocol.Heads](t, program, "heads.list", protocol.HeadsList{})
		refusedWith(t, bo.Client, "token.list", protocol.TokenList{Bot: ana.Me.ID}, protocol.CodeNotAllowed)
		refusedWith(t, ana.Client, "token.list", protocol.TokenList{Bot: bo.Me.ID}, protocol.CodePersonNotFound)
	})
	t.Run("taken back, it ends at once, its connection too, and again changes nothing", func(t *testing.T) {
		live, _, err := program.Connect(testkit.Within(t))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			call[protocol.Done](t, bo.Client, "token.revoke", protocol.TokenRevoke{Token: made.Token.ID})
		}
		<-live.Ended()
		refusedWith(t, program, "heads.list", protocol.HeadsList{}, protocol.CodeLoginRequired)
	})
	t.Run("a token needs a name and known scopes, and a person has twenty", func(t *testing.T) {
		for _, scopes := range [][]string{nil, {"admin"}, {"read", "read"}} {
			refusedWith(t, bo.Client, "token.create", protocol.TokenCreate{Name: "Program", Scopes: scopes}, protocol.CodeBadField)
		}
		refusedWith(t, bo.Client, "token.create", protocol.TokenCreate{Name: " ", Scopes: []string{"read"}}, protocol.CodeNameNotAllowed)
		kept := len(call[protocol.Tokens](t, bo.Client, "token.list", protocol.TokenList{}).Tokens)
		for range 20 - kept {
			token(t, s, bo, protocol.UserID{}, "read")
		}
		refusedWith(t, bo.Client, "token.create", protocol.TokenCreate{Name: "Program", Scopes: []string{"read"}}, protocol.CodeTooManyKept)
	})
	t.Run("its devices are as many as before", func(t *testing.T) {
		call[protocol.Heads](t, bo.Client, "heads.list", protocol.HeadsList{})
	})
}

func TestTokensAndCookies(t *testing.T) {
	s := testkit.Start(t)
	ana := s.SignUp(t, "Ana")
	made, _ := token(t, s, ana, protocol.UserID{}, "read")
	ask := func(header ...string) int {
		r, err := http.NewRequestWithContext(testkit.Within(t), http.MethodPost, s.URL()+"/api/heads.list", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	bearer := "Bearer " + made.Secret
	for _, row := range []struct {
		name   string
		want   int
		header []string
	}{
		{"a token alone", 200, []string{"Authorization", bearer}},
		{"a token is asked for no origin", 200, []string{"Authorization", bearer, "Origin", "https://tool.example", "Sec-Fetch-Site", "cross-site"}},
		{"a token beside a cookie", 400, []string{"Authorization", bearer, "Cookie", "sid=anything", "Origin", s.URL()}},
		{"a token as a cookie, from a foreign page", 403, []string{"Cookie", "sid=" + made.Secret, "Origin", "https://evil.example"}},
		{"a forged token", 401, []string{"Authorization", "Bearer tt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := ask(row.header...); got != row.want {
				t.Errorf("got %d, want %d", got, row.want)
			}
		})
	}
}

func TestBots(t *testing.T) {
	s := testkit.Start(t, testkit.With(func(c *config.Config) { c.Directory = "on" }))
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	refusedWith(t, bo.Client, "bot.create", protocol.BotCreate{Handle: "robo", Name: "Robo"}, protocol.CodeNotAllowed)
	refusedWith(t, bo.Client, "bot.list", protocol.BotList{}, protocol.CodeNotAllowed)
	made := call[protocol.BotCreated](t, ana.Client, "bot.create", protocol.BotCreate{Handle: "robo", Name: "Robo"})
	if made.Bot.Kind != "bot" {
		t.Errorf("a bot is a %q", made.Bot.Kind)
	}
	refusedWith(t, ana.Client, "bot.create", protocol.BotCreate{Handle: "robo", Name: "Robo"}, protocol.CodeHandleTaken)
	refusedWith(t, ana.Client, "bot.revoke", protocol.BotRevoke{Bot: bo.Me.ID}, protocol.CodePersonNotFound)
	_, program := token(t, s, ana, made.Bot.ID, "read", "send")

	t.Run("a bot writes as itself, and is found by its handle with its mark", func(t *testing.T) {
		chat := call[protocol.ChatOpened](t, program, "chat.open", protocol.ChatOpen{With: bo.Me.ID}).Row.Chat
		call[protocol.MessageSent](t, program, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("beep")}})
		found := call[protocol.People](t, bo.Client, "person.find", protocol.PersonFind{Handle: "robo"})
		if len(found.People) != 1 || found.People[0].Kind != "bot" {
			t.Errorf("found %+v", found.People)
		}
		listed := call[protocol.People](t, bo.Client, "person.list", protocol.PersonList{})
		for _, p := range listed.People {
			if p.Kind == "bot" {
				t.Error("the directory lists a bot among the people")
			}
		}
	})
	t.Run("nobody signs in as a bot", func(t *testing.T) {
		if _, err := s.NewDevice(t).SignIn(testkit.Within(t), "robo", ""); code(err) != protocol.CodeInvalidCredentials {
			t.Errorf("got %v", err)
		}
	})
	t.Run("an ended bot's tokens end, and again changes nothing", func(t *testing.T) {
		for range 2 {
			call[protocol.Done](t, ana.Client, "bot.revoke", protocol.BotRevoke{Bot: made.Bot.ID})
		}
		refusedWith(t, program, "heads.list", protocol.HeadsList{}, protocol.CodeLoginRequired)
		if left := call[protocol.Bots](t, ana.Client, "bot.list", protocol.BotList{}); len(left.Bots) != 0 {
			t.Errorf("left: %+v", left.Bots)
		}
	})
}

// posted is what a hook answers.
type posted struct {
	protocol.HookPosted
	status int
	code   protocol.ErrorCode
}

func postTo(t *testing.T, url, kind, body, key string) (p posted) {
	t.Helper()
	r, err := http.NewRequestWithContext(testkit.Within(t), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	p.status = answer.StatusCode
	if failure, bad := protocol.DecodeServer[protocol.Failure](data); bad == nil && failure.Error.Code != "" {
		p.code = failure.Error.Code
		return p
	}
	reply, bad := protocol.DecodeServer[protocol.HookPosted](data)
	if bad != nil {
		t.Fatalf("%d %s: %v", answer.StatusCode, data, bad)
	}
	p.HookPosted = reply
	return p
}

func TestHooks(t *testing.T) {
	s := testkit.Start(t)
	ana, bo, cy := s.SignUp(t, "Ana"), s.SignUp(t, "Bo"), s.SignUp(t, "Cy")
	chat := openChat(t, ana, bo)
	group := call[protocol.ChatOpened](t, ana.Client, "group.create", protocol.GroupCreate{
		ClientID: text("").ClientID, Name: "Club", Users: []protocol.UserID{bo.Me.ID},
	}).Row.Chat

	t.Run("in a group its administrators decide, in a chat of two both", func(t *testing.T) {
		refusedWith(t, bo.Client, "hook.create", protocol.HookCreate{Chat: group, Name: "Builds"}, protocol.CodeNotAllowed)
		refusedWith(t, bo.Client, "hook.list", protocol.HookList{Chat: group}, protocol.CodeNotAllowed)
		refusedWith(t, cy.Client, "hook.create", protocol.HookCreate{Chat: group, Name: "Builds"}, protocol.CodeChatNotFound)
		refusedWith(t, cy.Client, "hook.create", protocol.HookCreate{Chat: chat, Name: "Builds"}, protocol.CodeChatNotFound)
		made := call[protocol.HookCreated](t, bo.Client, "hook.create", protocol.HookCreate{Chat: chat, Name: "Builds"})
		refusedWith(t, cy.Client, "hook.revoke", protocol.HookRevoke{Chat: chat, Hook: made.Hook.ID}, protocol.CodeChatNotFound)
		for range 2 {
			call[protocol.Done](t, ana.Client, "hook.revoke", protocol.HookRevoke{Chat: chat, Hook: made.Hook.ID})
		}
		if p := postTo(t, made.URL, "text/plain", "too late", ""); p.status != 404 || p.code != protocol.CodeHookNotFound {
			t.Errorf("a hook that was taken back answers %d %s", p.status, p.code)
		}
	})

	made := call[protocol.HookCreated](t, ana.Client, "hook.create", protocol.HookCreate{Chat: group, Name: "Builds"})
	t.Run("a post is a message of the hook's bot, and everybody sees whose", func(t *testing.T) {
		boLive := bo.GoOnline(t)
		p := postTo(t, made.URL, "application/json", `{"text":"build 7 is green"}`, "")
		if p.status != 200 || p.Seq == 0 || p.Chat != group {
			t.Fatalf("answered %+v", p)
		}
		added, err := client.Next[protocol.MessageAdded](testkit.Within(t), boLive)
		if err != nil {
			t.Fatal(err)
		}
		if added.Message.Seq != p.Seq || added.Message.Sender != made.Hook.Bot {
			t.Errorf("Bo is told %+v", added.Message)
		}
		who := call[protocol.People](t, bo.Client, "person.get", protocol.PersonGet{Users: []protocol.UserID{made.Hook.Bot}})
		if len(who.People) != 1 || who.People[0].Kind != "bot" || who.People[0].Name != "Builds" {
			t.Errorf("the sender is %+v", who.People)
		}
		heads := call[protocol.Heads](t, bo.Client, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{group}})
		if heads.Heads[0].Unread != 1 || heads.Heads[0].Members != 2 {
			t.Errorf("[C32] the group stands at %+v", heads.Heads[0])
		}
	})
	t.Run("[C22] the bot is no member and holds no tick back", func(t *testing.T) {
		sent := send(t, ana, group, "who is there")
		mark := protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: group, Delivered: sent.Seq, Read: sent.Seq}}}
		call[protocol.ReceiptMarked](t, bo.Client, "receipt.mark", mark)
		heads := call[protocol.Heads](t, ana.Client, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{group}})
		if heads.Heads[0].Others.Read != sent.Seq {
			t.Errorf("the others stand at %+v, want all at %d", heads.Heads[0].Others, sent.Seq)
		}
	})
	t.Run("[C6] the same key is the same message, another text under it a conflict", func(t *testing.T) {
		first := postTo(t, made.URL, "text/plain; charset=utf-8", "backup done\n", "night-1")
		again := postTo(t, made.URL, "text/plain", "backup done", "night-1")
		if first.status != 200 || !again.Duplicate || again.Seq != first.Seq {
			t.Errorf("first %+v, again %+v", first, again)
		}
		if other := postTo(t, made.URL, "text/plain", "backup failed", "night-1"); other.code != protocol.CodeClientIDConflict {
			t.Errorf("another text: %+v", other)
		}
		history := call[protocol.History](t, bo.Client, "history.read", protocol.HistoryRead{Chat: group, Limit: 1})
		if string(history.Messages[0].Content.Body) != `{"text":"backup done"}` {
			t.Errorf("stored: %s", history.Messages[0].Content.Body)
		}
	})
	t.Run("what is wrong is said in the one envelope", func(t *testing.T) {
		for name, row := range map[string]struct {
			url, kind, body string
			status          int
			code            protocol.ErrorCode
		}{
			"no such hook":        {s.URL() + "/hooks/" + strings.Repeat("A", 43), "text/plain", "hello", 404, protocol.CodeHookNotFound},
			"no token at all":     {s.URL() + "/hooks/x", "text/plain", "hello", 404, protocol.CodeHookNotFound},
			"a form":              {made.URL, "application/x-www-form-urlencoded", "text=hello", 415, protocol.CodeJSONRequired},
			"empty":               {made.URL, "text/plain", "  \n", 400, protocol.CodeTextEmpty},
			"not JSON":            {made.URL, "application/json", "{", 400, protocol.CodeBadJSON},
			"an unknown name":     {made.URL, "application/json", `{"text":"a","as":"ana"}`, 400, protocol.CodeUnknownField},
			"bytes that are none": {made.URL, "text/plain", "\xff", 400, protocol.CodeTextNotAllowed},
			"too long":            {made.URL, "text/plain", strings.Repeat("a", 17<<10), 413, protocol.CodeTextTooLong},
		} {
			if p := postTo(t, row.url, row.kind, row.body, ""); p.status != row.status || p.code != row.code {
				t.Errorf("%s: got %d %s, want %d %s", name, p.status, p.code, row.status, row.code)
			}
		}
	})
	t.Run("a hook that posts too fast is told when to come back", func(t *testing.T) {
		for range 400 {
			if p := postTo(t, made.URL, "text/plain", "again", ""); p.status == http.StatusTooManyRequests {
				if p.code != protocol.CodeRateLimited {
					t.Errorf("the code is %s", p.code)
				}
				return
			}
		}
		t.Error("400 posts in a row were all taken")
	})
}

func TestSendAsOperator(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	live := ana.GoOnline(t)
	sent, err := app.Send(testkit.Within(t), s.Config(), app.Message{To: "@ana", Text: "backup done"})
	if err != nil {
		t.Fatal(err)
	}
	added, err := client.Next[protocol.MessageAdded](testkit.Within(t), live)
	if err != nil {
		t.Fatal(err)
	}
	who := call[protocol.People](t, ana.Client, "person.get", protocol.PersonGet{Users: []protocol.UserID{added.Message.Sender}})
	if added.Message.Chat.String() != sent.Chat || len(who.People) != 1 || who.People[0].Handle != "twoticks" || who.People[0].Kind != "bot" {
		t.Errorf("Ana is told %+v by %+v, the operator %+v", added.Message, who.People, sent)
	}
	again, err := app.Send(testkit.Within(t), s.Config(), app.Message{To: "ana", As: "Night Watch", Text: "all quiet"})
	if err != nil || again.Chat == sent.Chat {
		t.Errorf("another bot has another chat: %+v, %v", again, err)
	}
	if into, err := app.Send(testkit.Within(t), s.Config(), app.Message{Chat: chat.String(), Text: "to both"}); err != nil || into.Chat != chat.String() {
		t.Errorf("into a chat: %+v, %v", into, err)
	}
	for want, m := range map[string]app.Message{
		"nobody with the handle": {To: "@nobody", Text: "hello"},
		"no chat":                {Chat: "x", Text: "hello"},
		"nothing to send":        {To: "@ana", Text: " "},
		"belongs to a person":    {To: "@ana", As: "Bo", Text: "hello"},
		"cannot be the name":     {To: "@ana", As: "Admin", Text: "hello"},
	} {
		if _, err := app.Send(testkit.Within(t), s.Config(), m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// A program that follows comes back by itself after a restart, and holds each chat in order, once.
func TestFollow(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	_, program := token(t, s, ana, protocol.UserID{}, "read")
	ctx, cancel := context.WithCancel(testkit.Within(t))
	caughtUp, told, ended := make(chan struct{}, 16), make(chan protocol.Event, 64), make(chan error, 1)
	mirror := client.NewMirror(func(ctx context.Context, name string, body []byte) ([]byte, error) {
		answer, err := program.Post(ctx, name, body)
		if err == nil && name == "heads.list" {
			caughtUp <- struct{}{}
		}
		return answer, err
	})
	pause := func(ctx context.Context, d time.Duration) error { return client.RealPause(ctx, d/20) }
	go func() { ended <- program.Follow(ctx, mirror, pause, func(e protocol.Event) { told <- e }) }()
	want := []protocol.Seq{}
	for round, words := range []string{"before", "after"} {
		if round > 0 {
			for len(caughtUp) > 0 {
				<-caughtUp // of before
			}
			s.Restart()
		}
		select {
		case <-caughtUp:
		case err := <-ended:
			t.Fatalf("round %d: it ended by %v", round, err)
		}
		sent := send(t, bo, chat, words)
		want = append(want, sent.Seq)
		for added := false; !added; {
			select {
			case e := <-told:
				added = e.Type == protocol.EventName[protocol.MessageAdded]()
			case err := <-ended:
				t.Fatalf("round %d: it ended by %v", round, err)
			}
		}
		got := []protocol.Seq{}
		for _, m := range mirror.Chats()[chat].Messages {
			got = append(got, m.Seq)
		}
		if !slices.Equal(got, want) {
			t.Errorf("[C12] round %d: the program holds %v, want %v", round, got, want)
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended by %v", err)
	}
}

func TestPageForPrograms(t *testing.T) {
	s := testkit.Start(t)
	for path, want := range map[string]string{
		"/api/openapi.json": `"openapi": "3.1.0"`, "/api/docs": `id="command-message.send"`, "/api/docs.css": "--accent",
	} {
		answer, err := http.Get(s.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != 200 || !bytes.Contains(body, []byte(want)) {
			t.Errorf("%s: %d, %v", path, answer.StatusCode, err)
		}
		if path == "/api/docs" && (bytes.Contains(body, []byte("<script")) || bytes.Contains(body, []byte("style="))) {
			t.Error("the page has what its policy forbids")
		}
	}
}
