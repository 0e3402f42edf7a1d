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
	presenceTell  = 500         // users of whom is told at once; those behind them wait for the next turn
)

// Presence is whether a user can be reached now.
type Presence struct {
	User   UserID
	Online bool
	// Unknown: they are not here, and the other nodes cannot be heard.
	Unknown bool
	// Hidden: it is not for whoever is told so, and was before.
	Hidden     bool
	LastSeenAt time.Time // zero when never seen, or online
}

// presence keeps who holds a lease here and who is said to by other nodes, and tells those who are connected here of
// changes, on one goroutine. What a server's death loses is at most a minute of a last-seen time.
type presence struct {
	store    Store
	announce Announcer
	clock    Clock
	log      *slog.Logger

	mu     sync.Mutex
	users  map[UserID]*present
	leases int  // of all users here
	away   bool // the other nodes cannot be heard
	nodes  Nodes
	// due are users of whom something may have to be told before the next sweep looks at all.
	due map[UserID]struct{}

	// What could not be told or stored while the store was away; the goroutine's own.
	owed    map[UserID]notice
	unsaved map[UserID]time.Time
	// Who was told of a user last, for as long as the user is here; the goroutine's own too.
	audiences map[UserID]Viewers
	// changed are those whose presence is seen by others than before, and pairs those who share a chat since just now: they
	// are told on the goroutine, so that nothing older is told after it.
	changed map[UserID]struct{}
	pairs   [][2]UserID
	people  []Person // who is another now, to be told in the same way

	wake  chan struct{} // something may have to be told
	end   chan struct{}
	ended chan struct{}
	once  sync.Once
}

type present struct {
	leases    map[uint64]time.Time // by connection: until when
	elsewhere map[NodeID]uint64    // the other nodes that have them, with the round in which they said so last
	here      bool                 // the other nodes were told that they are here
	told      telling              // to those who are connected here
	seen      time.Time            // when the latest of the ended leases ended
	tellAt    time.Time            // when the end is to be told, unless they are back
	orphan    bool                 // their node ended and stored nothing
	audience  Viewers              // who may see the news, where another node said so
}

type telling byte

const (
	toldOffline telling = iota
	toldOnline
	toldUnknown
)

// notice is what is to be told of a user.
type notice struct {
	Presence
	audience Viewers // where it is known
	mine     bool    // it happened here, or nobody else stores it
	moved    bool    // the other nodes are to be told that they are here, or not
	here     bool
	silent   bool // nobody here could have been told otherwise
	known    bool // those here were told so before
}

func newPresence(store Store, a Announcer, clock Clock, log *slog.Logger) *presence {
	p := &presence{
		store: store, announce: a, clock: clock, log: log,
		users: map[UserID]*present{}, due: map[UserID]struct{}{}, nodes: alone{}, owed: map[UserID]notice{}, unsaved: map[UserID]time.Time{}, audiences: map[UserID]Viewers{}, changed: map[UserID]struct{}{},
		wake: make(chan struct{}, 1), end: make(chan struct{}), ended: make(chan struct{}),
	}
	go p.run()
	return p
}

func (p *presence) join(n Nodes) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.nodes = n
}

// user returns what is known of a user, to be filled. The caller holds the lock.
func (p *presence) user(id UserID) *present {
	u := p.users[id]
	if u == nil {
		u = &present{}
		p.users[id] = u
	}
	return u
}

// look sees that a user is looked at soon. The caller holds the lock.
func (p *presence) look(id UserID) {
	p.due[id] = struct{}{}
	p.wakeUp()
}

