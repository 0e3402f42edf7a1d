package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
	"strconv"

	"twoticks/internal/messenger"
	"twoticks/internal/search"
)

func isNoRow(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// Unindexed implements messenger.Store.
func (s *Store) Unindexed(ctx context.Context, place string, limit int) (chats []messenger.ChatID, next string, err error) {
	from, err := readChatPlace(place)
	if err != nil {
		return nil, "", err
	}
	err = s.read(ctx, func(q querier) error {
		chats = nil
		rows, err := q.query(ctx, `SELECT c.chat_key, c.id, c.head > coalesce(x.upto, 0) FROM chats c
			LEFT JOIN search_chats x ON x.chat_key = c.chat_key AND x.version = ?
			WHERE c.chat_key > ? ORDER BY c.chat_key LIMIT ?`, search.Version, from, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		looked := 0
		for ; rows.Next(); looked++ {
			var id []byte
			var behind bool
			if err := rows.Scan(&from, &id, &behind); err != nil {
				return err
			}
			if behind {
				chats = append(chats, messenger.ChatID(id))
			}
		}
		if looked == limit {
			next = strconv.FormatInt(from, 10)
		}
		return rows.Err()
	})
	return chats, next, err
}

func readChatPlace(place string) (int64, error) {
	if place == "" {
		return 0, nil
	}
	return strconv.ParseInt(place, 10, 64)
}

// IndexChat implements messenger.Store. It reads beside the writer, makes the filters, and has them written in one act, unless the
// index has moved meanwhile.
func (s *Store) IndexChat(ctx context.Context, chat messenger.ChatID, limit int) (more bool, err error) {
	key, err := s.chatKey(ctx, chat)
	if err != nil {
		return false, err
	}
	var x indexing
	err = s.searches.read(ctx, func(q querier) error {
		x = indexing{chat: key}
		return x.read(ctx, q, limit)
	})
	if err != nil || x.upto == x.was {
		return false, err
	}
	return x.head > x.upto, s.writer.do(ctx, func(t *tx) error { return x.write(ctx, t) }, nil)
}

// indexing is one step of the index of a chat: from where it was, up to an entry of the log.
type indexing struct {
	chat, was, upto, head int64
	blocks                []search.Block
	empty                 []int64 // blocks in which there is nothing to find
}

func (x *indexing) read(ctx context.Context, q querier, limit int) error {
	err := q.row(ctx, `SELECT c.head, coalesce(x.upto, 0) FROM chats c LEFT JOIN search_chats x ON x.chat_key = c.chat_key AND x.version = ?2
		WHERE c.chat_key = ?1`, x.chat, search.Version).scan(&x.head, &x.was)
	if err != nil {
		return err
	}
	if x.upto = min(x.head, x.was+int64(limit)); x.upto == x.was {
		return nil
	}
	numbers, err := x.numbers(ctx, q)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		rows, err := searchRows(ctx, q, search.Part{
			Chat: x.chat, Above: n*search.BlockSize - 1, Upto: (n+1)*search.BlockSize - 1, Until: math.MaxInt64}, 0)
		if err != nil {
			return err
		}
		slices.Reverse(rows)
		if len(rows) == 0 {
			x.empty = append(x.empty, n)
		} else {
			x.blocks = append(x.blocks, search.NewBlock(x.chat, n, rows))
		}
	}
	return nil
}

// numbers are the blocks that the step makes: those of its part of the log, and those of earlier messages that were changed in it.
func (x *indexing) numbers(ctx context.Context, q querier) ([]int64, error) {
	numbers, err := scanKeys(q.query(ctx, `SELECT DISTINCT target_seq / ?4 FROM changes WHERE chat_key = ?1 AND seq > ?2 AND seq <= ?3
		AND target_seq <= ?2 AND kind IN (?5, ?6, ?7, ?8)`,
		x.chat, x.was, x.upto, search.BlockSize, messenger.Edit, messenger.Deletion, messenger.Purge, messenger.Vanish))
	if err != nil {
		return nil, err
	}
	for n := search.BlockOf(x.was + 1); n <= search.BlockOf(x.upto); n++ {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), nil
}

func (x *indexing) write(ctx context.Context, t *tx) error {
	var now int64
	err := t.row(ctx, `SELECT upto FROM search_chats WHERE chat_key = ? AND version = ?`, x.chat, search.Version).scan(&now)
	if err != nil && !isNoRow(err) || now != x.was {
		return err // somebody else was quicker
	}
	err = t.exec(ctx, `INSERT INTO search_chats (chat_key, upto, version) VALUES (?, ?, ?)
		ON CONFLICT (chat_key) DO UPDATE SET upto = excluded.upto, version = excluded.version`, x.chat, x.upto, search.Version)
	if err != nil {
		return err
	}
	for _, b := range x.blocks {
		err := t.exec(ctx, `INSERT INTO search_blocks (chat_key, number, first_at, last_at, filter) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (chat_key, number) DO UPDATE SET first_at = excluded.first_at, last_at = excluded.last_at, filter = excluded.filter`,
			b.Chat, b.Number, b.FirstAt, b.LastAt, b.Filter)
		if err != nil {
			return err
		}
	}
	for _, n := range x.empty {
		if err := t.exec(ctx, `DELETE FROM search_blocks WHERE chat_key = ? AND number = ?`, x.chat, n); err != nil {
			return err
		}
	}
	return nil
}
