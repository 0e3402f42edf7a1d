package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// AppendMessages implements messenger.Store.
func (s *Store) AppendMessages(ctx context.Context, a messenger.AppendMessages) (messenger.Appended, error) {
	sender, chat, err := s.both(ctx, a.Sender, a.Chat)
	if err != nil {
		return messenger.Appended{}, err
	}
	speaker := sender
	if a.OnBehalfOf != (messenger.UserID{}) {
		if speaker, err = s.userKey(ctx, a.OnBehalfOf); err != nil {
			return messenger.Appended{}, err
		}
	}
	n := needs{chat: chat, user: sender, ids: make([]messenger.ClientID, len(a.Messages))}
	for i := range a.Messages {
		n.ids[i] = a.Messages[i].ClientID
	}
	return write(ctx, s.writer, n, func(t *tx, out *messenger.Appended) error {
		c, r, err := t.related(ctx, chat, sender, a.Guard)
		if err == nil && speaker != sender {
			r, err = c.speaks(ctx, t, speaker)
		}
		if err != nil {
			*out = messenger.Appended{Chat: a.Chat}
			return onlyRepeats(t, c, sender, &a, out, err)
		}
		*out = messenger.Appended{Chat: a.Chat, Kind: c.kind, Results: make([]messenger.AppendResult, 0, len(a.Messages))}
		first := c.isFirst(r)
		for i := range a.Messages {
			if err := s.appendMessage(ctx, t, c, sender, &a, &a.Messages[i], out); err != nil {
				return err
			}
		}
		return s.appended(ctx, t, c, speaker, r, first, out)
	}, func(out *messenger.Appended) {
		if len(out.Messages) > 0 && a.Committed != nil {
			a.Committed(*out)
		}
	})
}

// speaks is how somebody stands to a chat for whom a program writes there; refused in a chat of two to whom blocks the other.
func (c *chatState) speaks(ctx context.Context, t *tx, user int64) (messenger.Relation, error) {
	r, err := c.relation(ctx, t, user)
	if err == nil && r.Kind == messenger.Direct && r.Blocks == messenger.BlocksNow {
		err = messenger.ErrBlocked
	}
	return r, err
}

// appendMessage appends one message, unless it is there already (C6). Differs because repeats were looked up under the lock
// of the chat, under which alone they come to be: so none makes the insert fail.
func (s *Store) appendMessage(ctx context.Context, t *tx, c *chatState, sender int64, a *messenger.AppendMessages, m *messenger.NewMessage, out *messenger.Appended) error {
	hash := m.Hash()
	if r, known := t.repeated(c.key, sender, m.ClientID, hash); known {
		out.Results = append(out.Results, r)
		return nil
	}
	quote, refused, err := s.quoted(ctx, t, c, sender, m)
	if err == nil && refused == nil && len(m.Files) > 0 {
		refused, err = t.missing(ctx, m.Files)
	}
	if err != nil {
		return err
	}
	if refused != nil {
		out.Results = append(out.Results, messenger.AppendResult{Err: refused})
		return nil
	}
	seq, at := c.next(a.At)
	c.say(sender, seq)
	t.addMessage(c.key, seq, sender, m.ClientID[:], hash[:], m.Content, at, millis(m.SentAt), idOrNull(m.AgainOf), int64(m.ReplyTo), m.Forwarded, c.vanishAt(at))
	t.ahead.messages[messageID{m.ClientID, place{c.key, sender}}] = first{seq, at, hash[:]}
	content := m.Content
	out.Results = append(out.Results, messenger.AppendResult{Seq: seq, At: fromMillis(at)})
	out.Messages = append(out.Messages, messenger.Message{
		Chat: a.Chat, Seq: seq, Sender: a.Sender, ClientID: m.ClientID,
		At: fromMillis(at), SentAt: m.SentAt, Content: &content, AgainOf: m.AgainOf, Quote: quote, Forwarded: m.Forwarded,
		VanishAt: fromMillis(c.vanishAt(at)),
	})
	if err := t.holdFiles(ctx, c.key, seq, m.Files); err != nil {
		return err
	}
	return t.mention(ctx, c, sender, seq, content)
}

