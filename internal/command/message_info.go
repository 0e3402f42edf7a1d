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
	return s.infoReply(actor, info, err)
}

// WatchMessage opens the info of a message for a connection, which is told of what happens to it from then on.
func (s *Set) WatchMessage(ctx context.Context, actor auth.Actor, connection uint64, r protocol.MessageWatch) (protocol.MessageInfoReply, *protocol.Error) {
	return attempt(ctx, s, "message.watch", func(ctx context.Context) (protocol.MessageInfoReply, error) {
		info, err := s.messenger.WatchMessage(ctx, actor, connection, messenger.ChatID(r.Chat), messenger.Seq(r.Seq))
		return s.infoReply(actor, info, err)
	})
}

// UnwatchMessage closes it.
func (s *Set) UnwatchMessage(actor auth.Actor, connection uint64, r protocol.MessageUnwatch) {
	s.messenger.UnwatchMessage(actor, connection, messenger.ChatID(r.Chat), messenger.Seq(r.Seq))
}

func (s *Set) infoReply(actor auth.Actor, info messenger.MessageInfo, err error) (protocol.MessageInfoReply, error) {
	if err != nil {
		return protocol.MessageInfoReply{}, err
	}
	// What a member did not get waits for as long as the queue keeps, whatever the reason.
	for i := range info.Receipts {
		r := &info.Receipts[i]
		r.Expired = r.Expired && s.messenger.Now().Sub(info.Message.At) >= s.options.QueueKeep
	}
	reply := protocol.MessageInfoReply{
		Message: wire.Message(info.Message), Receipts: wire.MemberReceipts(info.Receipts), People: wire.People(info.People),
	}
	if actor.Scopes == 0 {
		for _, d := range info.Devices {
			reply.Devices = append(reply.Devices, protocol.OwnDevice{
				Session: protocol.SessionID(d.Session), Name: d.Name, UsedAt: wire.Millis(d.UsedAt),
				Current: d.Session == actor.Session, Has: d.Has || d.Session == actor.Session,
			})
		}
	}
	return reply, nil
}
