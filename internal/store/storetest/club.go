package storetest

import (
	"pgregory.net/rapid"

	"twoticks/internal/messenger"
)

// club is a plain model of a group's members and marks.
type club struct {
	order []messenger.UserID
	in    map[messenger.UserID]bool
	ended map[messenger.UserID]messenger.Seq // of those who have left: the last they may read
	marks map[messenger.UserID]messenger.Marks
	from  map[messenger.UserID]messenger.Seq
	// seen is what each was told of the others.
	seen map[messenger.UserID]view
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
		c := &club{
			order: all, in: map[messenger.UserID]bool{}, ended: map[messenger.UserID]messenger.Seq{},
			marks: map[messenger.UserID]messenger.Marks{}, from: map[messenger.UserID]messenger.Seq{}, seen: map[messenger.UserID]view{},
		}
		first := rapid.IntRange(1, len(all)).Draw(t, "members")
		chat := s.group(all[:first]...)
		for _, id := range all[:first] {
			c.in[id] = true
		}
		head := messenger.Seq(1)
		some := rapid.SampledFrom(all)
		t.Repeat(map[string]func(*rapid.T){
			"say": func(t *rapid.T) {
				user := c.member(t, some)
				head = s.say(user, chat, "hello")
			},
			"mark": func(t *rapid.T) {
				user := c.member(t, some)
				seq := rapid.Uint64Range(0, uint64(head))
				delivered, read := messenger.Seq(seq.Draw(t, "delivered")), messenger.Seq(seq.Draw(t, "read"))
				out, err := s.mark(user, chat, delivered, read)
				if err != nil {
					t.Fatal(err)
				}
				m := c.marks[user]
				m.Read = max(m.Read, read)
				m.Delivered = max(m.Delivered, delivered, m.Read)
				c.marks[user] = m
				c.tell(out.All)
			},
			"join": func(t *rapid.T) {
				actor, user := c.member(t, some), some.Draw(t, "joins")
				out, err := s.add(actor, chat, user)
				if err != nil {
					t.Fatal(err)
				}
				if !c.in[user] {
					m := c.marks[user]
					c.in[user], c.from[user] = true, head
					c.marks[user] = messenger.Marks{Delivered: max(m.Delivered, head), Read: max(m.Read, head)}
					c.seen[user] = c.others(user) // by the heads row that comes with the chat
					head++
				}
				c.tell(out.All)
			},
			"leave": func(t *rapid.T) {
				actor, user := c.member(t, some), c.member(t, some)
				out, err := s.remove(actor, chat, user)
				if err != nil {
					t.Fatal(err)
				}
				head++
				c.in[user], c.ended[user] = false, head
				c.tell(out.All)
			},
			"": func(t *rapid.T) {
				for _, id := range all {
					if told {
						if c.in[id] && c.seen[id] != c.others(id) {
							t.Fatalf("was told %+v, want %+v; marks %v", c.seen[id], c.others(id), c.marks)
						}
						continue
					}
					if _, left := c.ended[id]; left || c.in[id] {
						c.compare(t, id, s.heads(id, chat))
					}
				}
			},
		})
	})
}

func (c *club) compare(t *rapid.T, id messenger.UserID, h messenger.HeadsRow) {
	want := c.others(id)
	if h.Others != want.marks {
		t.Fatalf("the others have %+v, want %+v; marks %v", h.Others, want.marks, c.marks)
	}
	if c.in[id] && (h.OthersFrom != want.from || h.Members != c.count()) {
		t.Fatalf("%d members, the others from %d; want %d and %d", h.Members, h.OthersFrom, c.count(), want.from)
	}
}

// tell notes what each member is told of a move.
func (c *club) tell(all *messenger.AllMoved) {
	for id := range c.in {
		if all != nil {
			marks, from := all.After.Others(id)
			c.seen[id] = view{marks, from}
		}
	}
}

// member draws one who is in, if there is any.
func (c *club) member(t *rapid.T, some *rapid.Generator[messenger.UserID]) messenger.UserID {
	user := some.Draw(t, "member")
	if !c.in[user] {
		t.Skip("not a member")
	}
	return user
}
