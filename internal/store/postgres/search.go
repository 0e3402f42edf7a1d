package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
	"twoticks/internal/search"
)

// Search implements messenger.Store. Differs because connections are plenty here: it has none of its own.
func (s *Store) Search(ctx context.Context, user messenger.UserID, query messenger.SearchQuery) (out messenger.SearchPage, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
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
		c, err := scanChat(r.q.row(ctx, `SELECT `+chatColumns+` FROM chats c WHERE id = $1`, only[:]))
		if err != nil {
			return nil, err
		}
		if _, err := r.s.mayRead(ctx, r.q, r.user, c.key); err != nil {
			return nil, err
		}
		key = c.key
	}
	rows, err := r.q.query(ctx, `SELECT c.chat_key, c.id, c.head, c.head_at, coalesce(x.upto, 0), r.cleared_to,
			coalesce((SELECT min(read_from) FROM members m WHERE m.chat_key = c.chat_key AND m.user_key = $1), 0),
			(SELECT max(coalesce(to_seq, c.head)) FROM members m WHERE m.chat_key = c.chat_key AND m.user_key = $1)
		FROM chat_rows r JOIN chats c ON c.chat_key = r.chat_key
		LEFT JOIN search_chats x ON x.chat_key = c.chat_key AND x.version = $3
		WHERE r.user_key = $1 AND r.chat_key >= $2 AND ($2 = 0 OR r.chat_key = $2) AND r.gone = 0`, r.user, key, int64(search.Version))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var chats []*search.Chat
	behind := map[int64]*search.Chat{}
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
			behind[c.Key] = &c
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return chats, r.edited(ctx, behind)
}

// edited fills in which blocks say something of texts that were others then. Differs because it asks of all chats at once.
func (r searching) edited(ctx context.Context, behind map[int64]*search.Chat) error {
	if len(behind) == 0 {
		return nil
	}
	var keys, from []int64
	for key, c := range behind {
		keys, from = append(keys, key), append(from, c.Indexed)
	}
	rows, err := r.q.query(ctx, `SELECT c.chat_key, c.target_seq FROM unnest($1::bigint[], $2::bigint[]) AS w (chat, above)
		JOIN changes c ON c.chat_key = w.chat AND c.seq > w.above AND c.kind = $3`, keys, from, messenger.Edit)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key, seq int64
		if err := rows.Scan(&key, &seq); err != nil {
			return err
		}
		c := behind[key]
		if c.Edited == nil {
			c.Edited = map[int64]bool{}
		}
		c.Edited[search.BlockOf(seq)] = true
	}
	return rows.Err()
}

// Blocks implements search.Source. Differs because it asks of all chats at once.
func (r searching) Blocks(ctx context.Context, wanted []search.WantedBlocks) (blocks []search.Block, err error) {
	var chats, from, until, limits []int64
	for _, w := range wanted {
		chats, from, until, limits = append(chats, w.Chat), append(from, w.From), append(until, w.Until), append(limits, w.Limit)
	}
	rows, err := r.q.query(ctx, `SELECT b.chat_key, b.number, b.first_at, b.last_at, b.filter
		FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS w (chat, number, until, most)
		CROSS JOIN LATERAL (SELECT * FROM search_blocks s WHERE s.chat_key = w.chat AND s.number <= w.number AND s.first_at <= w.until
			ORDER BY s.number DESC LIMIT w.most) b`, chats, from, until, limits)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var b search.Block
		if err := rows.Scan(&b.Chat, &b.Number, &b.FirstAt, &b.LastAt, &b.Filter); err != nil {
			return nil, err
		}
		blocks = append(blocks, b)
	}
	return blocks, rows.Err()
}

// Rows implements search.Source.
func (r searching) Rows(ctx context.Context, parts []search.Part, sender int64) (list []search.Row, err error) {
	return searchRows(ctx, r.q, parts, sender)
}

// searchRows reads what people wrote in parts of logs, the newest of each first. Differs because it reads all at once.
func searchRows(ctx context.Context, q querier, parts []search.Part, sender int64) (list []search.Row, err error) {
	var chats, above, upto, until []int64
	for _, p := range parts {
		chats, above, upto, until = append(chats, p.Chat), append(above, p.Above), append(upto, p.Upto), append(until, p.Until)
	}
	rows, err := q.query(ctx, `SELECT m.chat_key, m.seq, m.sender_key, m.at, m.kind, m.version, m.body
		FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS w (chat, above, upto, until, place)
		CROSS JOIN LATERAL (SELECT * FROM messages m WHERE m.chat_key = w.chat AND m.seq > w.above AND m.seq <= w.upto AND m.at <= w.until
			AND m.kind <> 'system' AND m.body IS NOT NULL AND ($5::bigint = 0 OR m.sender_key = $5) ORDER BY m.seq DESC) m
		ORDER BY w.place, m.seq DESC`, chats, above, upto, until, sender)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var m search.Row
		if err := rows.Scan(&m.Chat, &m.Seq, &m.Sender, &m.At, &m.Kind, &m.Version, &m.Body); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// Readable implements search.Source. Differs because it reads all at once.
func (r searching) Readable(ctx context.Context, chat *search.Chat, seqs []int64) (list []messenger.Message, err error) {
	rel, err := r.s.mayRead(ctx, r.q, r.user, chat.Key)
	if err != nil {
		return nil, err
	}
	own, err := spansOf(ctx, r.q, chat.Key, r.user)
	if err != nil {
		return nil, err
	}
	rows, err := r.q.query(ctx, `SELECT `+messageColumns+` FROM messages m WHERE chat_key = $2 AND seq = ANY ($3::bigint[]) AND `+readable,
		r.user, chat.Key, seqs)
	if err != nil {
		return nil, err
	}
	messages, _, err := r.s.scanMessages(ctx, r.q, rows, chatOf{chat.ID, chat.Key, r.user})
	if err != nil {
		return nil, err
	}
	for i := range messages {
		if m := &messages[i]; len(touching(own.out, m.Seq-1, m.Seq)) == 0 {
			asRead(rel, own, m)
			list = append(list, *m)
		}
	}
	return list, nil
}

func isNoRow(err error) bool { return errors.Is(err, pgx.ErrNoRows) }
