package live

import (
	"context"
	"time"

	"github.com/gobwas/ws"

	"twoticks/internal/auth"
	"twoticks/internal/command"
	"twoticks/protocol"
)

// hello makes the connection ready: it is subscribed first and reads where its user stands after that, so that nothing
// falls between (C14). Events that come meanwhile are sent after Welcome.
func (c *connection) hello(ctx context.Context, cmd protocol.Command) (any, *protocol.Error) {
	request, refused := protocol.Decode[protocol.Hello](cmd.Body)
	switch {
	case refused != nil:
		return nil, refused
	case c.ready.Load():
		return nil, refusal(protocol.CodeAlreadyReady, 0)
	case request.Version != protocol.Version:
		c.fail(cmd, refusal(protocol.CodeUpgradeRequired, 0))
		c.close(protocol.CloseReload)
		return nil, nil
	}
	if refused := c.join(ctx); refused != nil {
		return nil, refused
	}
	welcome, refused := c.welcome(ctx)
	if refused != nil {
		c.server.Registry.leave(c)
		c.joined = false
		if refused.Code == protocol.CodeLoginRequired {
			c.closeNow(protocol.CloseSignedOut)
		}
		return nil, refused
	}
	c.seen(request.Visible == nil || *request.Visible)
	var frame []byte
	if cmd.Ref != 0 {
		frame = compile(ws.OpText, protocol.EncodeReply(cmd.Ref, welcome))
	}
	c.out.release(frame)
	c.ready.Store(true) // last: from now on a beat may be answered out of turn, which Welcome must not follow
	return nil, nil
}

// join subscribes the connection to everything that its user is entitled to.
func (c *connection) join(ctx context.Context) *protocol.Error {
	if err := c.server.Registry.join(c); err != nil {
		return c.unavailable(ctx, "the channel layer refused a subscription", err)
	}
	c.joined = true
	return nil
}

// unavailable refuses something for a reason that is ours: the cause is logged, and the client gets the id of that line.
func (c *connection) unavailable(ctx context.Context, what string, cause error) *protocol.Error {
	id := command.RequestID(ctx)
	c.server.Log.WarnContext(ctx, what, "request_id", id, "error", cause)
	refused := refusal(protocol.CodeUnavailable, time.Second)
	refused.RequestID = id
	return refused
}

// seen notes whether the page can be seen, and takes or renews the presence lease if it counts as present (C33).
func (c *connection) seen(visible bool) {
	if c.presence.report(c.server.now(), visible, c.server.config.HiddenAfter) {
		c.server.Commands.Hold(c.actor, c.number)
	}
}

// welcome reads what the connection is told first, unless its session ended between the handshake's look at it and the
// moment from which EndSession finds the connection.
func (c *connection) welcome(ctx context.Context) (protocol.Welcome, *protocol.Error) {
	dead, err := c.server.Sessions.Alive(ctx, []auth.SessionID{c.actor.Session})
	switch {
	case err != nil:
		return protocol.Welcome{}, c.unavailable(ctx, "a session could not be looked up", err)
	case len(dead) > 0:
		return protocol.Welcome{}, refusal(protocol.CodeLoginRequired, 0)
	}
	return c.server.Commands.Welcome(ctx, c.actor)
}

// beat shows both sides that the other lives, and renews the presence lease while the page can be seen (C33).
func (c *connection) beat(_ context.Context, cmd protocol.Command) (any, *protocol.Error) {
	request, refused := protocol.Decode[protocol.Beat](cmd.Body)
	if refused != nil {
		return nil, refused
	}
	c.seen(request.Visible)
	c.presence.focus(request.Visible && request.Focused)
	return protocol.BeatReply{Now: c.server.Commands.Now()}, nil
}
