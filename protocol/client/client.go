// Package client speaks the protocol from the other side: for programs in Go, and for tests, the benchmark and the fault
// laboratory. It knows nothing of a server but the wire.
//
// A Client is one device, or a program with a token: it makes HTTP calls. A Connection is one of its WebSockets. Both do
// nothing by themselves (no reconnection, no beats, no retries), and so show what a server really answers. On top of them
// Follow keeps a Mirror of chats true over reconnections, and Send tries until an answer is known (C5). Errors of the
// server come as *protocol.Error, the end of a connection as *Closed.
package client

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"twoticks/protocol"
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 16 << 20

// Client is one device of a person.
type Client struct {
	base  *url.URL
	http  *http.Client
	token string
}

// New makes a device without a session. Base is where the server is, such as http://127.0.0.1:8080.
func New(base string) (*Client, error) {
	u, err := url.Parse(strings.TrimSuffix(base, "/"))
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &Client{base: u, http: &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 2}}}, nil
}

// WithToken makes a device that shows a bearer token, as programs do, instead of a cookie.
func WithToken(base, token string) (*Client, error) {
	c, err := New(base)
	if err == nil {
		c.token = token
	}
	return c, err
}

// Close gives the idle connections back. The session stays.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// SignUp makes an account and signs this device in.
func (c *Client) SignUp(ctx context.Context, r protocol.AccountCreate) (protocol.SignedIn, error) {
	return Call[protocol.SignedIn](ctx, c, "account.create", r)
}

// SignIn signs this device in.
func (c *Client) SignIn(ctx context.Context, handle, password string) (protocol.SignedIn, error) {
	return Call[protocol.SignedIn](ctx, c, "session.create", protocol.SessionCreate{Handle: handle, Password: password})
}

// SignOut ends the session.
func (c *Client) SignOut(ctx context.Context) error {
	_, err := Call[protocol.Done](ctx, c, "session.end", protocol.SessionEnd{})
	return err
}

// Call carries a command out over HTTP (P4).
func Call[Reply any](ctx context.Context, c *Client, name string, request any) (Reply, error) {
	var none Reply
	body, err := c.Post(ctx, name, protocol.Encode(request))
	if err != nil {
		return none, err
	}
	reply, bad := protocol.DecodeServer[Reply](body)
	if bad != nil {
		return none, fmt.Errorf("the answer to %s: %w", name, bad)
	}
	return reply, nil
}

// Post sends bytes as the body of a command, whatever they are, and returns the body of the answer.
func (c *Client) Post(ctx context.Context, name string, body []byte) ([]byte, error) {
	return c.post(ctx, name, body, "")
}

// post names a stream, if it is one's connection that the command is about.
func (c *Client) post(ctx context.Context, name string, body []byte, stream string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base.JoinPath("api", name).String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	c.sign(r.Header)
	r.Header.Set("Content-Type", "application/json")
	if stream != "" {
		r.Header.Set("Twoticks-Stream", stream)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, failure(answer.StatusCode, data)
	}
	return data, nil
}

// sign says who asks, as a page of this server would.
func (c *Client) sign(h http.Header) {
	if c.token != "" {
		h.Set("Authorization", "Bearer "+c.token)
		return
	}
	h.Set("Origin", c.base.Scheme+"://"+c.base.Host)
}

func failure(status int, body []byte) error {
	f, bad := protocol.DecodeServer[protocol.Failure](body)
	if bad != nil {
		return fmt.Errorf("status %d without an envelope: %.100q", status, body)
	}
	return &f.Error
}
