package repair

import (
	"context"
	"time"

	"twoticks/internal/channel"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// comparison is where the comparing goroutine stands.
type comparison struct {
	repair *Repair
	truth  Truth
	// since is when the last turn was that read all heads; order is how far the versions are read.
	since   time.Time
	order   uint64
	started bool
	// chats and users were behind at the last turn.
	chats map[messenger.ChatID]messenger.ChatHead
	users map[messenger.UserID]messenger.Rev
}

// turn tells those who are still behind since the last turn, and looks who is now; in a hurry it tells these too.
func (c *comparison) turn(ctx context.Context, hurried bool) error {
	if !c.started {
		// Whoever connects reads everything then: what is from before the start was missed by nobody.
		order, err := c.truth.LastOrder(ctx)
		if err != nil {
			return err
		}
		c.order, c.started = order, true
	}
	if err := c.tellBehind(ctx); err != nil {
		return err
	}
	if err := c.readHeads(ctx); err != nil {
		return err
	}
	if err := c.readRevs(ctx); err != nil {
		return err
	}
	if hurried {
		return c.tellBehind(ctx)
	}
	return nil
}

func (c *comparison) tellBehind(ctx context.Context) error {
	for chat, h := range c.chats {
		if err := c.moved(ctx, h); err != nil {
			return err
		}
		delete(c.chats, chat)
	}
	for user, rev := range c.users {
		c.reread(user, rev)
		delete(c.users, user)
	}
	return nil
}

// moved tells the members of a chat that it has entries, unless they have arrived.
func (c *comparison) moved(ctx context.Context, h messenger.ChatHead) error {
	if c.repair.has(h.Chat, uint64(h.Head)) {
		return nil
	}
	members, err := c.truth.MembersOf(ctx, h.Chat, h.MembersSeq)
	if err != nil {
		return err
	}
	topics := make([]channel.Topic, 0, len(members.List))
	for _, m := range members.List {
		topics = append(topics, channel.Topic(m.User))
	}
	c.repair.tell(topics, protocol.EncodeEvent(protocol.HeadMoved{Chat: protocol.ChatID(h.Chat), Head: protocol.Seq(h.Head)}))
	c.repair.note(h.Chat, uint64(h.Head))
	return nil
}

// reread tells a user's connections to read the account, unless its rows have arrived.
func (c *comparison) reread(user messenger.UserID, rev messenger.Rev) {
	if c.repair.has(user, uint64(rev)) {
		return
	}
	c.repair.tell([]channel.Topic{channel.Topic(user)}, protocol.EncodeEvent(protocol.Reread{}))
	c.repair.note(user, uint64(rev))
}

// tell tells those who are connected here.
func (r *Repair) tell(topics []channel.Topic, frame []byte) {
	if topics = r.here(topics); len(topics) == 0 {
		return
	}
	r.Told.Add(1)
	r.hand(topics, append([]byte{channel.ClassLog}, frame...))
}

// readHeads notes the chats that are behind what the store holds. It has no upper bound in time: while the clock is behind
// where it was, new entries still have the time of the old.
func (c *comparison) readHeads(ctx context.Context) error {
	now := c.truth.Now().Round(0) // what is compared is what entries are dated by
	since := c.since
	if now.Before(since) {
		since = now
	}
	behind := map[messenger.ChatID]messenger.ChatHead{}
	q := messenger.HeadsPage{Since: since.Add(-overlap), Limit: page}
	for {
		heads, next, err := c.truth.HeadsSince(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range heads {
			if !c.repair.has(h.Chat, uint64(h.Head)) {
				behind[h.Chat] = h
			}
		}
		if next == (messenger.HeadsPlace{}) {
			break
		}
		q.After = next
	}
	c.chats, c.since = behind, now
	return nil
}

// readRevs notes the users whose account is behind.
func (c *comparison) readRevs(ctx context.Context) error {
	if c.users == nil {
		c.users = map[messenger.UserID]messenger.Rev{}
	}
	for {
		revs, err := c.truth.RevsSince(ctx, c.order, page)
		if err != nil {
			return err
		}
		for _, r := range revs {
			if c.order = r.Order; !c.repair.has(r.User, uint64(r.Rev)) {
				c.users[r.User] = r.Rev
			}
		}
		if len(revs) < page {
			return nil
		}
	}
}
