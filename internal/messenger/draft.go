package messenger

import (
	"context"
	"errors"
	"time"
)

// SetDraft is the act that keeps what a user has begun to write in a chat, in its own row of the chat (C30a). See Store.
type SetDraft struct {
	User UserID
	Chat ChatID
	// Text is empty where the draft is cleared.
	Text string
	// At is the device's clock when it was written.
	At        time.Time
	Guard     Guard
	Committed func(ChatRow)
}

// SetDraft keeps it for the actor's other devices. A draft that is older than the one that stands changes nothing. A
// device whose clock is ahead counts as writing now: else its draft would stand against all later ones.
func (m *Messenger) SetDraft(ctx context.Context, actor Actor, chat ChatID, text string, at time.Time) (ChatRow, error) {
	if err := checkDraft(text); err != nil {
		return ChatRow{}, err
	}
	if now := m.clock.Now(); at.After(now) {
		at = now
	}
	return m.store.SetDraft(ctx, SetDraft{
		User: actor.User, Chat: chat, Text: text, At: at, Guard: MustBeMember,
		Committed: func(row ChatRow) { m.announce.AccountChanged(actor.User, []ChatRow{row}, nil) },
	})
}

// checkDraft is the rule of texts, but that a draft may be empty or have nothing visible yet.
func checkDraft(text string) error {
	if err := CheckText(text); err != nil && !errors.Is(err, ErrTextEmpty) {
		return err
	}
	return nil
}
