package app

import (
	"context"
	"strings"

	"twoticks/internal/command"
	"twoticks/internal/messenger"
	"twoticks/internal/preview"
	"twoticks/internal/push"
	"twoticks/protocol"
)

// announcer is what the domain announces to: those who are connected and, once that is built, those whose page is closed.
type announcer struct{ messenger.Announcer }

// buildPush makes the room of pushes, unless the operator wants none.
func (a *App) buildPush(ctx context.Context, announce *announcer, o Options) (err error) {
	if len(a.config.PushServices) == 0 {
		return nil
	}
	subscriber := a.policy.baseURL
	if !strings.HasPrefix(subscriber, "https://") {
		subscriber = "twoticks@localhost" // services want to know whom to ask; such a server is no one else's business
	}
	a.push, err = push.New(ctx, a.domain, push.Config{
		Services: a.config.PushServices, Subscriber: subscriber, Keep: a.config.QueueKeep, Grace: o.PushGrace,
	}, o.Log)
	if err == nil {
		announce.Announcer = a.push.Announcing(announce.Announcer)
	}
	return err
}

// looking names those of some users who have a chat before their eyes, at this node or another.
func (a *App) looking(ctx context.Context, chat messenger.ChatID, of []messenger.UserID) (looking []messenger.UserID) {
	var rest []messenger.UserID
	for _, user := range of {
		if a.live.Looks(user, protocol.ChatID(chat)) {
			looking = append(looking, user)
		} else {
			rest = append(rest, user)
		}
	}
	if a.nodes == nil {
		return looking
	}
	return append(looking, a.nodes.peers.Looking(ctx, chat, rest)...)
}

// pushes is the room as the commands see it: nil where there is none, and not an interface that holds nil.
func (a *App) pushes() command.Push {
	if a.push == nil {
		return nil
	}
	return a.push
}

// links looks at links that people write; nil where the operator wants none looked at.
func (a *App) links() command.Links {
	if !a.config.LinkPreviews {
		return nil
	}
	return preview.New(a.domain, a.media, a.config.LinkOrigins, a.log)
}
