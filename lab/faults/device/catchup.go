package device

import (
	"context"
	"errors"
	"time"

	"twoticks/lab/faults/history"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// wants is what is to be read again: all of the account and every head, or some chats.
type wants struct {
	all   bool
	chats map[protocol.ChatID]bool
}

func (w wants) any() bool { return w.all || len(w.chats) > 0 }

func (d *Device) want(w wants) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wantLocked(w)
}

func (d *Device) wantLocked(w wants) {
	d.wants.all = d.wants.all || w.all
	for id := range w.chats {
		if d.wants.chats == nil {
			d.wants.chats = map[protocol.ChatID]bool{}
		}
		d.wants.chats[id] = true
	}
	select {
	case d.wanted <- struct{}{}:
	default:
	}
}

// catchUp reads what this device lacks, whenever there is something: first the account, then where all chats stand, then
// the ranges that are missing (C16). What a broken connection interrupts, the next one begins again.
func (d *Device) catchUp(ctx context.Context, link *client.Connection) {
	told := false
	for {
		d.mu.Lock()
		w := d.wants
		d.mu.Unlock()
		if err := d.satisfy(ctx, link, w); err != nil {
			wait, again := d.readAgain(err)
			if !again || !pause(ctx, wait) {
				return
			}
			d.want(wants{all: true})
			continue
		}
		if w.all && !told {
			told = true
			d.tell(history.Event{Op: history.CaughtUp})
		}
		d.mu.Lock()
		more := d.wants.any()
		d.mu.Unlock()
		if more {
			continue
		}
		select {
		case <-d.wanted:
		case <-ctx.Done():
			return
		}
	}
}

// satisfy does what is wanted and crosses it off. What is wanted meanwhile stays.
func (d *Device) satisfy(ctx context.Context, link *client.Connection, w wants) error {
	d.mu.Lock()
	d.wants = wants{}
	d.mu.Unlock()
	var err error
	if w.all {
		if err = d.account(ctx, link); err == nil {
			err = d.heads(ctx, link)
		}
	}
	if err == nil {
		for _, id := range d.lacking(w) {
			if err = d.fetch(ctx, link, id); err != nil {
				break
			}
		}
	}
	if err != nil {
		d.want(w)
	}
	return err
}

// readAgain says whether, and when, reading goes on after a failure on a connection that still stands.
func (d *Device) readAgain(err error) (time.Duration, bool) {
	var refused *protocol.Error
	var closed *client.Closed
	switch {
	case errors.As(err, &closed):
		return 0, false
	case errors.As(err, &refused) && refused.RetryAfterMs > 0:
		return time.Duration(refused.RetryAfterMs) * time.Millisecond, true
	}
	return d.half(againAfter), true
}

func (d *Device) lacking(w wants) []protocol.ChatID {
	d.mu.Lock()
	defer d.mu.Unlock()
	var ids []protocol.ChatID
	for id, c := range d.disk.chats {
		if w.chats[id] || w.all && c.behind() {
			ids = append(ids, id)
		}
	}
	return ids
}

// welcomed looks whether this is still the history that the device holds (C17). The caller holds the lock.
func (d *Device) welcomed(w protocol.Welcome) {
	if w.Epoch == d.disk.epoch {
		return
	}
	d.disk.epoch, d.disk.rev, d.disk.loaded = w.Epoch, 0, false
	for _, c := range d.disk.chats {
		c.window, c.mine, c.head = window{}, protocol.Marks{}, 0
	}
}

func (d *Device) account(ctx context.Context, link *client.Connection) error {
	for more := true; more; {
		d.mu.Lock()
		rev := d.disk.rev
		d.mu.Unlock()
		page, err := call[protocol.AccountRows](ctx, d, link, "account.since", protocol.AccountSince{Rev: rev})
		if err != nil {
			return err
		}
		d.mu.Lock()
		d.rows(page.Chats)
		d.disk.rev = max(d.disk.rev, page.Rev)
		d.mu.Unlock()
		more = page.More
	}
	return nil
}

// rows takes rows of the account. The caller holds the lock.
func (d *Device) rows(rows []protocol.ChatRow) {
	for _, row := range rows {
		c := d.chat(row.Chat)
		switch {
		case c != nil && row.Rev < c.row.Rev:
			continue
		case row.Gone:
			delete(d.disk.chats, row.Chat)
			continue
		case c == nil:
			c = &chat{memory: newMemory()}
			d.disk.chats[row.Chat] = c
			c.row = row
			if d.disk.loaded {
				d.reset(c, row.From+1, row.From, "new")
			}
			d.wantLocked(wants{all: true})
		}
		c.row = row
		if row.To != 0 {
			c.head = min(c.head, row.To)
		}
		// Somebody who comes back to a group may read from there on, and never what was said meanwhile (C23).
		if c.window.known && row.From > c.window.cursor {
			d.reset(c, row.From+1, row.From, "membership")
			d.wantLocked(wants{chats: map[protocol.ChatID]bool{row.Chat: true}})
		}
	}
}

