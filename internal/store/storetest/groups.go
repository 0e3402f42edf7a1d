package storetest

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"twoticks/internal/messenger"
)

var groups = []test{
	{"[C22] what all the others have equals a plain recomputation, also for who has left", othersMarksEqualRecomputation},
	{"[C22] who joins later holds no tick back", joiningHoldsNothingBack},
	{"[C22] who leaves holds no tick back any more", leavingHoldsNothingBack},
	{"[C22] message info lists the audience: the members then, less the sender and who has left", infoListsAudience},
	{"[C23] adding who is there, or removing who is not, changes nothing", membershipRepeats},
	{"[C23] somebody named twice joins once", namedTwice},
	{"[C31] a change of members is told with the rows of those it is about", membershipIsTold},
	{"a group has at most 1,024 members", groupsAreBounded},
	{"[C23] only a group's members come and go", directMembersStay},
}

// club is a plain model of a group's members and marks.
type club struct {
	order []messenger.UserID
	in    map[messenger.UserID]bool
	ended map[messenger.UserID]messenger.Seq // of those who have left: the last they may read
	marks map[messenger.UserID]messenger.Marks
}

// others is what all but one of the members have.
func (c *club) others(user messenger.UserID) messenger.Marks {
	var out messenger.Marks
	first := true
	for _, id := range c.order {
		if id == user || !c.in[id] {
			continue
		}
		if m := c.marks[id]; first {
			out, first = m, false
		} else {
			out.Delivered, out.Read = min(out.Delivered, m.Delivered), min(out.Read, m.Read)
		}
	}
	if end, left := c.ended[user]; left && !c.in[user] {
		out.Delivered, out.Read = min(out.Delivered, end), min(out.Read, end)
	}
	return out
}

func othersMarksEqualRecomputation(s *scene) {
	all := append([]messenger.UserID{s.ana, s.bo, s.cy}, s.users(4)...)
	rapid.Check(s.T, func(t *rapid.T) {
		c := &club{order: all, in: map[messenger.UserID]bool{}, ended: map[messenger.UserID]messenger.Seq{}, marks: map[messenger.UserID]messenger.Marks{}}
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
				if _, err := s.mark(user, chat, delivered, read); err != nil {
					t.Fatal(err)
				}
				m := c.marks[user]
				m.Read = max(m.Read, read)
				m.Delivered = max(m.Delivered, delivered, m.Read)
				c.marks[user] = m
			},
			"join": func(t *rapid.T) {
				actor, user := c.member(t, some), some.Draw(t, "joins")
				if _, err := s.add(actor, chat, user); err != nil {
					t.Fatal(err)
				}
				if !c.in[user] {
					m := c.marks[user]
					c.in[user], c.marks[user] = true, messenger.Marks{Delivered: max(m.Delivered, head), Read: max(m.Read, head)}
					head++
				}
			},
			"leave": func(t *rapid.T) {
				actor, user := c.member(t, some), c.member(t, some)
				if _, err := s.remove(actor, chat, user); err != nil {
					t.Fatal(err)
				}
				head++
				c.in[user], c.ended[user] = false, head
			},
			"": func(t *rapid.T) {
				for _, id := range all {
					if _, left := c.ended[id]; !left && !c.in[id] {
						continue
					}
					if got, want := s.heads(id, chat).Others, c.others(id); got != want {
						t.Fatalf("the others have %+v, want %+v; marks %v", got, want, c.marks)
					}
				}
			},
		})
	})
}

// member draws one who is in, if there is any.
func (c *club) member(t *rapid.T, some *rapid.Generator[messenger.UserID]) messenger.UserID {
	user := some.Draw(t, "member")
	if !c.in[user] {
		t.Skip("not a member")
	}
	return user
}

func joiningHoldsNothingBack(s *scene) {
	chat := s.group(s.ana, s.bo)
	seq := s.say(s.ana, chat, "before")
	_, err := s.mark(s.bo, chat, seq, seq)
	s.must(err)
	_, err = s.add(s.ana, chat, s.cy)
	s.must(err)
	if got := s.heads(s.ana, chat).Others; got != (messenger.Marks{Delivered: seq, Read: seq}) {
		s.Errorf("after somebody joined the others have %+v, want %d", got, seq)
	}
	later := s.say(s.ana, chat, "after")
	_, err = s.mark(s.bo, chat, later, later)
	s.must(err)
	if got := s.heads(s.ana, chat).Others; got.Delivered >= later {
		s.Errorf("who joined has not what came after, yet the others have %+v", got)
	}
	if h := s.heads(s.cy, chat); h.Unread != 1 || h.Last.Seq != later {
		s.Errorf("who joined has the row %+v, want one unread", h)
	}
}

func leavingHoldsNothingBack(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	seq := s.say(s.ana, chat, "hello")
	_, err := s.mark(s.bo, chat, seq, seq)
	s.must(err)
	if got := s.heads(s.ana, chat).Others; got != (messenger.Marks{}) {
		s.Errorf("one of two has it, and the others have %+v", got)
	}
	_, err = s.remove(s.cy, chat, s.cy)
	s.must(err)
	if got := s.heads(s.ana, chat).Others; got != (messenger.Marks{Delivered: seq, Read: seq}) {
		s.Errorf("after who had it not left, the others have %+v", got)
	}
}

