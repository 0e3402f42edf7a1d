package command

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

func (s *Set) messageInfo(ctx context.Context, actor auth.Actor, r protocol.MessageInfo) (protocol.MessageInfoReply, error) {
	info, err := s.messenger.MessageInfo(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.Seq))
	if err != nil {
		return protocol.MessageInfoReply{}, err
	}
	return protocol.MessageInfoReply{
		Message: wire.Message(info.Message), Receipts: wire.MemberReceipts(info.Receipts), People: wire.People(info.People),
	}, nil
}
