package postgres

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// AddPlaceholders implements messenger.ImportStore. Nobody signs in as one, and none is found.
func (s *Store) AddPlaceholders(ctx context.Context, actor messenger.UserID, chat messenger.ChatID, list []messenger.Placeholder, at time.Time, guard messenger.Guard) ([]messenger.Person, error) {
	actorKey, chatKey, err := s.both(ctx, actor, chat)
	if err != nil {
		return nil, err
	}
	return write(ctx, s.writer, needs{chat: chatKey, user: actorKey}, func(t *tx, people *[]messenger.Person) error {
		c, err := t.guarded(ctx, chatKey, actorKey, guard)
		if err != nil {
			return err
		}
		*people = make([]messenger.Person, 0, len(list))
		for _, p := range list {
			err := t.exec(ctx, `INSERT INTO users (id, handle, name, kind, created_at, disabled_at, placeholder_of) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
				p.ID[:], p.Handle, p.Name, kindPlaceholder, millis(at), millis(at), c.key)
			if err != nil {
				return err
			}
			person, err := scanPerson(t.row(ctx, `SELECT `+personColumns+` FROM users WHERE id = $1`, p.ID[:]).scan)
			if err != nil {
				return err
			}
			*people = append(*people, person)
		}
		return nil
	}, nil)
}

// ImportMessages implements messenger.ImportStore.
func (s *Store) ImportMessages(ctx context.Context, a messenger.ImportMessages) ([]messenger.AppendResult, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return nil, err
	}
	return write(ctx, s.writer, needs{chat: chat, user: actor}, func(t *tx, out *[]messenger.AppendResult) error {
		*out = make([]messenger.AppendResult, 0, len(a.Messages))
		c, err := t.guarded(ctx, chat, actor, a.Guard)
		if err != nil {
			return err
		}
		if c.count != 1 {
			return messenger.ErrNotAllowed
		}
		for i := range a.Messages {
			r, err := s.importMessage(ctx, t, c, actor, &a, &a.Messages[i])
			if err != nil {
				return err
			}
			*out = append(*out, r)
		}
		return nil
	}, nil)
}

func (s *Store) importMessage(ctx context.Context, t *tx, c *chatState, actor int64, a *messenger.ImportMessages, m *messenger.ImportedMessage) (messenger.AppendResult, error) {
	author, err := t.author(ctx, c, actor, a.Actor, m.Author)
	if errors.Is(err, messenger.ErrPersonNotFound) {
		return messenger.AppendResult{Err: err}, nil
	}
	if err != nil {
		return messenger.AppendResult{}, err
	}
	hash := m.Hash()
	var r messenger.AppendResult
	var known []byte
	var since int64
	err = t.row(ctx, `SELECT seq, at, hash FROM messages WHERE client_id = $1 AND sender_key = $2 AND chat_key = $3`, m.ClientID[:], author, c.key).scan(&r.Seq, &since, &known)
	switch {
	case err == nil && !bytes.Equal(known, hash[:]):
		return messenger.AppendResult{Err: messenger.ErrConflict}, nil
	case err == nil:
		r.At, r.Duplicate = fromMillis(since), true
		return r, nil
	case !errors.Is(err, pgx.ErrNoRows):
		return r, err
	}
	if refused, err := t.missing(ctx, m.Files); refused != nil || err != nil {
		return messenger.AppendResult{Err: refused}, err
	}
	seq, at := c.next(m.At)
	err = t.exec(ctx, `INSERT INTO messages (chat_key, seq, sender_key, client_id, hash, kind, version, body, at, origin)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, c.key, seq, author, m.ClientID[:], hash[:], m.Content.Kind, m.Content.Version, m.Content.Body, at, imported)
	if err != nil {
		return r, err
	}
	c.say(author, seq)
	return messenger.AppendResult{Seq: seq, At: fromMillis(at)}, t.holdFiles(ctx, c.key, seq, m.Files)
}

// imported is the origin of what came from another messenger.
const imported = "import"

// author finds who said something in another messenger: the actor, or a placeholder of the chat.
func (t *tx) author(ctx context.Context, c *chatState, actor int64, actorID, author messenger.UserID) (key int64, err error) {
	if author == actorID {
		return actor, nil
	}
	err = t.row(ctx, `SELECT user_key FROM users WHERE id = $1 AND placeholder_of = $2`, author[:], c.key).scan(&key)
	if errors.Is(err, pgx.ErrNoRows) {
		err = messenger.ErrPersonNotFound
	}
	return key, err
}

// ClaimPlaceholder implements messenger.ImportStore.
func (s *Store) ClaimPlaceholder(ctx context.Context, a messenger.ClaimPlaceholder) (messenger.Person, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return messenger.Person{}, err
	}
	type claimed struct {
		person   messenger.Person
		audience []messenger.UserID
	}
	made, err := write(ctx, s.writer, needs{rows: true, chat: chat, user: actor}, func(t *tx, out *claimed) error {
		c, err := t.guarded(ctx, chat, actor, a.Guard)
		if err != nil {
			return err
		}
		key, err := t.author(ctx, c, 0, messenger.UserID{}, a.Placeholder)
		if err != nil {
			return err
		}
		if out.person, err = s.person(ctx, t, key); err != nil {
			return err
		}
		switch by := out.person.Claimed; {
		case by == a.Actor && a.On, by == (messenger.UserID{}) && !a.On:
			return nil
		case by != (messenger.UserID{}) && by != a.Actor:
			return messenger.ErrNotAllowed
		}
		var claimer []byte
		if a.On {
			claimer = a.Actor[:]
		}
		if err := t.exec(ctx, `UPDATE users SET claimed = $1, version = version + 1 WHERE user_key = $2`, claimer, key); err != nil {
			return err
		}
		if out.person, err = s.person(ctx, t, key); err != nil {
			return err
		}
		keys, err := scanKeys(t.query(ctx, `SELECT user_key FROM members WHERE chat_key = $1 AND to_seq IS NULL`, c.key))
		if err != nil {
			return err
		}
		for _, key := range keys {
			id, err := s.userID(ctx, t, key)
			if err != nil {
				return err
			}
			out.audience = append(out.audience, id)
		}
		return nil
	}, func(out *claimed) {
		if len(out.audience) > 0 && a.Committed != nil {
			a.Committed(out.person, out.audience)
		}
	})
	return made.person, err
}
