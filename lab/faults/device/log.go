package device

import (
	"encoding/json"

	"twoticks/lab/faults/history"
	"twoticks/protocol"
)

// apply takes an entry into the store: the window grows by one. The caller holds the lock and has seen that it follows,
// or takes it from a page that says so; whether that was right is for the checker.
func (d *Device) apply(c *chat, e protocol.Entry, via string) {
	line := wire(c.id, e, via)
	line.Op = history.Apply
	d.tell(line)
	c.window.cursor = e.Seq
	c.head = max(c.head, e.Seq)
	d.took(c, e)
	if via != "ack" {
		d.oweMarks()
	}
}

// took notes what follows from a row that is new here.
func (d *Device) took(c *chat, e protocol.Entry) {
	if e.Message == nil || e.Change != nil {
		return
	}
	if e.Message.Sender != d.me {
		c.foreign = max(c.foreign, e.Seq)
		// A person looks at most of what comes at once.
		if d.random.IntN(3) > 0 {
			c.seen = c.foreign
		}
		return
	}
	d.settle(c, *e.Message)
}

// settle takes one's own message out of the outbox when the log shows it: that settles a lost ack (C1).
func (d *Device) settle(c *chat, m protocol.Message) {
	for _, i := range c.outbox {
		if i.id == m.ClientID && !i.done {
			d.accepted(c, i, history.Event{Seq: uint64(m.Seq), Time: m.At, Via: "log"})
			return
		}
	}
}

// accepted ends an item of the outbox. The caller holds the lock.
func (d *Device) accepted(c *chat, i *item, e history.Event) {
	e.Op, e.Chat, e.ID, e.Order, e.Hash = history.Ack, c.id.String(), i.id.String(), i.order, Hash(i.text)
	d.tell(e)
	d.drop(c, i)
	if c.own = append(c.own, protocol.Seq(e.Seq)); len(c.own) > ownKept {
		c.own = c.own[1:]
	}
}

func (d *Device) drop(c *chat, i *item) {
	i.done = true
	kept := c.outbox[:0]
	for _, other := range c.outbox {
		if other != i {
			kept = append(kept, other)
		}
	}
	clear(c.outbox[len(kept):])
	c.outbox = kept
}

// reset begins a window anew. The caller holds the lock.
func (d *Device) reset(c *chat, floor, cursor protocol.Seq, why string) {
	c.window = window{known: true, floor: floor, cursor: cursor}
	d.tell(history.Event{Op: history.Reset, Chat: c.id.String(), Seq: uint64(cursor), Floor: uint64(floor), Via: why})
}

// wire describes an entry as it came.
func wire(chat protocol.ChatID, e protocol.Entry, via string) history.Event {
	line := history.Event{Op: history.Wire, Chat: chat.String(), Seq: uint64(e.Seq), Via: via}
	return Describe(line, e)
}

// Describe writes an entry into an event of a history.
func Describe(line history.Event, e protocol.Entry) history.Event {
	if m := e.Message; m != nil {
		line.Edited, line.Deleted, line.Hash = uint64(m.EditedSeq), uint64(m.DeletedSeq), hashOf(m)
		line.Sender, line.Time = m.Sender.String(), m.At
		line.Kind = "text"
		if m.ClientID == (protocol.ClientID{}) {
			line.Kind = "system"
		} else {
			line.ID = m.ClientID.String()
		}
	}
	if c := e.Change; c != nil {
		line.Kind, line.Sender, line.Target, line.Time = c.Kind, c.Actor.String(), uint64(c.Target), c.At
	}
	return line
}

func hashOf(m *protocol.Message) string {
	if m.Content == nil {
		return ""
	}
	if m.Content.Kind != "text" {
		return Hash(string(m.Content.Body))
	}
	var body protocol.TextBody
	if json.Unmarshal(m.Content.Body, &body) != nil {
		return "unreadable"
	}
	return Hash(body.Text)
}
