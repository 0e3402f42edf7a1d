package command

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

const headsPage = 50

func (s *Set) listHeads(ctx context.Context, actor auth.Actor, r protocol.HeadsList) (protocol.Heads, error) {
	query, err := readHeadsQuery(r)
	if err != nil {
		return protocol.Heads{}, err
	}
	page, err := s.messenger.Heads(ctx, actor, query)
	if err != nil {
		return protocol.Heads{}, err
	}
	if len(r.Chats) == 0 {
		page.Rows, page.Next = cutHeads(page.Rows, page.Next)
	}
	presence, err := s.messenger.PresenceFor(ctx, actor, page.People)
	if err != nil {
		return protocol.Heads{}, err
	}
	return protocol.Heads{
		Epoch: s.messenger.Epoch(), Heads: wire.HeadsRows(page.Rows), People: wire.People(page.People),
		Presence: wire.Presences(presence), Next: headsCursor(page.Next),
	}, nil
}

// cutHeads ends a page earlier that would be too large for one answer.
func cutHeads(rows []messenger.HeadsRow, next messenger.HeadsPlace) ([]messenger.HeadsRow, messenger.HeadsPlace) {
	size := 0
	for i := range rows {
		for _, p := range rows[i].Pins {
			size += rowBytes(&p.Message)
		}
		if size += rowBytes(rows[i].Last); size > replyBytes && i > 0 {
			return rows[:i], messenger.HeadsPlace{HeadAt: rows[i-1].HeadAt, Chat: rows[i-1].Chat}
		}
	}
	return rows, next
}

func readHeadsQuery(r protocol.HeadsList) (messenger.HeadsQuery, error) {
	var q messenger.HeadsQuery
	if len(r.Chats) > protocol.MaxPage {
		return q, tooLarge("chats", fmt.Sprintf("At most %d chats are named at once.", protocol.MaxPage))
	}
	usual := headsPage
	if len(r.Chats) > 0 {
		usual = protocol.MaxPage
	}
	var err error
	if q.Limit, err = pageLimit(r.Limit, usual, protocol.MaxPage); err != nil {
		return q, err
	}
	for _, chat := range r.Chats {
		q.Chats = append(q.Chats, messenger.ChatID(chat))
	}
	q.After, err = readHeadsCursor(r.After)
	return q, err
}

// A cursor is opaque to clients: base64url of the time of the head in milliseconds and the chat's id.
const headsCursorBytes = 8 + 16

var cursorCoding = base64.RawURLEncoding.Strict()

func headsCursor(p messenger.HeadsPlace) string {
	if p == (messenger.HeadsPlace{}) {
		return ""
	}
	raw := binary.BigEndian.AppendUint64(nil, uint64(wire.Millis(p.HeadAt)))
	return cursorCoding.EncodeToString(append(raw, p.Chat[:]...))
}

func readHeadsCursor(cursor string) (messenger.HeadsPlace, error) {
	if cursor == "" {
		return messenger.HeadsPlace{}, nil
	}
	raw, err := cursorCoding.DecodeString(cursor)
	if err != nil || len(raw) != headsCursorBytes {
		return messenger.HeadsPlace{}, badCursor()
	}
	ms := binary.BigEndian.Uint64(raw)
	if ms > protocol.MaxSafe {
		return messenger.HeadsPlace{}, badCursor()
	}
	return messenger.HeadsPlace{HeadAt: wire.Time(int64(ms)), Chat: messenger.ChatID(raw[8:])}, nil
}

func badCursor() *protocol.Error {
	return badField("after", "This is not the next of a page that was given out here.")
}
