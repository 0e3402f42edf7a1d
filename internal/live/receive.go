package live

import (
	"context"
	"crypto/rand"
	"runtime/debug"

	"github.com/gobwas/ws"

	"twoticks/internal/command"
	"twoticks/protocol"
)

// receive takes a frame: what is wrong with it is answered at once, a beat too, and everything else waits its turn.
func (c *connection) receive(message []byte) {
	c.out.waitForRoom()
	cmd, refused := protocol.DecodeCommand(message)
	if refused == nil && protocol.LookUp(cmd.Type).Doors&protocol.Socket == 0 {
		refused = refusal(protocol.CodeUnknownType, 0)
	}
	if refused == nil {
		refused = command.Permit(c.actor, cmd.Type)
	}
	if refused == nil {
		refused = c.admit(cmd.Type)
	}
	switch {
	case refused != nil:
		c.fail(cmd, refused)
	case cmd.Type == "beat" && c.ready.Load():
		// Not behind a command that waits for the disk: it says whether the connection lives.
		c.answer(cmd, c.beat)
	default:
		if cmd.Type == "hello" {
			c.greeted.Store(true)
		}
		c.in.put(cmd, func() { c.server.begin(c.work) })
	}
}

// work carries out what waits.
func (c *connection) work() {
	for {
		cmd, ok := c.in.take()
		if !ok {
			return
		}
		c.out.waitForRoom()
		switch {
		case cmd.Type == "hello":
			c.answer(cmd, c.hello)
			c.greeted.Store(c.ready.Load())
		case !c.ready.Load():
			c.fail(cmd, refusal(protocol.CodeNotReady, 0))
			c.close(protocol.CloseNotReady)
		case ours[cmd.Type] != nil:
			c.answer(cmd, ours[cmd.Type].bind(c))
		default:
			c.answer(cmd, func(ctx context.Context, cmd protocol.Command) (any, *protocol.Error) {
				return c.server.Commands.Do(ctx, c.actor, cmd.Type, cmd.Body)
			})
		}
	}
}

// doing is a command carried out on this connection. A nil reply without an error was answered already.
type doing func(ctx context.Context, cmd protocol.Command) (any, *protocol.Error)

// answer carries a command out and writes what came of it. A panic is one command's.
func (c *connection) answer(cmd protocol.Command, do doing) {
	request := rand.Text()
	ctx, cancel := context.WithTimeout(command.WithRequestID(c.server.base, request), c.server.config.CommandWithin)
	defer cancel()
	defer func() {
		if cause := recover(); cause != nil {
			c.server.Log.Error("connection panicked", "command", cmd.Type, "request_id", request,
				"cause", cause, "stack", string(debug.Stack()))
			refused := refusal(protocol.CodeInternal, 0)
			refused.RequestID = request
			c.fail(cmd, refused)
		}
	}()
	reply, refused := do(ctx, cmd)
	if refused != nil {
		c.fail(cmd, refused)
		return
	}
	if reply != nil && cmd.Ref != 0 {
		c.out.reply(compile(ws.OpText, protocol.EncodeReply(cmd.Ref, reply)))
	}
}

// fail refuses a command, also one without a ref (P2).
func (c *connection) fail(cmd protocol.Command, refused *protocol.Error) {
	c.out.reply(compile(ws.OpText, protocol.EncodeFailure(cmd.Ref, refused)))
	if refused.Code == protocol.CodeRateLimited && c.offences.add(cmd.Type, c.server.now(), refused.RetryAfterMs) {
		c.close(protocol.CloseTooFast)
	}
}
