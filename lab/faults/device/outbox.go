package device

import (
	"context"
	"errors"
	"time"

	"twoticks/lab/faults/history"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// Compose writes messages into the outbox, as one who presses send does, and sends them when that can be done.
func (d *Device) Compose(chat protocol.ChatID, texts ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.chat(chat)
	if c == nil || c.row.To != 0 {
		return
	}
	if socket, ok := d.link.(*client.Connection); ok && d.random.IntN(4) == 0 {
		socket.Tell("typing.set", protocol.TypingSet{Chat: chat, On: true})
	}
	for _, text := range texts {
		c.composed++
		i := &item{id: d.newClientID(), order: c.composed, text: text, at: time.Now()}
		c.outbox = append(c.outbox, i)
		d.tell(history.Event{Op: history.Compose, Chat: chat.String(), ID: i.id.String(), Order: i.order, Hash: Hash(text)})
	}
	d.startLane(c)
	select {
	case c.memory.wake <- struct{}{}:
	default:
	}
}

// newClientID is shaped as the page makes it: the time, then what is random (C1).
func (d *Device) newClientID() (id protocol.ClientID) {
	for i := range id {
		id[i] = byte(d.random.Uint32())
	}
	ms := time.Now().UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	return id
}

// startLane lets a chat's outbox be worked off: one batch at a time, so that order holds (C10), and beside all other
// chats. The caller holds the lock.
func (d *Device) startLane(c *chat) {
	if c.memory.lane || d.life == nil || d.life.over {
		return
	}
	c.memory.lane = true
	wake := c.memory.wake
	d.spawn(func(ctx context.Context) {
		for d.connected(ctx) {
			if batch := d.nextBatch(c); len(batch) > 0 {
				d.deliver(ctx, c, batch)
				continue
			}
			select {
			case <-wake:
			case <-ctx.Done():
				return
			}
		}
	})
}

func (d *Device) nextBatch(c *chat) []*item {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]*item(nil), c.outbox[:min(len(c.outbox), protocol.MaxBatch)]...)
}

// deliver sends a batch as the page does: once by the socket, once by HTTP, then three tries with longer and longer waits
// that a new connection cuts short. A person presses Retry after that.
func (d *Device) deliver(ctx context.Context, c *chat, batch []*item) {
	if link := d.connection(); link != nil && d.try(ctx, c, batch, link) {
		return
	}
	if ctx.Err() != nil || d.try(ctx, c, batch, nil) {
		return
	}
	for n := range tries {
		d.mu.Lock()
		online := d.online
		if d.link != nil {
			online = nil
		}
		d.mu.Unlock()
		if !pause(ctx, d.half(againAfter<<n), online) || !d.connected(ctx) {
			return
		}
		if d.try(ctx, c, batch, d.connection()) {
			return
		}
	}
	pause(ctx, d.scaled(personWaits))
}

// try sends what is left of a batch, by a connection or else by HTTP. It returns whether nothing is left.
func (d *Device) try(ctx context.Context, c *chat, batch []*item, link way) bool {
	request := protocol.MessageSend{Chat: c.id}
	via, within := "http", httpWithin
	if _, ok := link.(*client.Connection); ok {
		via, within = "socket", ackWithin
	}
	var sending []*item
	d.mu.Lock()
	for _, i := range batch {
		if i.done {
			continue
		}
		sending = append(sending, i)
		request.Messages = append(request.Messages, protocol.NewMessage{ClientID: i.id, SentAt: i.at.UnixMilli(), Content: content(i.text)})
		d.tell(d.about(c, i, history.Event{Op: history.Send, Via: via}))
	}
	d.mu.Unlock()
	if len(sending) == 0 {
		return true
	}
	select {
	case d.config.Sending <- struct{}{}:
	default:
	}
	ctx, stop := context.WithTimeout(ctx, d.scaled(within))
	defer stop()
	sent, err := ask[protocol.MessageSent](ctx, d, link, "message.send", request)
	return d.settleTry(c, sending, sent, err)
}

