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

// readHistory reads rows below a seq, above one, or around one. A page that would be too large loses the rows that are the
// furthest from there: the client sees More, or Newer, and asks on.
func (s *Set) readHistory(ctx context.Context, actor auth.Actor, r protocol.HistoryRead) (protocol.History, error) {
	wanted, err := pageLimit(r.Limit, historyPage, protocol.MaxPage)
	if err != nil {
		return protocol.History{}, err
	}
	if r.Before != 0 && (r.After != 0 || r.Around != 0) || r.After != 0 && r.Around != 0 {
		return protocol.History{}, badField("before", "A page lies below a seq, above one or around one.")
	}
	if err := s.allow(limit.History, keyOf(actor), 1); err != nil {
		return protocol.History{}, err
	}
	var page history
	switch {
	case r.Around != 0:
		page, err = s.historyAround(ctx, actor, r, wanted)
	case r.After != 0:
		page, err = s.historyAbove(ctx, actor, r.Chat, r.After, wanted, replyBytes)
	default:
		page, err = s.historyBelow(ctx, actor, r.Chat, r.Before, wanted, replyBytes)
	}
	if err != nil {
		return protocol.History{}, err
	}
	return protocol.History{
		Epoch: s.messenger.Epoch(), Chat: r.Chat, Head: protocol.Seq(page.Head),
		Messages: wire.Messages(page.Messages), People: wire.People(page.People), More: page.More, Newer: page.newer,
		Expired: wire.Stretches(page.Expired),
	}, nil
}

// history is a page in the making; its stretches are those that it covers.
type history struct {
	messenger.History
	newer bool
}

// historyBelow reads the newest rows below a seq; zero means from the head.
func (s *Set) historyBelow(ctx context.Context, actor auth.Actor, chat protocol.ChatID, before protocol.Seq, wanted, room int) (history, error) {
	page, err := s.messenger.History(ctx, actor, messenger.ChatID(chat), messenger.Seq(before), wanted)
	if err != nil {
		return history{}, err
	}
	for i := len(page.Messages) - 1; i >= 0; i-- {
		if room -= rowBytes(&page.Messages[i]); room < 0 && i < len(page.Messages)-1 {
			page.Messages, page.More = page.Messages[i+1:], true
			break
		}
	}
	page.Expired = within(page.Expired, lowest(page.Messages, page.More), messenger.Seq(protocol.MaxSafe))
	return history{History: page}, nil
}

// historyAbove reads the oldest rows above a seq.
func (s *Set) historyAbove(ctx context.Context, actor auth.Actor, chat protocol.ChatID, after protocol.Seq, wanted, room int) (history, error) {
	page, err := s.messenger.HistoryAfter(ctx, actor, messenger.ChatID(chat), messenger.Seq(after), wanted)
	if err != nil {
		return history{}, err
	}
	out := history{newer: page.More}
	for i := range page.Messages {
		if room -= rowBytes(&page.Messages[i]); room < 0 && i > 0 {
			page.Messages, out.newer = page.Messages[:i], true
			break
		}
	}
	highest := messenger.Seq(protocol.MaxSafe)
	if n := len(page.Messages); out.newer && n > 0 {
		highest = page.Messages[n-1].Seq
	}
	page.Expired = within(page.Expired, messenger.Seq(after), highest)
	page.More = true // the row at the seq, at least
	out.History = page
	return out, nil
}

// historyAround reads both sides of a place. What changes between the two reads is above the head that the page names.
func (s *Set) historyAround(ctx context.Context, actor auth.Actor, r protocol.HistoryRead, wanted int) (history, error) {
	below, err := s.historyBelow(ctx, actor, r.Chat, r.Around+1, (wanted+1)/2, replyBytes/2)
	if err != nil {
		return history{}, err
	}
	above, err := s.historyAbove(ctx, actor, r.Chat, r.Around, max(wanted/2, 1), replyBytes/2)
	if err != nil {
		return history{}, err
	}
	out := history{newer: above.newer}
	out.Head = min(below.Head, above.Head)
	out.More = below.More
	out.Messages = append(below.Messages, above.Messages...)
	out.Expired = slices.Compact(append(below.Expired, above.Expired...)) // one may lie across the place
	for _, p := range append(below.People, above.People...) {
		if !slices.ContainsFunc(out.People, func(other messenger.Person) bool { return other.ID == p.ID }) {
			out.People = append(out.People, p)
		}
	}
	return out, nil
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
	const each = 30 // a user who reacted
	size := frame + len(m.Content.Body) + each*min(len(m.Reactions), messenger.MaxReactors)
	if m.Quote != nil {
		size += frame + len(m.Quote.Text)
	}
	return size
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
