package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// editMessage follows the rules of sending for what the message says then.
func (s *Set) editMessage(ctx context.Context, actor auth.Actor, r protocol.MessageEdit) (protocol.MessageChange, error) {
	said, refused := readContent(r.Content)
	if refused != nil {
		return protocol.MessageChange{}, refused
	}
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.MessageChange{}, err
	}
	message, err := s.messenger.EditMessage(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.Seq), said)
	return s.changed(message, err)
}

func (s *Set) deleteMessage(ctx context.Context, actor auth.Actor, r protocol.MessageDelete) (protocol.MessageChange, error) {
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.MessageChange{}, err
	}
	message, err := s.messenger.DeleteMessage(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.Seq))
	return s.changed(message, err)
}

func (s *Set) reactToMessage(ctx context.Context, actor auth.Actor, r protocol.MessageReact) (protocol.MessageChange, error) {
	if err := s.allow(limit.Reactions, keyOf(actor), 1); err != nil {
		return protocol.MessageChange{}, err
	}
	message, err := s.messenger.React(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.Seq), r.Emoji)
	return s.changed(message, err)
}

func (s *Set) listReactions(ctx context.Context, actor auth.Actor, r protocol.MessageReactions) (protocol.ReactionList, error) {
	if err := s.allow(limit.History, keyOf(actor), 1); err != nil {
		return protocol.ReactionList{}, err
	}
	list, people, err := s.messenger.Reactions(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.Seq))
	if err != nil {
		return protocol.ReactionList{}, err
	}
	return protocol.ReactionList{Reactions: wire.MemberReactions(list), People: wire.People(people)}, nil
}

func (s *Set) changed(message messenger.Message, err error) (protocol.MessageChange, error) {
	if err != nil {
		return protocol.MessageChange{}, err
	}
	return protocol.MessageChange{Epoch: s.messenger.Epoch(), Message: wire.Message(message)}, nil
}