// heads reads where all chats stand, in pages.
func (d *Device) heads(ctx context.Context, link *client.Connection) error {
	held := map[protocol.ChatID]protocol.Seq{}
	d.mu.Lock()
	for id, c := range d.disk.chats {
		if c.window.known {
			held[id] = c.window.cursor
		}
	}
	d.mu.Unlock()
	for after := ""; ; {
		page, err := call[protocol.Heads](ctx, d, link, "heads.list", protocol.HeadsList{After: after})
		if err != nil {
			return err
		}
		d.mu.Lock()
		for _, row := range page.Heads {
			d.headsRow(row, held[row.Chat])
		}
		if page.Next == "" {
			d.disk.loaded = true
		}
		d.mu.Unlock()
		if after = page.Next; after == "" {
			return nil
		}
	}
}

func (d *Device) headsRow(row protocol.HeadsRow, held protocol.Seq) {
	c := d.chat(row.Chat)
	if c == nil {
		return
	}
	chat := row.Chat.String()
	if row.Head < held && c.row.To == 0 {
		d.tell(history.Event{Op: history.Ahead, Chat: chat, Seq: uint64(row.Head), From: uint64(held)})
	}
	d.tell(history.Event{Op: history.Marks, Chat: chat, Kind: "mine", Sender: d.me.String(), Via: "heads",
		Delivered: uint64(row.Mine.Delivered), Read: uint64(row.Mine.Read)})
	others := history.Event{Op: history.Marks, Chat: chat, Kind: "others", Via: "heads",
		Delivered: uint64(row.Others.Delivered), Read: uint64(row.Others.Read)}
	if c.row.Kind == "direct" {
		others.Kind, others.Sender = "peer", c.row.Peer.String()
	}
	d.tell(others)
	c.head = max(c.head, row.Head)
	c.mine = higher(c.mine, row.Mine)
	if !c.window.known && c.mine.Delivered >= c.head {
		d.reset(c, c.head+1, c.head, "nothing owed")
	}
	d.oweMarks()
}

// fetch reads a chat until it is at its head and reaches down to what is owed.
func (d *Device) fetch(ctx context.Context, link *client.Connection, id protocol.ChatID) error {
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

func (d *Device) fetchOnce(ctx context.Context, link *client.Connection, id protocol.ChatID) (more bool, err error) {
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

func (d *Device) readNewest(ctx context.Context, link *client.Connection, c *chat) (bool, error) {
	page, err := call[protocol.History](ctx, d, link, "history.read", protocol.HistoryRead{Chat: c.row.Chat, Limit: newestRows})
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
		d.tell(wire(c.row.Chat, protocol.Entry{Seq: m.Seq, Message: m}, "page"))
		d.took(c, protocol.Entry{Seq: m.Seq, Message: m})
	}
	c.head = max(c.head, page.Head)
	d.drain(c)
	d.oweMarks()
	return true, nil
}

func (d *Device) readOlder(ctx context.Context, link *client.Connection, c *chat, before protocol.Seq) (bool, error) {
	page, err := call[protocol.History](ctx, d, link, "history.read", protocol.HistoryRead{Chat: c.row.Chat, Before: before, Limit: rangeRows})
	if err != nil {
		return false, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range page.Messages {
		m := &page.Messages[i]
		d.tell(wire(c.row.Chat, protocol.Entry{Seq: m.Seq, Message: m}, "page"))
		d.took(c, protocol.Entry{Seq: m.Seq, Message: m})
	}
	if c.window.floor == before {
		c.window.floor = floorOf(page, c)
	}
	d.oweMarks()
	return c.window.floor < before, nil
}

func (d *Device) readChanges(ctx context.Context, link *client.Connection, c *chat, after protocol.Seq) (bool, error) {
	page, err := call[protocol.Changes](ctx, d, link, "changes.read", protocol.ChangesRead{Chat: c.row.Chat, After: after, Limit: rangeRows})
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
		d.tell(history.Event{Op: history.Filled, Chat: c.row.Chat.String(), Seq: uint64(c.window.cursor)})
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