// repeated answers a client id that came before: with the first ack, or a conflict when it came with other content.
func (t *tx) repeated(chat, sender int64, id messenger.ClientID, hash [8]byte) (r messenger.AppendResult, known bool) {
	f, known := t.ahead.messages[messageID{id, place{chat, sender}}]
	switch {
	case !known:
		return r, false
	case !bytes.Equal(f.hash, hash[:]):
		return messenger.AppendResult{Err: messenger.ErrConflict}, true
	}
	return messenger.AppendResult{Seq: f.seq, At: fromMillis(f.at), Duplicate: true}, true
}

// onlyRepeats answers a sender whom the guard refuses. What was stored before gets its first ack all the same: it is
// there, and a refusal for good would say that it never will be (C5, C6).
func onlyRepeats(t *tx, c *chatState, sender int64, a *messenger.AppendMessages, out *messenger.Appended, refused error) error {
	if c == nil {
		return refused // it was not the guard that refused
	}
	some := false
	for _, m := range a.Messages {
		r, known := t.repeated(c.key, sender, m.ClientID, m.Hash())
		if !known {
			r.Err = refused
		}
		some = some || known
		out.Results = append(out.Results, r)
	}
	if !some {
		return refused
	}
	return nil
}

// AppendSystemLine implements messenger.Store.
func (s *Store) AppendSystemLine(ctx context.Context, a messenger.AppendSystemLine) (messenger.Appended, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return messenger.Appended{}, err
	}
	return write(ctx, s.writer, needs{chat: chat, user: actor}, func(t *tx, out *messenger.Appended) error {
		c, r, err := t.related(ctx, chat, actor, a.Guard)
		if err != nil {
			return err
		}
		*out = messenger.Appended{Chat: a.Chat, Kind: c.kind}
		first := c.isFirst(r)
		out.Messages = append(out.Messages, t.appendLine(c, actor, a.Actor, a.Line, a.At))
		return s.appended(ctx, t, c, actor, r, first, out)
	}, func(out *messenger.Appended) {
		if a.Committed != nil {
			a.Committed(*out)
		}
	})
}

// appendLine writes a line of the server into the timeline.
func (t *tx) appendLine(c *chatState, actor int64, actorID messenger.UserID, line messenger.SystemLine, stamp time.Time) messenger.Message {
	seq, at := c.next(stamp)
	c.lastSeq = seq
	t.addMessage(c.key, seq, actor, nil, nil, messenger.Content{Kind: messenger.KindSystem, Version: 1, Body: encodeLine(line)}, at, 0, nil, 0, false, 0)
	return messenger.Message{Chat: c.id, Seq: seq, Sender: actorID, At: fromMillis(at), System: &line}
}

// appended completes what an append gives: the members where they are few, and the account rows that appear with the
// first entry of a direct chat (C31). What is withheld is told to its sender only.
func (s *Store) appended(ctx context.Context, t *tx, c *chatState, actor int64, r messenger.Relation, first bool, out *messenger.Appended) (err error) {
	out.MembersSeq = c.membersSeq
	users := []int64{c.low, c.high}
	if r.Withholds() {
		for _, m := range out.Messages {
			if err := t.withhold(ctx, c, c.low+c.high-actor, m.Seq, m.At); err != nil {
				return err
			}
		}
		users = []int64{actor}
	}
	if out.Members, err = s.audience(ctx, t, c, actor, r); err != nil {
		return err
	}
	if !first || len(out.Messages) == 0 || c.kind != messenger.Direct {
		return nil
	}
	for _, user := range users {
		isNew, err := t.ensureRow(ctx, user, c.key)
		if err != nil {
			return err
		}
		if !isNew {
			continue
		}
		id, err := s.userID(ctx, t, user)
		if err != nil {
			return err
		}
		row, err := s.chatRow(ctx, t, user, c)
		if err != nil {
			return err
		}
		if out.Rows == nil {
			out.Rows = map[messenger.UserID]messenger.ChatRow{}
		}
		out.Rows[id] = row
	}
	if out.Rows != nil {
		out.People, err = s.people(ctx, t, c.low, c.high)
	}
	return err
}

