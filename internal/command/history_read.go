package command

import (
	"context"
	"slices"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

const (
	historyPage = 50
	changesPage = 200
	changesMost = 500
)

// replyBytes is where a page is cut, so that one answer does not hold up a slow line: it still holds a text of every size.
const replyBytes = 512 << 10

// readHistory reads the newest rows below a seq. A page that would be too large loses its oldest rows: the client sees
// More and asks on from there.
func (s *Set) readHistory(ctx context.Context, actor auth.Actor, r protocol.HistoryRead) (protocol.History, error) {
	wanted, err := pageLimit(r.Limit, historyPage, protocol.MaxPage)
	if err != nil {
		return protocol.History{}, err
	}
	if err := s.allow(limit.History, keyOf(actor), 1); err != nil {
		return protocol.History{}, err
	}
	page, err := s.messenger.History(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.Before), wanted)
	if err != nil {
		return protocol.History{}, err
	}
	rows, more := page.Messages, page.More
	for size, i := 0, len(rows)-1; i >= 0; i-- {
		if size += rowBytes(&rows[i]); size > replyBytes && i < len(rows)-1 {
			rows, more = rows[i+1:], true
			break
		}
	}
	return protocol.History{
		Epoch: s.messenger.Epoch(), Chat: r.Chat, Head: protocol.Seq(page.Head),
		Messages: wire.Messages(rows), People: wire.People(page.People), More: more,
		Expired: wire.Stretches(within(page.Expired, lowest(rows, more), messenger.Seq(protocol.MaxSafe))),
	}, nil
}

// readChanges reads the entries above a seq. A page that would be too large ends earlier, and Upto says where.
func (s *Set) readChanges(ctx context.Context, actor auth.Actor, r protocol.ChangesRead) (protocol.Changes, error) {
	limit, err := pageLimit(r.Limit, changesPage, changesMost)
	if err != nil {
		return protocol.Changes{}, err
	}
	page, err := s.messenger.Changes(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.After), limit)
	if err != nil {
		return protocol.Changes{}, err
	}
	entries, upto := page.Entries, page.Upto
	size := 0
	for i := range entries {
		if size += rowBytes(entries[i].Message); size > replyBytes && i > 0 {
			entries, upto = entries[:i], entries[i-1].Seq
			break
		}
	}
	return protocol.Changes{
		Epoch: s.messenger.Epoch(), Chat: r.Chat, Head: protocol.Seq(page.Head), Upto: protocol.Seq(upto),
		Entries: wire.Entries(entries), People: wire.People(page.People),
		Expired: wire.Stretches(within(page.Expired, messenger.Seq(r.After), upto)),
	}, nil
}

// lowest is where a page of history begins: above it is on the page, or was left out of it.
func lowest(rows []messenger.Message, more bool) messenger.Seq {
	if more && len(rows) > 0 {
		return rows[0].Seq
	}
	return 0
}

// within leaves of stretches those that have a part above one seq, up to another.
func within(stretches []messenger.Stretch, above, upto messenger.Seq) []messenger.Stretch {
	return slices.DeleteFunc(slices.Clone(stretches), func(s messenger.Stretch) bool { return s.To <= above || s.From >= upto })
}

// rowBytes is about what a row takes on the wire.
func rowBytes(m *messenger.Message) int {
	const frame = 200
	if m == nil || m.Content == nil {
		return frame
	}
	return frame + len(m.Content.Body)
}

func pageLimit(asked, usual, most int) (int, error) {
	switch {
	case asked == 0:
		return usual, nil
	case asked > most:
		return 0, badField("limit", "This is more rows than one page holds.")
	}
	return asked, nil
}
