package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"twoticks/internal/messenger"
)

// notHidden holds where the user did not hide the row m of a chat's timeline.
const notHidden = `NOT EXISTS (SELECT 1 FROM hidden h WHERE h.user_key = ? AND h.chat_key = m.chat_key AND h.seq = m.seq)`

// StarMessages implements messenger.Store.
func (s *Store) StarMessages(ctx context.Context, a messenger.StarMessages) error {
	user, chat, err := s.both(ctx, a.User, a.Chat)
	if err != nil {
		return err
	}
	_, err = write(ctx, s.writer, func(t *tx, stars *[]messenger.Star) error {
		if err := s.guardEach(ctx, t, readable, user, chat, a.Chat, a.Seqs, a.Guard); err != nil {
			return err
		}
		for _, seq := range a.Seqs {
			on, err := isStarred(ctx, t, user, chat, seq)
			if err != nil {
				return err
			}
			if on == a.On {
				continue
			}
			rev, err := t.nextRev(ctx, user)
			if err != nil {
				return err
			}
			err = t.exec(ctx, `INSERT INTO stars (user_key, chat_key, seq, rev, gone) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (user_key, chat_key, seq) DO UPDATE SET rev = excluded.rev, gone = excluded.gone`, user, chat, seq, rev, !a.On)
			if err != nil {
				return err
			}
			*stars = append(*stars, messenger.Star{Rev: rev, Chat: a.Chat, Seq: seq, Gone: !a.On})
		}
		return nil
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
	_, err = write(ctx, s.writer, func(t *tx, hidden *[]messenger.Hidden) error {
		if err := s.guardEach(ctx, t, within, user, chat, a.Chat, a.Seqs, a.Guard); err != nil {
			return err
		}
		for _, seq := range a.Seqs {
			is, err := isHidden(ctx, t, user, chat, seq)
			if err != nil {
				return err
			}
			if is {
				continue
			}
			rev, err := t.nextRev(ctx, user)
			if err != nil {
				return err
			}
			if err := t.exec(ctx, `INSERT INTO hidden (user_key, chat_key, seq, rev) VALUES (?, ?, ?, ?)`, user, chat, seq, rev); err != nil {
				return err
			}
			*hidden = append(*hidden, messenger.Hidden{Rev: rev, Chat: a.Chat, Seq: seq})
		}
		return nil
	}, func(hidden *[]messenger.Hidden) {
		if len(*hidden) > 0 && a.Committed != nil {
			a.Committed(*hidden)
		}
	})
	return err
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
	for _, seq := range seqs {
		target, err := s.targetWhere(ctx, t, where, user, chatKey, chat, seq)
		if err != nil {
			return err
		}
		if err := guard(r, target); err != nil {
			return err
		}
	}
	return nil
}

func isStarred(ctx context.Context, q querier, user, chat int64, seq messenger.Seq) (on bool, err error) {
	err = q.row(ctx, `SELECT EXISTS (SELECT 1 FROM stars WHERE user_key = ? AND chat_key = ? AND seq = ? AND gone = 0)`, user, chat, seq).scan(&on)
	return on, err
}

func isHidden(ctx context.Context, q querier, user, chat int64, seq messenger.Seq) (is bool, err error) {
	err = q.row(ctx, `SELECT EXISTS (SELECT 1 FROM hidden WHERE user_key = ? AND chat_key = ? AND seq = ?)`, user, chat, seq).scan(&is)
	return is, err
}

// starsSince reads a user's rows of stars above a version, the oldest change first.
func (s *Store) starsSince(ctx context.Context, q querier, user int64, rev messenger.Rev, limit int) (list []messenger.Star, err error) {
	rows, err := q.query(ctx, `SELECT s.rev, c.id, s.seq, s.gone FROM stars s JOIN chats c ON c.chat_key = s.chat_key
		WHERE s.user_key = ? AND s.rev > ? ORDER BY s.rev LIMIT ?`, user, rev, limit)
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
		WHERE h.user_key = ? AND h.rev > ? ORDER BY h.rev LIMIT ?`, user, rev, limit)
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
	WHERE s.user_key = ? AND s.rev < ? AND s.gone = 0 AND m.deleted_seq = 0 AND m.edited_seq <= coalesce((
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

func starredIn(ctx context.Context, q querier, user int64, before messenger.Rev, query messenger.StarsQuery) (*sql.Rows, error) {
	if query.Chat == (messenger.ChatID{}) {
		return q.query(ctx, starredRows+` ORDER BY s.rev DESC LIMIT ?`, user, before, user, query.Limit+1)
	}
	var chat int64
	err := q.row(ctx, `SELECT c.chat_key FROM chats c JOIN chat_rows r ON r.user_key = ? AND r.chat_key = c.chat_key AND r.gone = 0
		WHERE c.id = ?`, user, query.Chat[:]).scan(&chat)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, messenger.ErrChatNotFound
	}
	if err != nil {
		return nil, err
	}
	return q.query(ctx, starredRows+` AND s.chat_key = ? ORDER BY s.rev DESC LIMIT ?`, user, before, user, chat, query.Limit+1)
}

// scanStarred reads rows of starredRows and closes them. The senders' ids are filled in by the caller.
func scanStarred(rows *sql.Rows, out *messenger.StarredPage) (senders []int64, err error) {
	defer rows.Close()
	for rows.Next() {
		var star messenger.Starred
		var chat []byte
		m, sender, err := scanMessage(behind{rows, []any{&star.Rev, &chat}}, messenger.ChatID{})
		if err != nil {
			return nil, err
		}
		m.Chat = messenger.ChatID(chat)
		star.Message = m
		out.Stars, senders = append(out.Stars, star), append(senders, sender)
	}
	return senders, rows.Err()
}

// behind is a row whose first columns are others.
type behind struct {
	rows  *sql.Rows
	first []any
}

// Scan implements scanner.
func (b behind) Scan(dest ...any) error { return b.rows.Scan(append(b.first, dest...)...) }