func infoListsAudience(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	seq := s.say(s.ana, chat, "hello")
	late := s.user("late")
	_, err := s.add(s.ana, chat, late)
	s.must(err)
	_, err = s.remove(s.ana, chat, s.cy)
	s.must(err)
	read := s.markAt(s.bo, chat, messenger.Marks{Read: seq})
	info, err := s.Store.MessageInfo(ctx, s.ana, chat, seq)
	s.must(err)
	want := []messenger.MemberReceipt{{User: s.bo, Delivered: true, Read: true, DeliveredAt: read, ReadAt: read}}
	if !slices.Equal(info.Receipts, want) {
		s.Errorf("receipts are %+v, want %+v", info.Receipts, want)
	}
	// Who comes back is in the audience of what follows only.
	_, err = s.add(s.ana, chat, s.cy)
	s.must(err)
	info, err = s.Store.MessageInfo(ctx, s.ana, chat, seq)
	s.must(err)
	if !slices.Equal(info.Receipts, want) {
		s.Errorf("after a rejoin receipts are %+v, want %+v", info.Receipts, want)
	}
}

func membershipRepeats(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.settle()
	told := len(s.appended.all())
	added, err := s.add(s.ana, chat, s.bo, s.ana)
	s.must(err)
	removed, err := s.remove(s.ana, chat, s.cy)
	s.must(err)
	if len(added.Messages)+len(removed.Messages)+len(added.Rows)+len(removed.Rows) != 0 || added.MembersSeq != 1 {
		s.Errorf("nothing changed, yet the acts gave %+v and %+v", added, removed)
	}
	s.settle()
	if n := len(s.appended.all()); n != told {
		s.Errorf("announced %d times", n-told)
	}
	if head := s.heads(s.ana, chat).Head; head != 1 {
		s.Errorf("the head is %d, want 1", head)
	}
}

func namedTwice(s *scene) {
	chat := s.group(s.ana, s.bo, s.bo, s.ana)
	_, err := s.add(s.bo, chat, s.cy, s.cy)
	s.must(err)
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	if len(members.List) != 3 || members.Seq != 2 {
		s.Errorf("members are %+v", members)
	}
	for _, m := range s.timeline(s.ana, chat) {
		if len(m.System.Subjects) != 1 {
			s.Errorf("row %d names %d people, want 1", m.Seq, len(m.System.Subjects))
		}
	}
}

func membershipIsTold(s *scene) {
	chat := s.group(s.ana, s.bo)
	added, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	removed, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	s.settle()
	told := s.appended.all()
	for i, c := range []struct {
		seq  messenger.Seq
		rows map[messenger.UserID]messenger.ChatRow
		who  []messenger.UserID
	}{
		{1, map[messenger.UserID]messenger.ChatRow{s.ana: {}, s.bo: {}}, []messenger.UserID{s.ana, s.bo}},
		{2, map[messenger.UserID]messenger.ChatRow{s.cy: {From: 1}}, []messenger.UserID{s.ana, s.cy}},
		{3, map[messenger.UserID]messenger.ChatRow{s.bo: {To: 3}}, []messenger.UserID{s.ana, s.bo}},
	} {
		a := told[i]
		if a.Kind != messenger.Group || a.MembersSeq != c.seq || len(a.Messages) != 1 || a.Messages[0].Seq != c.seq || len(a.Rows) != len(c.rows) {
			s.Errorf("announced %+v, want the entry %d", a, c.seq)
		}
		for user, want := range c.rows {
			row, ok := a.Rows[user]
			if !ok || row.Chat != chat || row.Kind != messenger.Group || row.From != want.From || row.To != want.To || row.Gone {
				s.Errorf("entry %d told the row %+v", c.seq, row)
			}
			if own, _, err := s.Store.ChatRow(ctx, user, chat); err != nil || own.Rev < row.Rev || row.Rev == 0 {
				s.Errorf("entry %d told revision %d, the row has %d, %v", c.seq, row.Rev, own.Rev, err)
			}
		}
		s.wantPeople("an announcement", a.People, c.who...)
	}
	if added.MembersSeq != 2 || removed.MembersSeq != 3 {
		s.Errorf("the acts gave %d and %d", added.MembersSeq, removed.MembersSeq)
	}
}

func groupsAreBounded(s *scene) {
	if testing.Short() {
		s.Skip("makes 1,024 users")
	}
	users := s.users(messenger.MaxMembers)
	_, err := s.Store.CreateGroup(ctx, messenger.CreateGroup{Actor: s.ana, ID: messenger.NewID(), Name: "Too many", Members: users, At: s.tick()})
	s.refused(err, messenger.ErrTooLarge)
	chat := s.group(append([]messenger.UserID{s.ana}, users[1:]...)...)
	_, err = s.add(s.ana, chat, users[0])
	s.refused(err, messenger.ErrTooLarge)
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	if len(members.List) != messenger.MaxMembers || members.Seq != 1 {
		s.Errorf("%d members as of %d", len(members.List), members.Seq)
	}
}

func directMembersStay(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "hello")
	_, err := s.add(s.ana, chat, s.cy)
	s.refused(err, messenger.ErrNotAllowed)
	_, err = s.remove(s.ana, chat, s.bo)
	s.refused(err, messenger.ErrNotAllowed)
	_, err = s.add(s.cy, chat, s.cy)
	s.refused(err, messenger.ErrChatNotFound)
	group := s.group(s.ana, s.bo)
	_, err = s.add(s.cy, group, s.cy)
	s.refused(err, messenger.ErrChatNotFound)
	_, err = s.remove(s.cy, group, s.bo)
	s.refused(err, messenger.ErrChatNotFound)
}
