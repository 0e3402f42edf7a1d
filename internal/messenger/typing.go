package messenger

import (
	"slices"
	"sync"
	"time"
)

// The times of typing (C34).
const (
	typingLasts   = 6 * time.Second        // without a refresh
	typingWindow  = 100 * time.Millisecond // at most one change of a chat's set goes out in it
	typingCrowd   = time.Second            // the same, while only the count above the shown names changes
	typingAgain   = 2 * time.Second        // after it a refresh is told, since receivers forget too (C34)
	typingShown   = 4                      // ids sent; one of them may be the reader, who sees three others
	typingAtATime = 1024                   // people who type in one chat
)

// Typing is who types in a chat.
type Typing struct {
	Chat ChatID
	// Users are the earliest, at most four; Count is how many there are in all.
	Users []UserID
	Count int
}

// typing keeps who types where, and tells it: a change at once if none went out in the last window, else at its end.
// It lives in memory; what is lost ends by itself.
type typing struct {
	announce Announcer

	mu    sync.Mutex
	chats map[ChatID]*typingChat
	done  bool
}

type typingChat struct {
	users []typist // in the order in which they began
	sent  []UserID // as last told
	count int
	at    time.Time   // when it was told
	flush *time.Timer // runs while something waits to be told
	sweep *time.Timer // runs while somebody types
}

type typist struct {
	user  UserID
	until time.Time
	told  bool // among those who were told of last
}

func newTyping(a Announcer) *typing {
	return &typing{announce: a, chats: map[ChatID]*typingChat{}}
}

func (t *typing) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done = true
	for id, c := range t.chats {
		c.stopTimers()
		delete(t.chats, id)
	}
}

func (c *typingChat) stopTimers() {
	if c.flush != nil {
		c.flush.Stop()
	}
	if c.sweep != nil {
		c.sweep.Stop()
	}
}

func (t *typing) of(chat ChatID) Typing {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.chats[chat]
	if c == nil {
		return Typing{Chat: chat}
	}
	shown, count := c.view()
	return Typing{Chat: chat, Users: shown, Count: count}
}

// set notes that a user types or stopped. Without tell nobody is told of an end: the message that ends it says so
// itself, and the receiver drops the dots in the same step (R4.4). It says whether that user typed there before.
func (t *typing) set(chat ChatID, user UserID, on, tell bool) (typed bool) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.done {
		return false
	}
	c := t.chats[chat]
	if c == nil {
		if !on {
			return false
		}
		c = &typingChat{}
		t.chats[chat] = c
	}
	refreshed := false
	i := slices.IndexFunc(c.users, func(p typist) bool { return p.user == user })
	switch {
	case on && i >= 0:
		c.users[i].until = now.Add(typingLasts)
		refreshed = true
	case on:
		if len(c.users) < typingAtATime {
			c.users = append(c.users, typist{user: user, until: now.Add(typingLasts)})
		}
	case i >= 0:
		if !tell && c.users[i].told {
			c.sent = slices.DeleteFunc(c.sent, func(u UserID) bool { return u == user })
			c.count--
		}
		c.users = slices.Delete(c.users, i, i+1)
	}
	t.arm(chat, c, now)
	t.tell(chat, c, now, refreshed)
	return i >= 0
}

// view is what there is to tell now.
func (c *typingChat) view() ([]UserID, int) {
	shown := make([]UserID, 0, min(len(c.users), typingShown))
	for _, p := range c.users[:min(len(c.users), typingShown)] {
		shown = append(shown, p.user)
	}
	return shown, len(c.users)
}

// tell sends the set if it is another than the one that was told and its window has passed, else sees that it is sent
// when it has. The same set is sent again when somebody refreshed it and the receivers would soon forget it. The caller
// holds the lock.
func (t *typing) tell(chat ChatID, c *typingChat, now time.Time, refreshed bool) {
	shown, count := c.view()
	window := typingWindow
	if slices.Equal(shown, c.sent) {
		window = typingCrowd
		if count == c.count && !(refreshed && now.Sub(c.at) >= typingAgain) {
			if count == 0 {
				t.forget(chat, c, now)
			}
			return
		}
	}
	if wait := c.at.Add(window).Sub(now); wait > 0 {
		t.later(chat, c, wait)
		return
	}
	c.sent, c.count, c.at = shown, count, now
	for i := range c.users {
		c.users[i].told = true
	}
	// The announcer does not block; telling under the lock keeps the order of what is told.
	t.announce.TypingChanged(Typing{Chat: chat, Users: slices.Clone(shown), Count: count})
	if count == 0 {
		t.forget(chat, c, now)
	}
}

// forget drops a chat in which nobody types, when the window of what was told last has passed. The caller holds the lock.
func (t *typing) forget(chat ChatID, c *typingChat, now time.Time) {
	if wait := c.at.Add(typingWindow).Sub(now); wait > 0 {
		t.later(chat, c, wait)
		return
	}
	c.stopTimers()
	delete(t.chats, chat)
}

// later looks again after a while: a name that came is told before a count that waits for longer. The caller holds the
// lock.
func (t *typing) later(chat ChatID, c *typingChat, wait time.Duration) {
	if c.flush != nil {
		c.flush.Stop()
	}
	c.flush = time.AfterFunc(wait, func() { t.flushed(chat, c) })
}

func (t *typing) flushed(chat ChatID, c *typingChat) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.done && t.chats[chat] == c {
		t.tell(chat, c, time.Now(), false)
	}
}

// arm sees that the earliest end by time is noticed. The caller holds the lock.
func (t *typing) arm(chat ChatID, c *typingChat, now time.Time) {
	if len(c.users) == 0 || c.sweep != nil {
		return
	}
	earliest := c.users[0].until
	for _, p := range c.users[1:] {
		if p.until.Before(earliest) {
			earliest = p.until
		}
	}
	c.sweep = time.AfterFunc(earliest.Sub(now), func() { t.swept(chat, c) })
}

func (t *typing) swept(chat ChatID, c *typingChat) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.done || t.chats[chat] != c {
		return
	}
	c.sweep = nil
	now := time.Now()
	c.users = slices.DeleteFunc(c.users, func(p typist) bool { return !p.until.After(now) })
	t.arm(chat, c, now)
	t.tell(chat, c, now, false)
}
