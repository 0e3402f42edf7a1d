package storetest

import (
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"twoticks/internal/messenger"
)

// plainQueue is the model of a group whose members take what they like: for each the marks, and each single entry that
// expired for them.
type plainQueue struct {
	s       *scene
	chat    messenger.ChatID
	people  []messenger.UserID
	senders []messenger.UserID // of entry 1, 2, 3 …; zero for a line of the server, which Ana writes
	times   []time.Time
	marks   map[messenger.UserID]messenger.Marks
	expired map[messenger.UserID]map[messenger.Seq]bool
}

func randomQueues(s *scene) {
	rapid.Check(s.T, func(t *rapid.T) {
		q := &plainQueue{
			s: s, people: []messenger.UserID{s.ana, s.bo, s.cy}, chat: s.group(s.ana, s.bo, s.cy),
			senders: make([]messenger.UserID, 1), marks: map[messenger.UserID]messenger.Marks{},
			expired: map[messenger.UserID]map[messenger.Seq]bool{},
		}
		q.times = append(q.times, s.timeline(s.ana, q.chat)[0].At)
		for _, user := range q.people {
			q.expired[user] = map[messenger.Seq]bool{}
		}
		t.Repeat(map[string]func(*rapid.T){"say": q.say, "line": q.line, "mark": q.mark, "expire": q.expire, "show": q.show, "": q.compare})
	})
}

func (q *plainQueue) head() messenger.Seq { return messenger.Seq(len(q.senders)) }

// others says whether an entry is a message, and not this user's own.
func (q *plainQueue) others(user messenger.UserID, seq messenger.Seq) bool {
	sender := q.senders[seq-1]
	return sender != user && sender != messenger.UserID{}
}

// wrote says whether an entry is this user's own.
func (q *plainQueue) wrote(user messenger.UserID, seq messenger.Seq) bool {
	sender := q.senders[seq-1]
	return sender == user || sender == messenger.UserID{} && user == q.s.ana
}

func (q *plainQueue) someone(t *rapid.T) messenger.UserID {
	return rapid.SampledFrom(q.people).Draw(t, "person")
}

func (q *plainQueue) somewhere(t *rapid.T) messenger.Seq {
	return messenger.Seq(rapid.IntRange(1, int(q.head())).Draw(t, "seq"))
}

func (q *plainQueue) say(t *rapid.T) {
	user := q.someone(t)
	out, err := q.s.append(user, q.chat, message(q.s.word()))
	q.s.must(err)
	q.senders, q.times = append(q.senders, user), append(q.times, out.Results[0].At)
}

func (q *plainQueue) line(*rapid.T) {
	out := q.s.line(q.s.ana, q.chat, messenger.LineInvitationAccepted, q.s.bo)
	q.senders, q.times = append(q.senders, messenger.UserID{}), append(q.times, out.Messages[0].At)
}

func (q *plainQueue) mark(t *rapid.T) {
	user, seq := q.someone(t), q.somewhere(t)
	m := q.marks[user]
	delivered, read := seq, messenger.Seq(0)
	if rapid.Bool().Draw(t, "read") {
		delivered, read = 0, seq
	}
	_, err := q.s.mark(user, q.chat, delivered, read)
	q.s.must(err)
	m.Read = max(m.Read, read)
	m.Delivered = max(m.Delivered, delivered, m.Read)
	q.marks[user] = m
}

func (q *plainQueue) expire(t *rapid.T) {
	upto := q.somewhere(t)
	q.s.expire(q.chat, q.times[upto-1])
	for _, user := range q.people {
		m := q.marks[user]
		last := messenger.Seq(0)
		for _, seq := range between(m.Delivered, upto) {
			if q.others(user, seq) {
				last = seq
			}
		}
		for _, seq := range between(m.Delivered, last) {
			if !q.wrote(user, seq) {
				q.expired[user][seq] = true
			}
		}
		m.Delivered = max(m.Delivered, last)
		q.marks[user] = m
	}
}

func (q *plainQueue) show(t *rapid.T) {
	user := q.someone(t)
	own := q.s.heads(user, q.chat).Expired
	if len(own) == 0 {
		t.Skip("nothing has expired")
	}
	e := rapid.SampledFrom(own).Draw(t, "stretch")
	q.s.show(user, q.chat, e.From)
	for _, seq := range between(e.From, e.To) {
		delete(q.expired[user], seq)
	}
}

// compare looks at the group as one of its members does.
func (q *plainQueue) compare(t *rapid.T) {
	user := q.someone(t)
	row := q.s.heads(user, q.chat)
	own, others := q.expired[user], map[messenger.Seq]bool{}
	all := messenger.Marks{Delivered: q.head(), Read: q.head()}
	for _, other := range q.people {
		if other != user {
			maps.Copy(others, q.expired[other])
			m := q.marks[other]
			all.Delivered, all.Read = min(all.Delivered, m.Delivered), min(all.Read, m.Read)
		}
	}
	if got := covered(t, row.Expired); !maps.Equal(got, own) {
		t.Fatalf("own stretches %v, want the entries %v", row.Expired, own)
	}
	if got := covered(t, row.OthersExpired); !maps.Equal(got, others) {
		t.Fatalf("the others' stretches %v, want the entries %v", row.OthersExpired, others)
	}
	if row.Mine != q.marks[user] || row.Others != all {
		t.Fatalf("marks %+v and %+v, want %+v and %+v", row.Mine, row.Others, q.marks[user], all)
	}
	var readable []messenger.Seq
	unread := 0
	for _, seq := range upTo(q.head()) {
		if !own[seq] {
			readable = append(readable, seq)
			if seq > q.marks[user].Read && q.others(user, seq) {
				unread++
			}
		}
	}
	if row.Unread != unread {
		t.Fatalf("%d unread, want %d", row.Unread, unread)
	}
	if got := seqs(q.s.timeline(user, q.chat)); !slices.Equal(got, readable) {
		t.Fatalf("history has %v, want %v", got, readable)
	}
	page, err := q.s.Store.Changes(ctx, user, q.chat, 0, 1_000_000)
	q.s.must(err)
	if len(page.Entries) != len(readable) || page.Upto != q.head() || !slices.Equal(page.Expired, row.Expired) {
		t.Fatalf("changes are %d entries up to %d with %v", len(page.Entries), page.Upto, page.Expired)
	}
	for i, e := range page.Entries {
		if e.Seq != readable[i] {
			t.Fatalf("changes have %d at place %d, want %d", e.Seq, i, readable[i])
		}
	}
}

// covered is each entry in stretches, which must be in order and apart.
func covered(t *rapid.T, stretches []messenger.Stretch) map[messenger.Seq]bool {
	out := map[messenger.Seq]bool{}
	last := messenger.Seq(0)
	for _, e := range stretches {
		if e.From < last || e.To <= e.From {
			t.Fatalf("stretches %v are out of order", stretches)
		}
		last = e.To
		for _, seq := range between(e.From, e.To) {
			out[seq] = true
		}
	}
	return out
}
