package messenger

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// The times of presence (C33). A lease is taken by hello and renewed by every beat of a page that can be seen.
const (
	PresenceLease = 25 * time.Second
	PresenceBeat  = 10 * time.Second
	presenceGrace = 5 * time.Second // a gap below it (a reload) is not told
	presenceSweep = time.Second
	presenceSave  = time.Minute // how often the last-seen of those online is stored, for a server that dies
)

// Presence is whether a user can be reached now.
type Presence struct {
	User       UserID
	Online     bool
	LastSeenAt time.Time // zero when never seen, or online
}

// presence keeps who holds a lease and tells of changes, on one goroutine. What a server's death loses is at most a
// minute of a last-seen time.
type presence struct {
	store    Store
	announce Announcer
	clock    Clock
	log      *slog.Logger

	mu    sync.Mutex
	users map[UserID]*present

	// What could not be told or stored while the store was away; the goroutine's own.
	owed    map[UserID]Presence
	unsaved map[UserID]time.Time
	// Who was told of a user last, for as long as the user is here; the goroutine's own too.
	audiences map[UserID][]UserID

	wake  chan struct{} // something may have to be told
	end   chan struct{}
	ended chan struct{}
	once  sync.Once
}

type present struct {
	leases map[uint64]time.Time // by connection: until when
	told   bool                 // that they are online
	seen   time.Time            // when the latest of the ended leases ended
	tellAt time.Time            // when the end is to be told, unless they are back
}

func newPresence(store Store, a Announcer, clock Clock, log *slog.Logger) *presence {
	p := &presence{
		store: store, announce: a, clock: clock, log: log,
		users: map[UserID]*present{}, owed: map[UserID]Presence{}, unsaved: map[UserID]time.Time{}, audiences: map[UserID][]UserID{},
		wake: make(chan struct{}, 1), end: make(chan struct{}), ended: make(chan struct{}),
	}
	go p.run()
	return p
}

// Hold takes or renews the lease of one connection of a user.
func (m *Messenger) Hold(user UserID, connection uint64) {
	p := m.presence
	p.mu.Lock()
	u := p.users[user]
	if u == nil {
		u = &present{leases: map[uint64]time.Time{}}
		p.users[user] = u
	}
	u.leases[connection] = p.clock.Now().Add(PresenceLease)
	news := !u.told
	p.mu.Unlock()
	if news {
		p.wakeUp()
	}
}

// Leave gives the lease of one connection back.
func (m *Messenger) Leave(user UserID, connection uint64) {
	p := m.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.users[user]
	if u == nil {
		return
	}
	if _, ok := u.leases[connection]; !ok {
		return
	}
	delete(u.leases, connection)
	u.seen = p.clock.Now()
	if len(u.leases) == 0 {
		u.tellAt = u.seen.Add(presenceGrace)
	}
}

// PresenceFor says who of the given people can be reached now, as far as the actor may know: of oneself, and of those
// who share a chat with the actor that both of them have (C33). Of the others it says nothing.
func (m *Messenger) PresenceFor(ctx context.Context, actor Actor, people []Person) ([]Presence, error) {
	contacts, err := m.store.Contacts(ctx, actor.User)
	if err != nil {
		return nil, err
	}
	may := make(map[UserID]bool, len(contacts)+1)
	may[actor.User] = true
	for _, user := range contacts {
		may[user] = true
	}
	known := make([]Person, 0, len(people))
	for _, person := range people {
		if may[person.ID] {
			known = append(known, person)
		}
	}
	return m.presence.of(known), nil
}

// introduce tells two people of each other's presence when both have their chat: from then on each may know.
func (m *Messenger) introduce(people []Person) {
	for _, now := range m.presence.of(people) {
		for _, other := range people {
			if other.ID != now.User {
				m.announce.PresenceChanged(now, []UserID{other.ID})
			}
		}
	}
}

