package testkit

import (
	"context"
	"strings"
	"testing"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// Password is everybody's: long enough, and on no list.
const Password = "paper lantern on a quiet shore"

// Within is a context for what should take no time.
func Within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// Person is somebody at a device.
type Person struct {
	*client.Client
	Me   protocol.Person
	Role string
	// Chat is where an invitation led.
	Chat protocol.ChatID
}

// NewDevice is a device that nobody signed in on.
func (s *Server) NewDevice(t *testing.T) *client.Client {
	t.Helper()
	c, err := client.New(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// SignUp makes an account on a device of its own: Ana's handle is ana.
func (s *Server) SignUp(t *testing.T, name string) Person {
	t.Helper()
	return s.SignUpWith(t, protocol.AccountCreate{Name: name, Handle: strings.ToLower(name), Password: Password})
}

// SignUpWith makes an account by a form.
func (s *Server) SignUpWith(t *testing.T, form protocol.AccountCreate) Person {
	t.Helper()
	device := s.NewDevice(t)
	in, err := device.SignUp(Within(t), form)
	if err != nil {
		t.Fatalf("%s signs up: %v", form.Name, err)
	}
	return Person{device, in.Me, in.Role, in.Chat}
}

// SignIn signs a person in on one more device.
func (s *Server) SignIn(t *testing.T, handle string) Person {
	t.Helper()
	device := s.NewDevice(t)
	in, err := device.SignIn(Within(t), handle, Password)
	if err != nil {
		t.Fatalf("%s signs in: %v", handle, err)
	}
	return Person{Client: device, Me: in.Me, Role: in.Role}
}

// GoOnline opens a live connection that ends with the test.
func (p Person) GoOnline(t *testing.T) *client.Connection {
	t.Helper()
	c, _, err := p.Connect(Within(t))
	if err != nil {
		t.Fatalf("%s connects: %v", p.Me.Name, err)
	}
	t.Cleanup(c.Cut)
	return c
}
