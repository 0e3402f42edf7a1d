package storetest

import (
	"slices"

	"pgregory.net/rapid"

	"twoticks/internal/messenger"
)

var model = []test{
	{"[C6] [C8] [C8a] [C20] [C23] [C32] random acts give what a plain model of a chat gives", randomActs},
}

// plainChat is the model: a list, and for each person where they were in it and how far they are.
type plainChat struct {
	s       *scene
	chat    messenger.ChatID
	people  []messenger.UserID
	entries []plainEntry
	spans   map[messenger.UserID][]span
	marks   map[messenger.UserID]messenger.Marks
	next    int // whose view is compared next
}

type plainEntry struct {
	sender messenger.UserID
	id     messenger.ClientID
	text   string        // as accepted; empty for a line of the server, and for a change
	now    string        // as it is now; empty once deleted
	target messenger.Seq // of a change
	// The last edit, and the deletion.
	edited, deleted messenger.Seq
}

// span is (from, to] of the log; open while to is zero.
type span struct{ from, to messenger.Seq }

func randomActs(s *scene) {
	rapid.Check(s.T, func(t *rapid.T) {
		p := &plainChat{
			s: s, people: []messenger.UserID{s.ana, s.bo, s.cy},
			chat: s.group(s.ana, s.bo, s.cy), entries: []plainEntry{{sender: s.ana}},
			spans: map[messenger.UserID][]span{s.ana: {{}}, s.bo: {{}}, s.cy: {{}}},
			marks: map[messenger.UserID]messenger.Marks{},
		}
		t.Repeat(map[string]func(*rapid.T){
			"send":    p.send,
			"repeat":  p.repeat,
			"mark":    p.mark,
			"edit":    func(t *rapid.T) { p.change(t, true) },
			"delete":  func(t *rapid.T) { p.change(t, false) },
			"leave":   p.leave,
			"join":    p.join,
			"history": p.history,
			"changes": p.changes,
			"":        p.compare,
		})
	})
}

func (p *plainChat) head() messenger.Seq { return messenger.Seq(len(p.entries)) }

func (p *plainChat) someone(t *rapid.T) messenger.UserID {
	return rapid.SampledFrom(p.people).Draw(t, "person")
}

// span is where a person is in the chat now, or was last.
func (p *plainChat) span(user messenger.UserID) *span {
	all := p.spans[user]
	return &all[len(all)-1]
}

// reads says whether a person may read a place.
func (p *plainChat) reads(user messenger.UserID, seq messenger.Seq) bool {
	return slices.ContainsFunc(p.spans[user], func(i span) bool { return seq > i.from && (i.to == 0 || seq <= i.to) })
}

// headOf is the head as a person sees it.
func (p *plainChat) headOf(user messenger.UserID) messenger.Seq {
	if to := p.span(user).to; to != 0 {
		return to
	}
	return p.head()
}

// refusedTo checks the answer to one who is not in the chat, and says whether it was such an answer.
func (p *plainChat) refusedTo(t *rapid.T, user messenger.UserID, err error) bool {
	if p.span(user).to == 0 {
		if err != nil {
			t.Fatal(err)
		}
		return false
	}
	if messenger.KindOf(err) != messenger.NotAllowed {
		t.Fatalf("who has left got %v", err)
	}
	return true
}

func (p *plainChat) send(t *rapid.T) {
	user := p.someone(t)
	var batch []messenger.NewMessage
	for range rapid.IntRange(1, 3).Draw(t, "messages") {
		batch = append(batch, message(p.s.word()))
	}
	out, err := p.s.append(user, p.chat, batch...)
	if p.refusedTo(t, user, err) {
		return
	}
	for i, r := range out.Results {
		p.entries = append(p.entries, said(user, batch[i]))
		if r.Seq != p.head() || r.Duplicate || r.Err != nil {
			t.Fatalf("a new message gave %+v, want place %d", r, p.head())
		}
	}
}

