package device

import (
	"context"

	"twoticks/lab/faults/history"
	"twoticks/protocol"
)

// listen takes everything that the server tells by itself, until the connection ends.
func (d *Device) listen(link way) {
	for e := range link.Events() {
		if bad := d.hear(e); bad != nil {
			d.tell(history.Event{Op: history.Broken, Kind: "event " + e.Type + ": " + bad.Error()})
		}
	}
}

func (d *Device) hear(e protocol.Event) *protocol.Error {
	switch e.Type {
	case "message.added":
		return heard(e, func(b protocol.MessageAdded) {
			d.pushed(b.Message.Chat, protocol.Entry{Seq: b.Message.Seq, Message: &b.Message})
		})
	case "message.changed":
		return heard(e, func(b protocol.MessageChanged) { d.pushed(b.Chat, b.Entry) })
	case "receipt.advanced":
		return heard(e, d.advanced)
	case "receipt.all_advanced":
		return heard(e, func(b protocol.AllAdvanced) {
			d.tell(history.Event{Op: history.Marks, Chat: b.Chat.String(), Via: "push", Kind: "others",
				Delivered: uint64(b.Others.Delivered), Read: uint64(b.Others.Read)})
		})
	case "account.changed":
		return heard(e, d.accountChanged)
	case "head.moved":
		return heard(e, func(b protocol.HeadMoved) { d.headMoved(b.Chat, b.Head) })
	case "state.reread":
		d.want(wants{all: true})
	}
	return nil
}

func heard[Body any](e protocol.Event, do func(Body)) *protocol.Error {
	body, bad := protocol.DecodeServer[Body](e.Body)
	if bad == nil {
		do(body)
	}
	return bad
}

// pushed takes an entry that was pushed: it follows, is known, or waits for what lies before it (C13).
func (d *Device) pushed(id protocol.ChatID, e protocol.Entry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tell(wire(id, e, "push"))
	d.take(id, e, "push")
}

// take is the gap rule, for pushes and for one's own acks. The caller holds the lock.
func (d *Device) take(id protocol.ChatID, e protocol.Entry, via string) {
	c := d.chat(id)
	switch {
	case c == nil:
		d.wantLocked(wants{all: true})
	case c.window.known && e.Seq <= c.window.cursor:
	case c.window.known && e.Seq == c.window.cursor+1:
		d.apply(c, e, via)
		d.drain(c)
	default:
		c.memory.aside[e.Seq] = arrival{e, via}
		if c.memory.gapped {
			return
		}
		c.memory.gapped = true
		d.tell(history.Event{Op: history.Gap, Chat: id.String(), Seq: uint64(e.Seq), From: uint64(c.window.cursor)})
		d.spawn(func(ctx context.Context) {
			if pause(ctx, d.scaled(gapPatience)) {
				d.want(wants{chats: map[protocol.ChatID]bool{id: true}})
			}
		})
	}
}

// drain applies what waited, as far as it follows now. The caller holds the lock.
func (d *Device) drain(c *chat) {
	for {
		next := c.window.cursor + 1
		a, ok := c.memory.aside[next]
		if !ok {
			break
		}
		delete(c.memory.aside, next)
		d.apply(c, a.entry, a.via)
	}
	for seq := range c.memory.aside {
		if seq <= c.window.cursor {
			delete(c.memory.aside, seq)
		}
	}
}

func (d *Device) headMoved(id protocol.ChatID, head protocol.Seq) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.chat(id); c != nil {
		c.head = max(c.head, head)
	}
	d.wantLocked(wants{chats: map[protocol.ChatID]bool{id: true}})
}

func (d *Device) advanced(b protocol.ReceiptAdvanced) {
	d.mu.Lock()
	defer d.mu.Unlock()
	e := history.Event{Op: history.Marks, Chat: b.Chat.String(), Sender: b.User.String(), Via: "push", Kind: "peer",
		Delivered: uint64(b.Marks.Delivered), Read: uint64(b.Marks.Read)}
	if b.User == d.me {
		e.Kind = "mine"
		if c := d.chat(b.Chat); c != nil {
			c.mine = higher(c.mine, b.Marks)
		}
	}
	d.tell(e)
}

// accountChanged takes rows of the account; those that do not follow are read again from the last that did (C31).
func (d *Device) accountChanged(b protocol.AccountChanged) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if b.Rev <= d.disk.rev {
		return
	}
	if int(b.Rev-d.disk.rev) != len(b.Chats)+len(b.Stars)+len(b.Hidden) {
		d.wantLocked(wants{all: true})
		return
	}
	d.rows(b.Chats)
	d.disk.rev = b.Rev
}

func higher(a, b protocol.Marks) protocol.Marks {
	return protocol.Marks{Delivered: max(a.Delivered, b.Delivered), Read: max(a.Read, b.Read)}
}
