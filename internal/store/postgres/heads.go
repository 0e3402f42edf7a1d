package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// Heads implements messenger.Store.
func (s *Store) Heads(ctx context.Context, user messenger.UserID, query messenger.HeadsQuery) (out messenger.Heads, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.Heads{}
		chats, err := s.headsChats(ctx, q, userKey, query)
		if err != nil {
			return err
		}
		more := len(query.Chats) == 0 && len(chats) > query.Limit
		if more {
			chats = chats[:query.Limit]
		}
		rows, err := s.headsRows(ctx, q, userKey, chats)
		if err != nil {
			return err
		}
		if more && len(rows) > 0 {
			last := rows[len(rows)-1]
			out.Next = messenger.HeadsPlace{HeadAt: last.HeadAt, Chat: last.Chat}
		}
		people := newPeopleSet(s, q)
		for i, row := range rows {
			if query.UnreadOnly && row.Unread == 0 {
				continue
			}
			out.Rows = append(out.Rows, row)
			people.addPair(chats[i])
			if err := s.addPinned(ctx, q, people, row.Pins); err != nil {
				return err
			}
			if row.Last != nil {
				sender, err := s.keyIn(ctx, q, row.Last.Sender)
				if err != nil {
					return err
				}
				if err := people.addMessage(ctx, sender, row.Last); err != nil {
					return err
				}
			}
		}
		out.People, err = people.read(ctx)
		return err
	})
	return out, err
}

func (s *Store) keyIn(ctx context.Context, q querier, id messenger.UserID) (key int64, err error) {
	if key, ok := s.keys.users.Load(id); ok {
		return key.(int64), nil
	}
	err = q.row(ctx, `SELECT user_key FROM users WHERE id = $1`, id[:]).scan(&key)
	return key, err
}

// headsChats reads the chats that a query asks for: one more than the limit, so that the caller sees whether there are
// more. Chats that are not the user's are absent.
func (s *Store) headsChats(ctx context.Context, q querier, user int64, query messenger.HeadsQuery) ([]*chatState, error) {
	if len(query.Chats) > 0 {
		return s.namedChats(ctx, q, user, query.Chats)
	}
	after := query.After
	// Who was removed has the chat where it stood then: what goes on in it does not move it up (C23).
	const headAt = `CASE r.ended_at WHEN 0 THEN head_at ELSE r.ended_at END`
	return scanChats(q.query(ctx, `SELECT `+chatColumns+`, `+summaryColumns+`
		FROM (SELECT chat_key AS of_chat, ended_at FROM chat_rows WHERE user_key = $1 AND gone = 0) r JOIN chats ON chat_key = r.of_chat
		WHERE $2::bigint = 0 OR (`+headAt+`, id) < ($2, $3)
		ORDER BY `+headAt+` DESC, id DESC LIMIT $4`, user, millis(after.HeadAt), after.Chat[:], query.Limit+1))
}

func (s *Store) namedChats(ctx context.Context, q querier, user int64, ids []messenger.ChatID) ([]*chatState, error) {
	list := make([][]byte, len(ids))
	for i := range ids {
		list[i] = ids[i][:]
	}
	return scanChats(q.query(ctx, `SELECT `+chatColumns+`, `+summaryColumns+`
		FROM unnest($1::bytea[]) WITH ORDINALITY AS p (chat, place) JOIN chats c ON id = p.chat
		WHERE EXISTS (SELECT 1 FROM chat_rows r WHERE r.user_key = $2 AND r.chat_key = c.chat_key AND r.gone = 0)
		ORDER BY p.place`, list, user))
}

func scanChats(rows pgx.Rows, err error) (chats []*chatState, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scanChatWithSummaries(rows)
		if err != nil {
			return nil, err
		}
		chats = append(chats, c)
	}
	return chats, rows.Err()
}

