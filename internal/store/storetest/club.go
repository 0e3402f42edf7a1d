package storetest

import (
	"slices"

	"pgregory.net/rapid"

	"twoticks/internal/messenger"
)

// club is a plain model of a group's members and marks.
type club struct {
	s    *scene
	chat messenger.ChatID
	head messenger.Seq

	order []messenger.UserID
	in    map[messenger.UserID]bool
	ended map[messenger.UserID]messenger.Seq // of those who have left: the last they may read
	marks map[messenger.UserID]messenger.Marks
	from  map[messenger.UserID]messenger.Seq
	// said is what members said.
	said []*saying
	// seen is what each was told of the others.
	seen map[messenger.UserID]view
}

// saying is a message with its audience: the members then, less the sender, less who has left since.
type saying struct {
	seq      messenger.Seq
	sender   messenger.UserID
	audience []messenger.UserID
}

// ticks holds each message of a member against its audience: all of it, and at least one, have it or have read it.
func (c *club) ticks(t *rapid.T, id messenger.UserID, h messenger.HeadsRow) {
	for _, m := range c.said {
		if m.sender != id {
			continue
		}
		delivered, read := len(m.audience) > 0, len(m.audience) > 0
		for _, other := range m.audience {
			delivered = delivered && c.marks[other].Delivered >= m.seq
			read = read && c.marks[other].Read >= m.seq
		}
		reaches := m.seq > h.OthersFrom
		if (reaches && h.Others.Delivered >= m.seq) != delivered || (reaches && h.Others.Read >= m.seq) != read {
			t.Fatalf("message %d: the row is %+v from %d; want delivered %t, read %t", m.seq, h.Others, h.OthersFrom, delivered, read)
		}
	}
}

// view is what a user sees of the others.
type view struct {
	marks messenger.Marks
	from  messenger.Seq
}

// others is what all but one of the members have, and where the first of their memberships begins.
func (c *club) others(user messenger.UserID) view {
	var out messenger.Marks
	var from messenger.Seq
	first := true
	for _, id := range c.order {
		if id == user || !c.in[id] {
			continue
		}
		if m := c.marks[id]; first {
			out, from, first = m, c.from[id], false
		} else {
			out.Delivered, out.Read, from = min(out.Delivered, m.Delivered), min(out.Read, m.Read), min(from, c.from[id])
		}
	}
	if end, left := c.ended[user]; left && !c.in[user] {
		out.Delivered, out.Read = min(out.Delivered, end), min(out.Read, end)
	}
	return view{out, from}
}

func (c *club) count() (n int) {
	for _, in := range c.in {
		if in {
			n++
		}
	}
	return n
}

func othersMarksEqualRecomputation(s *scene) { randomClub(s, false) }

func movesAreTold(s *scene) { randomClub(s, true) }

// randomClub lets random people say, mark, join and leave, and compares what all the others have with the model: as the
// heads rows give it, or as the acts told it.
func randomClub(s *scene, told bool) {
	all := append([]messenger.UserID{s.ana, s.bo, s.cy}, s.users(4)...)
	rapid.Check(s.T, func(t *rapid.T) {
		first := rapid.IntRange(1, len(all)).Draw(t, "members")
		c := &club{
			s: s, chat: s.group(all[:first]...), head: 1,
			order: all, in: map[messenger.UserID]bool{}, ended: map[messenger.UserID]messenger.Seq{},
			marks: map[messenger.UserID]messenger.Marks{}, from: map[messenger.UserID]messenger.Seq{}, seen: map[messenger.UserID]view{},
		}
		for _, id := range all[:first] {
			c.in[id] = true
		}
		check := c.checkHeads
		if told {
			check = c.checkTold
		}
		t.Repeat(map[string]func(*rapid.T){"say": c.say, "mark": c.mark, "join": c.join, "leave": c.leave, "": check})
	})
}

// member draws one who is in, if there is any.
func (c *club) member(t *rapid.T) messenger.UserID {
	user := c.anybody(t)
	if !c.in[user] {
		t.Skip("not a member")
	}
	return user
}

func (c *club) anybody(t *rapid.T) messenger.UserID {
	return rapid.SampledFrom(c.order).Draw(t, "person")
}

func (c *club) say(t *rapid.T) {
	user := c.member(t)
	c.head = c.s.say(user, c.chat, "hello")
	m := &saying{seq: c.head, sender: user}
	for id, in := range c.in {
		if in && id != user {
			m.audience = append(m.audience, id)
		}
	}
	c.said = append(c.said, m)
}

func (c *club) mark(t *rapid.T) {
	user := c.member(t)
	seq := rapid.Uint64Range(0, uint64(c.head))
	delivered, read := messenger.Seq(seq.Draw(t, "delivered")), messenger.Seq(seq.Draw(t, "read"))
	out, err := c.s.mark(user, c.chat, delivered, read)
	if err != nil {
		t.Fatal(err)
	}
	m := c.marks[user]
	m.Read = max(m.Read, read)
	m.Delivered = max(m.Delivered, delivered, m.Read)
	c.marks[user] = m
	c.tell(out.All)
}

func (c *club) join(t *rapid.T) {
	actor, user := c.member(t), c.anybody(t)
	out, err := c.s.add(actor, c.chat, user)
	if err != nil {
		t.Fatal(err)
	}
	if !c.in[user] {
		m := c.marks[user]
		c.in[user], c.from[user] = true, c.head
		c.marks[user] = messenger.Marks{Delivered: max(m.Delivered, c.head), Read: max(m.Read, c.head)}
		c.seen[user] = c.others(user) // by the heads row that comes with the chat
		c.head++
	}
	c.tell(out.All)
}

func (c *club) leave(t *rapid.T) {
	actor, user := c.member(t), c.member(t)
	out, err := c.s.remove(actor, c.chat, user)
	if err != nil {
		t.Fatal(err)
	}
	c.head++
	c.in[user], c.ended[user] = false, c.head
	c.head += messenger.Seq(len(out.Messages) - 1) // somebody administers the group now
	for _, m := range c.said {
		m.audience = slices.DeleteFunc(m.audience, func(id messenger.UserID) bool { return id == user })
	}
	c.tell(out.All)
}

// tell notes what each member is told of a move.
func (c *club) tell(all *messenger.AllMoved) {
	if all == nil {
		return
	}
	for id := range c.in {
		marks, from := all.After.Others(id)
		c.seen[id] = view{marks, from}
	}
}

func (c *club) checkTold(t *rapid.T) {
	for _, id := range c.order {
		if c.in[id] && c.seen[id] != c.others(id) {
			t.Fatalf("was told %+v, want %+v; marks %v", c.seen[id], c.others(id), c.marks)
		}
	}
}

func (c *club) checkHeads(t *rapid.T) {
	for _, id := range c.order {
		if _, left := c.ended[id]; left || c.in[id] {
			c.compare(t, id, c.s.heads(id, c.chat))
		}
	}
}

func (c *club) compare(t *rapid.T, id messenger.UserID, h messenger.HeadsRow) {
	want := c.others(id)
	if h.Others != want.marks {
		t.Fatalf("the others have %+v, want %+v; marks %v", h.Others, want.marks, c.marks)
	}
	if c.in[id] && (h.OthersFrom != want.from || h.Members != c.count()) {
		t.Fatalf("%d members, the others from %d; want %d and %d", h.Members, h.OthersFrom, c.count(), want.from)
	}
	if c.in[id] {
		c.ticks(t, id, h)
	}
}
