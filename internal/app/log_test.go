package app_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// canary is in everything that people write here, and must be in no line of the log.
const canary = "canary-7f3a"

// talkativeServer logs all that there is to log.
func talkativeServer(t *testing.T, log *logged) *testkit.Server {
	return testkit.Start(t, testkit.With(unlimited), func(_ *config.Config, o *app.Options) {
		o.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
}

// converse does what people do, well and badly, with the canary in every word of theirs.
func converse(t *testing.T, s *testkit.Server) {
	t.Helper()
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	socket, ctx := ana.GoOnline(t), testkit.Within(t)
	sent, err := client.Do[protocol.MessageSent](ctx, socket, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text(canary)}})
	if err != nil {
		t.Fatal(err)
	}
	for name, request := range map[string]any{
		"message.edit":   protocol.MessageEdit{Chat: chat, Seq: sent.Results[0].Seq, Content: text(canary + " again").Content},
		"draft.set":      protocol.DraftSet{Chat: chat, Text: canary},
		"person.find":    protocol.PersonFind{Handle: canary},
		"group.create":   protocol.GroupCreate{Name: canary},
		"session.create": protocol.SessionCreate{Handle: "ana", Password: canary},
		"account.create": protocol.AccountCreate{Name: canary, Handle: canary, Password: canary},
		"no.such":        map[string]string{"text": canary},
	} {
		// Whether it succeeds is not the question.
		ana.Client.Post(ctx, name, protocol.Encode(request))
		client.Do[protocol.Done](ctx, socket, name, request)
	}
	if err := socket.Send([]byte(`{"type":"message.send","ref":9,"body":{"` + canary + `":`)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/message.send", "/" + canary, "/c/" + canary, "/invite/" + canary, "/?token=" + canary} {
		answer, err := http.Post(s.URL()+path, "application/json", strings.NewReader(canary))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
}

func TestLogHasNothingThatPeopleWrite(t *testing.T) {
	log := &logged{}
	s := talkativeServer(t, log)
	converse(t, s)
	s.Stop()
	text := log.String()
	for line := range strings.Lines(text) {
		if strings.Contains(line, canary) || strings.Contains(line, testkit.Password) {
			t.Errorf("a line has what somebody wrote: %s", line)
		}
	}
}

// At the finest level there is one line for each command and for each request over HTTP, with the id that an error shows.
func TestLogHasALineForEachCommandAndRequest(t *testing.T) {
	log := &logged{}
	s := talkativeServer(t, log)
	ana := s.SignUp(t, "Ana")
	answer, err := http.Get(s.URL() + "/livez")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if _, err := client.Do[protocol.People](testkit.Within(t), ana.GoOnline(t), "person.list", protocol.PersonList{}); err != nil && code(err) == "" {
		t.Fatal(err)
	}
	s.Stop()
	seen := map[string]int{}
	for line := range bytes.Lines([]byte(log.String())) {
		var entry struct {
			Msg, Command, Route, Method string
			Status                      int
			RequestID                   string `json:"request_id"`
		}
		if err := json.Unmarshal(line, &entry); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if entry.Msg != "command" && entry.Msg != "request" {
			continue
		}
		if entry.RequestID == "" {
			t.Errorf("a line without a request id: %s", line)
		}
		if entry.Route == "/livez" && entry.RequestID != answer.Header.Get("X-Request-Id") {
			t.Errorf("the line has another id than the answer: %s", line)
		}
		seen[entry.Command+entry.Route]++
	}
	for _, what := range []string{"account.create", "person.list", "hello", "/livez", "/api/{command}", "/ws"} {
		if seen[what] != 1 {
			t.Errorf("%s has %d lines", what, seen[what])
		}
	}
}
