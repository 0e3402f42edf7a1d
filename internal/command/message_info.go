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
	return s.infoReply(info, err)
}

// WatchMessage opens the info of a message for a connection, which is told of what happens to it from then on.
func (s *Set) WatchMessage(ctx context.Context, actor auth.Actor, connection uint64, r protocol.MessageWatch) (protocol.MessageInfoReply, *protocol.Error) {
	return attempt(ctx, s, "message.watch", func(ctx context.Context) (protocol.MessageInfoReply, error) {
		return s.infoReply(s.messenger.WatchMessage(ctx, actor, connection, messenger.ChatID(r.Chat), messenger.Seq(r.Seq)))
	})
}

// UnwatchMessage closes it.
func (s *Set) UnwatchMessage(actor auth.Actor, connection uint64, r protocol.MessageUnwatch) {
	s.messenger.UnwatchMessage(actor, connection, messenger.ChatID(r.Chat), messenger.Seq(r.Seq))
}

func (s *Set) infoReply(info messenger.MessageInfo, err error) (protocol.MessageInfoReply, error) {
	if err != nil {
		return protocol.MessageInfoReply{}, err
	}
	// What a member did not get waits for as long as the queue keeps, whatever the reason.
	for i := range info.Receipts {
		r := &info.Receipts[i]
		r.Expired = r.Expired && s.messenger.Now().Sub(info.Message.At) >= s.options.QueueKeep
	}
	return protocol.MessageInfoReply{
		Message: wire.Message(info.Message), Receipts: wire.MemberReceipts(info.Receipts), People: wire.People(info.People),
	}, nil
}
