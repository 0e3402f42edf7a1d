package app

import (
	"context"
	"errors"
	"strings"

	"twoticks/internal/auth"
	"twoticks/internal/config"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Message is what an operator has the server say, to a person or into a chat.
type Message struct {
	// To is a person's handle, or else Chat the id of a chat.
	To   string `json:"to"`
	Chat string `json:"chat"`
	// As is the name of the bot that says it; empty for the server's own.
	As   string `json:"as"`
	Text string `json:"text"`
}

// Sent is where the message stands.
type Sent struct {
	Chat string `json:"chat"`
	Seq  uint64 `json:"seq"`
}

// Send has the running server say something. It goes the way of any message, so people who are there see it at once; a
// server that does not run could not tell them, and is not stood in for.
func Send(ctx context.Context, c config.Config, m Message) (Sent, error) {
	answer, err := askFor(ctx, c, operatorRequest{Act: "send", Handle: m.To, Send: &m})
	if answer.Sent == nil {
		return Sent{}, err
	}
	return *answer.Sent, err
}

func (a *App) send(ctx context.Context, r operatorRequest) operatorAnswer {
	if a.domain == nil {
		return operatorAnswer{Error: "the server does not run: start it, and send then"}
	}
	if r.Send == nil {
		return operatorAnswer{Error: "there is no message to send"}
	}
	sent, err := a.say(ctx, *r.Send)
	if err != nil {
		return operatorAnswer{Error: sendWords(r, err)}
	}
	return operatorAnswer{Sent: &sent}
}

func (a *App) say(ctx context.Context, m Message) (Sent, error) {
	content, err := messenger.NewText(m.Text)
	if err != nil {
		return Sent{}, err
	}
	messages := []messenger.NewMessage{{ClientID: messenger.NewID(), Content: content}}
	if m.Chat != "" {
		var chat protocol.ChatID
		if err := chat.UnmarshalText([]byte(m.Chat)); err != nil {
			return Sent{}, messenger.ErrChatNotFound
		}
		return a.sayInto(ctx, m.As, messenger.ChatID(chat), messages)
	}
	person, err := a.acts.AccountByHandle(ctx, strings.TrimPrefix(m.To, "@"))
	if err != nil {
		return Sent{}, err
	}
	bot, err := a.auth.OperatorBot(ctx, m.As)
	if err != nil {
		return Sent{}, err
	}
	actor := messenger.Actor{User: bot.User}
	opened, err := a.domain.OpenChat(ctx, actor, person.User)
	if err != nil {
		return Sent{}, err
	}
	appended, err := a.domain.Send(ctx, actor, opened.Row.Chat, messages)
	return placeOf(appended, err)
}

// sayInto posts into a chat whose member the bot need not be.
func (a *App) sayInto(ctx context.Context, as string, chat messenger.ChatID, messages []messenger.NewMessage) (Sent, error) {
	bot, err := a.auth.OperatorBot(ctx, as)
	if err != nil {
		return Sent{}, err
	}
	appended, err := a.domain.Post(ctx, bot.User, messenger.UserID{}, chat, messages)
	return placeOf(appended, err)
}

func placeOf(appended messenger.Appended, err error) (Sent, error) {
	switch {
	case err != nil:
		return Sent{}, err
	case len(appended.Results) != 1:
		return Sent{}, errors.New("the message was not stored: try again")
	case appended.Results[0].Err != nil:
		return Sent{}, appended.Results[0].Err
	}
	return Sent{Chat: protocol.ChatID(appended.Chat).String(), Seq: uint64(appended.Results[0].Seq)}, nil
}

func sendWords(r operatorRequest, err error) string {
	switch {
	case errors.Is(err, auth.ErrNoAccount):
		return "there is nobody with the handle " + r.Send.To
	case errors.Is(err, messenger.ErrChatNotFound):
		return "there is no chat " + r.Send.Chat
	case errors.Is(err, auth.ErrHandleTaken):
		return "the handle that " + r.Send.As + " would have belongs to a person: choose another name"
	case errors.Is(err, auth.ErrHandleNotAllowed), errors.Is(err, auth.ErrNameNotAllowed):
		return r.Send.As + " cannot be the name of a bot: use letters, digits and spaces, and no name of the server's own"
	case errors.Is(err, messenger.ErrTextEmpty):
		return "there is nothing to send"
	case errors.Is(err, messenger.ErrTextTooLong):
		return "the message is too long: at most 10,000 characters and 16 KiB"
	case errors.Is(err, messenger.ErrTextNotAllowed):
		return "the message has signs that cannot be shown"
	}
	return err.Error()
}
