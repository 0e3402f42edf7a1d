package live

import (
	"context"
	"sync"

	"twoticks/protocol"
)

// shownChats bounds how many chats one page can show.
const shownChats = 64

// shown is what a connection's page shows. Events reach every connection of their users whether or not it asked, since
// the list of chats shows them too; asking confirms the stream and says from which state it goes on (R1.2, R1.3).
type shown struct {
	mu            sync.Mutex
	chats         map[protocol.ChatID]struct{}
	notifications bool
}

func (s *shown) show(chat protocol.ChatID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.chats[chat]; !ok && len(s.chats) >= shownChats {
		return false
	}
	if s.chats == nil {
		s.chats = map[protocol.ChatID]struct{}{}
	}
	s.chats[chat] = struct{}{}
	return true
}

func (s *shown) hide(chat protocol.ChatID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.chats, chat)
}

func (s *shown) notify(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notifications = on
}

// method is a command that is about the connection itself.
type method func(c *connection, ctx context.Context, cmd protocol.Command) (any, *protocol.Error)

func (m method) bind(c *connection) doing {
	return func(ctx context.Context, cmd protocol.Command) (any, *protocol.Error) { return m(c, ctx, cmd) }
}

// ours are the commands that are about the connection itself, but for hello, which comes before all others.
var ours = map[string]method{
	"beat":                      (*connection).beat,
	"chat.subscribe":            (*connection).subscribeChat,
	"chat.unsubscribe":          (*connection).unsubscribeChat,
	"notifications.subscribe":   (*connection).subscribeNotifications,
	"notifications.unsubscribe": (*connection).unsubscribeNotifications,
}

func (c *connection) subscribeChat(ctx context.Context, cmd protocol.Command) (any, *protocol.Error) {
	request, refused := protocol.Decode[protocol.ChatSubscribe](cmd.Body)
	if refused != nil {
		return nil, refused
	}
	state, refused := c.server.Commands.SubscribeChat(ctx, c.actor, request.Chat)
	if refused != nil {
		return nil, refused
	}
	if !c.shown.show(request.Chat) {
		return nil, refusal(protocol.CodeTooLarge, 0)
	}
	return state, nil
}

func (c *connection) unsubscribeChat(_ context.Context, cmd protocol.Command) (any, *protocol.Error) {
	request, refused := protocol.Decode[protocol.ChatUnsubscribe](cmd.Body)
	if refused != nil {
		return nil, refused
	}
	c.shown.hide(request.Chat)
	return protocol.Done{}, nil
}

func (c *connection) subscribeNotifications(ctx context.Context, cmd protocol.Command) (any, *protocol.Error) {
	if _, refused := protocol.Decode[protocol.NotificationsSubscribe](cmd.Body); refused != nil {
		return nil, refused
	}
	state, refused := c.server.Commands.SubscribeNotifications(ctx, c.actor)
	if refused != nil {
		return nil, refused
	}
	c.shown.notify(true)
	return state, nil
}

func (c *connection) unsubscribeNotifications(_ context.Context, cmd protocol.Command) (any, *protocol.Error) {
	if _, refused := protocol.Decode[protocol.NotificationsUnsubscribe](cmd.Body); refused != nil {
		return nil, refused
	}
	c.shown.notify(false)
	return protocol.Done{}, nil
}
