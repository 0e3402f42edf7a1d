package messenger

import (
	"context"
	"sync"
)

// cachedChats bounds the cache; a chat more than that evicts any other.
const cachedChats = 20_000

// memberCache keeps who is in a chat. An entry is good as long as the seq of its last membership entry is at least the
// one that is asked for; commits say which that is, so a stale list is never used for what was committed later (C23). A
// chat that has not begun is not kept, since it begins without a membership entry.
type memberCache struct {
	store interface {
		Members(ctx context.Context, chat ChatID) (Members, error)
	}

	mu    sync.Mutex
	chats map[ChatID]Members
	// drops counts what was dropped, so that what was read before it is not kept after it.
	drops uint64
}

func newMemberCache(store Store) *memberCache {
	return &memberCache{store: store, chats: map[ChatID]Members{}}
}

func (c *memberCache) of(ctx context.Context, chat ChatID, seq Seq) (Members, error) {
	c.mu.Lock()
	m, ok := c.chats[chat]
	drops := c.drops
	c.mu.Unlock()
	if ok && m.Seq >= seq {
		return m, nil
	}
	m, err := c.store.Members(ctx, chat)
	if err != nil {
		return Members{}, err
	}
	if m.Begun {
		c.keep(chat, m, drops)
	}
	return m, nil
}

// outdated drops what is older than a membership entry, so that what asks for no seq, such as typing, sees it too.
func (c *memberCache) outdated(chat ChatID, seq Seq) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	if c.chats[chat].Seq < seq {
		delete(c.chats, chat)
	}
}

// forget drops all.
func (c *memberCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	clear(c.chats)
}

func (c *memberCache) keep(chat ChatID, m Members, drops uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops != drops {
		return
	}
	if old, ok := c.chats[chat]; ok && old.Seq > m.Seq {
		return
	}
	if len(c.chats) >= cachedChats {
		for k := range c.chats {
			delete(c.chats, k)
			break
		}
	}
	c.chats[chat] = m
}
