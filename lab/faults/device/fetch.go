package device

import (
	"context"
	"errors"

	"twoticks/lab/faults/history"
	"twoticks/protocol"
)

// fetch reads a chat until it is at its head and reaches down to what is owed.
func (d *Device) fetch(ctx context.Context, link way, id protocol.ChatID) error {
	for {
		more, err := d.fetchOnce(ctx, link, id)
		var refused *protocol.Error
		if errors.As(err, &refused) && protocol.Codes[refused.Code].Final {
			// Not one's chat any more, or not yet: the account's rows say which.
			d.tell(history.Event{Op: history.Refused, Chat: id.String(), Code: string(refused.Code), Kind: "read"})
			err, more = nil, false
		}
		if err != nil || !more {
			d.mu.Lock()
			if c := d.chat(id); c != nil {
				c.memory.gapped = false
			}
			d.mu.Unlock()
			return err
		}
	}
}

func (d *Device) fetchOnce(ctx context.Context, link way, id protocol.ChatID) (more bool, err error) {
	d.mu.Lock()
	c := d.chat(id)
	if c == nil {
		d.mu.Unlock()
		return false, nil
	}
	w, target, owed := c.window, c.head, c.owed()
	for seq := range c.memory.aside {
		target = max(target, seq)
	}
	d.mu.Unlock()
	switch {
	case !w.known || w.cursor < target && target-w.cursor > tooFarBehind:
		return d.readNewest(ctx, link, c)
	case w.cursor < target:
		return d.readChanges(ctx, link, c, w.cursor)
	case w.floor > owed:
		return d.readOlder(ctx, link, c, w.floor)
	}
	return false, nil
}

func (d *Device) readNewest(ctx context.Context, link way, c *chat) (bool, error) {
	page, err := call[protocol.History](ctx, d, link, "history.read", protocol.HistoryRead{Chat: c.id, Limit: newestRows})
	if err != nil {
		return false, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if c.window.known && page.Head <= c.window.cursor {
		return false, nil
	}
	d.reset(c, floorOf(page, c), page.Head, "newest")
	for i := range page.Messages {
		m := &page.Messages[i]
		d.tell(wire(c.id, protocol.Entry{Seq: m.Seq, Message: m}, "page"))
		d.took(c, protocol.Entry{Seq: m.Seq, Message: m})
	}
	c.head = max(c.head, page.Head)
	d.drain(c)
	d.oweMarks()
	return true, nil
}

func (d *Device) readOlder(ctx context.Context, link way, c *chat, before protocol.Seq) (bool, error) {
	page, err := call[protocol.History](ctx, d, link, "history.read", protocol.HistoryRead{Chat: c.id, Before: before, Limit: rangeRows})
	if err != nil {
		return false, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range page.Messages {
		m := &page.Messages[i]
		d.tell(wire(c.id, protocol.Entry{Seq: m.Seq, Message: m}, "page"))
		d.took(c, protocol.Entry{Seq: m.Seq, Message: m})
	}
	if c.window.floor == before {
		c.window.floor = floorOf(page, c)
	}
	d.oweMarks()
	return c.window.floor < before, nil
}

func (d *Device) readChanges(ctx context.Context, link way, c *chat, after protocol.Seq) (bool, error) {
	page, err := call[protocol.Changes](ctx, d, link, "changes.read", protocol.ChangesRead{Chat: c.id, After: after, Limit: rangeRows})
	if err != nil {
		return false, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	filled := false
	for _, e := range page.Entries {
		if e.Seq <= c.window.cursor {
			continue
		}
		d.apply(c, e, "sync")
		filled = filled || c.memory.gapped
	}
	if filled {
		d.tell(history.Event{Op: history.Filled, Chat: c.id.String(), Seq: uint64(c.window.cursor)})
	}
	if c.row.To == 0 {
		c.head = max(c.head, page.Head)
	}
	d.drain(c)
	return page.Upto > after, nil
}

// floorOf is the lowest seq that a page covers: its oldest row, or the first that one may read.
func floorOf(page protocol.History, c *chat) protocol.Seq {
	if !page.More {
		return c.row.From + 1
	}
	if len(page.Messages) > 0 {
		return page.Messages[0].Seq
	}
	return page.Head + 1
}
