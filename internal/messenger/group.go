package messenger

import (
	"context"
	"crypto/sha256"
)

// MustAdminister is the rule of who decides about others in a group.
func MustAdminister(r Relation) error {
	if err := MustBeMember(r); err != nil {
		return err
	}
	if r.Kind != Group || r.Role != Administrator {
		return ErrNotAllowed
	}
	return nil
}

// groupID is the id of the group that a user makes under a client id: a repeat finds the group that the first try made,
// also when its answer was lost, and nobody else can take its place.
func groupID(creator UserID, client ClientID) ChatID {
	h := sha256.New()
	h.Write([]byte("group\x00"))
	h.Write(creator[:])
	h.Write(client[:])
	return ChatID(h.Sum(nil)[:len(ChatID{})])
}

// CreateGroup makes a group of the actor, who administers it, and others. The same client id again gives the same group.
func (m *Messenger) CreateGroup(ctx context.Context, actor Actor, client ClientID, name string, others []UserID) (OpenedChat, error) {
	return m.store.CreateGroup(ctx, CreateGroup{
		Actor: actor.User, ID: groupID(actor.User, client), Name: name, Members: others, At: m.clock.Now(), May: MayAdd,
		Committed: m.announce.MessagesAdded,
	})
}

// AddMembers makes people members of a group, from now on. Who is one already stays as they are. It returns those who may
// not be added.
func (m *Messenger) AddMembers(ctx context.Context, actor Actor, chat ChatID, users []UserID) (notAdded []UserID, err error) {
	added, err := m.store.AddMembers(ctx, AddMembers{
		Actor: actor.User, Chat: chat, Users: users, At: m.clock.Now(), Guard: MayAddMembers, May: MayAdd, Committed: m.membersMoved,
	})
	if err == nil {
		m.members.outdated(chat, added.MembersSeq)
	}
	return added.NotAdded, err
}

// RemoveMember ends somebody's membership. Of two administrators who remove each other at once, one wins: the other is no
// member any more when its rule is asked.
func (m *Messenger) RemoveMember(ctx context.Context, actor Actor, chat ChatID, user UserID) error {
	return m.endMembership(ctx, RemoveMember{Actor: actor.User, User: user, Chat: chat, Guard: MustAdminister})
}

// LeaveGroup ends the actor's own membership. For who has left already it does nothing.
func (m *Messenger) LeaveGroup(ctx context.Context, actor Actor, chat ChatID) error {
	return m.endMembership(ctx, RemoveMember{Actor: actor.User, User: actor.User, Chat: chat, Guard: MayRead})
}

func (m *Messenger) endMembership(ctx context.Context, act RemoveMember) error {
	act.At = m.clock.Now()
	act.Committed = func(a Appended) {
		m.announce.MessagesAdded(a)
		// After the list of members is the new one, so that nobody who is gone is told, or told of.
		m.typing.set(act.Chat, act.User, false, true)
		m.nodes.MembersMoved(act.Chat, a.MembersSeq)
		m.nodes.TypingMoved(act.Chat, act.User, false, true, nil)
	}
	ended, err := m.store.RemoveMember(ctx, act)
	if err == nil {
		m.members.outdated(act.Chat, ended.MembersSeq)
	}
	return err
}

// GroupMembers reads who is in a group, the earliest first, for one of its members.
func (m *Messenger) GroupMembers(ctx context.Context, actor Actor, chat ChatID) (GroupMembers, error) {
	return m.store.GroupMembers(ctx, actor.User, chat)
}

// GroupMembers is who is in a group, with what is shown of them.
type GroupMembers struct {
	Members []Member
	People  []Person
}

// AllMarks is where all the members of a group are, in so few figures that what all but one of them have is one
// comparison (C22).
type AllMarks struct {
	Delivered, Read Smallest
	// From is of where memberships begin.
	From Smallest
}

// Smallest is the smallest of the members' figures. User holds it and Next is the smallest of all others'; User is zero
// when several hold it, or nobody.
type Smallest struct {
	Min, Next Seq
	User      UserID
}

func (s Smallest) but(user UserID) Seq {
	if s.User == user {
		return s.Next
	}
	return s.Min
}

// Others is what all but one of the members have, and where the first of their memberships begins.
func (a AllMarks) Others(user UserID) (Marks, Seq) {
	return Marks{Delivered: a.Delivered.but(user), Read: a.Read.but(user)}, a.From.but(user)
}

// AllMoved is a change of it.
type AllMoved struct{ Before, After AllMarks }