// Hold takes or renews the lease of one connection of a user.
func (m *Messenger) Hold(user UserID, connection uint64) {
	p := m.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.user(user)
	if u.leases == nil {
		u.leases = map[uint64]time.Time{}
	}
	if _, renewed := u.leases[connection]; !renewed {
		p.leases++
	}
	u.leases[connection] = p.clock.Now().Add(PresenceLease)
	if u.told != toldOnline || !u.here {
		p.look(user)
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
	p.leases--
	u.seen = p.clock.Now()
	if len(u.leases) == 0 {
		u.tellAt = u.seen.Add(presenceGrace)
	}
}

func (p *presence) of(people []Person) []Presence {
	out := make([]Presence, 0, len(people))
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, person := range people {
		now := Presence{User: person.ID, LastSeenAt: person.LastSeenAt, Unknown: p.away}
		// Who has just gone counts as online for a moment more.
		if u := p.users[person.ID]; u != nil && (!p.away || u.here || len(u.leases) > 0) {
			now.Online, now.Unknown, now.LastSeenAt = true, false, time.Time{}
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
		var news []notice
		select {
		case <-p.end:
			return
		case <-p.wake:
			news = p.changes(false)
		case <-sweep.C:
			news = p.changes(true)
		case <-save.C:
			p.save(ctx)
		}
		p.tell(ctx, news)
		p.tellViews(ctx)
	}
}

// changes takes what has to be told now: of all, or of those who are due.
func (p *presence) changes(all bool) (news []notice) {
	now := p.clock.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	for id := range p.due {
		if u := p.users[id]; u != nil && !all {
			news = p.change(news, id, u, now)
		}
	}
	clear(p.due)
	if all {
		for id, u := range p.users {
			news = p.change(news, id, u, now)
		}
	}
	return news
}

// change looks at one user. The caller holds the lock.
func (p *presence) change(news []notice, id UserID, u *present, now time.Time) []notice {
	p.expire(u, now)
	gone := len(u.leases) == 0 && !u.tellAt.After(now)
	n := notice{Presence: Presence{User: id, LastSeenAt: u.seen}, audience: u.audience, silent: p.leases == 0}
	if here := len(u.leases) > 0; here != u.here && (here || gone) {
		u.here, n.moved, n.mine, n.silent = here, true, true, false
	}
	was := u.told
	switch {
	case len(u.leases) > 0 || len(u.elsewhere) > 0 && !p.away:
		u.told, n.Online, n.LastSeenAt = toldOnline, true, now
	case !gone:
		return news
	case p.away:
		u.told, n.Unknown = toldUnknown, true
	default:
		u.told = toldOffline
		n.mine = n.mine || u.orphan
		delete(p.users, id)
	}
	if n.known = u.told == was; n.known && !n.moved {
		return news
	}
	n.here, u.audience = u.here, Viewers{}
	return append(news, n)
}

// expire ends the leases that nobody renewed. The caller holds the lock.
func (p *presence) expire(u *present, now time.Time) {
	for connection, until := range u.leases {
		if until.After(now) {
			continue
		}
		delete(u.leases, connection)
		p.leases--
		u.seen = latest(u.seen, until)
		// Nobody renewed it for the whole lease: the grace is long over.
		u.tellAt = now
	}
}

// tell stores when these were last seen and tells those who may see it. While the store is away those are told who were
// told before (R12.5); what that keeps from being told is owed, and told a sweep later; of one user only the newest.
func (p *presence) tell(ctx context.Context, news []notice) {
	seen := map[UserID]time.Time{}
	for _, n := range news {
		if n.mine {
			seen[n.User] = n.LastSeenAt
		}
		switch {
		case n.known:
			p.nodes.PresenceMoved(n.User, n.here, n.LastSeenAt, Viewers{})
		case n.silent:
			delete(p.owed, n.User)
		default:
			n.moved = n.moved || p.owed[n.User].moved
			p.owed[n.User] = n
		}
	}
	if len(seen) > 0 {
		p.record(ctx, seen)
	}
	var away error
	turn := 0
	for user, n := range p.owed {
		if turn++; turn > presenceTell {
			p.wakeUp()
			break
		}
		audience := n.audience
		if audience.none() {
			if away == nil {
				away = p.readAudience(ctx, user)
			}
			var known bool
			if audience, known = p.audiences[user]; !known {
				continue
			}
			if away == nil && !n.Online {
				delete(p.audiences, user)
			}
		}
		delete(p.owed, user)
		if n.moved {
			p.nodes.PresenceMoved(user, n.here, n.LastSeenAt, audience)
		}
		if n.Online {
			n.LastSeenAt = time.Time{}
		}
		p.announce.PresenceChanged(n.Presence, audience.All)
		if len(audience.StateOnly) > 0 {
			n.LastSeenAt = time.Time{}
			p.announce.PresenceChanged(n.Presence, audience.StateOnly)
		}
	}
	if away != nil && len(p.owed) > 0 {
		p.log.Warn("presence is told later", "users", len(p.owed), "error", away)
	}
}

// readAudience remembers who may see a user's presence. While the store is away the one before is good: nobody can come
// to share a chat with somebody then, or cease to, or decide otherwise.
func (p *presence) readAudience(ctx context.Context, user UserID) error {
	known, err := p.store.Acquaintances(ctx, user, nil)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	p.audiences[user] = viewersOf(known)
	return nil
}

// save stores that those who are online were seen just now.
func (p *presence) save(ctx context.Context) {
	now := p.clock.Now()
	seen := map[UserID]time.Time{}
	p.mu.Lock()
	for id, u := range p.users {
		switch {
		case len(u.leases) > 0:
			seen[id] = now
		case u.here:
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
