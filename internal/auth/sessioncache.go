package auth

import (
	"sync"
	"time"
)

// maxCached bounds the cache; one more evicts any other.
const maxCached = 50_000

// sessionCache spares a query for each request of a busy device. An entry lives for half a minute and dies at once when
// its session ends here.
type sessionCache struct {
	mu      sync.Mutex
	actors  map[TokenHash]cachedActor
	tokens  map[SessionID]TokenHash
	endings uint64
}

type cachedActor struct {
	actor Actor
	until time.Time
}

func newSessionCache() *sessionCache {
	return &sessionCache{actors: map[TokenHash]cachedActor{}, tokens: map[SessionID]TokenHash{}}
}

func (c *sessionCache) get(token TokenHash, now time.Time) (Actor, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.actors[token]
	if !ok || !now.Before(e.until) {
		return Actor{}, false
	}
	return e.actor, true
}

// generation counts the endings so far. What was read from the store before an ending is not kept after it: it could be
// the session that ended.
func (c *sessionCache) generation() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.endings
}

func (c *sessionCache) put(token TokenHash, actor Actor, until time.Time, generation uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.endings != generation {
		return
	}
	if _, known := c.actors[token]; !known && len(c.actors) >= maxCached {
		for other, e := range c.actors {
			delete(c.actors, other)
			delete(c.tokens, e.actor.Session)
			break
		}
	}
	c.actors[token] = cachedActor{actor, until}
	c.tokens[actor.Session] = token
}

func (c *sessionCache) drop(id SessionID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.endings++
	delete(c.actors, c.tokens[id])
	delete(c.tokens, id)
}
