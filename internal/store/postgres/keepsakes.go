package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// notHidden holds where the user, who is $1, did not hide the row m of a chat's timeline.
const notHidden = `NOT EXISTS (SELECT 1 FROM hidden h WHERE h.user_key = $1 AND h.chat_key = m.chat_key AND h.seq = m.seq)`

// StarMessages implements messenger.Store. Differs, as HideMessages does, because each question is a way to the server and back:
// it asks and writes for all messages at once.
func (s *Store) StarMessages(ctx context.Context, a messenger.StarMessages) error {
	user, chat, err := s.both(ctx, a.User, a.Chat)
	if err != nil {
		return err
	}
	_, err = write(ctx, s.writer, needs{rows: true, chat: chat, user: user}, func(t *tx, stars *[]messenger.Star) error {
		if err := s.guardEach(ctx, t, readable, user, chat, a.Chat, a.Seqs, a.Guard); err != nil {
			return err
		}
		seqs, err := scanKeys(t.query(ctx, `SELECT p.seq FROM unnest($3::bigint[]) WITH ORDINALITY AS p (seq, place)
			WHERE EXISTS (SELECT 1 FROM stars s WHERE s.user_key = $1 AND s.chat_key = $2 AND s.seq = p.seq AND s.gone = 0) <> $4::boolean
			ORDER BY p.place`, user, chat, column(a.Seqs), a.On))
		if err != nil || len(seqs) == 0 {
			return err
		}
		revs, err := t.revsFor(ctx, user, len(seqs))
		if err != nil {
			return err
		}
		gone := 1
		if a.On {
			gone = 0
		}
		err = t.exec(ctx, `INSERT INTO stars (user_key, chat_key, seq, rev, gone)
			SELECT $1, $2, p.seq, p.rev, $5 FROM unnest($3::bigint[], $4::bigint[]) AS p (seq, rev)
			ON CONFLICT (user_key, chat_key, seq) DO UPDATE SET rev = excluded.rev, gone = excluded.gone`, user, chat, seqs, revs, gone)
		for i, seq := range seqs {
			*stars = append(*stars, messenger.Star{Rev: messenger.Rev(revs[i]), Chat: a.Chat, Seq: messenger.Seq(seq), Gone: !a.On})
		}
		return err
	}, func(stars *[]messenger.Star) {
		if len(*stars) > 0 && a.Committed != nil {
			a.Committed(*stars)
		}
	})
	return err
}

// HideMessages implements messenger.Store.
func (s *Store) HideMessages(ctx context.Context, a messenger.HideMessages) error {
	user, chat, err := s.both(ctx, a.User, a.Chat)
	if err != nil {
		return err
	}
	_, err = write(ctx, s.writer, needs{rows: true, chat: chat, user: user}, func(t *tx, hidden *[]messenger.Hidden) error {
		if err := s.guardEach(ctx, t, within, user, chat, a.Chat, a.Seqs, a.Guard); err != nil {
			return err
		}
		seqs, err := scanKeys(t.query(ctx, `SELECT p.seq FROM unnest($3::bigint[]) WITH ORDINALITY AS p (seq, place)
			WHERE NOT EXISTS (SELECT 1 FROM hidden h WHERE h.user_key = $1 AND h.chat_key = $2 AND h.seq = p.seq)
			ORDER BY p.place`, user, chat, column(a.Seqs)))
		if err != nil || len(seqs) == 0 {
			return err
		}
		revs, err := t.revsFor(ctx, user, len(seqs))
		if err != nil {
			return err
		}
		err = t.exec(ctx, `INSERT INTO hidden (user_key, chat_key, seq, rev)
			SELECT $1, $2, p.seq, p.rev FROM unnest($3::bigint[], $4::bigint[]) AS p (seq, rev)`, user, chat, seqs, revs)
		for i, seq := range seqs {
			*hidden = append(*hidden, messenger.Hidden{Rev: messenger.Rev(revs[i]), Chat: a.Chat, Seq: messenger.Seq(seq)})
		}
		return err
	}, func(hidden *[]messenger.Hidden) {
		if len(*hidden) > 0 && a.Committed != nil {
			a.Committed(*hidden)
		}
	})
	return err
}

// revsFor takes as many versions as there are rows, as a column.
func (t *tx) revsFor(ctx context.Context, user int64, n int) ([]int64, error) {
	last, err := t.nextRevs(ctx, user, n)
	if err != nil {
		return nil, err
	}
	revs := make([]int64, n)
	for i := range revs {
		revs[i] = int64(last) - int64(n-1-i)
	}
	return revs, nil
}

func column(seqs []messenger.Seq) []int64 {
	out := make([]int64, len(seqs))
	for i, seq := range seqs {
		out[i] = int64(seq)
	}
	return out
}

// guardEach asks an act's rule about each of the messages that it names.
func (s *Store) guardEach(ctx context.Context, t *tx, where string, user, chatKey int64, chat messenger.ChatID, seqs []messenger.Seq, guard messenger.ChangeGuard) error {
	c, err := t.chat(ctx, chatKey)
	if err != nil {
		return err
	}
	r, err := c.relation(ctx, t, user)
	if err != nil {
		return err
	}
	rows, err := t.query(ctx, `SELECT `+messageColumns+` FROM messages m WHERE chat_key = $2 AND seq = ANY($3) AND `+where, user, chatKey, column(seqs))
	if err != nil {
		return err
	}
	messages, _, err := s.scanMessages(ctx, t, rows, chatOf{chat, chatKey, user})
	if err != nil {
		return err
	}
	targets := make(map[messenger.Seq]*messenger.Message, len(messages))
	for i := range messages {
		targets[messages[i].Seq] = &messages[i]
	}
	for _, seq := range seqs {
		if err := guard(r, targets[seq]); err != nil {
			return err
		}
	}
	return nil
}

