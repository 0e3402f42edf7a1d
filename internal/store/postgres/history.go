package postgres

import (
	"context"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// within holds where the row m of a chat lies inside one of the membership intervals of the user, who is $1 (C23), above what
// the user cleared; readable also where the user did not hide it. Hidden are rows of the timeline only, so that a change is readable where it is within.
const (
	within = `EXISTS (SELECT 1 FROM members i WHERE i.chat_key = m.chat_key AND i.user_key = $1 AND i.read_from < m.seq
	AND (i.to_seq IS NULL OR m.seq <= i.to_seq)
	AND NOT EXISTS (SELECT 1 FROM chat_rows y WHERE y.user_key = i.user_key AND y.chat_key = m.chat_key AND y.cleared_to >= m.seq))`
	// anybody is for the server itself, which goes by nobody's membership.
	anybody  = `$1::bigint IS NOT NULL`
	readable = within + ` AND NOT EXISTS (SELECT 1 FROM hidden h WHERE h.user_key = $1 AND h.chat_key = m.chat_key AND h.seq = m.seq)`
)

// reaching holds where the entry m is not withheld from the user, who is $1. Of rows of the timeline that follows from their
// stretches.
const reaching = `NOT EXISTS (SELECT 1 FROM expired e WHERE e.chat_key = m.chat_key AND e.user_key = $1 AND e.withheld > 0
	AND e.from_seq < m.seq AND m.seq <= e.to_seq)`

// History implements messenger.Store.
func (s *Store) History(ctx context.Context, user messenger.UserID, chat messenger.ChatID, before messenger.Seq, limit int) (out messenger.History, err error) {
	userKey, chatKey, err := s.both(ctx, user, chat)
	if err != nil {
		return out, err
	}
	if before == 0 || before > math.MaxInt64 {
		before = math.MaxInt64
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.History{}
		r, err := s.mayRead(ctx, q, userKey, chatKey)
		if err != nil {
			return err
		}
		out.Head = min(r.Head, r.To)
		own, err := spansOf(ctx, q, chatKey, userKey)
		if err != nil {
			return err
		}
		messages, senders, err := s.newestBelow(ctx, q, userKey, chatKey, chat, gaps(own.out, r.Cleared, before-1), limit+1)
		if err != nil {
			return err
		}
		if out.More = len(messages) > limit; out.More {
			messages, senders = messages[:limit], senders[:limit]
		}
		for i := range messages {
			asRead(r, own, &messages[i])
		}
		slices.Reverse(messages)
		slices.Reverse(senders)
		out.Messages = messages
		lowest := messenger.Seq(0)
		if out.More {
			lowest = messages[0].Seq
		}
		if out.Expired, err = counted(ctx, q, chatKey, userKey, touching(own.named, lowest, before-1), r.Cleared); err != nil {
			return err
		}
		out.People, err = s.mentioned(ctx, q, messages, senders)
		return err
	})
	return out, err
}

// HistoryAfter implements messenger.Store.
func (s *Store) HistoryAfter(ctx context.Context, user messenger.UserID, chat messenger.ChatID, after messenger.Seq, limit int) (out messenger.History, err error) {
	userKey, chatKey, err := s.both(ctx, user, chat)
	if err != nil {
		return out, err
	}
	after = min(after, math.MaxInt64)
	err = s.read(ctx, func(q querier) error {
		out = messenger.History{}
		r, err := s.mayRead(ctx, q, userKey, chatKey)
		if err != nil {
			return err
		}
		out.Head = min(r.Head, r.To)
		own, err := spansOf(ctx, q, chatKey, userKey)
		if err != nil {
			return err
		}
		entries, err := s.addedAfter(ctx, q, userKey, chatKey, chat, gaps(own.out, max(after, r.Cleared), everywhere), limit+1)
		if err != nil {
			return err
		}
		highest := messenger.Seq(everywhere)
		if out.More = len(entries) > limit; out.More {
			entries = entries[:limit]
			highest = entries[limit-1].Seq
		}
		for i := range entries {
			asRead(r, own, entries[i].Message)
			out.Messages = append(out.Messages, *entries[i].Message)
		}
		if out.Expired, err = counted(ctx, q, chatKey, userKey, touching(own.named, after, highest), r.Cleared); err != nil {
			return err
		}
		out.People, err = s.peopleIn(ctx, q, entries)
		return err
	})
	return out, err
}

