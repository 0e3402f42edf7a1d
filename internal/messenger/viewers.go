package messenger

import (
	"context"
	"slices"
	"time"
)

// Viewers are who is told of a user's presence: by the rules of privacy, and of those who share a chat with it.
type Viewers struct {
	// All are told when the user was last here too; StateOnly are told only whether it is.
	All, StateOnly []UserID
}

func (v Viewers) none() bool { return len(v.All) == 0 && len(v.StateOnly) == 0 }

// Len is how many there are.
func (v Viewers) Len() int { return len(v.All) + len(v.StateOnly) }

// viewersOf asks the rules.
func viewersOf(known Acquaintances) (v Viewers) {
	if known.Deleted {
		return v
	}
	for _, a := range known.Others {
		switch {
		case MaySeeLastSeen(known.Own, a.Privacy, a.Between):
			v.All = append(v.All, a.User)
		case MaySeeOnline(known.Own, a.Privacy, a.Between):
			v.StateOnly = append(v.StateOnly, a.User)
		}
	}
	return v
}

// PresenceFor says who of the given people can be reached now, as far as the actor may know: of oneself, and of whom the
// rules of privacy let it be told. Of the others it says nothing.
func (m *Messenger) PresenceFor(ctx context.Context, actor Actor, people []Person) ([]Presence, error) {
	ids := make([]UserID, 0, len(people))
	for _, person := range people {
		if person.ID != actor.User {
			ids = append(ids, person.ID)
		}
	}
	known := Acquaintances{}
	if len(ids) > 0 {
		var err error
		if known, err = m.store.Acquaintances(ctx, actor.User, ids); err != nil {
			return nil, err
		}
	}
	of := make(map[UserID]Acquaintance, len(known.Others))
	for _, a := range known.Others {
		of[a.User] = a
	}
	seen := make([]Presence, 0, len(people))
	for _, now := range m.presence.of(people) {
		a, ok := of[now.User]
		if now.User == actor.User {
			seen = append(seen, now)
			continue
		}
		if now, may := seenBy(now, a.Privacy, known.Own, a.Between); ok && may && !a.Deleted {
			seen = append(seen, now)
		}
	}
	return seen, nil
}

// SeenAs is what another person is told of a user.
type SeenAs struct {
	Person           Person
	Presence         []Presence
	SharesChat       bool
	Receipts, MayAdd bool
	// Own is what the user decided for everybody.
	Own Privacy
}

// SeenAs asks the rules for a viewer, whom the actor must know; the zero id is somebody who shares no chat with the actor
// and decided nothing. It tells the actor nothing of the viewer that is not seen anyway: who hides from the actor is one
// whom the actor does not see.
func (m *Messenger) SeenAs(ctx context.Context, actor Actor, viewer UserID) (SeenAs, error) {
	people, err := m.store.People(ctx, actor.User, []UserID{actor.User, viewer})
	if err != nil {
		return SeenAs{}, err
	}
	if len(people) == 0 || viewer == actor.User || viewer != (UserID{}) && len(people) != 2 {
		return SeenAs{}, ErrPersonNotFound
	}
	me := people[0]
	known, err := m.store.Acquaintances(ctx, actor.User, []UserID{viewer})
	if err != nil {
		return SeenAs{}, err
	}
	other := Acquaintance{Privacy: PrivacyOf(nil)}
	if len(known.Others) == 1 {
		other = known.Others[0]
	}
	seen := SeenAs{
		Own: known.Own, Person: me, SharesChat: other.SharesChat, Receipts: ShowsReads(known.Own, other.Privacy),
		MayAdd: MayAdd(Acquaintance{Between: other.Between, Privacy: known.Own}),
	}
	if now, may := seenBy(m.presence.of(people[:1])[0], known.Own, other.Privacy, other.Between); may {
		seen.Presence = []Presence{now}
	}
	return seen, nil
}

// retell has everybody who shares a chat with a user told of its presence anew: others may see it now than before.
func (p *presence) retell(user UserID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changed[user] = struct{}{}
	p.wakeUp()
}

