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

type pairs []pair

func (p pairs) close() {
	for _, pair := range p {
		pair.a.close()
		pair.b.close()
	}
}

func (p *person) close() {
	if p.connection != nil {
		p.connection.Cut()
	}
	p.device.Close()
}

// signUpPairs makes accounts, connects them, and opens a chat for each two.
func signUpPairs(ctx context.Context, url string, count int) (pairs, error) {
	people, err := signUpMany(ctx, url, "person", 2*count)
	if err != nil {
		return nil, err
	}
	if err := connectAll(ctx, people); err != nil {
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

// signUpMany makes accounts, a few at a time: each costs the server a hash.
func signUpMany(ctx context.Context, url, name string, count int) ([]*person, error) {
	people := make([]*person, count)
	err := each(count, 4, func(i int) (err error) {
		people[i], err = signUp(ctx, url, fmt.Sprintf("%s%d", name, i))
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
