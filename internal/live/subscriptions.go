package live

import (
	"context"
	"sync"

	"twoticks/protocol"
)

// What one page can show at once: chats, and the info of messages.
const (
	shownChats      = 64
	watchedMessages = 8
)

// shown is what a connection's page shows. Events reach every connection of their users whether or not it asked, since
// the list of chats shows them too; asking confirms the stream and says from which state it goes on (R1.2, R1.3).
type shown struct {
	mu            sync.Mutex
	chats         map[protocol.ChatID]struct{}
	notifications bool
	// watched are messages whose info is open.
	watched map[protocol.MessageUnwatch]struct{}
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

func (s *shown) has(chat protocol.ChatID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.chats[chat]
	return ok
}

func (s *shown) notify(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notifications = on
}

func (s *shown) watch(m protocol.MessageUnwatch) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.watched[m]; !ok && len(s.watched) >= watchedMessages {
		return false
	}
	if s.watched == nil {
		s.watched = map[protocol.MessageUnwatch]struct{}{}
	}
	s.watched[m] = struct{}{}
	return true
}

func (s *shown) unwatch(m protocol.MessageUnwatch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.watched, m)
}

// unwatchAll returns what was watched.
func (s *shown) unwatchAll() (all []protocol.MessageUnwatch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for m := range s.watched {
		all = append(all, m)
	}
	s.watched = nil
	return all
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
	"message.watch":             (*connection).watchMessage,
	"message.unwatch":           (*connection).unwatchMessage,
}

func (c *connection) watchMessage(ctx context.Context, cmd protocol.Command) (any, *protocol.Error) {
	request, refused := protocol.Decode[protocol.MessageWatch](cmd.Body)
	if refused != nil {
		return nil, refused
	}
	one := protocol.MessageUnwatch(request)
	if !c.shown.watch(one) {
		return nil, refusal(protocol.CodeTooLarge, 0)
	}
	info, refused := c.server.Commands.WatchMessage(ctx, c.actor, c.number, request)
	if refused != nil {
		c.shown.unwatch(one)
		return nil, refused
	}
	return info, nil
}

func (c *connection) unwatchMessage(_ context.Context, cmd protocol.Command) (any, *protocol.Error) {
	request, refused := protocol.Decode[protocol.MessageUnwatch](cmd.Body)
	if refused != nil {
		return nil, refused
	}
	c.shown.unwatch(request)
	c.server.Commands.UnwatchMessage(c.actor, c.number, request)
	return protocol.Done{}, nil
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