// A line of the server is stored as its name, then what it says in somebody's own words after a byte of one, then a zero
// byte and the ids of its subjects. No text holds a zero byte.
func encodeLine(l messenger.SystemLine) []byte {
	b := []byte(l.Line)
	if l.Text != "" {
		b = append(append(b, 1), l.Text...)
	}
	b = append(b, 0)
	for _, id := range l.Subjects {
		b = append(b, id[:]...)
	}
	return b
}

func decodeLine(b []byte) (messenger.SystemLine, error) {
	said, rest, ok := bytes.Cut(b, []byte{0})
	if !ok || len(rest)%16 != 0 {
		return messenger.SystemLine{}, errors.New("a line of the server is damaged")
	}
	name, text, _ := bytes.Cut(said, []byte{1})
	l := messenger.SystemLine{Line: string(name), Text: string(text)}
	for ; len(rest) > 0; rest = rest[16:] {
		l.Subjects = append(l.Subjects, messenger.UserID(rest[:16]))
	}
	return l, nil
}

// idOrNull stores no id as NULL.
func idOrNull(id messenger.ClientID) []byte {
	if id == (messenger.ClientID{}) {
		return nil
	}
	return id[:]
}

const messageColumns = `m.seq, m.sender_key, m.client_id, m.kind, m.version, m.body, m.at, m.sent_at, m.edited_seq, m.deleted_seq, m.again_of,
	m.reply_to, m.forwarded, m.reacted_seq, m.vanish_at`

// scanner is a row of either form.
type scanner interface{ Scan(dest ...any) error }

// scanMessage reads messageColumns. The sender's id is filled in by the caller, when no row is open any more.
func scanMessage(r scanner, chat messenger.ChatID) (m messenger.Message, sender int64, err error) {
	var clientID, againOf, body []byte
	var c messenger.Content
	var at, sentAt, forwarded, vanishAt int64
	var replyTo messenger.Seq
	err = r.Scan(&m.Seq, &sender, &clientID, &c.Kind, &c.Version, &body, &at, &sentAt, &m.EditedSeq, &m.DeletedSeq, &againOf,
		&replyTo, &forwarded, &m.ReactedSeq, &vanishAt)
	if err != nil {
		return m, 0, err
	}
	m.Chat, m.At, m.SentAt, m.Forwarded = chat, fromMillis(at), fromMillis(sentAt), forwarded != 0
	m.VanishAt, m.Vanished = fromMillis(max(vanishAt, 0)), vanishAt < 0
	if replyTo != 0 {
		m.Quote = &messenger.Quote{Seq: replyTo}
	}
	if len(clientID) == len(m.ClientID) {
		m.ClientID = messenger.ClientID(clientID)
	}
	if len(againOf) == len(m.AgainOf) {
		m.AgainOf = messenger.ClientID(againOf)
	}
	switch {
	case c.Kind == messenger.KindSystem:
		l, err := decodeLine(body)
		if err != nil {
			return m, 0, fmt.Errorf("message %d: %w", m.Seq, err)
		}
		m.System = &l
	case m.DeletedSeq == 0:
		c.Body = body
		m.Content = &c
	}
	return m, sender, nil
}

// scanMessages reads rows of messageColumns and closes them, then fills in the senders and what stands elsewhere.
func (s *Store) scanMessages(ctx context.Context, q querier, rows pgx.Rows, at chatOf) (messages []messenger.Message, senders []int64, err error) {
	defer rows.Close()
	for rows.Next() {
		m, sender, err := scanMessage(rows, at.id)
		if err != nil {
			return nil, nil, err
		}
		messages = append(messages, m)
		senders = append(senders, sender)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	rows.Close()
	if err := s.learnUsers(ctx, q, senders); err != nil {
		return nil, nil, err
	}
	for i, key := range senders {
		if messages[i].Sender, err = s.userID(ctx, q, key); err != nil {
			return nil, nil, err
		}
	}
	return messages, senders, s.dressAll(ctx, q, at.reader, at.key, messages)
}

// chatOf is a chat as somebody reads it.
type chatOf struct {
	id          messenger.ChatID
	key, reader int64
}
