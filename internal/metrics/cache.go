package metrics

import (
	"maps"
	"sync"
	"sync/atomic"
)

// cache finds the counter of some labels without a lock and without memory, unlike the vectors of the library. The labels are
// few and known after the first minutes, so that a copy for each new one costs nothing.
type cache[K comparable, V any] struct {
	make func(K) V

	known atomic.Pointer[map[K]V]
	mu    sync.Mutex
}

func (c *cache[K, V]) get(key K) V {
	if known := c.known.Load(); known != nil {
		if v, ok := (*known)[key]; ok {
			return v
		}
	}
	return c.add(key)
}

func (c *cache[K, V]) add(key K) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	more := map[K]V{}
	if known := c.known.Load(); known != nil {
		if v, ok := (*known)[key]; ok {
			return v
		}
		maps.Copy(more, *known)
	}
	v := c.make(key)
	more[key] = v
	c.known.Store(&more)
	return v
}
