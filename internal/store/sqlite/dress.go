package sqlite

import (
	"context"

	"twoticks/internal/messenger"
)

// dress adds to rows what stands elsewhere: the messages that they answer, as those are now and as far as the reader may
// see them (C23), and their reactions, the reader's own first. Most rows have neither and cost nothing here. The chats
// stand beside the rows.
func (s *Store) dress(ctx context.Context, q querier, reader int64, chats []int64, list []*messenger.Message) error {
	for i, m := range list {
		if m.Quote != nil {
			quote, err := s.quoteOf(ctx, q, reader, chats[i], m.Quote.Seq)
			if err != nil {
				return err
			}
			m.Quote = quote
		}
		if m.ReactedSeq != 0 && m.DeletedSeq == 0 {
			list, err := s.reactionsTo(ctx, q, reader, chats[i], m.Seq)
			if err != nil {
				return err
			}
			m.Reactions = list
		}
	}
	return nil
}

// dressAll is dress for rows of one chat.
func (s *Store) dressAll(ctx context.Context, q querier, reader, chat int64, messages []messenger.Message) error {
	chats, list := make([]int64, len(messages)), make([]*messenger.Message, len(messages))
	for i := range messages {
		chats[i], list[i] = chat, &messages[i]
	}
	return s.dress(ctx, q, reader, chats, list)
}

func (s *Store) quoteOf(ctx context.Context, q querier, reader, chat int64, seq messenger.Seq) (*messenger.Quote, error) {
	rows, err := q.query(ctx, `SELECT `+messageColumns+` FROM messages m WHERE chat_key = ? AND seq = ? AND `+within, chat, seq, reader)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return &messenger.Quote{Seq: seq}, rows.Err()
	}
	m, sender, err := scanMessage(rows, messenger.ChatID{})
	if err != nil {
		return nil, err
	}
	rows.Close()
	if m.Sender, err = s.userID(ctx, q, sender); err != nil {
		return nil, err
	}
	return messenger.QuoteOf(&m), nil
}

func (s *Store) reactionsTo(ctx context.Context, q querier, reader, chat int64, seq messenger.Seq) ([]messenger.MemberReaction, error) {
	rows, err := q.query(ctx, `SELECT user_key, emoji, seq FROM reactions WHERE chat_key = ? AND target_seq = ?
		ORDER BY user_key <> ?, seq`, chat, seq, reader)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []messenger.MemberReaction
	var users []int64
	for rows.Next() {
		var r messenger.MemberReaction
		var user int64
		if err := rows.Scan(&user, &r.Emoji, &r.Seq); err != nil {
			return nil, err
		}
		list, users = append(list, r), append(users, user)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	for i, user := range users {
		if list[i].User, err = s.userID(ctx, q, user); err != nil {
			return nil, err
		}
	}
	return list, nil
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
		err = t.exec(ctx, `DELETE FROM reactions WHERE chat_key = ? AND target_seq = ? AND user_key = ?`, chat, a.Seq, actor)
	} else {
		err = t.exec(ctx, `INSERT INTO reactions (chat_key, target_seq, user_key, emoji, seq) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (chat_key, target_seq, user_key) DO UPDATE SET emoji = excluded.emoji, seq = excluded.seq`,
			chat, a.Seq, actor, a.Emoji, seq)
	}
	if err != nil {
		return err
	}
	return t.exec(ctx, `UPDATE messages SET reacted_seq = ? WHERE chat_key = ? AND seq = ?`, seq, chat, a.Seq)
}
