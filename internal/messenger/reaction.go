package messenger

import (
	"context"
	"slices"
)

// MaxReactors is how many of those who reacted a message names; how many there are in all it says for each emoji.
const MaxReactors = 50

// MemberReaction is what one user thinks of a message, in one emoji.
type MemberReaction struct {
	User  UserID
	Emoji string
	// Seq is the entry that made it so.
	Seq Seq
}

// React gives a message the actor's reaction, in place of an earlier one; an empty emoji takes it back. What is there
// already changes nothing.
func (m *Messenger) React(ctx context.Context, actor Actor, chat ChatID, seq Seq, emoji string) (Message, error) {
	if emoji != "" && !IsEmoji(emoji) {
		return Message{}, ErrBadField.In("emoji")
	}
	changed, err := m.store.ChangeMessage(ctx, ChangeMessage{
		Actor: actor.User, Chat: chat, Seq: seq, Kind: Reaction, Emoji: emoji, At: m.clock.Now(),
		Guard: mayReact, Committed: m.announce.MessageChanged,
	})
	return changed.Message, err
}

// Reactions reads a message with everybody who reacted to it, and those people.
func (m *Messenger) Reactions(ctx context.Context, actor Actor, chat ChatID, seq Seq) ([]MemberReaction, []Person, error) {
	page, err := m.store.History(ctx, actor.User, chat, seq+1, 1)
	if err != nil {
		return nil, nil, err
	}
	if len(page.Messages) == 0 || page.Messages[0].Seq != seq {
		return nil, nil, ErrEntryNotFound
	}
	return page.Messages[0].Reactions, page.People, nil
}

// mayReact is the rule of reacting: a member, to what somebody wrote and is still there.
func mayReact(r Relation, target *Message) error {
	if err := mustConcern(r, target); err != nil {
		return err
	}
	if target.DeletedSeq != 0 {
		return ErrEntryNotFound
	}
	return nil
}

// ReactionOf is a user's own reaction; empty without one.
func (m *Message) ReactionOf(user UserID) string {
	if i := slices.IndexFunc(m.Reactions, func(r MemberReaction) bool { return r.User == user }); i >= 0 {
		return m.Reactions[i].Emoji
	}
	return ""
}

// ReactedBy is the list after a user's reaction became another, which is the first then.
func ReactedBy(list []MemberReaction, one MemberReaction) []MemberReaction {
	rest := slices.DeleteFunc(slices.Clone(list), func(r MemberReaction) bool { return r.User == one.User })
	if one.Emoji == "" {
		return rest
	}
	return append([]MemberReaction{one}, rest...)
}
