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
func (d *Device) catchUp(ctx context.Context, link way) {
	told := false
	for {
		d.mu.Lock()
		w := d.wants
		d.wants = wants{} // what is wanted from here on is not lost
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

// satisfy reads what is wanted.
func (d *Device) satisfy(ctx context.Context, link way, w wants) error {
	if w.all {
		if err := d.account(ctx, link); err != nil {
			return err
		}
		if err := d.heads(ctx, link); err != nil {
			return err
		}
	}
	for _, id := range d.lacking(w) {
		if err := d.fetch(ctx, link, id); err != nil {
			return err
		}
	}
	return nil
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

func (d *Device) account(ctx context.Context, link way) error {
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
			c = &chat{id: row.Chat, memory: newMemory()}
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
func (d *Device) heads(ctx context.Context, link way) error {
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
			d.headsRow(row, held[row.Chat], "heads")
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

// headsRow takes where a chat stands. What comes by different ways has no order between them.
func (d *Device) headsRow(row protocol.HeadsRow, held protocol.Seq, via string) {
	c := d.chat(row.Chat)
	if c == nil {
		return
	}
	chat := row.Chat.String()
	if row.Head < held && c.row.To == 0 {
		d.tell(history.Event{Op: history.Ahead, Chat: chat, Seq: uint64(row.Head), From: uint64(held)})
	}
	d.tell(history.Event{Op: history.Marks, Chat: chat, Kind: "mine", Sender: d.me.String(), Via: via,
		Delivered: uint64(row.Mine.Delivered), Read: uint64(row.Mine.Read)})
	others := history.Event{Op: history.Marks, Chat: chat, Kind: "others", Via: via,
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
