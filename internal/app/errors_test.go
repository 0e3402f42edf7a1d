package app_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/messenger"
	"twoticks/internal/store/around"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// failing is a store whose acts fail while a test wants them to, with an error that is full of what nobody may see.
type failing struct {
	with atomic.Pointer[error]
	log  lockedLog
}

var errInside = errors.New(`driver: near "FROM": syntax error in SELECT body FROM messages (/var/lib/twoticks/twoticks.db)`)

// inside are words that would tell of the inside.
var inside = []string{"driver", "SELECT", "messages (", "/var", ".db", "syntax", "goroutine", "internal/"}

func (f *failing) setting(c *config.Config, o *app.Options) {
	unlimited(c)
	o.Log = slog.New(slog.NewTextHandler(&f.log, nil))
	o.Wrap = func(inner around.Port) around.Port {
		return around.New(inner, func(ctx context.Context, act around.Act, call func(context.Context) (any, error)) (any, error) {
			if err := f.with.Load(); err != nil && act.Name != "Probe" {
				return nil, *err
			}
			return call(ctx)
		})
	}
}

// while the store fails, do something. Some acts succeed after it: what is looked at is not the circuit breaker.
func (f *failing) while(t *testing.T, c *client.Connection, chat protocol.ChatID, err error, do func()) {
	t.Helper()
	f.with.Store(&err)
	do()
	f.with.Store(nil)
	for range 3 {
		client.Do[protocol.Heads](testkit.Within(t), c, "heads.list", protocol.HeadsList{})
		client.Do[protocol.ReceiptMarked](testkit.Within(t), c, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: 1}}})
	}
}

// look finds what an answer to a failing command tells: a plain sentence and a reference that leads to the cause.
func (f *failing) look(t *testing.T, name, door string, answer error) (internal bool) {
	t.Helper()
	var e *protocol.Error
	if !errors.As(answer, &e) {
		return false // it needs no store
	}
	frame := string(protocol.EncodeFailure(1, e))
	for _, word := range inside {
		if strings.Contains(frame, word) {
			t.Errorf("R12.4 %s by %s tells %q: %s", name, door, word, frame)
		}
	}
	if e.Code != protocol.CodeInternal {
		return false
	}
	line := f.log.line("request_id=" + e.RequestID)
	if e.RequestID == "" || !strings.Contains(line, "syntax error in SELECT") {
		t.Errorf("R12.4 %s by %s: its reference %q leads to %q", name, door, e.RequestID, line)
	}
	return true
}

// Whatever fails inside, people get a sentence and a reference, and the operator the cause.
func TestFailuresOfTheInside(t *testing.T) {
	f := &failing{}
	s := testkit.Start(t, f.setting)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	send(t, ana, chat, "hello")
	connection := ana.GoOnline(t)
	frames := clientFrames(t)
	looked := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(frames)) {
		info := protocol.LookUp(name)
		if info == nil || name == "hello" || name == "session.end" {
			continue
		}
		f.while(t, connection, chat, errInside, func() {
			if info.Doors&protocol.Socket != 0 {
				_, err := client.Do[protocol.Done](testkit.Within(t), connection, name, frames[name])
				if f.look(t, name, "socket", err) {
					looked["socket"]++
				}
			}
			if info.Doors&protocol.HTTP != 0 {
				_, err := ana.Post(testkit.Within(t), name, protocol.Encode(frames[name]))
				if f.look(t, name, "POST", err) {
					looked["POST"]++
				}
			}
		})
	}
	if looked["socket"] < 10 || looked["POST"] < 10 {
		t.Errorf("only %v commands failed inside", looked)
	}
	f.while(t, connection, chat, errInside, func() {
		_, _, err := bo.Connect(testkit.Within(t))
		f.look(t, "hello", "socket", err)
		_, _, err = bo.OpenStream(testkit.Within(t))
		f.look(t, "stream", "GET", err)
	})
}

// Refusals pass as they are, with what a person needs to know.
func TestRefusalsPass(t *testing.T) {
	f := &failing{}
	s := testkit.Start(t, f.setting)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	send(t, ana, chat, "hello")
	connection := ana.GoOnline(t)
	for _, row := range []struct {
		err  error
		code protocol.ErrorCode
	}{
		{messenger.ErrNotAMember, protocol.CodeNotAMember},
		{messenger.ErrStorageFull.Because(errInside), protocol.CodeStorageFull},
		{messenger.ErrUnavailable.Because(errInside), protocol.CodeUnavailable},
		{messenger.ErrOutcomeUnknown.Because(errInside), protocol.CodeOutcomeUnknown},
		{messenger.ErrOverloaded, protocol.CodeOverloaded},
	} {
		f.while(t, connection, chat, row.err, func() {
			request := protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("hello %s", row.code)}}
			_, err := client.Do[protocol.MessageSent](testkit.Within(t), connection, "message.send", request)
			if f.look(t, "message.send", "socket", err); code(err) != row.code {
				t.Errorf("R12.2 by socket %v comes as %v", row.err, err)
			}
			_, err = client.Call[protocol.MessageSent](testkit.Within(t), ana.Client, "message.send", request)
			if f.look(t, "message.send", "POST", err); code(err) != row.code {
				t.Errorf("R12.2 by POST %v comes as %v", row.err, err)
			}
			var e *protocol.Error
			if errors.As(err, &e); protocol.Codes[row.code].Status == 503 && e.RetryAfterMs <= 0 {
				t.Errorf("R12.2 %s says not when to come back", row.code)
			}
		})
	}
}

// Over a limit, both doors say until when.
func TestOverALimit(t *testing.T) {
	s := testkit.Start(t)
	ana := s.SignUp(t, "Ana")
	chat := openChat(t, ana, ana)
	connection := ana.GoOnline(t)
	for i := range 20 {
		batch := make([]protocol.NewMessage, 50)
		for n := range batch {
			batch[n] = text("%d of batch %d", n, i)
		}
		_, err := client.Do[protocol.MessageSent](testkit.Within(t), connection, "message.send", protocol.MessageSend{Chat: chat, Messages: batch})
		var e *protocol.Error
		if err == nil {
			continue
		}
		if !errors.As(err, &e) || e.Code != protocol.CodeRateLimited || e.RetryAfterMs <= 0 {
			t.Fatalf("R12.2 the one too many gets %v", err)
		}
		_, err = client.Call[protocol.MessageSent](testkit.Within(t), ana.Client, "message.send", protocol.MessageSend{Chat: chat, Messages: batch})
		if !errors.As(err, &e) || e.Code != protocol.CodeRateLimited || e.RetryAfterMs <= 0 {
			t.Errorf("R12.2 over HTTP it gets %v", err)
		}
		return
	}
	t.Error("a thousand messages at once are within the limits")
}

// lockedLog is a log that is read while it is written.
type lockedLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// line is the first line with a word.
func (l *lockedLog) line(word string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.b.String()) {
		if strings.Contains(line, word) {
			return line
		}
	}
	return ""
}
