package postgres

import (
	"context"
	"strconv"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// vanishAt is when a message goes that is written at a time; 0 is never.
func (c *chatState) vanishAt(at int64) int64 {
	if c.timer == 0 {
		return 0
	}
	return at + c.timer.Milliseconds()
}

// SetTimer implements messenger.TimerStore.
func (s *Store) SetTimer(ctx context.Context, a messenger.SetTimer) (messenger.Appended, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return messenger.Appended{}, err
	}
	return write(ctx, s.writer, needs{rows: true, chat: chat, user: actor}, func(t *tx, out *messenger.Appended) error {
		c, r, err := t.related(ctx, chat, actor, a.Guard)
		if err != nil {
			return err
		}
		*out = messenger.Appended{Chat: a.Chat, Kind: c.kind}
		if c.timer == a.Timer {
			return nil
		}
		first := c.isFirst(r)
		c.timer = a.Timer
		if err := t.exec(ctx, `UPDATE chats SET timer = $1 WHERE chat_key = $2`, a.Timer.Milliseconds(), c.key); err != nil {
			return err
		}
		out.Messages = append(out.Messages, t.appendLine(c, actor, a.Actor, a.Line, a.At))
		if err := s.appended(ctx, t, c, actor, r, first, out); err != nil {
			return err
		}
		if c.kind == messenger.Group {
			return s.tellAll(ctx, t, c, messenger.PlainMember, out)
		}
		for _, user := range pairOf(c, actor, r) {
			if err := s.tellRow(ctx, t, c, user, 0, out); err != nil {
				return err
			}
		}
		return nil
	}, func(out *messenger.Appended) {
		if len(out.Messages) > 0 && a.Committed != nil {
			a.Committed(*out)
		}
	})
}

// pairOf are those of a chat of two who are told of an act of one of them: of what is withheld only that one.
func pairOf(c *chatState, actor int64, r messenger.Relation) []int64 {
	if other := c.low + c.high - actor; other != actor && !r.Withholds() {
		return []int64{actor, other}
	}
	return []int64{actor}
}

// Vanished implements messenger.TimerStore.
func (s *Store) Vanished(ctx context.Context, now time.Time, limit int) (list []messenger.VanishPlace, err error) {
	err = s.read(ctx, func(q querier) error {
		list, err = vanishPlaces(ctx, q, never, `SELECT c.id, m.seq, u.id, m.at FROM messages m JOIN chats c ON c.chat_key = m.chat_key JOIN users u ON u.user_key = m.sender_key
			WHERE m.vanish_at > 0 AND m.deleted_seq = 0 AND m.vanish_at <= $1 ORDER BY m.vanish_at LIMIT $2`, millis(now), limit)
		return err
	})
	return list, err
}

// OldMessages implements messenger.TimerStore. A place is the key of a chat.
func (s *Store) OldMessages(ctx context.Context, before time.Time, place string, limit int) (old []messenger.VanishPlace, next string, err error) {
	after, err := placeOfChat(place)
	if err != nil {
		return nil, "", err
	}
	var upto map[int64]messenger.Seq
	err = s.read(ctx, func(q querier) error {
		old, upto = nil, map[int64]messenger.Seq{}
		keys, err := scanKeys(q.query(ctx, `SELECT chat_key FROM chats WHERE chat_key > $1 ORDER BY chat_key LIMIT $2`, after, limit))
		if err != nil {
			return err
		}
		next = ""
		if len(keys) == limit {
			next = strconv.FormatInt(keys[len(keys)-1], 10)
		}
		for _, key := range keys {
			// From where the last turn ended, in the order of time; the first that is not so old ends it.
			list, err := vanishPlaces(ctx, q, before, `SELECT c.id, m.seq, u.id, m.at FROM chats c JOIN messages m ON m.chat_key = c.chat_key AND m.seq > c.retained_to
				JOIN users u ON u.user_key = m.sender_key
				WHERE c.chat_key = $1 AND m.client_id IS NOT NULL AND m.deleted_seq = 0 ORDER BY m.seq LIMIT $2`, key, limit)
			if err != nil {
				return err
			}
			if len(list) > 0 {
				old, upto[key] = append(old, list...), list[0].Seq-1
			}
			if len(list) == limit { // the chat comes first at the next turn
				next = strconv.FormatInt(key-1, 10)
				break
			}
		}
		return nil
	})
	if err != nil || len(upto) == 0 {
		return old, next, err
	}
	return old, next, s.inTx(ctx, func(t *tx) error {
		for key, seq := range upto {
			if err := t.exec(ctx, `UPDATE chats SET retained_to = $1 WHERE chat_key = $2 AND retained_to < $1`, int64(seq), key); err != nil {
				return err
			}
		}
		return nil
	})
}

func placeOfChat(place string) (int64, error) {
	if place == "" {
		return 0, nil
	}
	return strconv.ParseInt(place, 10, 64)
}

// timerColumn is how long messages stay, as it is scanned.
type timerColumn time.Duration

func (d *timerColumn) Scan(from any) error {
	ms, _ := from.(int64)
	*d = timerColumn(time.Duration(ms) * time.Millisecond)
	return nil
}

// never is a time that no message is from.
var never = time.UnixMilli(1<<53 - 1)

// vanishPlaces reads places up to the first message that is not from before a time.
func vanishPlaces(ctx context.Context, q querier, before time.Time, query string, args ...any) (list []messenger.VanishPlace, err error) {
	rows, err := q.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p messenger.VanishPlace
		var chat, user []byte
		var at int64
		if err := rows.Scan(&chat, &p.Seq, &user, &at); err != nil {
			return nil, err
		}
		if at >= millis(before) {
			break
		}
		p.Chat, p.Sender = messenger.ChatID(chat), auth.UserID(user)
		list = append(list, p)
	}
	return list, rows.Err()
}