func content(text string) protocol.Content {
	return protocol.Content{Kind: "text", Version: 1, Body: protocol.Encode(protocol.TextBody{Text: text})}
}

func (d *Device) about(c *chat, i *item, e history.Event) history.Event {
	e.Chat, e.ID, e.Order = c.id.String(), i.id.String(), i.order
	return e
}

// settleTry notes what became of each message: accepted, refused for good, to be tried later, or unknown (C5).
func (d *Device) settleTry(c *chat, sending []*item, sent protocol.MessageSent, err error) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == nil && len(sent.Results) != len(sending) {
		d.tell(history.Event{Op: history.Broken, Chat: c.id.String(), Kind: "a send was answered with another number of results"})
		return false
	}
	var whole *protocol.Error
	if err != nil && !errors.As(err, &whole) {
		whole = &protocol.Error{Code: protocol.CodeOutcomeUnknown}
	}
	settled := true
	for n, i := range sending {
		refused := whole
		if whole == nil {
			r := sent.Results[n]
			refused = r.Error
			if r.NotTried {
				refused = &protocol.Error{Code: protocol.CodeUnavailable}
			}
			if refused == nil {
				d.acknowledged(c, i, r)
				continue
			}
		}
		settled = d.refused(c, i, refused) && settled
	}
	return settled
}

func (d *Device) acknowledged(c *chat, i *item, r protocol.SendResult) {
	e := history.Event{Seq: uint64(r.Seq), Time: r.At, Duplicate: r.Duplicate, Via: "answer"}
	if i.done {
		// The log has shown it before; the ack that comes behind must say the same.
		e.Op, e.Hash = history.Ack, Hash(i.text)
		d.tell(d.about(c, i, e))
		return
	}
	d.accepted(c, i, e)
	body := content(i.text)
	m := protocol.Message{Chat: c.id, Seq: r.Seq, Sender: d.me, ClientID: i.id, At: r.At, Content: &body}
	if c.row.To == 0 && !r.Duplicate {
		d.take(c.id, protocol.Entry{Seq: r.Seq, Message: &m}, "ack")
	}
}

// refused notes a refusal and returns whether it is for good.
func (d *Device) refused(c *chat, i *item, why *protocol.Error) bool {
	e := d.about(c, i, history.Event{Op: history.Later, Code: string(why.Code)})
	switch {
	case i.done:
		return true
	case why.Code == protocol.CodeOutcomeUnknown:
		e.Op = history.Unknown
	case protocol.Codes[why.Code].Final:
		e.Op = history.Refused
		d.drop(c, i)
	}
	d.tell(e)
	return e.Op == history.Refused
}

// Revise edits or deletes one of the device's own messages, if it has one in the chat. It is tried once.
func (d *Device) Revise(ctx context.Context, chat protocol.ChatID, text string) {
	d.mu.Lock()
	c, link := d.chat(chat), d.link
	if c == nil || link == nil || len(c.own) == 0 || c.row.To != 0 {
		d.mu.Unlock()
		return
	}
	seq := c.own[d.random.IntN(len(c.own))]
	e := history.Event{Op: history.Change, Chat: chat.String(), Target: uint64(seq), Kind: "edit", Hash: Hash(text)}
	if text == "" {
		e.Kind, e.Hash = "delete", ""
	}
	d.tell(e)
	d.mu.Unlock()
	var changed protocol.MessageChange
	var err error
	if text == "" {
		changed, err = call[protocol.MessageChange](ctx, d, link, "message.delete", protocol.MessageDelete{Chat: chat, Seq: seq})
	} else {
		changed, err = call[protocol.MessageChange](ctx, d, link, "message.edit", protocol.MessageEdit{Chat: chat, Seq: seq, Content: content(text)})
	}
	var refused *protocol.Error
	switch {
	case err == nil:
		e.Op, e.Edited, e.Deleted = history.Changed, uint64(changed.Message.EditedSeq), uint64(changed.Message.DeletedSeq)
	case errors.As(err, &refused):
		e.Op, e.Code = history.Refused, string(refused.Code)
	default:
		e.Op = history.Unknown
	}
	d.tell(e)
}
