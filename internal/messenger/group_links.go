package messenger

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"
)

// A link lets somebody with an account join a group, or ask to. It belongs to the group: whoever administers it sees the
// link and may take it back, and it ends when its maker is removed or stops being an administrator.

// LinkID names a link.
type LinkID [16]byte

// LinkTokenHash is what is kept of the secret in a link.
type LinkTokenHash [sha256.Size]byte

// Bounds of links.
const (
	// MaxLinkUses is how many people can come by one link.
	MaxLinkUses    = MaxMembers
	linkUses       = 100
	linkDefault    = 7 * 24 * time.Hour
	linkLongest    = 90 * 24 * time.Hour
	linksPerGroup  = 20
	linkTokenBytes = 16
	requestsAtOnce = 200
)

var linkCoding = base64.RawURLEncoding.Strict()

// GroupLink is one of a group.
type GroupLink struct {
	ID        LinkID
	Chat      ChatID
	CreatedBy UserID
	CreatedAt time.Time
	// CreatedSeq is the head of the group's log when it was made.
	CreatedSeq    Seq
	ExpiresAt     time.Time
	Uses, MaxUses int
	Revoked       bool
}

// Good says whether anybody can come by it still.
func (l GroupLink) Good(now time.Time) bool {
	return !l.Revoked && l.Uses < l.MaxUses && now.Before(l.ExpiresAt)
}

// GroupLinks are those of a group, with who made them.
type GroupLinks struct {
	List   []GroupLink
	People []Person
}

// LinkStanding is how somebody stands to a link, and to its group.
type LinkStanding struct {
	Link     GroupLink
	Relation Relation
	Name     string
	Members  int
	// Removed: the last membership was ended by somebody else.
	Removed bool
	// Waits: asked already. RefusedAt is when an administrator said no; zero when none did.
	Waits     bool
	RefusedAt time.Time
}

// MayJoin is the rule of coming by a link. Somebody who was removed or refused when the link was there already does not:
// else whoever kept it could come back against those who decided. All of it sounds the same from outside.
func MayJoin(s LinkStanding, now time.Time) error {
	switch {
	case !s.Link.Good(now),
		s.Relation.WasMember && s.Removed && s.Relation.To > s.Link.CreatedSeq,
		!s.RefusedAt.IsZero() && !s.Link.CreatedAt.After(s.RefusedAt):
		return ErrLinkInvalid
	case s.Members >= MaxMembers:
		return ErrGroupFull
	}
	return nil
}

// CreateGroupLink: see GroupStore.
type CreateGroupLink struct {
	Actor UserID
	// Link is kept but for its CreatedSeq, which the store knows.
	Link  GroupLink
	Token LinkTokenHash
	Max   int
	Guard Guard
}

// RevokeGroupLink: see GroupStore.
type RevokeGroupLink struct {
	Actor UserID
	Chat  ChatID
	ID    LinkID
	At    time.Time
	Guard Guard
}

// JoinGroup: see GroupStore.
type JoinGroup struct {
	User      UserID
	Token     LinkTokenHash
	At        time.Time
	Guard     func(LinkStanding) error
	Committed func(Appended)
}

// Joined is what came of it. Waits: an administrator decides.
type Joined struct {
	Chat  ChatID
	Waits bool
	Told  Appended
}

// JoinRequest is somebody who waits to be let in.
type JoinRequest struct {
	Chat ChatID
	User UserID
	At   time.Time
}

// JoinRequests are several, with the people.
type JoinRequests struct {
	List   []JoinRequest
	People []Person
}

// AnswerRequest: see GroupStore.
type AnswerRequest struct {
	Actor, User UserID
	Chat        ChatID
	Accept      bool
	At          time.Time
	Guard       Guard
	Committed   func(Appended)
}

// NewGroupLink is what somebody who makes a link decides. Zero values mean a hundred uses, within seven days.
type NewGroupLink struct {
	MaxUses   int
	ExpiresIn time.Duration
}

