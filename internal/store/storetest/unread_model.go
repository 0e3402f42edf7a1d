package storetest

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"twoticks/internal/messenger"
)

var unreadModel = []test{
	{"[C32] [C20] [C23] random acts of several devices give each member the unread count of a plain model", randomCounts},
}

// plainCounts is the model: who wrote which place, and for each person what is not theirs to count. Lines of the server,
// edits and reactions have places too, and are in none of the lists.
type plainCounts struct {
	s       *scene
	chat    messenger.ChatID
	in, out []messenger.UserID
	senders map[messenger.Seq]messenger.UserID
	times   map[messenger.Seq]time.Time
	deleted map[messenger.Seq]bool
	hidden  map[messenger.UserID]map[messenger.Seq]bool
	from    map[messenger.UserID]messenger.Seq // where they joined, or cleared up to
	read    map[messenger.UserID]messenger.Seq
}

func randomCounts(s *scene) {
	rapid.Check(s.T, func(t *rapid.T) {
		p := &plainCounts{
			s: s, chat: s.group(s.ana, s.bo, s.cy), in: []messenger.UserID{s.ana, s.bo, s.cy},
			senders: map[messenger.Seq]messenger.UserID{}, times: map[messenger.Seq]time.Time{}, deleted: map[messenger.Seq]bool{},
			hidden: map[messenger.UserID]map[messenger.Seq]bool{}, from: map[messenger.UserID]messenger.Seq{}, read: map[messenger.UserID]messenger.Seq{},
		}
		for _, user := range p.in {
			p.hidden[user] = map[messenger.Seq]bool{}
		}
		t.Repeat(map[string]func(*rapid.T){
			"say": p.say, "delete": p.delete, "edit": p.edit, "react": p.react, "hide": p.hide, "clear": p.clear,
			"mark": p.mark, "leave": p.leave, "join": p.join, "expire": p.expire, "show": p.show, "": p.compare,
		})
	})
}

func (p *plainCounts) member(t *rapid.T) messenger.UserID {
	return rapid.SampledFrom(p.in).Draw(t, "member")
}

// message draws one that a member can read and that is not deleted.
func (p *plainCounts) message(t *rapid.T, reader messenger.UserID) messenger.Seq {
	var all []messenger.Seq
	for seq := range p.senders {
		if seq > p.from[reader] && !p.deleted[seq] && !p.hidden[reader][seq] {
			all = append(all, seq)
		}
	}
	if len(all) == 0 {
		t.Skip("there is none")
	}
	slices.Sort(all)
	return rapid.SampledFrom(all).Draw(t, "message")
}

func (p *plainCounts) say(t *rapid.T) {
	user := p.member(t)
	out, err := p.s.append(user, p.chat, message(p.s.word()))
	p.s.must(err)
	seq := out.Results[0].Seq
	p.senders[seq], p.times[seq] = user, out.Results[0].At
}

func (p *plainCounts) delete(t *rapid.T) {
	user := p.member(t)
	seq := p.message(t, user)
	_, err := p.s.change(user, p.chat, seq, "")
	p.s.must(err)
	p.deleted[seq] = true
}

func (p *plainCounts) edit(t *rapid.T) {
	user := p.member(t)
	_, err := p.s.change(user, p.chat, p.message(t, user), p.s.word())
	p.s.must(err)
}

func (p *plainCounts) react(t *rapid.T) {
	user := p.member(t)
	p.s.react(user, p.chat, p.message(t, user), rapid.SampledFrom([]string{"👍", "❤️", ""}).Draw(t, "emoji"))
}

func (p *plainCounts) hide(t *rapid.T) {
	user := p.member(t)
	seq := p.message(t, user)
	p.s.must(p.s.hide(user, p.chat, seq))
	p.hidden[user][seq] = true
}

func (p *plainCounts) clear(t *rapid.T) {
	user := p.member(t)
	upto := p.place(t, user)
	p.s.clear(user, p.chat, upto)
	p.from[user] = max(p.from[user], upto)
}

// place draws any of the log, as a member sees it.
func (p *plainCounts) place(t *rapid.T, user messenger.UserID) messenger.Seq {
	return messenger.Seq(rapid.Uint64Range(1, uint64(p.s.heads(user, p.chat).Head)).Draw(t, "place"))
}

// mark is what any device of a member reports: also less than another of theirs did.
func (p *plainCounts) mark(t *rapid.T) {
	user := p.member(t)
	delivered, read := p.place(t, user), messenger.Seq(0)
	if rapid.Bool().Draw(t, "read") {
		read = p.place(t, user)
	}
	_, err := p.s.mark(user, p.chat, delivered, read)
	p.s.must(err)
	p.read[user] = max(p.read[user], read)
}

func (p *plainCounts) leave(t *rapid.T) {
	if len(p.in) == 1 {
		t.Skip("somebody stays")
	}
	user := p.member(t)
	_, err := p.s.remove(user, p.chat, user)
	p.s.must(err)
	p.in = slices.DeleteFunc(slices.Clone(p.in), func(each messenger.UserID) bool { return each == user })
	p.out = append(p.out, user)
}

func (p *plainCounts) join(t *rapid.T) {
	if len(p.out) == 0 {
		t.Skip("everybody is in it")
	}
	actor := p.member(t)
	from := p.s.heads(actor, p.chat).Head
	user := p.out[0]
	_, err := p.s.add(actor, p.chat, user)
	p.s.must(err)
	p.in, p.out = append(slices.Clone(p.in), user), p.out[1:]
	p.from[user] = max(p.from[user], from)
}

func (p *plainCounts) expire(t *rapid.T) {
	p.s.expire(p.chat, p.times[p.message(t, p.member(t))])
}

func (p *plainCounts) show(t *rapid.T) {
	user := p.member(t)
	own := p.s.heads(user, p.chat).Expired
	if len(own) == 0 {
		t.Skip("nothing has expired")
	}
	p.s.show(user, p.chat, rapid.SampledFrom(own).Draw(t, "stretch").From)
}

// compare counts for every member. What has expired for them is taken as the row names it: that this is right is what
// randomQueues compares.
func (p *plainCounts) compare(t *rapid.T) {
	for _, user := range p.in {
		row := p.s.heads(user, p.chat)
		expired := covered(t, row.Expired)
		want := 0
		for seq, sender := range p.senders {
			if sender != user && seq > max(p.read[user], p.from[user]) && !p.deleted[seq] && !p.hidden[user][seq] && !expired[seq] {
				want++
			}
		}
		if row.Unread != want {
			t.Fatalf("%d unread, want %d: %+v", row.Unread, want, row)
		}
	}
}