// asRead leaves out of a row what was written into it after the reader's membership had ended (C23), or is withheld from the
// reader: what it said before stands nowhere.
func asRead(r messenger.Relation, own spans, m *messenger.Message) {
	if m == nil {
		return
	}
	if r.WasMember {
		m.AsOf(r.To)
	}
	if m.EditedSeq > 0 && len(touching(own.withheld, m.EditedSeq-1, m.EditedSeq)) > 0 {
		m.Content, m.EditedSeq = nil, 0
	}
}

// newestBelow reads the newest rows of those parts of the timeline, which are in order and free of what has expired.
func (s *Store) newestBelow(ctx context.Context, q querier, user, chatKey int64, chat messenger.ChatID, parts []messenger.Stretch, limit int) (messages []messenger.Message, senders []int64, err error) {
	for _, part := range slices.Backward(parts) {
		rows, err := q.query(ctx, `SELECT `+messageColumns+` FROM messages m WHERE chat_key = $2 AND seq > $3 AND seq <= $4 AND `+readable+`
			ORDER BY seq DESC LIMIT $5`, user, chatKey, part.From, part.To, limit-len(messages))
		if err != nil {
			return nil, nil, err
		}
		some, theirs, err := s.scanMessages(ctx, q, rows, chatOf{chat, chatKey, user})
		if err != nil {
			return nil, nil, err
		}
		messages, senders = append(messages, some...), append(senders, theirs...)
		if len(messages) == limit {
			break
		}
	}
	return messages, senders, nil
}

func (s *Store) mayRead(ctx context.Context, q querier, user, chat int64) (messenger.Relation, error) {
	c, err := chatByKey(ctx, q, chat)
	if err != nil {
		return messenger.Relation{}, err
	}
	r, err := c.relation(ctx, q, user)
	if err != nil {
		return r, err
	}
	return r, messenger.MayRead(r)
}

// mentioned reads the people in rows of the timeline, whose senders are given beside them.
func (s *Store) mentioned(ctx context.Context, q querier, messages []messenger.Message, senders []int64) ([]messenger.Person, error) {
	set := newPeopleSet(s, q)
	for i := range messages {
		if err := set.addMessage(ctx, senders[i], &messages[i]); err != nil {
			return nil, err
		}
	}
	return set.read(ctx)
}

// Changes implements messenger.Store. Places that the reader may not see are stepped over: Upto counts them in.
func (s *Store) Changes(ctx context.Context, user messenger.UserID, chat messenger.ChatID, after messenger.Seq, limit int) (out messenger.Changes, err error) {
	userKey, chatKey, err := s.both(ctx, user, chat)
	if err != nil {
		return out, err
	}
	after = min(after, math.MaxInt64)
	err = s.read(ctx, func(q querier) error {
		out = messenger.Changes{}
		r, err := s.mayRead(ctx, q, userKey, chatKey)
		if err != nil {
			return err
		}
		out.Head = min(r.Head, r.To)
		own, err := spansOf(ctx, q, chatKey, userKey)
		if err != nil {
			return err
		}
		entries, err := s.addedAfter(ctx, q, userKey, chatKey, chat, gaps(own.out, max(after, r.Cleared), everywhere), limit)
		if err != nil {
			return err
		}
		changed, err := s.changedAfter(ctx, q, userKey, chatKey, chat, after, limit)
		if err != nil {
			return err
		}
		entries = append(entries, changed...)
		slices.SortFunc(entries, func(a, b messenger.Entry) int { return int(a.Seq) - int(b.Seq) })
		out.Entries, out.Upto = entries, max(out.Head, after)
		if len(entries) >= limit { // there may be more than these
			out.Entries = entries[:limit]
			out.Upto = entries[limit-1].Seq
		}
		if out.Expired, err = counted(ctx, q, chatKey, userKey, touching(own.named, after, out.Upto), r.Cleared); err != nil {
			return err
		}
		for i, e := range out.Entries {
			if e.Change != nil && len(touching(own.out, e.Change.Target-1, e.Change.Target)) > 0 {
				out.Entries[i].Message = nil // it expired for this reader
			}
			asRead(r, own, e.Message)
		}
		out.People, err = s.peopleIn(ctx, q, out.Entries)
		return err
	})
	return out, err
}

