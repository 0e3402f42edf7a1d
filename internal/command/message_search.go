package command

import (
	"context"
	"encoding/binary"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

const (
	searchPage = 20
	searchMost = 50
)

// searchRetry is what somebody is told to wait for whom there is no room now.
const searchRetry = time.Second

// searchMessages finds messages. On each node a few searches go on at once and some more wait.
func (s *Set) searchMessages(ctx context.Context, actor auth.Actor, r protocol.MessageSearch) (protocol.MessagesFound, error) {
	wanted, err := pageLimit(r.Limit, searchPage, searchMost)
	if err != nil {
		return protocol.MessagesFound{}, err
	}
	before, err := readSearchCursor(r.After)
	if err != nil {
		return protocol.MessagesFound{}, err
	}
	if err := s.allow(limit.Searches, keyOf(actor), 1); err != nil {
		return protocol.MessagesFound{}, err
	}
	leave, ok := s.searches.Enter(ctx)
	if !ok {
		return protocol.MessagesFound{}, messenger.ErrOverloaded.After(searchRetry)
	}
	defer leave()
	page, err := s.messenger.Search(ctx, actor, messenger.SearchQuery{
		Text: r.Text, Chat: messenger.ChatID(r.Chat), Sender: messenger.UserID(r.Sender), Holds: messenger.SearchKind(r.Holds),
		Since: wire.Time(r.Since), Until: wire.Time(r.Until), Before: before, Limit: wanted,
	})
	if err != nil {
		return protocol.MessagesFound{}, err
	}
	return protocol.MessagesFound{
		Found: wire.Found(page.Hits), People: wire.People(page.People), Next: searchCursor(page.Next), SearchedTo: wire.Millis(page.Next.At),
	}, nil
}

// A cursor is opaque to clients: base64url of the time in milliseconds, the chat's id and the seq.
const searchCursorBytes = 8 + 16 + 8

func searchCursor(p messenger.SearchPlace) string {
	if p == (messenger.SearchPlace{}) {
		return ""
	}
	raw := binary.BigEndian.AppendUint64(nil, uint64(wire.Millis(p.At)))
	raw = append(raw, p.Chat[:]...)
	return cursorCoding.EncodeToString(binary.BigEndian.AppendUint64(raw, uint64(p.Seq)))
}

func readSearchCursor(cursor string) (p messenger.SearchPlace, err error) {
	if cursor == "" {
		return p, nil
	}
	raw, err := cursorCoding.DecodeString(cursor)
	if err != nil || len(raw) != searchCursorBytes {
		return p, badCursor()
	}
	ms, seq := binary.BigEndian.Uint64(raw), binary.BigEndian.Uint64(raw[8+16:])
	if ms == 0 || ms > protocol.MaxSafe || seq > protocol.MaxSafe {
		return p, badCursor()
	}
	return messenger.SearchPlace{At: wire.Time(int64(ms)), Chat: messenger.ChatID(raw[8 : 8+16]), Seq: messenger.Seq(seq)}, nil
}
