package postgres

import (
	"context"

	"twoticks/internal/messenger"
)

// dress adds to rows what stands elsewhere: the messages that they answer, as those are now and as far as the reader may
// see them (C23), and their reactions, the reader's own first. Most rows have neither and cost nothing here. The chats
// stand beside the rows. Differs because each question is a way to the server and back: it asks for all of them at once.
func (s *Store) dress(ctx context.Context, q querier, reader int64, chats []int64, list []*messenger.Message) error {
	var quoting, reacted spots
	for i, m := range list {
		if m.Quote != nil {
			quoting.add(i, chats[i], m.Quote.Seq)
		}
		if m.ReactedSeq != 0 && m.DeletedSeq == 0 {
			reacted.add(i, chats[i], m.Seq)
		}
	}
	if err := s.readQuotes(ctx, q, reader, quoting, list); err != nil {
		return err
	}
	return s.readReactions(ctx, q, reader, reacted, list)
}

// dressAll is dress for rows of one chat.
func (s *Store) dressAll(ctx context.Context, q querier, reader, chat int64, messages []messenger.Message) error {
	chats, list := make([]int64, len(messages)), make([]*messenger.Message, len(messages))
	for i := range messages {
		chats[i], list[i] = chat, &messages[i]
	}
	return s.dress(ctx, q, reader, chats, list)
}

// dressLasts is dress for the newest rows of several chats; some have none.
func (s *Store) dressLasts(ctx context.Context, q querier, reader int64, chats []*chatState, lasts []*messenger.Message) error {
	var keys []int64
	var list []*messenger.Message
	for i, m := range lasts {
		if m != nil {
			keys, list = append(keys, chats[i].key), append(list, m)
		}
	}
	return s.dress(ctx, q, reader, keys, list)
}

// spots are rows of chats, each with the place of the answer in a list.
type spots struct {
	places      []int32
	chats, seqs []int64
}

func (p *spots) add(place int, chat int64, seq messenger.Seq) {
	p.places, p.chats, p.seqs = append(p.places, int32(place)), append(p.chats, chat), append(p.seqs, int64(seq))
}

func (s *Store) readQuotes(ctx context.Context, q querier, reader int64, p spots, list []*messenger.Message) error {
	if len(p.places) == 0 {
		return nil
	}
	rows, err := q.query(ctx, `SELECT p.place, `+messageColumns+` FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS p (place, chat, at)
		JOIN messages m ON m.chat_key = p.chat AND m.seq = p.at WHERE `+within, reader, p.places, p.chats, p.seqs)
	if err != nil {
		return err
	}
	defer rows.Close()
	found := make([]*messenger.Message, len(list))
	senders := make([]int64, len(list))
	for rows.Next() {
		var place int
		m, sender, err := scanMessage(behind{rows, &place}, messenger.ChatID{})
		if err != nil {
			return err
		}
		found[place], senders[place] = &m, sender
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	if err := s.learnUsers(ctx, q, senders); err != nil {
		return err
	}
	for i, m := range found {
		if m == nil {
			continue
		}
		if m.Sender, err = s.userID(ctx, q, senders[i]); err != nil {
			return err
		}
		list[i].Quote = messenger.QuoteOf(m)
	}
	return nil
}

func (s *Store) readReactions(ctx context.Context, q querier, reader int64, p spots, list []*messenger.Message) error {
	if len(p.places) == 0 {
		return nil
	}
	rows, err := q.query(ctx, `SELECT p.place, r.user_key, r.emoji, r.seq FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS p (place, chat, at)
		JOIN reactions r ON r.chat_key = p.chat AND r.target_seq = p.at ORDER BY p.place, r.user_key <> $1, r.seq`,
		reader, p.places, p.chats, p.seqs)
	if err != nil {
		return err
	}
	defer rows.Close()
	var places []int
	var users []int64
	var found []messenger.MemberReaction
	for rows.Next() {
		var place int
		var user int64
		var r messenger.MemberReaction
		if err := rows.Scan(&place, &user, &r.Emoji, &r.Seq); err != nil {
			return err
		}
		places, users, found = append(places, place), append(users, user), append(found, r)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	if err := s.learnUsers(ctx, q, users); err != nil {
		return err
	}
	for i, r := range found {
		if r.User, err = s.userID(ctx, q, users[i]); err != nil {
			return err
		}
		m := list[places[i]]
		m.Reactions = append(m.Reactions, r)
	}
	return nil
}

// quoted reads what a new message answers, or why it may not.
func (s *Store) quoted(ctx context.Context, t *tx, c *chatState, sender int64, m *messenger.NewMessage) (quote *messenger.Quote, refused, err error) {
	if m.ReplyTo == 0 {
		return nil, nil, nil
	}
	target, err := s.targetWithin(ctx, t, sender, c.key, c.id, m.ReplyTo)
	if err != nil {
		return nil, nil, err
	}
	if refused := messenger.MayQuote(target); refused != nil {
		return nil, refused, nil
	}
	return messenger.QuoteOf(target), nil, nil
}

// react writes what a reaction makes of those of its message.
func (t *tx) react(ctx context.Context, chat, actor int64, a *messenger.ChangeMessage, seq messenger.Seq) error {
	var err error
	if a.Emoji == "" {
		err = t.exec(ctx, `DELETE FROM reactions WHERE chat_key = $1 AND target_seq = $2 AND user_key = $3`, chat, a.Seq, actor)
	} else {
		err = t.exec(ctx, `INSERT INTO reactions (chat_key, target_seq, user_key, emoji, seq) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (chat_key, target_seq, user_key) DO UPDATE SET emoji = excluded.emoji, seq = excluded.seq`,
			chat, a.Seq, actor, a.Emoji, seq)
	}
	if err != nil {
		return err
	}
	return t.exec(ctx, `UPDATE messages SET reacted_seq = $1 WHERE chat_key = $2 AND seq = $3`, seq, chat, a.Seq)
}