// introduce tells two people how each may see the other's presence now: when both have their chat, and when one of them blocks
// the other or does so no more.
func (m *Messenger) introduce(people []Person) {
	p := m.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, one := range people {
		for _, other := range people[i+1:] {
			if one.ID != other.ID {
				p.pairs = append(p.pairs, [2]UserID{one.ID, other.ID})
			}
		}
	}
	p.wakeUp()
}

// tellOf has everybody who shares a chat with a person told of how it is now.
func (p *presence) tellOf(person Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.people = append(p.people, person)
	p.wakeUp()
}

// tellPerson does so. It is a hint: every answer carries the people whom it mentions (C30c).
func (p *presence) tellPerson(ctx context.Context, person Person) error {
	audience, err := p.store.Contacts(ctx, person.ID)
	if err == nil {
		p.announce.PersonChanged(person, append(audience, person.ID))
	}
	return err
}

// tellViews tells what is owed of that. What cannot be read now is tried with the next sweep.
func (p *presence) tellViews(ctx context.Context) {
	p.mu.Lock()
	changed, pairs, people := p.changed, p.pairs, p.people
	if len(changed) == 0 && len(pairs) == 0 && len(people) == 0 {
		p.mu.Unlock()
		return
	}
	p.changed, p.pairs, p.people = map[UserID]struct{}{}, nil, nil
	p.mu.Unlock()
	for _, person := range people {
		if err := p.tellPerson(ctx, person); err != nil {
			p.log.Warn("a changed person is told of later", "error", err)
			p.mu.Lock()
			p.people = append(p.people, person)
			p.mu.Unlock()
		}
	}
	for user := range changed {
		if err := p.tellEverybody(ctx, user); err != nil {
			p.log.Warn("who sees a person's presence is told later", "error", err)
			p.mu.Lock()
			p.changed[user] = struct{}{}
			p.mu.Unlock()
		}
	}
	for _, pair := range pairs {
		if err := p.tellPair(ctx, pair); err != nil {
			p.log.Warn("two people are told of each other later", "error", err)
			p.mu.Lock()
			p.pairs = append(p.pairs, pair)
			p.mu.Unlock()
		}
	}
}

// tellEverybody tells who shares a chat with a user how they may see it now, and that they may not any more.
func (p *presence) tellEverybody(ctx context.Context, user UserID) error {
	now, known, err := p.presenceOf(ctx, user, nil)
	if err != nil {
		return err
	}
	viewers := viewersOf(known)
	if _, remembered := p.audiences[user]; remembered {
		p.audiences[user] = viewers
	}
	var hidden []UserID
	for _, a := range known.Others {
		if !slices.Contains(viewers.All, a.User) && !slices.Contains(viewers.StateOnly, a.User) {
			hidden = append(hidden, a.User)
		}
	}
	p.announce.PresenceShared(now, viewers.All)
	now.LastSeenAt = time.Time{}
	p.announce.PresenceShared(now, viewers.StateOnly)
	p.announce.PresenceShared(Presence{User: user, Hidden: true}, hidden)
	return nil
}

func (p *presence) tellPair(ctx context.Context, pair [2]UserID) error {
	for i, user := range pair {
		now, known, err := p.presenceOf(ctx, user, []UserID{pair[1-i]})
		if err != nil {
			return err
		}
		for _, a := range known.Others {
			seen, may := seenBy(now, known.Own, a.Privacy, a.Between)
			if !may {
				// Also who saw it before, when one of the two blocks the other now.
				seen = Presence{User: user, Hidden: true}
			}
			p.announce.PresenceShared(seen, []UserID{a.User})
		}
	}
	return nil
}

// presenceOf reads a user's presence, and how it stands to others.
func (p *presence) presenceOf(ctx context.Context, user UserID, with []UserID) (Presence, Acquaintances, error) {
	known, err := p.store.Acquaintances(ctx, user, with)
	if err != nil {
		return Presence{}, known, err
	}
	people, err := p.store.People(ctx, user, []UserID{user})
	if err != nil || len(people) == 0 {
		return Presence{User: user, Hidden: true}, Acquaintances{}, err
	}
	return p.of(people)[0], known, nil
}