func (p *presence) of(people []Person) []Presence {
	out := make([]Presence, 0, len(people))
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, person := range people {
		now := Presence{User: person.ID, LastSeenAt: person.LastSeenAt}
		if u := p.users[person.ID]; u != nil {
			now.Online, now.LastSeenAt = true, time.Time{}
		}
		out = append(out, now)
	}
	return out
}

func (p *presence) wakeUp() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// stop stores when those who are online were last seen, and ends the goroutine.
func (p *presence) stop() {
	p.once.Do(func() {
		close(p.end)
		<-p.ended
		p.save(context.Background())
	})
}

func (p *presence) run() {
	defer close(p.ended)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	sweep := time.NewTicker(presenceSweep)
	defer sweep.Stop()
	save := time.NewTicker(presenceSave)
	defer save.Stop()
	for {
		select {
		case <-p.end:
			return
		case <-p.wake:
		case <-sweep.C:
		case <-save.C:
			p.save(ctx)
		}
		p.tell(ctx, p.changes())
	}
}

// changes takes what has to be told now.
func (p *presence) changes() []Presence {
	now := p.clock.Now()
	var news []Presence
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, u := range p.users {
		for connection, until := range u.leases {
			if !until.After(now) {
				delete(u.leases, connection)
				if until.After(u.seen) {
					u.seen = until
				}
				// Nobody renewed it for the whole lease: the grace is long over.
				u.tellAt = now
			}
		}
		switch {
		case len(u.leases) > 0 && !u.told:
			u.told = true
			news = append(news, Presence{User: id, Online: true, LastSeenAt: now})
		case len(u.leases) == 0 && !u.tellAt.After(now):
			delete(p.users, id)
			news = append(news, Presence{User: id, LastSeenAt: u.seen})
		}
	}
	return news
}

// tell stores when these were last seen and tells those who may see it. While the store is away those are told who were
// told before (R12.5); what that keeps from being told is owed, and told a sweep later; of one user only the newest.
func (p *presence) tell(ctx context.Context, news []Presence) {
	if len(news) > 0 {
		seen := make(map[UserID]time.Time, len(news))
		for _, n := range news {
			seen[n.User] = n.LastSeenAt
			p.owed[n.User] = n
		}
		p.record(ctx, seen)
	}
	var away error
	for user, n := range p.owed {
		if away == nil {
			away = p.readAudience(ctx, user)
		}
		audience, known := p.audiences[user]
		if !known {
			continue
		}
		delete(p.owed, user)
		if n.Online {
			n.LastSeenAt = time.Time{}
		} else if away == nil {
			delete(p.audiences, user)
		}
		p.announce.PresenceChanged(n, audience)
	}
	if away != nil && len(p.owed) > 0 {
		p.log.Warn("presence is told later", "users", len(p.owed), "error", away)
	}
}

// readAudience remembers who may see a user's presence. While the store is away the one before is good: nobody can come
// to share a chat with somebody then, or cease to.
func (p *presence) readAudience(ctx context.Context, user UserID) error {
	audience, err := p.store.Contacts(ctx, user)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	p.audiences[user] = audience
	return nil
}

// save stores that those who are online were seen just now.
func (p *presence) save(ctx context.Context) {
	now := p.clock.Now()
	seen := map[UserID]time.Time{}
	p.mu.Lock()
	for id, u := range p.users {
		if len(u.leases) > 0 {
			seen[id] = now
		} else {
			seen[id] = u.seen
		}
	}
	p.mu.Unlock()
	p.record(ctx, seen)
}

// record stores when users were last seen, with those of whom it could not be stored before.
func (p *presence) record(ctx context.Context, seen map[UserID]time.Time) {
	for user, at := range p.unsaved {
		if at.After(seen[user]) {
			seen[user] = at
		}
	}
	if len(seen) == 0 {
		return
	}
	if err := p.store.SetLastSeen(ctx, seen); err != nil {
		p.log.Warn("last seen is stored later", "users", len(seen), "error", err)
		p.unsaved = seen
		return
	}
	clear(p.unsaved)
}
