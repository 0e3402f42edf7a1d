package messenger

import (
	"context"
	"math"
	"time"
)

// MaxBlocked is how many people one can block.
const MaxBlocked = 1000

// Block is whether one of two people blocks the other. That it was so once is kept: what was withheld then stays withheld.
type Block uint8

const (
	NeverBlocked Block = iota
	BlocksNow
	BlockedOnce
)

// Withholds says that what the actor adds to the log does not reach the other of two: it is accepted, and lies in a stretch
// that the other never reads, by any route, also not after the block has ended. To the actor it looks like anything that
// the other has not taken yet, and expires like it (C25).
func (r Relation) Withholds() bool { return r.Kind == Direct && r.BlockedBy == BlocksNow }

// MayWrite is the rule of everything that says something: by a member, and not to somebody whom one blocks.
func MayWrite(r Relation) error {
	if err := MustBeMember(r); err != nil {
		return err
	}
	if r.Kind == Direct && r.Blocks == BlocksNow {
		return ErrBlocked
	}
	return nil
}

// BlockRow is one person whom a user blocks, or does not any more (C30a).
type BlockRow struct {
	Rev  Rev
	User UserID
	Gone bool
}

// SetBlock is the act that blocks a person, or ends that. See Store.
type SetBlock struct {
	Actor, User UserID
	// On: blocks from now on.
	On        bool
	At        time.Time
	Committed func(BlockChanged)
}

// BlockChanged is what it did.
type BlockChanged struct {
	Row     BlockRow
	Changed bool
	// ChatRow is the user's own row of the direct chat of the two, if it has one: it says so too.
	ChatRow *ChatRow
	People  []Person
	// Shared are the chats of both of them, which both have.
	Shared []ChatID
}

// Apart are two members of a chat of whom the one blocks the other.
type Apart struct{ By, Of UserID }

// SetBlock blocks a person, or ends that. Each of the two is to the other, from then on, as somebody of whom nothing is told:
// neither whether they are online nor whether they type. Of the block itself only the actor's own devices are told.
func (m *Messenger) SetBlock(ctx context.Context, actor Actor, user UserID, on bool) (BlockRow, []Person, error) {
	if user == actor.User {
		return BlockRow{}, nil, ErrBadField.In("user")
	}
	changed, err := m.store.SetBlock(ctx, SetBlock{
		Actor: actor.User, User: user, On: on, At: m.clock.Now(),
		Committed: func(b BlockChanged) {
			for _, chat := range b.Shared {
				m.members.outdated(chat, math.MaxInt64)
				m.nodes.MembersMoved(chat, math.MaxInt64)
			}
			m.announce.BlocksChanged(actor.User, b)
			if len(b.Shared) > 0 {
				m.introduce(b.People)
			}
		},
	})
	return changed.Row, changed.People, err
}

// isApart says whether one of two people blocks the other.
func isApart(apart []Apart, a, b UserID) bool {
	for _, p := range apart {
		if p.By == a && p.Of == b || p.By == b && p.Of == a {
			return true
		}
	}
	return false
}

// For is what one member sees of who types: nobody whom they block, or who blocks them.
func (t Typing) For(user UserID, apart []Apart) Typing {
	if len(apart) == 0 {
		return t
	}
	seen := Typing{Chat: t.Chat, Count: t.Count, Users: make([]UserID, 0, len(t.Users))}
	for _, typist := range t.Users {
		if isApart(apart, user, typist) {
			seen.Count--
			continue
		}
		seen.Users = append(seen.Users, typist)
	}
	return seen
}

// Blocked are those whom the actor blocks, by handle.
func (m *Messenger) Blocked(ctx context.Context, actor Actor) ([]Person, error) {
	return m.store.Blocked(ctx, actor.User)
}
