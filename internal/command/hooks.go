package command

import (
	"context"
	"fmt"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// maxHookName is how many characters the name of a hook may have: it is the name of its bot.
const maxHookName = 50

func (s *Set) createHook(ctx context.Context, actor auth.Actor, r protocol.HookCreate) (protocol.HookCreated, error) {
	name, err := auth.CheckName(r.Name, maxHookName)
	if err != nil {
		return protocol.HookCreated{}, err
	}
	if err := s.allow(limit.Programs, keyOf(actor), 1); err != nil {
		return protocol.HookCreated{}, err
	}
	hook, token, err := s.messenger.CreateHook(ctx, actor, messenger.ChatID(r.Chat), name)
	if err != nil {
		return protocol.HookCreated{}, err
	}
	return protocol.HookCreated{Hook: writeHook(hook), URL: s.options.BaseURL + "/hooks/" + token}, nil
}

func (s *Set) listHooks(ctx context.Context, actor auth.Actor, r protocol.HookList) (protocol.Hooks, error) {
	hooks, err := s.messenger.Hooks(ctx, actor, messenger.ChatID(r.Chat))
	if err != nil {
		return protocol.Hooks{}, err
	}
	out := make([]protocol.Hook, len(hooks.List))
	for i, one := range hooks.List {
		out[i] = writeHook(one)
	}
	return protocol.Hooks{Hooks: out, People: wire.People(hooks.People)}, nil
}

func (s *Set) revokeHook(ctx context.Context, actor auth.Actor, r protocol.HookRevoke) (protocol.Done, error) {
	return protocol.Done{}, s.messenger.RevokeHook(ctx, actor, messenger.ChatID(r.Chat), messenger.HookID(r.Hook))
}

func writeHook(h messenger.Hook) protocol.Hook {
	return protocol.Hook{
		ID: protocol.HookID(h.ID), Chat: protocol.ChatID(h.Chat), Name: h.Bot.Name, Bot: protocol.UserID(h.Bot.ID),
		CreatedBy: protocol.UserID(h.CreatedBy), CreatedAt: wire.Millis(h.CreatedAt),
	}
}

// PostToHook posts for whoever holds the secret of a hook. The limit is that of a person, for each hook.
func (s *Set) PostToHook(ctx context.Context, token string, r protocol.HookPost) (protocol.HookPosted, error) {
	hook, err := s.messenger.HookByToken(ctx, token)
	if err != nil {
		return protocol.HookPosted{}, err
	}
	if err := s.allow(limit.Messages, string(hook.Bot.ID[:]), 1); err != nil {
		return protocol.HookPosted{}, err
	}
	return s.post(ctx, hook.Bot.ID, hook.CreatedBy, hook.Chat, r)
}

// PostAs posts a bot's message into a chat that it is no member of, for the operator of the server.
func (s *Set) PostAs(ctx context.Context, bot auth.UserID, chat protocol.ChatID, r protocol.HookPost) (protocol.HookPosted, error) {
	return s.post(ctx, bot, messenger.UserID{}, messenger.ChatID(chat), r)
}

func (s *Set) post(ctx context.Context, bot, onBehalfOf auth.UserID, chat messenger.ChatID, r protocol.HookPost) (protocol.HookPosted, error) {
	content, err := messenger.NewText(r.Text)
	if err != nil {
		return protocol.HookPosted{}, fmt.Errorf("text: %w", err)
	}
	if r.ClientID == (protocol.ClientID{}) {
		r.ClientID = messenger.NewID()
	}
	appended, err := s.messenger.Post(ctx, bot, onBehalfOf, chat, []messenger.NewMessage{{ClientID: messenger.ClientID(r.ClientID), Content: content}})
	if err != nil {
		return protocol.HookPosted{}, err
	}
	if len(appended.Results) != 1 {
		return protocol.HookPosted{}, fmt.Errorf("post: %d results for one message", len(appended.Results))
	}
	result := appended.Results[0]
	if result.Err != nil {
		return protocol.HookPosted{}, result.Err
	}
	return protocol.HookPosted{
		Chat: protocol.ChatID(chat), ClientID: r.ClientID, Seq: protocol.Seq(result.Seq), At: wire.Millis(result.At),
		Duplicate: result.Duplicate,
	}, nil
}