// repeat sends again what is there, by its sender or another, as it was or otherwise.
func (p *plainChat) repeat(t *rapid.T) {
	i := rapid.IntRange(0, len(p.entries)-1).Draw(t, "entry")
	first, user, same := p.entries[i], p.someone(t), rapid.Bool().Draw(t, "same")
	if first.text == "" {
		t.Skip("a line of the server")
	}
	m := messenger.NewMessage{ClientID: first.id, Content: messenger.Content{Kind: messenger.KindText, Version: 1, Body: []byte(first.text)}}
	if !same {
		m.Content = content("otherwise " + p.s.word())
	}
	// The same id of this sender may be a later entry than the drawn one, when another's was repeated.
	place := slices.IndexFunc(p.entries, func(e plainEntry) bool { return e.id == first.id && e.sender == user })
	out, err := p.s.append(user, p.chat, m)
	// Who has left is refused as others are, but for what is there already.
	if place < 0 && p.refusedTo(t, user, err) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	r := out.Results[0]
	switch {
	case place < 0:
		p.entries = append(p.entries, said(user, m))
		if r.Seq != p.head() || r.Duplicate || r.Err != nil {
			t.Fatalf("another's id gave %+v, want place %d", r, p.head())
		}
	case p.entries[place].text == string(m.Content.Body):
		if r.Seq != messenger.Seq(place+1) || !r.Duplicate || r.Err != nil {
			t.Fatalf("a repeat gave %+v, want place %d", r, place+1)
		}
	case messenger.KindOf(r.Err) != messenger.Conflict:
		t.Fatalf("a conflict gave %+v", r)
	}
}

// said is the entry of a message as it was accepted.
func said(sender messenger.UserID, m messenger.NewMessage) plainEntry {
	text := string(m.Content.Body)
	return plainEntry{sender: sender, id: m.ClientID, text: text, now: text}
}

// change edits or deletes any message that the actor may read; whose it is is a rule of the domain's.
func (p *plainChat) change(t *rapid.T, edit bool) {
	user := p.someone(t)
	target := messenger.Seq(rapid.IntRange(1, len(p.entries)).Draw(t, "target"))
	e := &p.entries[target-1]
	if e.text == "" || !p.reads(user, target) || edit && e.now == "" {
		t.Skip("nothing to change")
	}
	word := ""
	if edit {
		word = p.s.word()
	}
	out, err := p.s.change(user, p.chat, target, word)
	if p.refusedTo(t, user, err) {
		return
	}
	if !edit && e.now == "" {
		if out.Entry.Seq != 0 || out.Message.DeletedSeq != e.deleted {
			t.Fatalf("a second deletion gave %+v", out)
		}
		return
	}
	at := p.head() + 1
	if edit {
		e.now, e.edited = string(content(word).Body), at
	} else {
		e.now, e.deleted = "", at
	}
	p.entries = append(p.entries, plainEntry{sender: user, target: target})
	if out.Entry.Seq != at || out.Entry.Change.Target != target || out.Message.Seq != target {
		t.Fatalf("a change gave %+v, want place %d", out, at)
	}
}

func (p *plainChat) mark(t *rapid.T) {
	user := p.someone(t)
	seq := rapid.Uint64Range(0, uint64(p.head()))
	delivered, read := messenger.Seq(seq.Draw(t, "delivered")), messenger.Seq(seq.Draw(t, "read"))
	out, err := p.s.mark(user, p.chat, delivered, read)
	if p.refusedTo(t, user, err) {
		return
	}
	m := p.marks[user]
	m.Read = max(m.Read, read)
	m.Delivered = max(m.Delivered, delivered, m.Read)
	p.marks[user] = m
	if out.Mine != m {
		t.Fatalf("marks are %+v, want %+v", out.Mine, m)
	}
}

func (p *plainChat) leave(t *rapid.T) {
	user := p.someone(t)
	out, err := p.s.remove(user, p.chat, user)
	if p.refusedTo(t, user, err) {
		return
	}
	p.entries = append(p.entries, plainEntry{sender: user})
	p.span(user).to = p.head()
	for _, m := range out.Messages[1:] { // somebody administers the group now
		p.entries = append(p.entries, plainEntry{sender: m.Sender})
	}
}

