package command

import (
	"context"
	"fmt"
	"strings"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// Programs is the part of auth for tokens and bots.
type Programs interface {
	// CreateToken makes a token for the actor or a bot, and shows its secret, which is kept nowhere.
	CreateToken(ctx context.Context, actor auth.Actor, bot auth.UserID, name string, scopes auth.Scopes) (auth.CreatedToken, error)
	// Tokens lists the actor's or a bot's, the newest first; RevokeToken takes one back.
	Tokens(ctx context.Context, actor auth.Actor, bot auth.UserID) ([]auth.Session, error)
	RevokeToken(ctx context.Context, actor auth.Actor, bot auth.UserID, id auth.SessionID) error
	// CreateBot makes a bot, Bots lists them, EndBot ends one, all for administrators of the server.
	CreateBot(ctx context.Context, actor auth.Actor, handle, name string) (auth.Account, error)
	Bots(ctx context.Context, actor auth.Actor) ([]auth.Account, error)
	EndBot(ctx context.Context, actor auth.Actor, bot auth.UserID) error
}

// Permit holds a command against what the token of a program may do; a person at a device may do all. Both doors ask
// before they carry anything out.
func Permit(actor auth.Actor, name string) *protocol.Error {
	if actor.Scopes == 0 {
		return nil
	}
	needed := protocol.ScopeOf(name)
	switch {
	case needed == 0:
		e := refusal(protocol.CodeNotAllowed)
		e.Message = "No token may do this; it belongs to a person who is signed in."
		return e
	case protocol.Scope(actor.Scopes)&needed == 0:
		e := refusal(protocol.CodeNotAllowed)
		e.Message = fmt.Sprintf("This token was not made for this: it lacks the scope %s.", strings.Join(needed.Names(), ", "))
		return e
	}
	return nil
}

func (s *Set) createToken(ctx context.Context, actor auth.Actor, r protocol.TokenCreate) (protocol.TokenCreated, error) {
	scopes, refused := protocol.ReadScopes(r.Scopes)
	if refused != nil {
		return protocol.TokenCreated{}, refused
	}
	if err := s.allow(limit.Programs, keyOf(actor), 1); err != nil {
		return protocol.TokenCreated{}, err
	}
	made, err := s.accounts.CreateToken(ctx, actor, auth.UserID(r.Bot), r.Name, auth.Scopes(scopes))
	if err != nil {
		return protocol.TokenCreated{}, err
	}
	return protocol.TokenCreated{Token: writeToken(made.Session), Secret: made.Secret}, nil
}

func (s *Set) listTokens(ctx context.Context, actor auth.Actor, r protocol.TokenList) (protocol.Tokens, error) {
	list, err := s.accounts.Tokens(ctx, actor, auth.UserID(r.Bot))
	if err != nil {
		return protocol.Tokens{}, err
	}
	out := make([]protocol.Token, len(list))
	for i, one := range list {
		out[i] = writeToken(one)
	}
	return protocol.Tokens{Tokens: out}, nil
}

func (s *Set) revokeToken(ctx context.Context, actor auth.Actor, r protocol.TokenRevoke) (protocol.Done, error) {
	return protocol.Done{}, s.accounts.RevokeToken(ctx, actor, auth.UserID(r.Bot), auth.SessionID(r.Token))
}

func writeToken(s auth.Session) protocol.Token {
	return protocol.Token{
		ID: protocol.TokenID(s.ID), Name: s.Device, Scopes: protocol.Scope(s.Scopes).Names(),
		CreatedAt: wire.Millis(s.CreatedAt), UsedAt: wire.Millis(s.UsedAt),
	}
}

func (s *Set) createBot(ctx context.Context, actor auth.Actor, r protocol.BotCreate) (protocol.BotCreated, error) {
	if err := s.allow(limit.Programs, keyOf(actor), 1); err != nil {
		return protocol.BotCreated{}, err
	}
	bot, err := s.accounts.CreateBot(ctx, actor, r.Handle, r.Name)
	if err != nil {
		return protocol.BotCreated{}, err
	}
	return protocol.BotCreated{Bot: writeBot(bot)}, nil
}

func (s *Set) listBots(ctx context.Context, actor auth.Actor, _ protocol.BotList) (protocol.Bots, error) {
	list, err := s.accounts.Bots(ctx, actor)
	if err != nil {
		return protocol.Bots{}, err
	}
	out := make([]protocol.Person, len(list))
	for i, one := range list {
		out[i] = writeBot(one)
	}
	return protocol.Bots{Bots: out}, nil
}

func (s *Set) revokeBot(ctx context.Context, actor auth.Actor, r protocol.BotRevoke) (protocol.Done, error) {
	return protocol.Done{}, s.accounts.EndBot(ctx, actor, auth.UserID(r.Bot))
}

func writeBot(a auth.Account) protocol.Person {
	return protocol.Person{ID: protocol.UserID(a.User), Handle: a.Handle, Name: a.Name, Kind: "bot", Version: a.Version}
}