// peopleIn reads the people in entries.
func (s *Store) peopleIn(ctx context.Context, q querier, entries []messenger.Entry) ([]messenger.Person, error) {
	set := newPeopleSet(s, q)
	for _, e := range entries {
		if e.Change != nil {
			actor, err := s.keyIn(ctx, q, e.Change.Actor)
			if err != nil {
				return nil, err
			}
			set.add(actor)
		}
		if e.Message != nil {
			sender, err := s.keyIn(ctx, q, e.Message.Sender)
			if err != nil {
				return nil, err
			}
			if err := set.addMessage(ctx, sender, e.Message); err != nil {
				return nil, err
			}
		}
	}
	return set.read(ctx)
}

// addedAfter reads the oldest rows of those parts of the timeline, which are in order and free of what has expired.
func (s *Store) addedAfter(ctx context.Context, q querier, user, chatKey int64, chat messenger.ChatID, parts []messenger.Stretch, limit int) ([]messenger.Entry, error) {
	var entries []messenger.Entry
	for _, part := range parts {
		rows, err := q.query(ctx, `SELECT `+messageColumns+` FROM messages m WHERE chat_key = $2 AND seq > $3 AND seq <= $4 AND `+readable+`
			ORDER BY seq LIMIT $5`, user, chatKey, part.From, part.To, limit-len(entries))
		if err != nil {
			return nil, err
		}
		messages, _, err := s.scanMessages(ctx, q, rows, chatOf{chat, chatKey, user})
		if err != nil {
			return nil, err
		}
		for i := range messages {
			entries = append(entries, messenger.Entry{Seq: messages[i].Seq, Message: &messages[i]})
		}
		if len(entries) == limit {
			break
		}
	}
	return entries, nil
}

// changedAfter reads change entries, each with its target as it is now.
func (s *Store) changedAfter(ctx context.Context, q querier, user, chatKey int64, chat messenger.ChatID, after messenger.Seq, limit int) ([]messenger.Entry, error) {
	rows, err := q.query(ctx, `SELECT seq, kind, actor_key, target_seq, at FROM changes m WHERE chat_key = $2 AND seq > $3 AND `+readable+` AND `+reaching+`
		ORDER BY seq LIMIT $4`, user, chatKey, after, limit)
	if err != nil {
		return nil, err
	}
	entries, actors, err := scanChanges(rows)
	if err != nil {
		return nil, err
	}
	for i := range entries {
		e := &entries[i]
		if e.Change.Actor, err = s.userID(ctx, q, actors[i]); err != nil {
			return nil, err
		}
		if e.Message, err = s.target(ctx, q, user, chatKey, chat, e.Change.Target); err != nil {
			return nil, err
		}
		if e.Change.Kind == messenger.Pin && e.Message != nil {
			if e.Pin, err = s.pinOf(ctx, q, chatKey, e.Change.Target); err != nil {
				return nil, err
			}
		}
	}
	return entries, nil
}

func scanChanges(rows pgx.Rows) (entries []messenger.Entry, actors []int64, err error) {
	defer rows.Close()
	for rows.Next() {
		var c messenger.Change
		var seq messenger.Seq
		var actor, at int64
		if err := rows.Scan(&seq, &c.Kind, &actor, &c.Target, &at); err != nil {
			return nil, nil, err
		}
		c.At = fromMillis(at)
		entries = append(entries, messenger.Entry{Seq: seq, Change: &c})
		actors = append(actors, actor)
	}
	return entries, actors, rows.Err()
}

// target reads a row of the timeline as it is now; nil when the user may not see it, or hid it.
func (s *Store) target(ctx context.Context, q querier, user, chatKey int64, chat messenger.ChatID, seq messenger.Seq) (*messenger.Message, error) {
	return s.targetWhere(ctx, q, readable, user, chatKey, chat, seq)
}

// targetWithin reads one also where the user hid it: what one did to a message for everyone does not depend on that.
func (s *Store) targetWithin(ctx context.Context, q querier, user, chatKey int64, chat messenger.ChatID, seq messenger.Seq) (*messenger.Message, error) {
	return s.targetWhere(ctx, q, within, user, chatKey, chat, seq)
}

func (s *Store) targetWhere(ctx context.Context, q querier, where string, user, chatKey int64, chat messenger.ChatID, seq messenger.Seq) (*messenger.Message, error) {
	rows, err := q.query(ctx, `SELECT `+messageColumns+` FROM messages m WHERE chat_key = $2 AND seq = $3 AND `+where, user, chatKey, seq)
	if err != nil {
		return nil, err
	}
	messages, _, err := s.scanMessages(ctx, q, rows, chatOf{chat, chatKey, user})
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	return &messages[0], nil
}
