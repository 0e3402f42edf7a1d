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
		users: map[UserID]*present{},
		wake:  make(chan struct{}, 1), end: make(chan struct{}), ended: make(chan struct{}),
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

// PresenceOf says who of the given people can be reached now.
func (m *Messenger) PresenceOf(people []Person) []Presence {
	p := m.presence
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

func (p *presence) tell(ctx context.Context, news []Presence) {
	if len(news) == 0 {
		return
	}
	seen := make(map[UserID]time.Time, len(news))
	for _, n := range news {
		seen[n.User] = n.LastSeenAt
	}
	if err := p.store.SetLastSeen(ctx, seen); err != nil {
		p.log.Warn("last seen was not stored", "users", len(seen), "error", err)
	}
	for _, n := range news {
		audience, err := p.store.Contacts(ctx, n.User)
		if err != nil {
			p.log.Warn("presence was not told", "error", err)
			continue
		}
		if n.Online {
			n.LastSeenAt = time.Time{}
		}
		p.announce.PresenceChanged(n, audience)
	}
}

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
	if len(seen) == 0 {
		return
	}
	if err := p.store.SetLastSeen(ctx, seen); err != nil {
		p.log.Warn("last seen was not stored", "users", len(seen), "error", err)
	}
}
