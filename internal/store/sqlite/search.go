package sqlite

import (
	"context"
	"errors"

	"twoticks/internal/messenger"
	"twoticks/internal/search"
)

// Search implements messenger.Store. It has connections of its own, so that nobody who reads a chat waits for it.
func (s *Store) Search(ctx context.Context, user messenger.UserID, query messenger.SearchQuery) (out messenger.SearchPage, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return out, err
	}
	err = s.searches.read(ctx, func(q querier) error {
		src := searching{s, q, userKey}
		wanted := search.Query{SearchQuery: query}
		if query.Sender != (messenger.UserID{}) {
			wanted.Sender, err = s.keyIn(ctx, q, query.Sender)
			if isNoRow(err) {
				wanted.Sender, err = nobody, nil
			}
			if err != nil {
				return err
			}
		}
		chats, err := src.chats(ctx, query.Chat)
		if err != nil {
			return err
		}
		if out, err = search.Run(ctx, src, chats, wanted); err != nil {
			return err
		}
		people := newPeopleSet(s, q)
		for _, h := range out.Hits {
			sender, err := s.keyIn(ctx, q, h.Sender)
			if err != nil {
				return err
			}
			people.add(sender)
		}
		out.People, err = people.read(ctx)
		return err
	})
	return out, err
}

// nobody is a key that no user has.
const nobody = -1

// searching is what a search reads from, for one user.
type searching struct {
	s    *Store
	q    querier
	user int64
}

// chats reads the chats that are searched: one, which the user may read, or all of the user's.
func (r searching) chats(ctx context.Context, only messenger.ChatID) ([]*search.Chat, error) {
	key := int64(0)
	if only != (messenger.ChatID{}) {
		c, err := scanChat(r.q.row(ctx, `SELECT `+chatColumns+` FROM chats c WHERE id = ?`, only[:]))
		if err != nil {
			return nil, err
		}
		if _, err := r.s.mayRead(ctx, r.q, r.user, c.key); err != nil {
			return nil, err
		}
		key = c.key
	}
	rows, err := r.q.query(ctx, `SELECT c.chat_key, c.id, c.head, c.head_at, coalesce(x.upto, 0), r.cleared_to,
			coalesce((SELECT min(read_from) FROM members m WHERE m.chat_key = c.chat_key AND m.user_key = ?1), 0),
			(SELECT max(coalesce(to_seq, c.head)) FROM members m WHERE m.chat_key = c.chat_key AND m.user_key = ?1)
		FROM chat_rows r JOIN chats c ON c.chat_key = r.chat_key
		LEFT JOIN search_chats x ON x.chat_key = c.chat_key AND x.version = ?3
		WHERE r.user_key = ?1 AND r.chat_key >= ?2 AND (?2 = 0 OR r.chat_key = ?2) AND r.gone = 0`, r.user, key, search.Version)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var chats, behind []*search.Chat
	for rows.Next() {
		var c search.Chat
		var id []byte
		var head, cleared int64
		var highest *int64
		if err := rows.Scan(&c.Key, &id, &head, &c.HeadAt, &c.Indexed, &cleared, &c.Lowest, &highest); err != nil {
			return nil, err
		}
		if highest == nil {
			continue
		}
		c.ID, c.Lowest, c.Highest = messenger.ChatID(id), max(c.Lowest, cleared), *highest
		chats = append(chats, &c)
		if head > c.Indexed && c.Indexed > 0 {
			behind = append(behind, &c)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	return chats, r.edited(ctx, behind)
}

// edited fills in which blocks say something of texts that were others then.
func (r searching) edited(ctx context.Context, behind []*search.Chat) error {
	for _, c := range behind {
		keys, err := scanKeys(r.q.query(ctx, `SELECT target_seq FROM changes WHERE chat_key = ? AND seq > ? AND kind = ?`,
			c.Key, c.Indexed, messenger.Edit))
		if err != nil {
			return err
		}
		for _, seq := range keys {
			if c.Edited == nil {
				c.Edited = map[int64]bool{}
			}
			c.Edited[search.BlockOf(seq)] = true
		}
	}
	return nil
}

// Blocks implements search.Source.
func (r searching) Blocks(ctx context.Context, wanted []search.WantedBlocks) (blocks []search.Block, err error) {
	for _, w := range wanted {
		rows, err := r.q.query(ctx, `SELECT number, first_at, last_at, filter FROM search_blocks
			WHERE chat_key = ? AND number <= ? AND first_at <= ? ORDER BY number DESC LIMIT ?`, w.Chat, w.From, w.Until, w.Limit)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			b := search.Block{Chat: w.Chat}
			if err := rows.Scan(&b.Number, &b.FirstAt, &b.LastAt, &b.Filter); err != nil {
				rows.Close()
				return nil, err
			}
			blocks = append(blocks, b)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return blocks, nil
}

// Rows implements search.Source.
func (r searching) Rows(ctx context.Context, parts []search.Part, sender int64) (list []search.Row, err error) {
	for _, p := range parts {
		some, err := searchRows(ctx, r.q, p, sender)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// searchRows reads what people wrote in a part of a log, the newest first.
func searchRows(ctx context.Context, q querier, p search.Part, sender int64) (list []search.Row, err error) {
	rows, err := q.query(ctx, `SELECT seq, sender_key, at, kind, version, body FROM messages
		WHERE chat_key = ?1 AND seq > ?2 AND seq <= ?3 AND at <= ?4 AND kind <> 'system' AND body IS NOT NULL AND (?5 = 0 OR sender_key = ?5)
		ORDER BY seq DESC`, p.Chat, p.Above, p.Upto, p.Until, sender)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		m := search.Row{Chat: p.Chat}
		if err := rows.Scan(&m.Seq, &m.Sender, &m.At, &m.Kind, &m.Version, &m.Body); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// Readable implements search.Source.
func (r searching) Readable(ctx context.Context, chat *search.Chat, seqs []int64) (list []messenger.Message, err error) {
	rel, err := r.s.mayRead(ctx, r.q, r.user, chat.Key)
	if err != nil {
		return nil, err
	}
	own, err := spansOf(ctx, r.q, chat.Key, r.user)
	if err != nil {
		return nil, err
	}
	for _, n := range seqs {
		seq := messenger.Seq(n)
		if len(touching(own.out, seq-1, seq)) > 0 {
			continue
		}
		m, err := r.s.target(ctx, r.q, r.user, chat.Key, chat.ID, seq)
		if err != nil {
			return nil, err
		}
		if m != nil {
			asRead(rel, own, m)
			list = append(list, *m)
		}
	}
	return list, nil
}
