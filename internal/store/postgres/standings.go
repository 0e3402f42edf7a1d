package postgres

import (
	"cmp"
	"context"
	"slices"
	"time"

	"twoticks/internal/messenger"
)

// standing is how a user stands to a chat, with what the other of two may be seen to have.
type standing struct {
	relation   messenger.Relation
	endedAt    time.Time // of a membership that ended: that is where its chat stands in the list
	mine, peer marks
	stretches  []stretch // of everybody, by where they begin
	own        spans
}

// readStandings reads them, one for each chat.
func readStandings(ctx context.Context, q querier, user int64, chats []*chatState) ([]standing, error) {
	keys, peers := make([]int64, len(chats)), make([]int64, len(chats))
	for i, c := range chats {
		if keys[i] = c.key; c.kind == messenger.Direct {
			peers[i] = c.low + c.high - user
		}
	}
	// Who has no marks yet stands where its membership began.
	rows, err := q.query(ctx, `SELECT coalesce(m.from_seq, 0), coalesce(m.read_from, 0), m.to_seq, coalesce(m.role, 0), coalesce(r.ended_at, 0),
			coalesce(k.delivered, m.from_seq, 0), coalesce(k.read, m.from_seq, 0), coalesce(o.delivered, 0), coalesce(o.shown_read, 0),
			coalesce(r.cleared_to, 0), coalesce(1 + x.gone, 0)
		FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS p (chat, peer, place)
		LEFT JOIN LATERAL (SELECT from_seq, read_from, to_seq, role FROM members
			WHERE chat_key = p.chat AND user_key = $3 ORDER BY from_seq DESC LIMIT 1) m ON true
		LEFT JOIN chat_rows r ON r.user_key = $3 AND r.chat_key = p.chat
		LEFT JOIN marks k ON k.chat_key = p.chat AND k.user_key = $3
		LEFT JOIN marks o ON o.chat_key = p.chat AND o.user_key = p.peer
		LEFT JOIN blocks x ON x.user_key = $3 AND x.blocked_key = p.peer
		ORDER BY p.place`, keys, peers, user)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make([]standing, 0, len(chats))
	for rows.Next() {
		var m membership
		var at standing
		var ended int64
		err := rows.Scan(&m.from, &m.read, &m.to, &m.role, &ended, &at.mine.delivered, &at.mine.read, &at.peer.delivered, &at.peer.shownRead, &m.cleared, &m.blocks)
		if err != nil {
			return nil, err
		}
		at.relation, at.endedAt = chats[len(all)].relationOf(m), fromMillis(ended)
		all = append(all, at)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	return all, readStretches(ctx, q, user, keys, all)
}

// readStretches fills in what has expired, for whom.
func readStretches(ctx context.Context, q querier, user int64, keys []int64, all []standing) error {
	rows, err := q.query(ctx, `SELECT e.chat_key, e.user_key, e.from_seq, e.to_seq, e.withheld > 0, EXISTS (
			SELECT 1 FROM members m WHERE m.chat_key = e.chat_key AND m.user_key = e.user_key AND m.to_seq IS NULL)
		FROM expired e WHERE e.chat_key = ANY($1)`, keys)
	if err != nil {
		return err
	}
	defer rows.Close()
	of := make(map[int64][]stretch)
	for rows.Next() {
		var chat int64
		var e stretch
		if err := rows.Scan(&chat, &e.user, &e.from, &e.to, &e.withheld, &e.member); err != nil {
			return err
		}
		of[chat] = append(of[chat], e)
	}
	for i, key := range keys {
		list := of[key]
		slices.SortFunc(list, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
		all[i].stretches, all[i].own = list, ofOne(list, user)
	}
	return rows.Err()
}

// parts are stretches of chats, as columns. A place says which of the chats it is.
type parts struct {
	places      []int32
	chats       []int64
	above, upto []int64
}

func (p *parts) add(place int, chat int64, stretches []messenger.Stretch) {
	for _, e := range stretches {
		p.places, p.chats = append(p.places, int32(place)), append(p.chats, chat)
		p.above, p.upto = append(p.above, int64(e.From)), append(p.upto, int64(e.To))
	}
}

// lastMessages reads of each chat the newest row that a user may read, did not hide, and that did not expire for it; nil where
// there is none.
func (s *Store) lastMessages(ctx context.Context, q querier, user int64, chats []*chatState, all []standing) ([]*messenger.Message, error) {
	var p parts
	for i, c := range chats {
		r := all[i].relation
		p.add(i, c.key, gaps(all[i].own.out, r.Above(), min(r.To, c.lastSeq)))
	}
	lasts := make([]*messenger.Message, len(chats))
	if len(p.places) == 0 {
		return lasts, nil
	}
	rows, err := q.query(ctx, `SELECT p.place, `+messageColumns+`
		FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[]) AS p (place, chat, above, upto)
		CROSS JOIN LATERAL (SELECT * FROM messages m WHERE chat_key = p.chat AND seq > p.above AND seq <= p.upto AND `+notHidden+`
			ORDER BY seq DESC LIMIT 1) m
		ORDER BY p.place, m.seq`, user, p.places, p.chats, p.above, p.upto)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	senders := make([]int64, len(chats))
	for rows.Next() {
		var place int
		m, sender, err := scanMessage(behind{rows, &place}, messenger.ChatID{})
		if err != nil {
			return nil, err
		}
		lasts[place], senders[place] = &m, sender // the newest part comes last
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	if err := s.learnUsers(ctx, q, senders); err != nil {
		return nil, err
	}
	for i, m := range lasts {
		if m == nil {
			continue
		}
		m.Chat = chats[i].id
		if m.Sender, err = s.userID(ctx, q, senders[i]); err != nil {
			return nil, err
		}
	}
	if err := s.dressLasts(ctx, q, user, chats, lasts); err != nil {
		return nil, err
	}
	for i, m := range lasts {
		asRead(all[i].relation, all[i].own, m)
	}
	return lasts, nil
}

// behind is a row whose first column is another.
type behind struct {
	rows  scanner
	first any
}

// Scan implements scanner.
func (b behind) Scan(dest ...any) error { return b.rows.Scan(append([]any{b.first}, dest...)...) }

// unreadOf counts in each chat what others wrote after a user's read mark, but for what has expired or was hidden (C32).
func unreadOf(ctx context.Context, q querier, user int64, chats []*chatState, all []standing) ([]int, error) {
	var p parts
	for i, c := range chats {
		at := &all[i]
		if c.kind != messenger.Self {
			upto := c.writtenByOthers(user, at.relation.To)
			p.add(i, c.key, gaps(at.own.out, max(at.mine.read, at.relation.Joined, at.relation.Cleared), upto))
		}
	}
	unread := make([]int, len(chats))
	if len(p.places) == 0 {
		return unread, nil
	}
	rows, err := q.query(ctx, `SELECT p.place, (SELECT count(*) FROM (SELECT 1 FROM messages m
			WHERE chat_key = p.chat AND seq > p.above AND seq <= p.upto AND sender_key <> $1 AND kind <> 'system' AND deleted_seq = 0
			AND `+notHidden+` LIMIT $6) AS n)
		FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[]) AS p (place, chat, above, upto)`,
		user, p.places, p.chats, p.above, p.upto, messenger.MaxUnread)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var place, n int
		if err := rows.Scan(&place, &n); err != nil {
			return nil, err
		}
		unread[place] = min(unread[place]+n, messenger.MaxUnread)
	}
	return unread, rows.Err()
}
