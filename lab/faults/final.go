package main

import (
	"context"
	"errors"
	"fmt"

	"twoticks/lab/faults/device"
	"twoticks/lab/faults/history"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// readAll asks, for every member, for every chat and for the marks, past all rules of a device, and says where each
// device stands.
func (t *town) readAll(ctx context.Context) error {
	for _, s := range t.seats {
		for _, p := range s.Places() {
			e := history.Event{Op: history.FinalPlace, Device: s.Name(), User: s.User().String(), Chat: p.Chat.String(),
				Seq: uint64(p.Cursor), To: uint64(p.Head)}
			t.history.Add(e)
			for _, id := range p.Waiting {
				e.Op, e.ID = history.Waiting, id.String()
				t.history.Add(e)
			}
		}
	}
	asked := map[protocol.ChatID]bool{}
	for _, s := range t.first {
		if err := t.readMarks(ctx, s); err != nil {
			return fmt.Errorf("the final read of %s's marks: %w", s.Name(), err)
		}
		for _, p := range s.Places() {
			if err := t.readChanges(ctx, s, p); err != nil {
				return fmt.Errorf("the final read of %s: %w", s.Name(), err)
			}
			if asked[p.Chat] {
				continue
			}
			asked[p.Chat] = true
			if err := t.readHistory(ctx, s, p); err != nil {
				return fmt.Errorf("the final read of %s: %w", s.Name(), err)
			}
		}
	}
	return nil
}

func (t *town) readMarks(ctx context.Context, s *seat) error {
	for after := ""; ; {
		page, err := client.Call[protocol.Heads](ctx, s.API(), "heads.list", protocol.HeadsList{After: after})
		if err != nil {
			return err
		}
		for _, row := range page.Heads {
			e := history.Event{Op: history.FinalMarks, Device: s.Name(), User: s.User().String(), Chat: row.Chat.String()}
			e.Kind, e.Delivered, e.Read = "mine", uint64(row.Mine.Delivered), uint64(row.Mine.Read)
			t.history.Add(e)
			e.Kind, e.Delivered, e.Read = "others", uint64(row.Others.Delivered), uint64(row.Others.Read)
			t.history.Add(e)
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

// readChanges reads a log from its beginning, whatever the reader may have of it.
func (t *town) readChanges(ctx context.Context, s *seat, p device.Place) error {
	for after := protocol.Seq(0); ; {
		page, err := client.Call[protocol.Changes](ctx, s.API(), "changes.read", protocol.ChangesRead{Chat: p.Chat, After: after, Limit: protocol.MaxPage})
		var refused *protocol.Error
		if errors.As(err, &refused) && p.Row.To != 0 {
			return nil
		}
		if err != nil {
			return err
		}
		for _, entry := range page.Entries {
			t.final(s, p, entry, "changes")
		}
		if page.Upto <= after {
			return nil
		}
		after = page.Upto
	}
}

func (t *town) readHistory(ctx context.Context, s *seat, p device.Place) error {
	for before := protocol.Seq(0); ; {
		page, err := client.Call[protocol.History](ctx, s.API(), "history.read", protocol.HistoryRead{Chat: p.Chat, Before: before, Limit: protocol.MaxPage})
		if err != nil {
			return err
		}
		for i := range page.Messages {
			t.final(s, p, protocol.Entry{Seq: page.Messages[i].Seq, Message: &page.Messages[i]}, "history")
		}
		if !page.More || len(page.Messages) == 0 {
			return nil
		}
		before = page.Messages[0].Seq
	}
}

func (t *town) final(s *seat, p device.Place, entry protocol.Entry, via string) {
	t.history.Add(device.Describe(history.Event{
		Op: history.FinalEntry, Device: s.Name(), User: s.User().String(), Chat: p.Chat.String(), Seq: uint64(entry.Seq), Via: via,
	}, entry))
}
