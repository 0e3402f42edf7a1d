package postgres

import (
	"context"
	"math"
	"slices"
	"strconv"

	"twoticks/internal/messenger"
	"twoticks/internal/search"
)

// Unindexed implements messenger.Store.
func (s *Store) Unindexed(ctx context.Context, place string, limit int) (chats []messenger.ChatID, next string, err error) {
	from, err := readChatPlace(place)
	if err != nil {
		return nil, "", err
	}
	err = s.ask(ctx, func(q querier) error {
		chats = nil
		rows, err := q.query(ctx, `SELECT c.chat_key, c.id, c.head > coalesce(x.upto, 0) FROM chats c
			LEFT JOIN search_chats x ON x.chat_key = c.chat_key AND x.version = $1
			WHERE c.chat_key > $2 ORDER BY c.chat_key LIMIT $3`, int64(search.Version), from, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		looked := 0
		last := from
		for ; rows.Next(); looked++ {
			var id []byte
			var behind bool
			if err := rows.Scan(&last, &id, &behind); err != nil {
				return err
			}
			if behind {
				chats = append(chats, messenger.ChatID(id))
			}
		}
		if looked == limit {
			next = strconv.FormatInt(last, 10)
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

// IndexChat implements messenger.Store. Differs because other nodes index too: it holds the chat's row of the index from before it
// reads until it has written, and leaves a chat that somebody else holds to them.
func (s *Store) IndexChat(ctx context.Context, chat messenger.ChatID, limit int) (more bool, err error) {
	key, err := s.chatKey(ctx, chat)
	if err != nil {
		return false, err
	}
	err = s.inTx(ctx, func(t *tx) error {
		x := indexing{chat: key}
		if mine, err := x.hold(ctx, t); err != nil || !mine {
			more = false
			return err
		}
		if err := x.read(ctx, t, limit); err != nil || x.upto == x.was {
			more = false
			return err
		}
		more = x.head > x.upto
		return x.write(ctx, t)
	})
	return more, err
}

// indexing is one step of the index of a chat: from where it was, up to an entry of the log.
type indexing struct {
	chat, was, upto, head int64
	blocks                []search.Block
	empty                 []int64 // blocks in which there is nothing to find
}

// hold locks the chat's row of the index, which is made if there is none.
func (x *indexing) hold(ctx context.Context, t *tx) (mine bool, err error) {
	err = t.exec(ctx, `INSERT INTO search_chats (chat_key, upto, version) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING`, x.chat, int64(search.Version))
	if err != nil {
		return false, err
	}
	err = t.row(ctx, `SELECT CASE version WHEN $2 THEN upto ELSE 0 END FROM search_chats WHERE chat_key = $1 FOR UPDATE SKIP LOCKED`,
		x.chat, int64(search.Version)).scan(&x.was)
	if isNoRow(err) {
		return false, nil
	}
	return err == nil, err
}

// read makes the blocks. Each statement sees what was committed before it: messages may say what they say after x.head, and then
// the entry that changed them is above it, and a later step makes their block anew.
func (x *indexing) read(ctx context.Context, q querier, limit int) error {
	if err := q.row(ctx, `SELECT head FROM chats WHERE chat_key = $1`, x.chat).scan(&x.head); err != nil {
		return err
	}
	if x.upto = min(x.head, x.was+int64(limit)); x.upto == x.was {
		return nil
	}
	numbers, err := x.numbers(ctx, q)
	if err != nil {
		return err
	}
	parts := make([]search.Part, len(numbers))
	for i, n := range numbers {
		parts[i] = search.Part{Chat: x.chat, Above: n*search.BlockSize - 1, Upto: (n+1)*search.BlockSize - 1, Until: math.MaxInt64}
	}
	rows, err := searchRows(ctx, q, parts, 0)
	if err != nil {
		return err
	}
	byBlock := map[int64][]search.Row{}
	for _, r := range slices.Backward(rows) {
		byBlock[search.BlockOf(r.Seq)] = append(byBlock[search.BlockOf(r.Seq)], r)
	}
	for _, n := range numbers {
		if rows := byBlock[n]; len(rows) > 0 {
			x.blocks = append(x.blocks, search.NewBlock(x.chat, n, rows))
		} else {
			x.empty = append(x.empty, n)
		}
	}
	return nil
}

// numbers are the blocks that the step makes: those of its part of the log, and those of earlier messages that were changed in it.
func (x *indexing) numbers(ctx context.Context, q querier) ([]int64, error) {
	numbers, err := scanKeys(q.query(ctx, `SELECT DISTINCT target_seq / $4 FROM changes WHERE chat_key = $1 AND seq > $2 AND seq <= $3
		AND target_seq <= $2 AND kind IN ($5, $6, $7, $8)`,
		x.chat, x.was, x.upto, int64(search.BlockSize), messenger.Edit, messenger.Deletion, messenger.Purge, messenger.Vanish))
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
	err := t.exec(ctx, `UPDATE search_chats SET upto = $2, version = $3 WHERE chat_key = $1`, x.chat, x.upto, int64(search.Version))
	if err != nil {
		return err
	}
	var numbers, first, last []int64
	var filters [][]byte
	for _, b := range x.blocks {
		numbers, first, last, filters = append(numbers, b.Number), append(first, b.FirstAt), append(last, b.LastAt), append(filters, b.Filter)
	}
	err = t.exec(ctx, `INSERT INTO search_blocks (chat_key, number, first_at, last_at, filter)
		SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[])
		ON CONFLICT (chat_key, number) DO UPDATE SET first_at = excluded.first_at, last_at = excluded.last_at, filter = excluded.filter`,
		x.chat, numbers, first, last, filters)
	if err != nil || len(x.empty) == 0 {
		return err
	}
	return t.exec(ctx, `DELETE FROM search_blocks WHERE chat_key = $1 AND number = ANY ($2::bigint[])`, x.chat, x.empty)
}
