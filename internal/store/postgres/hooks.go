package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// CreateHook implements messenger.HookStore.
func (s *Store) CreateHook(ctx context.Context, a messenger.CreateHook) error {
	actor, chat, err := s.both(ctx, a.Actor, a.Hook.Chat)
	if err != nil {
		return err
	}
	return s.writer.do(ctx, needs{chat: chat, user: actor}, func(t *tx) error {
		if _, err := t.guarded(ctx, chat, actor, a.Guard); err != nil {
			return err
		}
		var kept int
		if err := t.row(ctx, `SELECT count(*) FROM hooks WHERE chat_key = $1 AND revoked_at = 0`, chat).scan(&kept); err != nil {
			return err
		}
		if kept >= a.Max {
			return messenger.ErrTooManyKept
		}
		h := a.Hook
		bot, err := t.insertBot(ctx, h.Bot.ID, h.Bot.Handle, h.Bot.Name, millis(h.CreatedAt))
		if err != nil {
			return err
		}
		err = t.exec(ctx, `INSERT INTO hooks (id, token_hash, chat_key, bot_key, creator_key, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			h.ID[:], a.Token[:], chat, bot, actor, millis(h.CreatedAt))
		if err != nil {
			return err
		}
		return t.audit(ctx, h.CreatedAt, actor, "hook created", h.Bot.Handle)
	}, nil)
}

// Hooks implements messenger.HookStore.
func (s *Store) Hooks(ctx context.Context, user messenger.UserID, chat messenger.ChatID, guard messenger.Guard) (out messenger.Hooks, err error) {
	userKey, chatKey, err := s.both(ctx, user, chat)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.Hooks{}
		c, err := chatByKey(ctx, q, chatKey)
		if err != nil {
			return err
		}
		r, err := c.relation(ctx, q, userKey)
		if err != nil {
			return err
		}
		if err := guard(r); err != nil {
			return err
		}
		return s.readHooks(ctx, q, c, &out)
	})
	return out, err
}

func (s *Store) readHooks(ctx context.Context, q querier, c *chatState, out *messenger.Hooks) error {
	rows, err := q.query(ctx, `SELECT id, bot_key, creator_key, created_at FROM hooks
		WHERE chat_key = $1 AND revoked_at = 0 ORDER BY created_at DESC, id`, c.key)
	if err != nil {
		return err
	}
	defer rows.Close()
	var bots, creators []int64
	for rows.Next() {
		h := messenger.Hook{Chat: c.id}
		var id []byte
		var bot, creator, created int64
		if err := rows.Scan(&id, &bot, &creator, &created); err != nil {
			return err
		}
		h.ID, h.CreatedAt = messenger.HookID(id), fromMillis(created)
		out.List, bots, creators = append(out.List, h), append(bots, bot), append(creators, creator)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for i := range out.List {
		if out.List[i].Bot, err = s.person(ctx, q, bots[i]); err != nil {
			return err
		}
		if out.List[i].CreatedBy, err = s.userID(ctx, q, creators[i]); err != nil {
			return err
		}
	}
	out.People, err = s.people(ctx, q, append(bots, creators...)...)
	return err
}

// RevokeHook implements messenger.HookStore.
func (s *Store) RevokeHook(ctx context.Context, a messenger.RevokeHook) error {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return err
	}
	return s.writer.do(ctx, needs{chat: chat, user: actor}, func(t *tx) error {
		if _, err := t.guarded(ctx, chat, actor, a.Guard); err != nil {
			return err
		}
		var bot, revoked int64
		err := t.row(ctx, `SELECT bot_key, revoked_at FROM hooks WHERE id = $1 AND chat_key = $2`, a.ID[:], chat).scan(&bot, &revoked)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return messenger.ErrHookNotFound
		case err != nil || revoked != 0:
			return err
		}
		if err := t.exec(ctx, `UPDATE hooks SET revoked_at = $1 WHERE id = $2`, millis(a.At), a.ID[:]); err != nil {
			return err
		}
		if err := t.exec(ctx, `UPDATE users SET disabled_at = $1 WHERE user_key = $2`, millis(a.At), bot); err != nil {
			return err
		}
		return t.audit(ctx, a.At, actor, "hook revoked", "")
	}, nil)
}

// HookByToken implements messenger.HookStore.
func (s *Store) HookByToken(ctx context.Context, token messenger.HookTokenHash) (h messenger.Hook, err error) {
	err = s.read(ctx, func(q querier) error {
		h = messenger.Hook{}
		var id, chat []byte
		var bot, creator, created int64
		err := q.row(ctx, `SELECT h.id, c.id, h.bot_key, h.creator_key, h.created_at FROM hooks h JOIN chats c ON c.chat_key = h.chat_key
			WHERE h.token_hash = $1 AND h.revoked_at = 0`, token[:]).scan(&id, &chat, &bot, &creator, &created)
		if errors.Is(err, pgx.ErrNoRows) {
			return messenger.ErrHookNotFound
		}
		if err != nil {
			return err
		}
		h.ID, h.Chat, h.CreatedAt = messenger.HookID(id), messenger.ChatID(chat), fromMillis(created)
		if h.Bot, err = s.person(ctx, q, bot); err != nil {
			return err
		}
		h.CreatedBy, err = s.userID(ctx, q, creator)
		return err
	})
	return h, err
}
