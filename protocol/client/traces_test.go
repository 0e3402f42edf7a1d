package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// trace is what a server says and what a client must say and hold then; both clients and the page play the same ones.
type trace struct {
	Shows  string  `json:"shows"`
	Stages []stage `json:"stages"`
}

type stage struct {
	Does    string           `json:"does"`
	Connect bool             `json:"connect"`
	Push    []protocol.Event `json:"push"`
	Answers []answered       `json:"answers"`
	State   map[string]held  `json:"state"`
	Send    *toSend          `json:"send"`
	Becomes *struct {
		Seq  protocol.Seq       `json:"seq"`
		Code protocol.ErrorCode `json:"code"`
	} `json:"sent"`
}

// answered is a request that must come once, and what it is answered.
type answered struct {
	Ask struct {
		Type string         `json:"type"`
		Body map[string]any `json:"body"`
	} `json:"ask"`
	Reply json.RawMessage `json:"reply"`
	Error *protocol.Error `json:"error"`
}

type held struct {
	Cursor protocol.Seq    `json:"cursor"`
	Seqs   []protocol.Seq  `json:"seqs"`
	Texts  []*string       `json:"texts"`
	Mine   *protocol.Marks `json:"mine"`
	Others *protocol.Marks `json:"others"`
}

type toSend struct {
	Chat     protocol.ChatID   `json:"chat"`
	ClientID protocol.ClientID `json:"client_id"`
	Text     string            `json:"text"`
}

// script answers a stage's requests, each once.
type script struct {
	t    *testing.T
	left []answered
}

func (s *script) ask(_ context.Context, name string, body []byte) ([]byte, error) {
	var asked map[string]any
	if err := json.Unmarshal(body, &asked); err != nil {
		s.t.Fatal(err)
	}
	for i, a := range s.left {
		if a.Ask.Type != name || !includes(asked, a.Ask.Body) {
			continue
		}
		s.left = append(s.left[:i:i], s.left[i+1:]...)
		if a.Error != nil {
			return nil, a.Error
		}
		return a.Reply, nil
	}
	s.t.Fatalf("the client asks %s %s, which the trace does not know", name, body)
	return nil, nil
}

// includes tells whether what was asked says all that the trace wants.
func includes(asked, want any) bool {
	switch w := want.(type) {
	case map[string]any:
		a, ok := asked.(map[string]any)
		for name, value := range w {
			if !ok || !includes(a[name], value) {
				return false
			}
		}
		return ok
	case []any:
		a, ok := asked.([]any)
		if !ok || len(a) != len(w) {
			return false
		}
		for i := range w {
			if !includes(a[i], w[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(asked, want)
}

func TestTraces(t *testing.T) {
	files, err := filepath.Glob("../testdata/traces/*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d traces: %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var tr trace
		if err := json.Unmarshal(text, &tr); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		t.Run(tr.Shows, func(t *testing.T) { play(t, tr) })
	}
}

func play(t *testing.T, tr trace) {
	s := &script{t: t}
	mirror := client.NewMirror(s.ask)
	for _, st := range tr.Stages {
		s.left = st.Answers
		if st.Connect {
			text, err := s.ask(t.Context(), "hello", protocol.Encode(protocol.Hello{Version: protocol.Version}))
			if err != nil {
				t.Fatal(err)
			}
			welcome, bad := protocol.DecodeServer[protocol.Welcome](text)
			if bad != nil {
				t.Fatal(bad)
			}
			if err := mirror.Welcome(t.Context(), welcome); err != nil {
				t.Fatalf("%s: %v", st.Does, err)
			}
		}
		for _, e := range st.Push {
			if err := mirror.Apply(t.Context(), e); err != nil {
				t.Fatalf("%s: %v", st.Does, err)
			}
		}
		if st.Send != nil {
			st.send(t, s)
		}
		if len(s.left) > 0 {
			t.Errorf("%s: never asked: %s %v", st.Does, s.left[0].Ask.Type, s.left[0].Ask.Body)
		}
		st.check(t, mirror)
	}
}

func (st *stage) send(t *testing.T, s *script) {
	pauses := 0
	pause := func(context.Context, time.Duration) error { pauses++; return nil }
	result, err := client.Send(t.Context(), s.ask, pause, st.Send.Chat, protocol.NewMessage{
		ClientID: st.Send.ClientID, Content: protocol.Content{Kind: "text", Version: 1, Body: protocol.Encode(protocol.TextBody{Text: st.Send.Text})},
	})
	var refused *protocol.Error
	if errors.As(err, &refused) && refused.Code == st.Becomes.Code {
		return
	}
	if err != nil || result.Seq != st.Becomes.Seq {
		t.Errorf("%s: %+v, %v", st.Does, result, err)
	}
	if want := len(st.Answers) - 1; pauses != want {
		t.Errorf("%s: %d pauses, want %d", st.Does, pauses, want)
	}
}

func (st *stage) check(t *testing.T, mirror *client.Mirror) {
	chats := mirror.Chats()
	for name, want := range st.State {
		var id protocol.ChatID
		if err := id.UnmarshalText([]byte(name)); err != nil {
			t.Fatal(err)
		}
		got := chats[id]
		if got.Cursor != want.Cursor || len(got.Messages) != len(want.Seqs) {
			t.Errorf("%s: the cursor is at %d with %d messages, want %d with %v", st.Does, got.Cursor, len(got.Messages), want.Cursor, want.Seqs)
			continue
		}
		for i, m := range got.Messages {
			if m.Seq != want.Seqs[i] || !says(m, want.Texts[i]) {
				t.Errorf("%s: row %d is %d, want %d", st.Does, i, m.Seq, want.Seqs[i])
			}
		}
		if want.Mine != nil && *want.Mine != got.Mine || want.Others != nil && *want.Others != got.Others {
			t.Errorf("%s: marks %+v and %+v", st.Does, got.Mine, got.Others)
		}
	}
}

func says(m protocol.Message, text *string) bool {
	if text == nil || m.Content == nil {
		return text == nil && m.Content == nil
	}
	want := jsontext.Value(protocol.Encode(protocol.TextBody{Text: *text}))
	have := bytes.Clone(m.Content.Body)
	value := jsontext.Value(have)
	if want.Canonicalize() != nil || value.Canonicalize() != nil {
		return false
	}
	return bytes.Equal(want, value)
}