// headsRow reads where a chat stands for one user. Who was removed sees the chat as it stood then.
func (s *Store) headsRow(ctx context.Context, q querier, user int64, c *chatState) (messenger.HeadsRow, error) {
	rows, err := s.headsRows(ctx, q, user, []*chatState{c})
	if err != nil {
		return messenger.HeadsRow{}, err
	}
	return rows[0], nil
}

// headsRows reads where chats stand for one user. Differs because each question is a way to the server and back: what is asked of
// every chat is asked of all at once, so a page costs as many ways as a chat.
func (s *Store) headsRows(ctx context.Context, q querier, user int64, chats []*chatState) ([]messenger.HeadsRow, error) {
	all, err := readStandings(ctx, q, user, chats)
	if err != nil {
		return nil, err
	}
	lasts, err := s.lastMessages(ctx, q, user, chats, all)
	if err != nil {
		return nil, err
	}
	unread, err := unreadOf(ctx, q, user, chats, all)
	if err != nil {
		return nil, err
	}
	pins, err := s.pinnedFor(ctx, q, user, chats, all)
	if err != nil {
		return nil, err
	}
	rows := make([]messenger.HeadsRow, len(chats))
	for i, c := range chats {
		at := &all[i]
		row := messenger.HeadsRow{Chat: c.id, Head: min(c.head, at.relation.To), HeadAt: fromMillis(c.headAt), Members: c.count, Last: lasts[i], Pins: pins[i]}
		if at.relation.WasMember {
			row.HeadAt = at.endedAt
		}
		row.Mine = messenger.Marks{Delivered: at.mine.delivered, Read: at.mine.read}
		if err := others(ctx, q, c, user, at, &row); err != nil {
			return nil, err
		}
		if c.kind != messenger.Self { // all of it is one's own
			row.OthersExpired, row.Unread = ofOthers(at.stretches, user, told(c, row.Others, row.Head)), unread[i]
			if row.Expired, err = counted(ctx, q, c.key, user, at.own.named, at.relation.Cleared); err != nil {
				return nil, err
			}
		}
		rows[i] = row
	}
	return rows, nil
}

// marks is a row of the marks of one user in one chat.
type marks struct{ delivered, read, shownRead messenger.Seq }

// marksOf reads them; who has none yet stands where its membership began.
func marksOf(ctx context.Context, q querier, chat, user int64, from messenger.Seq) (marks, error) {
	m := marks{from, from, from}
	err := q.row(ctx, `SELECT delivered, read, shown_read FROM marks WHERE chat_key = $1 AND user_key = $2`, chat, user).
		scan(&m.delivered, &m.read, &m.shownRead)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return m, err
}

// others reads what a user may see of the others: what all of them have (C22), where the first of their memberships
// begins, and how many there are. A note to oneself is read.
func others(ctx context.Context, q querier, c *chatState, user int64, at *standing, out *messenger.HeadsRow) error {
	r := at.relation
	switch c.kind {
	case messenger.Self:
		out.Others = messenger.Marks{Delivered: c.head, Read: c.head}
		return nil
	case messenger.Direct:
		out.Others = messenger.Marks{Delivered: at.peer.delivered, Read: at.peer.shownRead}
		return nil
	}
	all, err := c.summaries(ctx, q)
	if err != nil {
		return err
	}
	out.Others = messenger.Marks{Delivered: all.delivered.but(user), Read: all.read.but(user)}
	out.OthersFrom = all.from.but(user)
	if r.Member {
		return nil
	}
	// Who was removed learns neither how far the others went on, nor who came or went since (C23).
	out.Others.Delivered, out.Others.Read = min(out.Others.Delivered, r.To), min(out.Others.Read, r.To)
	return q.row(ctx, `SELECT count(*), coalesce(min(from_seq), 0) FROM members WHERE chat_key = $1 AND from_seq < $2
		AND (to_seq IS NULL OR to_seq > $2)`, c.key, r.To).scan(&out.Members, &out.OthersFrom)
}