func (p *plainChat) join(t *rapid.T) {
	actor, user := p.someone(t), p.someone(t)
	_, err := p.s.add(actor, p.chat, user)
	if p.refusedTo(t, actor, err) || p.span(user).to == 0 {
		return
	}
	from := p.head()
	p.spans[user] = append(p.spans[user], span{from: from})
	m := p.marks[user]
	p.marks[user] = messenger.Marks{Delivered: max(m.Delivered, from), Read: max(m.Read, from)}
	p.entries = append(p.entries, plainEntry{sender: actor})
}

func (p *plainChat) history(t *rapid.T) {
	user := p.someone(t)
	before := messenger.Seq(rapid.Uint64Range(1, uint64(p.head())+1).Draw(t, "before"))
	limit := rapid.IntRange(1, 5).Draw(t, "limit")
	page, err := p.s.Store.History(ctx, user, p.chat, before, limit)
	if err != nil {
		t.Fatal(err)
	}
	var want []messenger.Seq
	for seq := before - 1; seq > 0; seq-- {
		if p.reads(user, seq) && p.entries[seq-1].target == 0 {
			want = append([]messenger.Seq{seq}, want...)
		}
	}
	more := len(want) > limit
	want = want[max(0, len(want)-limit):]
	if !slices.Equal(seqs(page.Messages), want) || page.More != more || page.Head != p.headOf(user) {
		t.Fatalf("history before %d gives %v, more %t, head %d; want %v, %t, %d", before, seqs(page.Messages), page.More, page.Head, want, more, p.headOf(user))
	}
}

func (p *plainChat) changes(t *rapid.T) {
	user := p.someone(t)
	after := messenger.Seq(rapid.Uint64Range(0, uint64(p.head())).Draw(t, "after"))
	limit := rapid.IntRange(1, 5).Draw(t, "limit")
	page, err := p.s.Store.Changes(ctx, user, p.chat, after, limit)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []messenger.Seq
	for _, e := range page.Entries {
		got = append(got, e.Seq)
	}
	for seq := after + 1; seq <= page.Upto; seq++ {
		if p.reads(user, seq) {
			want = append(want, seq)
		}
	}
	if !slices.Equal(got, want) || len(got) > limit || page.Upto < min(after+1, p.headOf(user)) || page.Head != p.headOf(user) {
		t.Fatalf("changes after %d give %v, upto %d, head %d; want %v, head %d", after, got, page.Upto, page.Head, want, p.headOf(user))
	}
}

// compare holds one person's whole view against the model.
func (p *plainChat) compare(t *rapid.T) {
	user := p.people[p.next%len(p.people)]
	p.next++
	var want []messenger.Seq
	unread := 0
	m := p.marks[user]
	for i, e := range p.entries {
		seq := messenger.Seq(i + 1)
		if !p.reads(user, seq) || e.target != 0 {
			continue
		}
		want = append(want, seq)
		if seq > max(m.Read, p.span(user).from) && e.now != "" && e.sender != user {
			unread++
		}
	}
	rows := p.s.timeline(user, p.chat)
	if !slices.Equal(seqs(rows), want) {
		t.Fatalf("the timeline is %v, want %v", seqs(rows), want)
	}
	for _, row := range rows {
		e := p.entries[row.Seq-1]
		if p.headOf(user) < e.edited { // written after the reader had left
			e.now, e.edited = "", 0
		}
		if row.Sender != e.sender || row.ClientID != e.id || (row.Content == nil) != (e.now == "") ||
			row.Content != nil && string(row.Content.Body) != e.now || row.EditedSeq != e.edited || row.DeletedSeq != e.deleted {
			t.Fatalf("row %d is %+v, want %+v", row.Seq, row, e)
		}
	}
	h := p.s.heads(user, p.chat)
	if h.Head != p.headOf(user) || h.Mine != m || h.Unread != unread || h.Last == nil || h.Last.Seq != want[len(want)-1] {
		t.Fatalf("the heads row is %+v, want head %d, marks %+v, %d unread", h, p.headOf(user), m, unread)
	}
}
