package client

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/gobwas/ws"

	"twoticks/protocol"
)

// eventsAhead is how many events wait to be taken; then nothing further is read, answers included.
const eventsAhead = 1024

// Closed is why a connection ended: the server's close code, or 1006 when the socket just went.
type Closed struct {
	Code   protocol.CloseCode
	Reason string
}

func (c *Closed) Error() string { return fmt.Sprintf("closed: %d %s", c.Code, c.Reason) }

const closedAbnormally protocol.CloseCode = 1006

// Connection is one WebSocket. It is safe for use by many goroutines.
type Connection struct {
	socket net.Conn
	read   io.Reader
	events chan protocol.Event
	ended  chan struct{}

	writing sync.Mutex // held for one whole frame

	mu      sync.Mutex
	ref     protocol.Ref
	pending map[protocol.Ref]chan answer
	why     *Closed
}

type answer struct {
	body jsontext.Value
	err  error
}

// Dial opens a connection without a hello.
func (c *Client) Dial(ctx context.Context) (*Connection, error) {
	header := http.Header{}
	c.sign(header)
	for _, cookie := range c.http.Jar.Cookies(c.base) {
		header.Add("Cookie", cookie.Name+"="+cookie.Value)
	}
	return Dial(ctx, c.socketURL(), header)
}

func (c *Client) socketURL() string {
	u := c.base.JoinPath("ws")
	u.Scheme = map[string]string{"http": "ws", "https": "wss"}[u.Scheme]
	return u.String()
}

// Dial opens a connection to a URL with the given headers. A refusal is a *protocol.Error.
func Dial(ctx context.Context, url string, header http.Header) (*Connection, error) {
	var refused error
	dialer := ws.Dialer{
		Header: ws.HandshakeHeaderHTTP(header),
		OnStatusError: func(status int, _ []byte, response io.Reader) {
			refused = readRefusal(status, response)
		},
	}
	socket, early, _, err := dialer.Dial(ctx, url)
	if err != nil {
		if refused != nil {
			err = refused
		}
		return nil, err
	}
	c := &Connection{
		socket: socket, read: bufio.NewReaderSize(socket, 4<<10),
		events: make(chan protocol.Event, eventsAhead), ended: make(chan struct{}),
		pending: map[protocol.Ref]chan answer{},
	}
	if early != nil {
		c.read = early
	}
	go c.run()
	return c, nil
}

func readRefusal(status int, response io.Reader) error {
	r, err := http.ReadResponse(bufio.NewReader(response), nil)
	if err != nil {
		return fmt.Errorf("status %d: %w", status, err)
	}
	defer r.Body.Close()
	// The body may be cut off where the handshake's buffer ends; an envelope fits.
	body, _ := io.ReadAll(io.LimitReader(r.Body, 4<<10))
	return failure(status, body)
}

// Connect opens a connection and says hello.
func (c *Client) Connect(ctx context.Context) (*Connection, protocol.Welcome, error) {
	connection, err := c.Dial(ctx)
	if err != nil {
		return nil, protocol.Welcome{}, err
	}
	welcome, err := connection.Hello(ctx)
	if err != nil {
		connection.Cut()
		return nil, protocol.Welcome{}, err
	}
	return connection, welcome, nil
}

// Hello says hello and returns the welcome.
func (c *Connection) Hello(ctx context.Context) (protocol.Welcome, error) {
	return Do[protocol.Welcome](ctx, c, "hello", protocol.Hello{Version: protocol.Version})
}

// Do carries a command out and waits for its answer.
func Do[Reply any](ctx context.Context, c *Connection, name string, request any) (Reply, error) {
	var none Reply
	ref, answers := c.expect()
	defer c.forget(ref)
	if err := c.Send(protocol.EncodeCommand(name, ref, request)); err != nil {
		return none, err
	}
	select {
	case a := <-answers:
		if a.err != nil {
			return none, a.err
		}
		reply, bad := protocol.DecodeServer[Reply](a.body)
		if bad != nil {
			return none, fmt.Errorf("the answer to %s: %w", name, bad)
		}
		return reply, nil
	case <-c.ended:
		return none, c.Why()
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// Tell sends a command without waiting for an answer, and without asking for one.
func (c *Connection) Tell(name string, request any) error {
	return c.Send(protocol.EncodeCommand(name, 0, request))
}

// Send writes bytes as one text frame, whatever they are.
func (c *Connection) Send(text []byte) error { return c.Frame(ws.NewTextFrame(text)) }

// Frame writes a frame as it is, but masked.
func (c *Connection) Frame(f ws.Frame) error {
	data, err := ws.CompileFrame(ws.MaskFrame(f))
	if err != nil {
		return err
	}
	return c.Write(data)
}

// Write writes bytes to the socket.
func (c *Connection) Write(data []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err := c.socket.Write(data)
	return err
}

// Events are what the server told by itself, in order, and refusals that belong to no command, as type "error". It is
// closed when the connection ends.
func (c *Connection) Events() <-chan protocol.Event { return c.events }

// Next waits for an event of the type of B and passes over others.
func Next[B any](ctx context.Context, c *Connection) (B, error) {
	return next[B](ctx, c.events, c.Why)
}

func next[B any](ctx context.Context, events <-chan protocol.Event, why func() error) (B, error) {
	name := protocol.EventName[B]()
	for {
		var none B
		select {
		case e, ok := <-events:
			if !ok {
				return none, why()
			}
			if e.Type != name {
				continue
			}
			body, bad := protocol.DecodeServer[B](e.Body)
			if bad != nil {
				return none, fmt.Errorf("event %s: %w", name, bad)
			}
			return body, nil
		case <-ctx.Done():
			return none, fmt.Errorf("waiting for %s: %w", name, ctx.Err())
		}
	}
}

// Ended is closed when the connection has ended; Why then says why.
func (c *Connection) Ended() <-chan struct{} { return c.ended }

// Why returns the reason of the end; nil before it.
func (c *Connection) Why() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.why == nil {
		return nil
	}
	return c.why
}

// Close ends the connection as a page does that goes away, and waits for the end.
func (c *Connection) Close() {
	c.Frame(ws.NewCloseFrame(ws.NewCloseFrameBody(ws.StatusNormalClosure, "")))
	c.drain()
}

// Cut ends it as a broken line does.
func (c *Connection) Cut() {
	c.socket.Close()
	c.drain()
}

func (c *Connection) drain() {
	for range c.events {
	}
	<-c.ended
}

func (c *Connection) expect() (protocol.Ref, chan answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ref++
	answers := make(chan answer, 1)
	c.pending[c.ref] = answers
	return c.ref, answers
}

func (c *Connection) forget(ref protocol.Ref) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.pending, ref)
}
