package messenger

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
)

// A hook is an address at which a program posts into one chat. Its messages come from a bot of its own, which is no
// member: it reads nothing, is told nothing, and holds no tick back (C22).

// HookID names a hook.
type HookID [16]byte

// HookTokenHash is what is kept of the secret in a hook's address.
type HookTokenHash [sha256.Size]byte

const (
	hookTokenBytes = 32
	hooksPerChat   = 20
	hookHandle     = "hook."
)

var hookCoding = base64.RawURLEncoding.Strict()

// Hook is one of a chat.
type Hook struct {
	ID        HookID
	Chat      ChatID
	Bot       Person
	CreatedBy UserID
	CreatedAt time.Time
}

// Hooks are those of a chat, the newest first, with who made them.
type Hooks struct {
	List   []Hook
	People []Person
}

// HookStore is the part of Store for hooks.
type HookStore interface {
	// CreateHook keeps one with its bot, if the chat has fewer than Max; ErrTooManyKept otherwise.
	CreateHook(ctx context.Context, act CreateHook) error
	// Hooks lists those of a chat that were not taken back, if the guard lets the user.
	Hooks(ctx context.Context, user UserID, chat ChatID, guard Guard) (Hooks, error)
	// RevokeHook takes one back; ErrHookNotFound when the chat never had it, and again nothing changes.
	RevokeHook(ctx context.Context, act RevokeHook) error
	// HookByToken finds the one of a secret; ErrHookNotFound when there is none, or it was taken back.
	HookByToken(ctx context.Context, token HookTokenHash) (Hook, error)
}

// CreateHook: see HookStore.
type CreateHook struct {
	Actor UserID
	Hook  Hook
	Token HookTokenHash
	Max   int
	Guard Guard
}

// RevokeHook: see HookStore.
type RevokeHook struct {
	Actor UserID
	Chat  ChatID
	ID    HookID
	At    time.Time
	Guard Guard
}

// MayHook is the rule of who decides about a chat's hooks: in a group its administrators, else its members.
func MayHook(r Relation) error {
	if r.Kind == Group {
		return MustAdminister(r)
	}
	return MustBeMember(r)
}

// CreateHook makes one and returns its secret, which is kept nowhere. The name is that of its bot.
func (m *Messenger) CreateHook(ctx context.Context, actor Actor, chat ChatID, name string) (Hook, string, error) {
	secret := make([]byte, 0, hookTokenBytes)
	for range hookTokenBytes / len(HookID{}) {
		part := NewID()
		secret = append(secret, part[:]...)
	}
	token := hookCoding.EncodeToString(secret)
	id := HookID(NewID())
	hook := Hook{
		ID: id, Chat: chat, CreatedBy: actor.User, CreatedAt: m.clock.Now().Truncate(time.Millisecond),
		Bot: Person{ID: NewID(), Handle: hookHandle + hex.EncodeToString(id[:8]), Name: name, Bot: true, Version: 1},
	}
	err := m.store.CreateHook(ctx, CreateHook{
		Actor: actor.User, Hook: hook, Token: sha256.Sum256([]byte(token)), Max: hooksPerChat, Guard: MayHook,
	})
	if err != nil {
		return Hook{}, "", err
	}
	return hook, token, nil
}

// Hooks lists those of a chat.
func (m *Messenger) Hooks(ctx context.Context, actor Actor, chat ChatID) (Hooks, error) {
	return m.store.Hooks(ctx, actor.User, chat, MayHook)
}

// RevokeHook takes one back: who posts to it from now on finds nothing.
func (m *Messenger) RevokeHook(ctx context.Context, actor Actor, chat ChatID, id HookID) error {
	return m.store.RevokeHook(ctx, RevokeHook{Actor: actor.User, Chat: chat, ID: id, At: m.clock.Now(), Guard: MayHook})
}

// HookByToken finds the hook of a secret.
func (m *Messenger) HookByToken(ctx context.Context, token string) (Hook, error) {
	if len(token) != hookCoding.EncodedLen(hookTokenBytes) || strings.ContainsAny(token, "\r\n") {
		return Hook{}, ErrHookNotFound
	}
	return m.store.HookByToken(ctx, sha256.Sum256([]byte(token)))
}

// Post appends messages of a bot to a chat that it is no member of, for whoever may let it: who holds a hook's address,
// or the operator of the server. A hook writes for who made it: what they write in a chat of two while the other blocks them
// is withheld, and so is what it does. For the operator onBehalfOf is zero.
func (m *Messenger) Post(ctx context.Context, bot, onBehalfOf UserID, chat ChatID, messages []NewMessage) (Appended, error) {
	return m.store.AppendMessages(ctx, AppendMessages{
		Sender: bot, OnBehalfOf: onBehalfOf, Chat: chat, Messages: messages, At: m.clock.Now(), Guard: func(Relation) error { return nil },
		Committed: m.added,
	})
}
