package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"twoticks/protocol"
)

// Stream is an event stream: what a Connection is where a network lets no WebSocket through. Commands go by POST; those
// that are about a connection name the stream (DoOn).
type Stream struct {
	ID     protocol.StreamID
	client *Client
	body   io.ReadCloser
	events chan protocol.Event
	ended  chan struct{}

	mu  sync.Mutex
	why error
}

// OpenStream opens one and waits for its first event.
func (c *Client) OpenStream(ctx context.Context) (*Stream, protocol.Welcome, error) {
	var welcome protocol.Welcome
	url := c.base.JoinPath("api", "stream")
	url.RawQuery = fmt.Sprintf("version=%d", protocol.Version)
	r, err := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodGet, url.String(), nil)
	if err != nil {
		return nil, welcome, err
	}
	c.sign(r.Header)
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, welcome, err
	}
	if answer.StatusCode != http.StatusOK {
		defer answer.Body.Close()
		data, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
		return nil, welcome, failure(answer.StatusCode, data)
	}
	s := &Stream{client: c, body: answer.Body, events: make(chan protocol.Event, eventsAhead), ended: make(chan struct{})}
	go s.run()
	opened, err := NextOn[protocol.StreamOpened](ctx, s)
	if err != nil {
		s.Cut()
		return nil, welcome, err
	}
	s.ID = opened.Stream
	return s, opened.Welcome, nil
}

// DoOn carries a command out for the connection of a stream.
func DoOn[Reply any](ctx context.Context, s *Stream, name string, request any) (Reply, error) {
	var none Reply
	body, err := s.client.post(ctx, name, protocol.Encode(request), s.ID.String())
	if err != nil {
		return none, err
	}
	reply, bad := protocol.DecodeServer[Reply](body)
	if bad != nil {
		return none, fmt.Errorf("the answer to %s: %w", name, bad)
	}
	return reply, nil
}

// NextOn waits for an event of the type of B and passes over others.
func NextOn[B any](ctx context.Context, s *Stream) (B, error) {
	return next[B](ctx, s.events, s.Why)
}

// Events are what the server told, in order. It is closed when the stream ends.
func (s *Stream) Events() <-chan protocol.Event { return s.events }

// Ended is closed when the stream has ended; Why then says why: a *Closed, or what the line said.
func (s *Stream) Ended() <-chan struct{} { return s.ended }

// Why returns the reason of the end; nil before it.
func (s *Stream) Why() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.why
}

// Cut ends it as a broken line does.
func (s *Stream) Cut() {
	s.body.Close()
	for range s.events {
	}
	<-s.ended
}

func (s *Stream) run() {
	defer close(s.ended)
	defer close(s.events)
	why := s.read()
	s.body.Close()
	s.mu.Lock()
	s.why = why
	s.mu.Unlock()
}

// read hands out events until the stream ends, and returns why it did.
func (s *Stream) read() error {
	from := bufio.NewReader(s.body)
	name := ""
	for {
		line, err := from.ReadBytes('\n')
		if err != nil {
			return &Closed{Code: closedAbnormally, Reason: err.Error()}
		}
		line = bytes.TrimSuffix(line, []byte("\n"))
		field, value, _ := strings.Cut(string(line), ": ")
		switch field {
		case "":
			name = ""
		case "event":
			name = value
		case "data":
			if done, err := s.take(name, []byte(value)); done {
				return err
			}
		}
	}
}

// take hands out one event; done when it was the last.
func (s *Stream) take(name string, data []byte) (done bool, err error) {
	if name == "close" {
		var closed struct{ Code protocol.CloseCode }
		if err := json.Unmarshal(data, &closed); err != nil {
			return true, err
		}
		return true, &Closed{Code: closed.Code}
	}
	if name != "" {
		return true, errors.New("an event of the name " + name)
	}
	var event struct {
		Type string
		Body json.RawMessage
	}
	if err := json.Unmarshal(data, &event); err != nil {
		return true, err
	}
	s.events <- protocol.Event{Type: event.Type, Body: jsontext.Value(event.Body)}
	return false, nil
}