// CreateGroupLink makes one and returns its secret, which is kept nowhere.
func (m *Messenger) CreateGroupLink(ctx context.Context, actor Actor, chat ChatID, n NewGroupLink) (GroupLink, string, error) {
	if n.MaxUses == 0 {
		n.MaxUses = linkUses
	}
	if n.ExpiresIn == 0 {
		n.ExpiresIn = linkDefault
	}
	if n.MaxUses < 1 || n.MaxUses > MaxLinkUses {
		return GroupLink{}, "", ErrBadField.In("max_uses")
	}
	if n.ExpiresIn < time.Minute || n.ExpiresIn > linkLongest {
		return GroupLink{}, "", ErrBadField.In("expires_in_ms")
	}
	secret := NewID()
	token := linkCoding.EncodeToString(secret[:])
	now := m.clock.Now().Truncate(time.Millisecond)
	link := GroupLink{
		ID: NewID(), Chat: chat, CreatedBy: actor.User, CreatedAt: now, ExpiresAt: now.Add(n.ExpiresIn), MaxUses: n.MaxUses,
	}
	err := m.store.CreateGroupLink(ctx, CreateGroupLink{
		Actor: actor.User, Link: link, Token: sha256.Sum256([]byte(token)), Max: linksPerGroup, Guard: MustAdminister,
	})
	if err != nil {
		return GroupLink{}, "", err
	}
	return link, token, nil
}

// GroupLinks lists those of a group by which somebody can still come.
func (m *Messenger) GroupLinks(ctx context.Context, actor Actor, chat ChatID) (GroupLinks, error) {
	return m.store.GroupLinks(ctx, actor.User, chat, m.clock.Now(), MustAdminister)
}

// RevokeGroupLink takes one back.
func (m *Messenger) RevokeGroupLink(ctx context.Context, actor Actor, chat ChatID, id LinkID) error {
	return m.store.RevokeGroupLink(ctx, RevokeGroupLink{Actor: actor.User, Chat: chat, ID: id, At: m.clock.Now(), Guard: MustAdminister})
}

// LookUpGroupLink tells what a link is good for, to somebody with an account: the name of the group and how many are in it.
func (m *Messenger) LookUpGroupLink(ctx context.Context, actor Actor, token string) (LinkStanding, error) {
	hash, err := hashLink(token)
	if err != nil {
		return LinkStanding{}, err
	}
	s, err := m.store.FindGroupLink(ctx, actor.User, hash)
	if err != nil || s.Relation.Member {
		return s, err
	}
	if s.Waits && s.Link.Good(m.clock.Now()) {
		return s, nil
	}
	return s, MayJoin(s, m.clock.Now())
}

// JoinGroup comes by a link.
func (m *Messenger) JoinGroup(ctx context.Context, actor Actor, token string) (Joined, error) {
	hash, err := hashLink(token)
	if err != nil {
		return Joined{}, err
	}
	now := m.clock.Now()
	joined, err := m.store.JoinGroup(ctx, JoinGroup{
		User: actor.User, Token: hash, At: now, Committed: m.membersMoved,
		Guard: func(s LinkStanding) error { return MayJoin(s, now) },
	})
	if err == nil {
		m.members.outdated(joined.Chat, joined.Told.MembersSeq)
	}
	return joined, err
}

// JoinRequests lists who waits for a group, or, where none is named, for any that the actor administers.
func (m *Messenger) JoinRequests(ctx context.Context, actor Actor, chat ChatID) (JoinRequests, error) {
	return m.store.JoinRequests(ctx, actor.User, chat, requestsAtOnce)
}

// AnswerRequest lets somebody in who waits, or not.
func (m *Messenger) AnswerRequest(ctx context.Context, actor Actor, chat ChatID, user UserID, accept bool) error {
	answered, err := m.store.AnswerRequest(ctx, AnswerRequest{
		Actor: actor.User, User: user, Chat: chat, Accept: accept, At: m.clock.Now(), Guard: MustAdminister, Committed: m.membersMoved,
	})
	if err == nil {
		m.members.outdated(chat, answered.MembersSeq)
	}
	return err
}

func hashLink(token string) (LinkTokenHash, error) {
	if b, err := linkCoding.DecodeString(token); err != nil || len(b) != linkTokenBytes {
		return LinkTokenHash{}, ErrLinkInvalid
	}
	return sha256.Sum256([]byte(token)), nil
}
