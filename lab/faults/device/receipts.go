package device

import (
	"context"

	"twoticks/lab/faults/history"
	"twoticks/protocol"
)

// oweMarks sees that what is stored and seen is reported soon, many marks in one frame. The caller holds the lock.
func (d *Device) oweMarks() {
	if d.link == nil || d.disk.owing {
		return
	}
	d.disk.owing = true
	d.spawn(func(ctx context.Context) {
		passed := pause(ctx, d.scaled(gather))
		d.mu.Lock()
		d.disk.owing = false
		link := d.link
		d.mu.Unlock()
		if passed && link != nil {
			d.report(ctx, link)
		}
	})
}

// report says how far this device has stored and its user has seen (C19). What gets lost is said again on the next
// connection, since the server's own answer is what counts as said.
func (d *Device) report(ctx context.Context, link way) {
	d.marking.Lock()
	defer d.marking.Unlock()
	marks := d.due()
	if len(marks) == 0 {
		return
	}
	answer, err := call[protocol.ReceiptMarked](ctx, d, link, "receipt.mark", protocol.ReceiptMark{Marks: marks})
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil {
		for _, m := range marks {
			if c := d.chat(m.Chat); c != nil {
				c.memory.said = protocol.Marks{}
			}
		}
		return
	}
	for _, r := range answer.Results {
		if r.Error != nil {
			if r.Error.Code == protocol.CodeMarkAhead {
				d.tell(history.Event{Op: history.Broken, Chat: r.Chat.String(), Kind: "a mark of what was applied is beyond the head"})
			}
			continue
		}
		d.tell(history.Event{Op: history.Marks, Chat: r.Chat.String(), Kind: "mine", Sender: d.me.String(), Via: "answer",
			Delivered: uint64(r.Mine.Delivered), Read: uint64(r.Mine.Read)})
		if c := d.chat(r.Chat); c != nil {
			c.mine = higher(c.mine, r.Mine)
		}
	}
}

// due gathers the marks that are owed, and takes them as said.
func (d *Device) due() []protocol.ChatMark {
	d.mu.Lock()
	defer d.mu.Unlock()
	var marks []protocol.ChatMark
	for id, c := range d.disk.chats {
		said := higher(c.memory.said, c.mine)
		m := protocol.ChatMark{Chat: id}
		if c.window.known && c.window.floor <= c.owed() && c.foreign > said.Delivered && c.window.cursor > said.Delivered {
			m.Delivered = c.window.cursor
		}
		if c.seen > said.Read && c.seen <= max(said.Delivered, m.Delivered) {
			m.Read = c.seen
		}
		if c.row.To != 0 || m.Delivered == 0 && m.Read == 0 || len(marks) == protocol.MaxPage {
			continue
		}
		c.memory.said = higher(said, protocol.Marks{Delivered: m.Delivered, Read: m.Read})
		marks = append(marks, m)
		d.tell(history.Event{Op: history.Report, Chat: id.String(), Delivered: uint64(m.Delivered), Read: uint64(m.Read)})
	}
	return marks
}
