package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

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
		people := newPeopleSet(s, q)
		var place messenger.HeadsPlace
		for i, c := range chats {
			if len(query.Chats) == 0 && i == query.Limit {
				out.Next = place
				break
			}
			row, err := s.headsRow(ctx, q, userKey, c)
			if err != nil {
				return err
			}
			place = messenger.HeadsPlace{HeadAt: row.HeadAt, Chat: row.Chat}
			if query.UnreadOnly && row.Unread == 0 {
				continue
			}
			out.Rows = append(out.Rows, row)
			people.addPair(c)
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
	err = q.row(ctx, `SELECT user_key FROM users WHERE id = ?`, id[:]).scan(&key)
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
	const headAt = `CASE r.ended_at WHEN 0 THEN c.head_at ELSE r.ended_at END`
	rows, err := q.query(ctx, `SELECT `+chatColumns+`
		FROM chat_rows r JOIN chats c ON c.chat_key = r.chat_key
		WHERE r.user_key = ?1 AND r.gone = 0 AND (?2 = 0 OR (`+headAt+`, c.id) < (?2, ?3))
		ORDER BY `+headAt+` DESC, c.id DESC LIMIT ?4`, user, millis(after.HeadAt), after.Chat[:], query.Limit+1)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var chats []*chatState
	for rows.Next() {
		c, err := readChat(rows.Scan)
		if err != nil {
			return nil, err
		}
		chats = append(chats, c)
	}
	return chats, rows.Err()
}

func (s *Store) namedChats(ctx context.Context, q querier, user int64, ids []messenger.ChatID) ([]*chatState, error) {
	var chats []*chatState
	for _, id := range ids {
		c, err := scanChat(q.row(ctx, `SELECT `+chatColumns+` FROM chats c WHERE id = ? AND EXISTS (
			SELECT 1 FROM chat_rows r WHERE r.user_key = ? AND r.chat_key = c.chat_key AND r.gone = 0)`, id[:], user))
		if errors.Is(err, messenger.ErrChatNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		chats = append(chats, c)
	}
	return chats, nil
}

// headsRow reads where a chat stands for one user. Who was removed sees the chat as it stood then.
func (s *Store) headsRow(ctx context.Context, q querier, user int64, c *chatState) (messenger.HeadsRow, error) {
	out := messenger.HeadsRow{Chat: c.id, Head: c.head, HeadAt: fromMillis(c.headAt), Members: c.count}
	r, err := c.relation(ctx, q, user)
	if err != nil {
		return out, err
	}
	out.Head = min(c.head, r.To)
	stretches, err := stretchesOf(ctx, q, c.key)
	if err != nil {
		return out, err
	}
	own := ofOne(stretches, user)
	if out.Last, err = s.lastMessage(ctx, q, c, user, r, own); err != nil {
		return out, err
	}
	if r.WasMember {
		if out.HeadAt, err = endedAt(ctx, q, c.key, user); err != nil {
			return out, err
		}
	}
	mine, err := marksOf(ctx, q, c.key, user, r.Joined)
	if err != nil {
		return out, err
	}
	out.Mine = messenger.Marks{Delivered: mine.delivered, Read: mine.read}
	if err := others(ctx, q, c, user, r, &out); err != nil {
		return out, err
	}
	if out.Pins, err = s.pinnedFor(ctx, q, user, c, r); err != nil {
		return out, err
	}
	if c.kind == messenger.Self {
		return out, nil // all of it is one's own
	}
	out.OthersExpired = ofOthers(stretches, user, told(c, out.Others, out.Head))
	if out.Expired, err = counted(ctx, q, c.key, user, own.named, r.Cleared); err != nil {
		return out, err
	}
	out.Unread, err = unread(ctx, q, c, user, own.out, max(mine.read, r.Joined, r.Cleared), r.To)
	return out, err
}

// lastMessage reads the newest row that a user may read, did not hide, and that did not expire for it.
func (s *Store) lastMessage(ctx context.Context, q querier, c *chatState, user int64, r messenger.Relation, own spans) (*messenger.Message, error) {
	for _, gap := range slices.Backward(gaps(own.out, r.Above(), min(r.To, c.lastSeq))) {
		rows, err := q.query(ctx, `SELECT `+messageColumns+` FROM messages m WHERE chat_key = ? AND seq > ? AND seq <= ? AND `+notHidden+`
			ORDER BY seq DESC LIMIT 1`, c.key, gap.From, gap.To, user)
		if err != nil {
			return nil, err
		}
		messages, _, err := s.scanMessages(ctx, q, rows, chatOf{c.id, c.key, user})
		if err != nil {
			return nil, err
		}
		if len(messages) > 0 {
			asRead(r, own, &messages[0])
			return &messages[0], nil
		}
	}
	return nil, nil
}

// endedAt is when a membership ended: that is where its chat stands in the list.
func endedAt(ctx context.Context, q querier, chat, user int64) (time.Time, error) {
	var at int64
	err := q.row(ctx, `SELECT ended_at FROM chat_rows WHERE user_key = ? AND chat_key = ?`, user, chat).scan(&at)
	return fromMillis(at), err
}

// marks is a row of the marks of one user in one chat.
type marks struct{ delivered, read, shownRead messenger.Seq }

// marksOf reads them; who has none yet stands where its membership began.
func marksOf(ctx context.Context, q querier, chat, user int64, from messenger.Seq) (marks, error) {
	m := marks{from, from, from}
	err := q.row(ctx, `SELECT delivered, read, shown_read FROM marks WHERE chat_key = ? AND user_key = ?`, chat, user).
		scan(&m.delivered, &m.read, &m.shownRead)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return m, err
}

// others reads what a user may see of the others: what all of them have (C22), where the first of their memberships
// begins, and how many there are. A note to oneself is read.
func others(ctx context.Context, q querier, c *chatState, user int64, r messenger.Relation, out *messenger.HeadsRow) error {
	switch c.kind {
	case messenger.Self:
		out.Others = messenger.Marks{Delivered: c.head, Read: c.head}
		return nil
	case messenger.Direct:
		m, err := marksOf(ctx, q, c.key, c.low+c.high-user, 0)
		out.Others = messenger.Marks{Delivered: m.delivered, Read: m.shownRead}
		return err
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
	return q.row(ctx, `SELECT count(*), coalesce(min(from_seq), 0) FROM members WHERE chat_key = ?1 AND from_seq < ?2
		AND (to_seq IS NULL OR to_seq > ?2)`, c.key, r.To).scan(&out.Members, &out.OthersFrom)
}
