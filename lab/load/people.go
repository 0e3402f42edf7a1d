package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// person is one device of one account, connected.
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

type pairs []pair

func (p pairs) close() {
	for _, pair := range p {
		pair.a.close()
		pair.b.close()
	}
}

func (p *person) close() {
	p.connection.Cut()
	p.device.Close()
}

// signUpPairs makes accounts, connects them, and opens a chat for each two.
func signUpPairs(ctx context.Context, url string, count int) (pairs, error) {
	people := make([]*person, 2*count)
	errs := make([]error, len(people))
	var wait sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i := range people {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			people[i], errs[i] = signUp(ctx, url, fmt.Sprintf("person%d", i))
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	all := make(pairs, count)
	for i := range all {
		a, b := people[2*i], people[2*i+1]
		opened, err := client.Do[protocol.ChatOpened](ctx, a.connection, "chat.open", protocol.ChatOpen{With: b.id})
		if err != nil {
			return nil, fmt.Errorf("open a chat: %w", err)
		}
		all[i] = pair{a, b, opened.Row.Chat}
	}
	return all, nil
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
	connection, _, err := device.Connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return &person{in.Me.ID, device, connection}, nil
}

// newClientID is shaped as clients make it: the time, then what is random (C1).
func newClientID() (id protocol.ClientID) {
	rand.Read(id[:])
	ms := time.Now().UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	return id
}

// body is a text of a hundred bytes.
var body = protocol.Content{Kind: "text", Version: 1, Body: protocol.Encode(protocol.TextBody{
	Text: "A hundred bytes, as people write them when they have something to tell, or to ask of each other. Yes?",
})}

func newMessage() protocol.NewMessage {
	return protocol.NewMessage{ClientID: newClientID(), SentAt: time.Now().UnixMilli(), Content: body}
}
