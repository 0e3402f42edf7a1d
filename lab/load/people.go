package main

import (
	"bytes"
	"context"
	"encoding"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// person is one device of one account; its connection is nil until connect.
type person struct {
	id         protocol.UserID
	device     *client.Client
	connection *client.Connection
}

// pair is two people with a chat.
type pair struct {
	a, b *person
	chat protocol.ChatID
}

func (p *person) cut() {
	if p.connection != nil {
		p.connection.Cut()
		p.connection = nil
	}
}

func (p *person) close() {
	p.cut()
	p.device.Close()
}

func cutAll(people []*person) {
	for _, p := range people {
		p.cut()
	}
}

func closeAll(people []*person) {
	for _, p := range people {
		p.close()
	}
}

// signUpPairs makes accounts, connects them, and opens a chat for each two.
func signUpPairs(ctx context.Context, at *place, count int) ([]pair, error) {
	people, err := signUpMany(ctx, at, "person", 2*count)
	if err != nil {
		return nil, err
	}
	if err := connectAll(ctx, people); err != nil {
		return nil, err
	}
	return openChats(ctx, people)
}

// openChats opens a chat of each two.
func openChats(ctx context.Context, people []*person) ([]pair, error) {
	all := make([]pair, len(people)/2)
	for i := range all {
		a, b := people[2*i], people[2*i+1]
		opened, err := client.Call[protocol.ChatOpened](ctx, a.device, "chat.open", protocol.ChatOpen{With: b.id})
		if err != nil {
			return nil, fmt.Errorf("open a chat: %w", err)
		}
		all[i] = pair{a, b, opened.Row.Chat}
	}
	return all, nil
}

// signUpMany makes accounts, a few at a time: each costs the server a hash.
func signUpMany(ctx context.Context, at *place, name string, count int) ([]*person, error) {
	people := make([]*person, count)
	err := each(count, 4, func(i int) (err error) {
		people[i], err = signUp(ctx, at.url(i), fmt.Sprintf("%s%d", name, i))
		return err
	})
	return people, err
}

func connectAll(ctx context.Context, people []*person) error {
	return each(len(people), 8, func(i int) error { return people[i].connect(ctx) })
}

// each does something with each of so many, some at a time.
func each(count, atATime int, do func(i int) error) error {
	errs := make([]error, count)
	var wait sync.WaitGroup
	slots := make(chan struct{}, atATime)
	for i := range count {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			errs[i] = do(i)
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

func signUp(ctx context.Context, url, handle string) (*person, error) {
	device, err := client.New(url)
	if err != nil {
		return nil, err
	}
	in, err := device.SignUp(ctx, protocol.AccountCreate{Name: handle, Handle: handle, Password: "paper lantern " + handle})
	if err != nil {
		return nil, fmt.Errorf("sign up: %w", err)
	}
	return &person{id: in.Me.ID, device: device}, nil
}

func (p *person) connect(ctx context.Context) (err error) {
	if p.connection, _, err = p.device.Connect(ctx); err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	return nil
}

// discard takes what is pushed, and keeps nothing.
func (p *person) discard(ctx context.Context) { drain(ctx, p.connection.Events()) }

func drain(ctx context.Context, events <-chan protocol.Event) {
	for {
		select {
		case _, ok := <-events:
			if !ok {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// send writes messages into a chat and wants each of them accepted.
func (p *person) send(ctx context.Context, chat protocol.ChatID, messages ...protocol.NewMessage) (protocol.SendResult, error) {
	sent, err := client.Do[protocol.MessageSent](ctx, p.connection, "message.send", protocol.MessageSend{Chat: chat, Messages: messages})
	if err != nil {
		return protocol.SendResult{}, fmt.Errorf("send: %w", err)
	}
	for _, r := range sent.Results {
		if r.Error != nil {
			return r, fmt.Errorf("send: %w", r.Error)
		}
	}
	return sent.Results[len(sent.Results)-1], nil
}

// ask carries a command out over the connection, as a page does.
func (p *person) ask(ctx context.Context, name string, body []byte) ([]byte, error) {
	return client.Do[jsontext.Value](ctx, p.connection, name, jsontext.Value(body))
}

// arrival is of a message that was pushed what tells it from others. The rest is not read: the generator runs on the server's
// processors.
type arrival struct {
	chat     protocol.ChatID
	seq      protocol.Seq
	sender   protocol.UserID
	clientID protocol.ClientID
}

var messageAdded = protocol.EventName[protocol.MessageAdded]()

// arrived reads an event that may be a message.
func arrived(e protocol.Event) (a arrival, ok bool, err error) {
	if e.Type != messageAdded {
		return a, false, nil
	}
	in := jsontext.NewDecoder(bytes.NewBuffer(e.Body))
	for depth := 0; ; {
		t, err := in.ReadToken()
		switch {
		case err == io.EOF:
			return a, a.seq != 0, nil
		case err != nil:
			return a, false, fmt.Errorf("a message that is no JSON: %w", err)
		case t.Kind() == '{':
			depth++
			continue
		case t.Kind() == '}':
			depth--
			continue
		}
		// Within the body is the message, within the message what is looked for.
		switch name := t.String(); {
		case depth == 1 && name == "message":
		case depth == 2 && name == "chat":
			err = readID(in, &a.chat)
		case depth == 2 && name == "sender":
			err = readID(in, &a.sender)
		case depth == 2 && name == "client_id":
			err = readID(in, &a.clientID)
		case depth == 2 && name == "seq":
			var value jsontext.Value
			if value, err = in.ReadValue(); err == nil {
				err = json.Unmarshal(value, &a.seq)
			}
		default:
			err = in.SkipValue()
		}
		if err != nil {
			return a, false, fmt.Errorf("a message that cannot be read: %w", err)
		}
	}
}

func readID(in *jsontext.Decoder, id encoding.TextUnmarshaler) error {
	t, err := in.ReadToken()
	if err != nil {
		return err
	}
	return id.UnmarshalText([]byte(t.String()))
}

// body is a text of a hundred bytes.
var body = protocol.Content{Kind: "text", Version: 1, Body: protocol.Encode(protocol.TextBody{
	Text: "A hundred bytes, as people write them when they have something to tell, or to ask of each other. Yes?",
})}

func newMessage() protocol.NewMessage {
	now := time.Now()
	return protocol.NewMessage{ClientID: client.NewClientID(now), SentAt: now.UnixMilli(), Content: body}
}

func newMessages(count int) []protocol.NewMessage {
	all := make([]protocol.NewMessage, count)
	for i := range all {
		all[i] = newMessage()
	}
	return all
}
