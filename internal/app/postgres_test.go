package app_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/lab/backing"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// trySend sends a message and gives what became of it.
func trySend(t *testing.T, c *client.Connection, chat protocol.ChatID, m protocol.NewMessage) (protocol.SendResult, error) {
	t.Helper()
	sent, err := client.Do[protocol.MessageSent](testkit.Within(t), c, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{m}})
	if err != nil {
		return protocol.SendResult{}, err
	}
	if refused := sent.Results[0].Error; refused != nil {
		return sent.Results[0], refused
	}
	return sent.Results[0], nil
}

func statusOf(t *testing.T, url string) int {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

func TestPostgreSQLAway(t *testing.T) {
	server, err := backing.StartPostgreSQL(t.Context(), "", "fsync=off")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	address, err := server.CreateDatabase(t.Context(), "twoticks")
	if err != nil {
		t.Fatal(err)
	}
	s := testkit.Start(t, testkit.With(unlimited), testkit.With(func(c *config.Config) {
		c.Database, c.DatabaseAsConfigured = address, true
	}))
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	anas, bos := ana.GoOnline(t), bo.GoOnline(t)
	first, err := trySend(t, anas, chat, text("before"))
	if err != nil {
		t.Fatal(err)
	}
	until[protocol.MessageAdded](t, bos)
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	waiting := text("meanwhile")
	t.Run("PostgreSQL away: sends are refused at once with when to come back, or their outcome is unknown", func(t *testing.T) {
		for range 12 {
			begun := time.Now()
			_, err := trySend(t, anas, chat, waiting)
			var refused *protocol.Error
			if !errors.As(err, &refused) || !slices.Contains([]protocol.ErrorCode{protocol.CodeUnavailable, protocol.CodeOutcomeUnknown}, refused.Code) {
				t.Fatalf("got %v", err)
			}
			if refused.Code == protocol.CodeUnavailable && refused.RetryAfterMs <= 0 {
				t.Error("it does not say when to come back")
			}
			if took := time.Since(begun); took > 3*time.Second {
				t.Errorf("the answer took %s", took)
			}
		}
	})
	t.Run("PostgreSQL away: the server is not ready, and lives", func(t *testing.T) {
		if got := statusOf(t, s.URL()+"/readyz"); got != http.StatusServiceUnavailable {
			t.Errorf("readyz gives %d", got)
		}
		if got := statusOf(t, s.URL()+"/livez"); got != http.StatusOK {
			t.Errorf("livez gives %d", got)
		}
	})
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Run("PostgreSQL is back: the same sockets go on by themselves, and nothing is lost or doubled", func(t *testing.T) {
		var sent protocol.SendResult
		soon(t, 15*time.Second, "a message is accepted again", func() bool {
			var err error
			sent, err = trySend(t, anas, chat, waiting)
			return err == nil
		})
		if sent.Seq != first.Seq+1 {
			t.Errorf("it is at %d, behind %d", sent.Seq, first.Seq)
		}
		if again, err := trySend(t, anas, chat, waiting); err != nil || again.Seq != sent.Seq || !again.Duplicate {
			t.Errorf("its repeat gets %+v, %v", again, err)
		}
		log := wholeLog(t, bos, chat)
		if len(log) != 2 || log[1].Message.ClientID != waiting.ClientID {
			t.Errorf("%d entries", len(log))
		}
		soon(t, 15*time.Second, "ready", func() bool { return statusOf(t, s.URL()+"/readyz") == http.StatusOK })
	})
}
