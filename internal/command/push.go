package command

import (
	"context"
	"encoding/base64"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Push tells devices whose page is closed.
type Push interface {
	// Key is the public key that a browser subscribes with, as base64url.
	Key() string
	// Subscribe has the actor's device told, Unsubscribe ends that.
	Subscribe(ctx context.Context, actor messenger.Actor, d messenger.PushDevice) error
	Unsubscribe(ctx context.Context, actor messenger.Actor) error
}

// maxLanguage is longer than the name of any language.
const maxLanguage = 35

var pushCoding = base64.RawURLEncoding

func (s *Set) pushKey(context.Context, auth.Actor, protocol.PushKey) (protocol.PushKeyIs, error) {
	if s.options.Push == nil {
		return protocol.PushKeyIs{}, nil
	}
	return protocol.PushKeyIs{Key: s.options.Push.Key()}, nil
}

func (s *Set) subscribePush(ctx context.Context, actor auth.Actor, r protocol.PushSubscribe) (protocol.Done, error) {
	key, err := pushCoding.DecodeString(r.Key)
	if err != nil {
		return protocol.Done{}, badField("key", "The key is not base64url.")
	}
	secret, err := pushCoding.DecodeString(r.Auth)
	if err != nil {
		return protocol.Done{}, badField("auth", "The secret is not base64url.")
	}
	if len(r.Language) > maxLanguage {
		return protocol.Done{}, badField("language", "There is no language with so long a name.")
	}
	if s.options.Push == nil {
		return protocol.Done{}, refusal(protocol.CodePushEndpoint)
	}
	if err := s.allow(limit.Settings, keyOf(actor), 1); err != nil {
		return protocol.Done{}, err
	}
	return protocol.Done{}, s.options.Push.Subscribe(ctx, actor, messenger.PushDevice{
		Endpoint: r.Endpoint, Key: key, Auth: secret, Language: r.Language, Preview: r.Preview,
	})
}

func (s *Set) unsubscribePush(ctx context.Context, actor auth.Actor, _ protocol.PushUnsubscribe) (protocol.Done, error) {
	if s.options.Push == nil {
		return protocol.Done{}, nil
	}
	return protocol.Done{}, s.options.Push.Unsubscribe(ctx, actor)
}