// starsSince reads a user's rows of stars above a version, the oldest change first.
func (s *Store) starsSince(ctx context.Context, q querier, user int64, rev messenger.Rev, limit int) (list []messenger.Star, err error) {
	rows, err := q.query(ctx, `SELECT s.rev, c.id, s.seq, s.gone <> 0 FROM stars s JOIN chats c ON c.chat_key = s.chat_key
		WHERE s.user_key = $1 AND s.rev > $2 ORDER BY s.rev LIMIT $3`, user, rev, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var star messenger.Star
		var chat []byte
		if err := rows.Scan(&star.Rev, &chat, &star.Seq, &star.Gone); err != nil {
			return nil, err
		}
		star.Chat = messenger.ChatID(chat)
		list = append(list, star)
	}
	return list, rows.Err()
}

// hiddenSince reads a user's rows of hidden messages above a version, the oldest first.
func (s *Store) hiddenSince(ctx context.Context, q querier, user int64, rev messenger.Rev, limit int) (list []messenger.Hidden, err error) {
	rows, err := q.query(ctx, `SELECT h.rev, c.id, h.seq FROM hidden h JOIN chats c ON c.chat_key = h.chat_key
		WHERE h.user_key = $1 AND h.rev > $2 ORDER BY h.rev LIMIT $3`, user, rev, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var h messenger.Hidden
		var chat []byte
		if err := rows.Scan(&h.Rev, &chat, &h.Seq); err != nil {
			return nil, err
		}
		h.Chat = messenger.ChatID(chat)
		list = append(list, h)
	}
	return list, rows.Err()
}

// starredRows is what a starred message must be to be shown: readable, not deleted for everyone, in a chat that is in the
// account, and not edited after the membership had ended, since what it said before stands nowhere.
const starredRows = `SELECT s.rev, c.id, ` + messageColumns + ` FROM stars s
	JOIN messages m ON m.chat_key = s.chat_key AND m.seq = s.seq JOIN chats c ON c.chat_key = s.chat_key
	JOIN chat_rows r ON r.user_key = s.user_key AND r.chat_key = s.chat_key AND r.gone = 0
	WHERE s.user_key = $1 AND s.rev < $2 AND s.gone = 0 AND m.deleted_seq = 0 AND m.edited_seq <= coalesce((
		SELECT coalesce(e.to_seq, m.edited_seq) FROM members e WHERE e.chat_key = s.chat_key AND e.user_key = s.user_key
		ORDER BY e.from_seq DESC LIMIT 1), -1) AND ` + readable

// Starred implements messenger.Store.
func (s *Store) Starred(ctx context.Context, user messenger.UserID, query messenger.StarsQuery) (out messenger.StarredPage, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return out, err
	}
	before := query.Before
	if before == 0 {
		before = messenger.Rev(everywhere)
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.StarredPage{}
		rows, err := starredIn(ctx, q, userKey, before, query)
		if err != nil {
			return err
		}
		senders, err := scanStarred(rows, &out)
		if err != nil {
			return err
		}
		if len(out.Stars) > query.Limit {
			out.Stars, senders = out.Stars[:query.Limit], senders[:query.Limit]
			out.Next = out.Stars[query.Limit-1].Rev
		}
		if err := s.learnUsers(ctx, q, senders); err != nil {
			return err
		}
		people := newPeopleSet(s, q)
		for i, sender := range senders {
			if out.Stars[i].Message.Sender, err = s.userID(ctx, q, sender); err != nil {
				return err
			}
			people.add(sender)
		}
		out.People, err = people.read(ctx)
		return err
	})
	return out, err
}

func starredIn(ctx context.Context, q querier, user int64, before messenger.Rev, query messenger.StarsQuery) (pgx.Rows, error) {
	if query.Chat == (messenger.ChatID{}) {
		return q.query(ctx, starredRows+` ORDER BY s.rev DESC LIMIT $3`, user, before, query.Limit+1)
	}
	var chat int64
	err := q.row(ctx, `SELECT c.chat_key FROM chats c JOIN chat_rows r ON r.user_key = $1 AND r.chat_key = c.chat_key AND r.gone = 0
		WHERE c.id = $2`, user, query.Chat[:]).scan(&chat)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, messenger.ErrChatNotFound
	}
	if err != nil {
		return nil, err
	}
	return q.query(ctx, starredRows+` AND s.chat_key = $4 ORDER BY s.rev DESC LIMIT $3`, user, before, query.Limit+1, chat)
}

// scanStarred reads rows of starredRows and closes them. The senders' ids are filled in by the caller.
func scanStarred(rows pgx.Rows, out *messenger.StarredPage) (senders []int64, err error) {
	defer rows.Close()
	for rows.Next() {
		var star messenger.Starred
		var chat []byte
		m, sender, err := scanMessage(behind{behind{rows, &star.Rev}, &chat}, messenger.ChatID{})
		if err != nil {
			return nil, err
		}
		m.Chat = messenger.ChatID(chat)
		star.Message = m
		out.Stars, senders = append(out.Stars, star), append(senders, sender)
	}
	return senders, rows.Err()
}
